"""Reads the partner agencies from their file: names, hours, services, how long these take, what is paid."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import translation

from kernel import calendar_data
from kernel.working_calendar import Calendar, Session
from sandbox.agencies import hours, latency
from sandbox.agencies.hours import Hours
from sandbox.agencies.latency import Latency

FILE = Path(__file__).with_name("offices.toml")
CHANNELS = ("linked", "paper")


@dataclass(frozen=True, slots=True)
class Office:
    """A partner agency. `latencies` are by service and channel."""

    code: str
    national_code: str
    symbol: str
    name_vi: str
    name_en: str
    seal_vi: str
    hours: Hours
    cut_off: time | None
    latencies: Mapping[tuple[str, str], Latency]

    @property
    def name(self) -> str:
        return self.name_en if (translation.get_language() or "vi").startswith("en") else self.name_vi

    @property
    def services(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(service for service, _channel in self.latencies))

    def done_at(
        self, at: datetime, service: str, channel: str, drawn: float, calendar: Calendar, *, factor: int = 1
    ) -> datetime:
        """Return the hour at which a request that came at `at` is answered, within the opening hours.

        drawn   place in [0, 1) of the latency's distribution
        factor  how many times as long it takes
        """
        minutes = self.latencies[service, channel].minutes(drawn) * factor
        begun_at = hours.begun_at(at, self.cut_off, self.hours, calendar)
        return self.hours.done_at(begun_at, minutes, calendar)


@dataclass(frozen=True, slots=True)
class Amount:
    """What a service pays for a death on `from_on` or later; `kind` is the class of beneficiary, "" for any."""

    service: str
    kind: str
    from_on: date
    vnd: int
    is_monthly: bool


def office(code: str) -> Office:
    """Return an agency by its code. Raises KeyError."""
    return offices()[code]


@cache
def offices() -> dict[str, Office]:
    """Return every partner agency by code."""
    file = _file()
    named = {name: latency.read(row) for name, row in file["latency"].items()}
    return {row["code"]: _office(row, named) for row in file["office"]}


def amount(service: str, kind: str, on: date) -> Amount:
    """Return what is paid for a death on a date; before the first row of the file, what that row says."""
    rows = [row for row in _amounts() if row.service == service and row.kind in ("", kind)]
    return next((row for row in reversed(rows) if row.from_on <= on), rows[0])


@cache
def _amounts() -> tuple[Amount, ...]:
    rows = (
        Amount(row["service"], row.get("class", ""), row["from"], row["vnd"], row.get("monthly", False))
        for row in _file()["amount"]
    )
    return tuple(sorted(rows, key=lambda row: row.from_on))


def _office(row: Mapping[str, Any], named: Mapping[str, Latency]) -> Office:
    sessions = tuple(Session(each["opens"], each["closes"]) for each in row.get("sessions", ()))
    return Office(
        code=row["code"],
        national_code=row["national_code"],
        symbol=row["symbol"],
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        seal_vi=row["seal_vi"],
        hours=Hours(sessions or calendar_data.sessions(), row.get("saturday_morning", False)),
        cut_off=row.get("cut_off"),
        latencies={
            (service, channel): named[channels[channel]]
            for service, channels in row["service"].items()
            for channel in CHANNELS
        },
    )


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
