"""The days an office works and the hours it is open: working days and minutes added and counted by look-up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import accumulate, compress
from typing import NewType, TypeVar

from django.utils.translation import gettext_lazy as _

from kernel.clock import TZ
from kernel.errors import Invalid

T = TypeVar("T")
WorkingDays = NewType("WorkingDays", int)

MINUTE = timedelta(minutes=1)
SATURDAY = 5


class DayKind(StrEnum):
    """MAKE_UP is a weekend day that is worked, in exchange for a day off."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


@dataclass(frozen=True, slots=True)
class Session:
    """Office hours without a break, on whole minutes: open from `opens` on, closed at `closes`."""

    opens: time
    closes: time


DEFAULT_SESSIONS = (Session(time(7), time(11, 30)), Session(time(13, 30), time(17)))


class CalendarGap(Invalid):
    """A date lies outside the loaded years. params: year, loaded ("2023-2027"; "-" for none)."""

    code = "calendar-not-loaded"
    sentence = _("The working calendar of %(year)s is not loaded (loaded: %(loaded)s).")


class _ByDay(dict[date, T]):
    """A table over the loaded days; any other day is a gap."""

    def __init__(self, rows: Mapping[date, T] | Iterable[tuple[date, T]], loaded: str) -> None:
        super().__init__(rows)
        self.loaded = loaded

    def __missing__(self, day: date) -> T:
        raise CalendarGap(year=day.year, loaded=self.loaded)


class Calendar:
    """Whole years of working days, all with the same hours.

    Every answer is a look-up in tables made once. A date outside the years raises CalendarGap, everywhere.
    An hour is aware and is read in Vietnam's time zone; its seconds are dropped where minutes are counted.
    """

    def __init__(self, kinds: Mapping[date, DayKind], names: Mapping[date, str], sessions: Sequence[Session]) -> None:
        worked = [kind in (DayKind.WORKING, DayKind.MAKE_UP) for kind in kinds.values()]
        self.loaded = "-".join(str(year) for year in sorted({min(kinds).year, max(kinds).year})) if kinds else "-"
        self.sessions = tuple(sessions)
        self._names = names
        self._kinds = _ByDay(kinds, self.loaded)
        # How many working days there are up to a date, itself included; and the other way round.
        self._rank = _ByDay(zip(kinds, accumulate(worked), strict=True), self.loaded)
        self._working = list(compress(kinds, worked))
        # The same for the minutes of one working day.
        self._open = [minute for s in sessions for minute in range(_minute_of(s.opens), _minute_of(s.closes))]
        open_minutes = set(self._open)
        self._elapsed = list(accumulate((minute in open_minutes for minute in range(24 * 60)), initial=0))

    @classmethod
    def build(
        cls,
        *,
        first_year: int,
        last_year: int,
        off: Mapping[date, str],
        make_up: Mapping[date, str],
        sessions: Sequence[Session] = DEFAULT_SESSIONS,
    ) -> "Calendar":
        """Make the calendar of all the years from the first to the last.

        off       days off by name, on whatever day of the week.
        make_up   worked Saturdays and Sundays by name; a day that is also off stays off.
        sessions  the hours of a working day, in order and apart.
        """
        span = range(date(first_year, 1, 1).toordinal(), date(last_year + 1, 1, 1).toordinal())
        kinds = {day: _kind_of(day, off, make_up) for day in map(date.fromordinal, span)}
        return cls(kinds, {**make_up, **off}, sessions)

    @property
    def closes(self) -> time:
        """The hour at which a working day ends."""
        return self.sessions[-1].closes

    def kind(self, day: date) -> DayKind:
        return self._kinds[day]

    def name(self, day: date) -> str:
        """Return the name of a holiday, a swapped day or a worked weekend day; "" for any other day."""
        return self._names.get(day, "")

    def is_working(self, day: date) -> bool:
        return self._kinds[day] in (DayKind.WORKING, DayKind.MAKE_UP)

    def add_days(self, start: date, days: int) -> date:
        """Return the `days`-th working day after `start`, which is not counted itself; after 0 days it is `start`."""
        rank = self._rank[start] + days
        if days > 0:
            return self._worked_day(rank - 1)
        if days < 0:
            raise ValueError("A term has no negative days.")
        return start

    def working_days_between(self, after: date, until: date) -> WorkingDays:
        """Return how many working days lie in (after, until]; negative if `until` comes first."""
        return WorkingDays(self._rank[until] - self._rank[after])

    def next_opening(self, at: datetime) -> datetime:
        """Return `at` itself when the office is open, from the minute it opens until just before it closes."""
        here = in_vietnam(at)
        day = here.date()
        if self.is_working(day):
            for session in self.sessions:
                if here.time() < session.closes:
                    return max(here, at_hour(day, session.opens))
        return at_hour(self.add_days(day, 1), self.sessions[0].opens)

    def add_minutes(self, at: datetime, minutes: int) -> datetime:
        """Return the hour at which `minutes` working minutes have gone by: at closing, not at the opening after it."""
        if minutes < 0:
            raise ValueError("A term has no negative minutes.")
        if not minutes:
            return in_vietnam(at).replace(second=0, microsecond=0)
        days, rest = divmod(self._worked_until(at) + minutes - 1, len(self._open))
        return at_hour(self._worked_day(days), time()) + (self._open[rest] + 1) * MINUTE

    def minutes_between(self, a: datetime, b: datetime) -> int:
        """Return the working minutes from `a` to `b`; negative if `b` is first. Neighbouring spans add up exactly."""
        return self._worked_until(b) - self._worked_until(a)

    def _worked_until(self, at: datetime) -> int:
        here = in_vietnam(at)
        day = here.date()
        full_days = self._rank[day]
        if not self.is_working(day):
            return full_days * len(self._open)
        return (full_days - 1) * len(self._open) + self._elapsed[_minute_of(here)]

    def _worked_day(self, index: int) -> date:
        try:
            return self._working[index]
        except IndexError:
            raise CalendarGap(year=max(self._kinds).year + 1, loaded=self.loaded) from None


def in_vietnam(at: datetime) -> datetime:
    """Return the same instant on Vietnam's clock. A naive hour is a mistake of the caller."""
    if at.tzinfo is None:
        raise ValueError("Working time is reckoned from aware hours only.")
    return at.astimezone(TZ)


def at_hour(day: date, hour: time) -> datetime:
    """Return that hour of that day in Vietnam, aware."""
    return datetime.combine(day, hour, TZ)


def _kind_of(day: date, off: Mapping[date, str], make_up: Mapping[date, str]) -> DayKind:
    if day in off:
        return DayKind.HOLIDAY
    if day.weekday() < SATURDAY:
        return DayKind.WORKING
    return DayKind.MAKE_UP if day in make_up else DayKind.WEEKEND


def _minute_of(hour: time | datetime) -> int:
    return hour.hour * 60 + hour.minute
