"""A scenario: dossiers and the acts on them, papers carried from office to office; read from a TOML file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kernel import clock
from training.errors import ScenarioInvalid

SCENARIOS = Path(__file__).with_name("scenarios")
SUBMIT = "submit"
PREVIOUS, CHAIN = AFTER = ("previous", "chain")
ACT_WORDS = {"at", "by", "act", "refused", "after", "minutes"}


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody does something, at an hour (aware, simulated) or so long after something else.

    at        the hour; None when it depends on how things go
    after     "previous": the dossier's act before this one; "chain": the end of its linked service
    minutes   working minutes after that
    by        the log-in of who acts
    name      which act; `facts` are its inputs
    refused   the code of the refusal that the scenario expects; empty for an act that succeeds
    """

    at: datetime | None
    by: str
    name: str
    facts: Mapping[str, Any]
    refused: str = ""
    after: str = ""
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class DossierStory:
    """One dossier of a scenario, known by its key until it has a code."""

    key: str
    title_vi: str
    title_en: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class PaperStory:
    """The way before there were linked services: one office after the other, each with a dossier of its own.

    instead_of  the procedure that links them, e.g. "2.002621"
    office      the agency that hands the papers on
    routes      the offices' services in order; the next one is asked `minutes` working minutes after the last answer
    """

    key: str
    title_vi: str
    title_en: str
    instead_of: str
    office: str
    starts_at: datetime
    minutes: int
    routes: tuple[str, ...]
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scenario:
    """`ends_at`: how long the world goes on by itself after the last act; None is not at all."""

    name: str
    title_vi: str
    title_en: str
    starts_at: datetime
    ends_at: datetime | None
    dossiers: tuple[DossierStory, ...]
    on_paper: tuple[PaperStory, ...]

    @property
    def acts(self) -> int:
        """How many acts there are, and how many offices are asked on paper."""
        return sum(len(dossier.acts) for dossier in self.dossiers) + sum(len(each.routes) for each in self.on_paper)


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
            self._hour(rows, "ends_at", "/") if "ends_at" in rows else None,
            tuple(self._dossier(row) for row in self._take(rows, "dossier", list, "/")),
            tuple(self._on_paper(row) for row in rows.get("on_paper", [])),
        )

    def _dossier(self, row: Mapping[str, Any]) -> DossierStory:
        key = self._take(row, "key", str, "[[dossier]]")
        acts = self._take(row, "acts", list, key)
        # A long declaration stands apart from the act that files it.
        form = {"form": row["form"]} if "form" in row else {}
        played = tuple(
            self._act(act | (form if act.get("act") == SUBMIT else {}), f"{key}, act {number}")
            for number, act in enumerate(acts, start=1)
        )
        self._check_order([act.at for act in played if act.at], key)
        return DossierStory(key, self._take(row, "title_vi", str, key), self._take(row, "title_en", str, key), played)

    def _check_order(self, hours: list[datetime], where: str) -> None:
        if hours != sorted(hours):
            raise ScenarioInvalid(file=self.file, where=where, what="an act stands before one of an earlier hour")

    def _act(self, row: Mapping[str, Any], where: str) -> Act:
        after = row.get("after", "")
        if after and ("at" in row or after not in AFTER):
            raise ScenarioInvalid(
                file=self.file, where=where, what=f"“after” is one of {', '.join(AFTER)}, without “at”"
            )
        return Act(
            None if after else self._hour(row, "at", where),
            self._take(row, "by", str, where),
            self._take(row, "act", str, where),
            {name: value for name, value in row.items() if name not in ACT_WORDS},
            str(row.get("refused", "")),
            after,
            self._take(row, "minutes", int, where) if after else 0,
        )

    def _on_paper(self, row: Mapping[str, Any]) -> PaperStory:
        key = self._take(row, "key", str, "[[on_paper]]")
        return PaperStory(
            key,
            self._take(row, "title_vi", str, key),
            self._take(row, "title_en", str, key),
            self._take(row, "instead_of", str, key),
            self._take(row, "office", str, key),
            self._hour(row, "starts_at", key),
            self._take(row, "minutes", int, key),
            tuple(self._take(row, "routes", list, key)),
            self._take(row, "facts", dict, key),
        )

    def _hour(self, row: Mapping[str, Any], name: str, where: str) -> datetime:
        at: datetime = self._take(row, name, datetime, where)
        return at if at.tzinfo else at.replace(tzinfo=clock.TZ)

    def _take(self, row: Mapping[str, Any], name: str, kind: type, where: str) -> Any:
        value = row.get(name)
        if not isinstance(value, kind):
            raise ScenarioInvalid(file=self.file, where=where, what=f"“{name}” is missing or no {kind.__name__}")
        return value
