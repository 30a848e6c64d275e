"""Reads how long linked services and their steps may take from the dated file of a legal year."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any

from interlink.states import Effect

IN_FORCE = Path(__file__).with_name("terms-2024.toml")


@dataclass(frozen=True, slots=True)
class StepTerms:
    """days: working days, >= 0. cut_off: local hour from which a receipt counts as tomorrow's; None is closing time."""

    days: int
    cut_off: time | None
    effect: Effect


@dataclass(frozen=True, slots=True)
class RouteTerms:
    days: int
    steps: Mapping[str, StepTerms]


@dataclass(frozen=True, slots=True)
class SupplementTerms:
    """notice_hours: of any day, for telling the applicant; days: working days, for his answer."""

    notice_hours: int
    days: int


@dataclass(frozen=True, slots=True)
class Terms:
    routes: Mapping[str, RouteTerms]
    supplement: SupplementTerms


def read(path: Path = IN_FORCE) -> Terms:
    """Return the terms of a file. Raises KeyError or ValueError for one that does not hold together."""
    file = tomllib.loads(path.read_text(encoding="utf-8"))
    supplement = file["supplement"]
    return Terms(
        routes={code: _route(row) for code, row in file["route"].items()},
        supplement=SupplementTerms(supplement["notice_hours"], supplement["days"]),
    )


def _route(row: Mapping[str, Any]) -> RouteTerms:
    steps = {code: StepTerms(s["days"], s.get("cut_off"), Effect(s["effect"])) for code, s in row["step"].items()}
    return RouteTerms(row["days"], steps)
