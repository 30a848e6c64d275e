"""The span of local days that a report speaks of, and the day as of which it speaks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kernel import clock
from reports.errors import PeriodBackwards, PeriodNotBegun, PeriodOutOfRange

FIRST_ON = date(2000, 1, 1)
MOST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Period:
    """From `from_on` to `to_on`, both included, as things stood at the end of `as_of`. Days are Vietnam's."""

    from_on: date
    to_on: date
    as_of: date

    @classmethod
    def of(cls, from_on: date, to_on: date) -> "Period":
        """Return the period as of its last day, or of today (simulated) if that is earlier.

        Raises PeriodBackwards, PeriodNotBegun, PeriodOutOfRange.
        """
        today = clock.today()
        if to_on < from_on:
            raise PeriodBackwards(from_on=from_on.isoformat(), to_on=to_on.isoformat())
        if from_on > today:
            raise PeriodNotBegun(from_on=from_on.isoformat(), today=today.isoformat())
        if from_on < FIRST_ON or _month_number(to_on) - _month_number(from_on) >= MOST_MONTHS:
            raise PeriodOutOfRange(first_on=FIRST_ON.isoformat(), most_months=MOST_MONTHS)
        return cls(from_on, to_on, min(to_on, today))

    @property
    def begins_at(self) -> datetime:
        """The first instant of the period."""
        return _midnight(self.from_on)

    @property
    def ends_at(self) -> datetime:
        """The first instant after the day of the report."""
        return _midnight(self.as_of + timedelta(days=1))

    def months(self) -> Iterator["Period"]:
        """Yield the months that have begun, the first and the last cut to the period, each as of its own last day."""
        from_on = self.from_on
        while from_on <= self.as_of:
            next_month_on = (from_on.replace(day=1) + timedelta(days=31)).replace(day=1)
            last_on = next_month_on - timedelta(days=1)
            yield Period(from_on, min(last_on, self.to_on), min(last_on, self.as_of))
            from_on = next_month_on


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.TZ)


def _month_number(day: date) -> int:
    return day.year * 12 + day.month
