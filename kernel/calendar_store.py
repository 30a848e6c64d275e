"""Reads the working calendar from its rows, and fills them from the dated files."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db import transaction
from django.utils import translation

from kernel import calendar_data, clock
from kernel.models import CalendarDay, CalendarYear
from kernel.working_calendar import Calendar

Row = tuple[date, str, str, str]

_ROWS = (
    CalendarDay.objects.filter(on__year__in=CalendarYear.objects.values("year"))
    .order_by("on")
    .values_list("on", "kind", "name_vi", "name_en")
)


@dataclass(frozen=True, slots=True)
class Loading:
    """What loading a year did: rows added, kept (of which `differing` say other than the file), removed."""

    year: int
    added: int
    kept: int
    differing: tuple[CalendarDay, ...]
    removed: int


def loaded(language: str | None = None) -> Calendar:
    """Return the calendar of the loaded years, with the day names in a language ("vi", "en"; the one in force).

    One query, always: the rows are few and are compared with those the calendar was built from, so a change made in
    any process counts from the next call on. Ask once per act, not once per date. Years count from the first one up to
    the first hole; a date outside raises working_time.CalendarGap.
    """
    english = (language or translation.get_language() or "vi").startswith("en")
    return _built(tuple(_ROWS.all()), english)


@transaction.atomic
def load(year: int, *, replace: bool = False) -> Loading:
    """Store a year's days from its dated file and return what that did.

    Loading again adds what is missing and leaves an officer's own rows alone; `replace` makes the year what the file
    says. Raises calendar_data.CalendarFileMissing.
    """
    data = calendar_data.read(year)
    stored = CalendarDay.objects.filter(on__year=year)
    removed = stored.delete()[0] if replace else 0
    there = {day.on: day for day in stored}
    CalendarYear.objects.update_or_create(
        year=year,
        defaults={"is_announced": data.is_announced, "source": data.source, "loaded_at": clock.wall()},
    )
    added = CalendarDay.objects.bulk_create(day for day in data.days if day.on not in there)
    differing = (there[day.on] for day in data.days if day.on in there and _said(there[day.on]) != _said(day))
    return Loading(year, len(added), len(there), tuple(differing), removed)


@lru_cache(maxsize=8)
def _built(rows: tuple[Row, ...], english: bool) -> Calendar:
    days = {on: (kind, name_en if english else name_vi) for on, kind, name_vi, name_en in rows}
    years = _unbroken({on.year for on in days})
    return Calendar.build(
        first_year=years.start,
        last_year=years.stop - 1,
        off={on: name for on, (kind, name) in days.items() if kind == CalendarDay.Kind.OFF},
        make_up={on: name for on, (kind, name) in days.items() if kind == CalendarDay.Kind.MAKE_UP},
        sessions=calendar_data.sessions(),
    )


def _unbroken(years: set[int]) -> range:
    first = last = min(years, default=1)
    while last in years:
        last += 1
    return range(first, last)


def _said(day: CalendarDay) -> tuple[str, ...]:
    return day.kind, day.name_vi, day.name_en
