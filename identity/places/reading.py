"""Reads the files of this folder: the real provinces by prefix and code, and the agencies of the training province."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PROVINCES = Path(__file__).with_name("provinces.toml")
TRAINING_PROVINCE = Path(__file__).with_name("province.toml")


@dataclass(frozen=True, slots=True)
class RealProvince:
    """A province before July 2025. `found` names the sources in which its agency code was seen."""

    prefix: str
    agency_code: str
    name: str
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgencyEntry:
    """An office. `kind` is what procedures name as their authority; `parent` is the code of its superior."""

    code: str
    kind: str
    tier: str
    name_vi: str
    name_en: str
    address: str
    place: str
    symbol: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class TrainingProvince:
    """An invented province; a superior is listed before its subordinates."""

    code: str
    name_vi: str
    name_en: str
    personal_number_prefix: str
    agencies: tuple[AgencyEntry, ...]


@cache
def real_provinces() -> tuple[RealProvince, ...]:
    """Return all 63."""
    return tuple(
        RealProvince(row["prefix"], row["agency_code"], row["name"], tuple(row.get("found", ())))
        for row in _tables(PROVINCES)["province"]
    )


@cache
def invented_prefixes() -> frozenset[str]:
    """Return the prefixes of personal numbers that no province has (docs/sources.md, rule N-4)."""
    return frozenset(_tables(PROVINCES)["invented_prefixes"])


@cache
def training_province() -> TrainingProvince:
    """Return the invented province with its agencies (docs/sources.md, rule N-7)."""
    tables = _tables(TRAINING_PROVINCE)
    return TrainingProvince(
        code=tables["code"],
        name_vi=tables["name_vi"],
        name_en=tables["name_en"],
        personal_number_prefix=tables["personal_number_prefix"],
        agencies=tuple(AgencyEntry(**row) for row in tables["agency"]),
    )


def _tables(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
