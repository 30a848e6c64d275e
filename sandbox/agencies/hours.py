"""An office's own hours: when it is open, and when so much work is done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kernel.working_calendar import MINUTE, Calendar, DayKind, Session, at_hour, in_vietnam

DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of a working day; Saturday's first session too, for an office that receives then."""

    sessions: tuple[Session, ...]
    saturday_morning: bool = False

    def is_open(self, at: datetime, calendar: Calendar) -> bool:
        """Tell whether the office works at an hour."""
        here = in_vietnam(at)
        return any(opens <= here < closes for opens, closes in self._stretches(here.date(), calendar))

    def next_opening(self, at: datetime, calendar: Calendar) -> datetime:
        """Return `at` itself when the office is open, else the next hour at which it opens."""
        return self.done_at(at, 0, calendar)

    def done_at(self, at: datetime, minutes: int, calendar: Calendar) -> datetime:
        """Return the hour at which so many of the office's minutes have gone by: always one at which it is open.

        What would be done at closing is done at the next opening. Raises CalendarGap beyond the loaded years.
        """
        here, left = in_vietnam(at), minutes * MINUTE
        for opens, closes in self._from(here.date(), calendar):
            begun = max(opens, here)
            if begun < closes:
                if left < closes - begun:
                    return begun + left
                left -= closes - begun
        raise AssertionError("An office opens again some day.")

    def _from(self, day: date, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
        while True:
            yield from self._stretches(day, calendar)
            day += DAY

    def _stretches(self, day: date, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
        for session in self._sessions(day, calendar):
            yield at_hour(day, session.opens), at_hour(day, session.closes)

    def _sessions(self, day: date, calendar: Calendar) -> Sequence[Session]:
        if calendar.is_working(day):
            return self.sessions
        is_saturday = calendar.kind(day) is DayKind.WEEKEND and day.weekday() == SATURDAY
        return self.sessions[:1] if self.saturday_morning and is_saturday else ()


def begun_at(at: datetime, cut_off: time | None, hours: Hours, calendar: Calendar) -> datetime:
    """Return the hour at which work on something begins that came at `at`: after the cut-off, on the next day."""
    here = in_vietnam(at)
    if cut_off is not None and here.time() >= cut_off:
        here = at_hour(here.date() + DAY, time())
    return hours.next_opening(here, calendar)
