"""Working time: days added, and due dates with the ledger that explains them, on the real calendar."""

from collections.abc import Iterator
from datetime import date, datetime

from kernel import calendar_store, working_time
from kernel.clock import TZ
from kernel.working_time import Calendar
from tests.bench.lines import Line, alone, rate

STARTS = tuple(date(2024, month, day) for month in range(1, 13) for day in (1, 8, 15, 26))
# The Tết of 2024 was off from 8 to 14 February.
BEFORE_TET = tuple(datetime(2024, 2, day, 9, tzinfo=TZ) for day in (5, 6, 7))
TERMS = (5, 7, 10)


def measure(*, quick: bool) -> Iterator[Line]:
    calendar, rounds = calendar_store.loaded(), 1 if quick else 7
    days, dues = (10, 10) if quick else (2000, 500)
    yield alone(
        "working_time.add_days",
        lambda: rate(days * len(STARTS), lambda: _add_days(calendar, days)),
        rounds=rounds,
        target=500_000,
    )
    yield alone(
        "working_time.due, with its ledger, over Tết",
        lambda: rate(dues * len(BEFORE_TET) * len(TERMS), lambda: _explain(calendar, dues)),
        rounds=rounds,
        target=20_000,
    )


def _add_days(calendar: Calendar, times: int) -> None:
    for start in STARTS:
        for _ in range(times):
            calendar.add_days(start, 7)


def _explain(calendar: Calendar, times: int) -> None:
    for received_at in BEFORE_TET:
        for days in TERMS:
            for _ in range(times):
                working_time.due(received_at, days=days, calendar=calendar)
