"""Reads the cast of the training world from its file."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

CAST = Path(__file__).with_name("cast.toml")


@dataclass(frozen=True, slots=True)
class OfficerEntry:
    username: str
    full_name: str
    title: str
    agency: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CitizenEntry:
    username: str
    full_name: str
    sex: str
    born_on: date
    serial: int
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class Cast:
    officers: tuple[OfficerEntry, ...]
    citizens: tuple[CitizenEntry, ...]


def load(path: Path = CAST) -> Cast:
    """Return everybody of the file."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))
    return Cast(
        tuple(OfficerEntry(**{**row, "roles": tuple(row["roles"])}) for row in rows["officer"]),
        tuple(CitizenEntry(**row) for row in rows["citizen"]),
    )
