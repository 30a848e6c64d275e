"""Reads a year's days off: the `holidays` library, corrected by the dated files of `kernel/calendars/`."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from holidays import country_holidays

from kernel.errors import Missing
from kernel.models import CalendarDay
from kernel.working_calendar import Session

FOLDER = Path(__file__).parent / "calendars"
LIBRARY = f"holidays {metadata.version('holidays')} [found:F14]"


class CalendarFileMissing(Missing):
    """There is no dated file for a year. params: year, known (list of years that have one)."""

    code = "calendar-file-missing"
    sentence = _("There is no calendar file for %(year)s; there are files for %(known)s.")


@dataclass(frozen=True, slots=True)
class YearData:
    """What is known of a year before it is stored; `days` are unsaved rows in order, one per date."""

    year: int
    is_announced: bool
    source: str
    days: tuple[CalendarDay, ...]


def years() -> list[int]:
    """Return the years that have a file."""
    return sorted(int(path.stem) for path in FOLDER.glob("[0-9]*.toml"))


def read(year: int) -> YearData:
    """Return the days of a year: the library's holidays and the corrections, which win.

    Raises CalendarFileMissing.
    """
    if year not in years():
        raise CalendarFileMissing(year=year, known=years())
    file = _file(str(year))
    days = {day.on: day for day in _library_days(year)} | {row["on"]: _day(row) for row in file.get("correction", [])}
    return YearData(year, file["announced"], _sourced(file), tuple(days[on] for on in sorted(days)))


def sessions() -> tuple[Session, ...]:
    """Return the hours of a working day."""
    return tuple(Session(row["opens"], row["closes"]) for row in _file("working_hours")["session"])


def _file(stem: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{stem}.toml").read_text(encoding="utf-8"))


def _library_days(year: int) -> Iterator[CalendarDay]:
    vietnamese, english = (country_holidays("VN", years=year, expand=False, language=name) for name in ("vi", "en_US"))
    for on in vietnamese:
        names = {"name_vi": vietnamese[on], "name_en": english[on]}
        yield CalendarDay(on=on, kind=CalendarDay.Kind.OFF, source=LIBRARY, **names)


def _day(row: dict[str, Any]) -> CalendarDay:
    kind = CalendarDay.Kind(row["kind"])
    return CalendarDay(on=row["on"], kind=kind, name_vi=row["name_vi"], name_en=row["name_en"], source=_sourced(row))


def _sourced(row: dict[str, Any]) -> str:
    return f"{row['source']} [{row['tag']}]"
