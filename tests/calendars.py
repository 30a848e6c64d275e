"""Vietnam's working calendar straight from the dated files, for tests that need no database."""

from datetime import datetime
from functools import cache

from kernel import calendar_data
from kernel.clock import TZ
from kernel.working_time import Calendar


@cache
def vietnam(first_year: int = 2023, last_year: int = 2027) -> Calendar:
    days = [day for year in range(first_year, last_year + 1) for day in calendar_data.read(year).days]
    return Calendar.build(
        first_year=first_year,
        last_year=last_year,
        off={day.on: day.name_vi for day in days if day.kind == day.Kind.OFF},
        make_up={day.on: day.name_vi for day in days if day.kind == day.Kind.MAKE_UP},
        sessions=calendar_data.sessions(),
    )


def at(text: str) -> datetime:
    """Return a local hour: at("2024-04-03 16:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=TZ)
