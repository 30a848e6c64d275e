"""Pure arithmetic on a Calendar value: the end of a term in days or minutes, each with its ledger lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from kernel.working_calendar import (
    DEFAULT_SESSIONS,
    MINUTE,
    Calendar,
    CalendarGap,
    DayKind,
    Session,
    WorkingDays,
    at_hour,
    in_vietnam,
)

__all__ = [
    "DEFAULT_SESSIONS",
    "Calendar",
    "CalendarGap",
    "DayKind",
    "Due",
    "LedgerLine",
    "LineKind",
    "MinutesDue",
    "MinutesLine",
    "Pause",
    "PauseRule",
    "Session",
    "Unit",
    "WorkingDays",
    "day_zero",
    "due",
    "due_in_minutes",
]

DAY = timedelta(days=1)


class Unit(StrEnum):
    """What a term is counted in."""

    WORKING = "working"
    CALENDAR = "calendar"


class LineKind(StrEnum):
    """What a day is to the term. AFTER_HOURS: filed too late to count from that day. RECEIVED: day zero, not counted.

    SAME_DAY: day zero that is also the end. RESTARTED: worth nothing since the term began anew. MOVED: a term in
    calendar days ended on a day off, so it ends on the next working day.
    """

    AFTER_HOURS = "after_hours"
    RECEIVED = "received"
    SAME_DAY = "same_day"
    COUNTED = "counted"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    PAUSED = "paused"
    RESTARTED = "restarted"
    MOVED = "moved"


class PauseRule(StrEnum):
    """What the days before a pause are worth after it: EXTEND keeps them, RESTART counts anew."""

    EXTEND = "extend"
    RESTART = "restart"


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing was counted from `from_at` to `to_at` (both aware, simulated) because of `cause`, a text for people."""

    from_at: datetime
    to_at: datetime
    cause: str
    rule: PauseRule = PauseRule.EXTEND


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One calendar day of a term.

    count    how many days are counted so far, on COUNTED lines only.
    name     of the holiday, swap or pause; on an AFTER_HOURS line the hour that was missed ("15:00"); else "".
    make_up  a weekend day that is worked.
    """

    on: date
    kind: LineKind
    count: int | None = None
    name: str = ""
    make_up: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """A due date and the days that lead to it, each once, from the day of filing to `due_on` itself."""

    due_on: date
    lines: tuple[LedgerLine, ...]


@dataclass(frozen=True, slots=True)
class MinutesLine:
    """One stretch of opening hours (COUNTED), or a whole day that gives no minutes and has no hours."""

    on: date
    kind: LineKind
    minutes: int = 0
    from_at: datetime | None = None
    to_at: datetime | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class MinutesDue:
    """The hour at which a term in working minutes ends, and the stretches that sum to it."""

    due_at: datetime
    lines: tuple[MinutesLine, ...]


def day_zero(at: datetime, calendar: Calendar, *, cut_off: time | None = None) -> date:
    """Return the day from which a term counts: that of `at` before closing (or the cut-off), else the next working day.

    What comes at the very hour of closing, or of the cut-off, comes after it.
    """
    here = in_vietnam(at)
    day = here.date()
    in_time = here.time() < _last_call(calendar, cut_off)
    return day if in_time and calendar.is_working(day) else calendar.add_days(day, 1)


def due(
    received_at: datetime,
    *,
    days: int,
    unit: str = Unit.WORKING,
    cut_off: time | None = None,
    pauses: Sequence[Pause] = (),
    calendar: Calendar,
) -> Due:
    """Return the day on which a term ends, with the ledger of every day from the filing to the end.

    days     >= 0, the day of receipt not counted; 0 is the day of receipt itself.
    unit     "working" counts working days; "calendar" counts every day, and an end on a day off moves to the next
             working day. Any other word is a ValueError.
    cut_off  the hour from which a filing, or the end of a pause, counts as tomorrow's; None is closing time.
    pauses   one that begins after the end changes nothing: late is late.
    """
    if days < 0:
        raise ValueError("A term has no negative days.")
    term = _Term(days, Unit(unit), calendar)
    filed_on = in_vietnam(received_at).date()
    spans = sorted(_Span.of(pause, calendar, cut_off) for pause in pauses)
    zero = day_zero(received_at, calendar, cut_off=cut_off)
    missed = f"{_last_call(calendar, cut_off):%H:%M}"
    lines = _days_before(zero, filed_on, LineKind.AFTER_HOURS, missed, calendar) + term.lines(zero, spans)
    for span in spans:
        if span.rule is PauseRule.RESTART and span.from_on <= lines[-1].on and zero < span.until_on:
            zero = span.until_on
            lines = _days_before(zero, filed_on, LineKind.RESTARTED, span.cause, calendar) + term.lines(zero, spans)
    return Due(lines[-1].on, tuple(lines))


def due_in_minutes(at: datetime, *, minutes: int, calendar: Calendar) -> MinutesDue:
    """Return the hour at which a term of working minutes ends, with its ledger from the day of `at` on."""
    begun_at = calendar.add_minutes(at, 0)
    due_at = calendar.add_minutes(at, minutes)
    days = (due_at.date() - begun_at.date()).days
    lines = [
        line for n in range(days + 1) for line in _stretches(begun_at.date() + n * DAY, begun_at, due_at, calendar)
    ]
    return MinutesDue(due_at, tuple(lines))


@dataclass(frozen=True, slots=True, order=True)
class _Span:
    """A pause in days: none after `from_on` counts, up to and including `until_on`, the day zero of the resumption."""

    from_on: date
    until_on: date
    rule: PauseRule
    cause: str

    @classmethod
    def of(cls, pause: Pause, calendar: Calendar, cut_off: time | None) -> "_Span":
        until_on = day_zero(pause.to_at, calendar, cut_off=cut_off)
        return cls(in_vietnam(pause.from_at).date(), until_on, pause.rule, pause.cause)


@dataclass(frozen=True, slots=True)
class _Term:
    days: int
    unit: Unit
    calendar: Calendar

    def lines(self, zero: date, spans: Sequence[_Span]) -> list[LedgerLine]:
        """Return the lines from day zero to the end, put off by the pauses that extend the term."""
        spans = [span for span in spans if span.rule is PauseRule.EXTEND]
        lines = [self._line(zero, LineKind.RECEIVED if self.days else LineKind.SAME_DAY)]
        day, count = zero, 0
        while count < self.days:
            day += DAY
            skipped = self._skipped(day, spans)
            count += skipped is None
            lines.append(skipped or self._line(day, LineKind.COUNTED, count))
        end = self._end(day, spans)
        while day < end:
            day += DAY
            lines.append(self._skipped(day, spans) or self._line(day, LineKind.MOVED))
        return lines

    def _skipped(self, day: date, spans: Sequence[_Span]) -> LedgerLine | None:
        off = _off_line(day, self.calendar)
        if off and self.unit is Unit.WORKING:
            return off
        for span in spans:
            if span.from_on < day <= span.until_on:
                return self._line(day, LineKind.PAUSED, name=span.cause)
        return None

    def _end(self, day: date, spans: Sequence[_Span]) -> date:
        """Return the last day: a working day, and put off by every pause that begins before it is over."""
        end = day if self.calendar.is_working(day) else self.calendar.add_days(day, 1)
        for span in spans:
            if span.from_on <= end:
                end = max(end, span.until_on)
        return end

    def _line(self, day: date, kind: LineKind, count: int | None = None, name: str | None = None) -> LedgerLine:
        make_up = self.calendar.kind(day) is DayKind.MAKE_UP
        return LedgerLine(day, kind, count, self.calendar.name(day) if name is None else name, make_up)


def _days_before(zero: date, day: date, kind: LineKind, name: str, calendar: Calendar) -> list[LedgerLine]:
    lines = []
    while day < zero:
        lines.append(_off_line(day, calendar) or LedgerLine(day, kind, name=name))
        day += DAY
    return lines


@lru_cache(maxsize=4096)
def _off_line(day: date, calendar: Calendar) -> LedgerLine | None:
    kind = calendar.kind(day)
    if kind is DayKind.WEEKEND:
        return LedgerLine(day, LineKind.WEEKEND)
    if kind is DayKind.HOLIDAY:
        return LedgerLine(day, LineKind.HOLIDAY, name=calendar.name(day))
    return None


def _stretches(day: date, from_at: datetime, to_at: datetime, calendar: Calendar) -> list[MinutesLine]:
    off = _off_line(day, calendar)
    if off:
        return [MinutesLine(day, off.kind, name=off.name)]
    lines = []
    for session in calendar.sessions:
        begun_at, ended_at = max(from_at, at_hour(day, session.opens)), min(to_at, at_hour(day, session.closes))
        if begun_at < ended_at:
            lines.append(MinutesLine(day, LineKind.COUNTED, (ended_at - begun_at) // MINUTE, begun_at, ended_at))
    return lines or [MinutesLine(day, LineKind.AFTER_HOURS)]


def _last_call(calendar: Calendar, cut_off: time | None) -> time:
    return calendar.closes if cut_off is None else min(cut_off, calendar.closes)
