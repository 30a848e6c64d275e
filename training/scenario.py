"""A scenario: dossiers, and the acts that people do on them, each at its hour; read from a TOML file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kernel import clock
from training.errors import ScenarioInvalid

SCENARIOS = Path(__file__).with_name("scenarios")


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody does something at an hour (aware, simulated).

    by        the log-in of who acts
    name      which act; `facts` are its inputs
    refused   the code of the refusal that the scenario expects; empty for an act that succeeds
    """

    at: datetime
    by: str
    name: str
    facts: Mapping[str, Any]
    refused: str = ""


@dataclass(frozen=True, slots=True)
class DossierStory:
    """One dossier of a scenario, known by its key until it has a code."""

    key: str
    title_vi: str
    title_en: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    title_vi: str
    title_en: str
    starts_at: datetime
    dossiers: tuple[DossierStory, ...]

    def in_order(self) -> list[tuple[Act, DossierStory]]:
        """Return every act with its dossier, earliest first; acts of one hour keep the order of the file."""
        acts = [(act, dossier) for dossier in self.dossiers for act in dossier.acts]
        return sorted(acts, key=lambda pair: pair[0].at)


def load(name: str, folder: Path = SCENARIOS) -> Scenario:
    """Return a scenario by the name of its file. Raises ScenarioInvalid, with file, place and what is wrong."""
    path = folder / f"{name}.toml"
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = ", ".join(sorted(file.stem for file in folder.glob("*.toml")))
        raise ScenarioInvalid(file=path.name, where="/", what=f"no such scenario; there are: {known}") from None
    except tomllib.TOMLDecodeError as failure:
        raise ScenarioInvalid(file=path.name, where="/", what=str(failure)) from failure
    return _Reader(path.name).scenario(name, rows)


class _Reader:
    """Turns rows into a scenario, and every slip into a sentence that names file and place."""

    def __init__(self, file: str) -> None:
        self.file = file

    def scenario(self, name: str, rows: Mapping[str, Any]) -> Scenario:
        return Scenario(
            name,
            self._take(rows, "title_vi", str, "/"),
            self._take(rows, "title_en", str, "/"),
            self._hour(rows, "starts_at", "/"),
            tuple(self._dossier(row) for row in self._take(rows, "dossier", list, "/")),
        )

    def _dossier(self, row: Mapping[str, Any]) -> DossierStory:
        key = self._take(row, "key", str, "[[dossier]]")
        acts = self._take(row, "acts", list, key)
        return DossierStory(
            key,
            self._take(row, "title_vi", str, key),
            self._take(row, "title_en", str, key),
            tuple(self._act(act, f"{key}, act {number}") for number, act in enumerate(acts, start=1)),
        )

    def _act(self, row: Mapping[str, Any], where: str) -> Act:
        known = {"at", "by", "act", "refused"}
        return Act(
            self._hour(row, "at", where),
            self._take(row, "by", str, where),
            self._take(row, "act", str, where),
            {name: value for name, value in row.items() if name not in known},
            str(row.get("refused", "")),
        )

    def _hour(self, row: Mapping[str, Any], name: str, where: str) -> datetime:
        at: datetime = self._take(row, name, datetime, where)
        return at if at.tzinfo else at.replace(tzinfo=clock.TZ)

    def _take(self, row: Mapping[str, Any], name: str, kind: type, where: str) -> Any:
        value = row.get(name)
        if not isinstance(value, kind):
            raise ScenarioInvalid(file=self.file, where=where, what=f"“{name}” is missing or no {kind.__name__}")
        return value
