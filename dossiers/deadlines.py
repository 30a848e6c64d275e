"""The one definition of "late": what is promised, what a pause does to it, and how the end compares with it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from kernel import working_time
from kernel.working_time import Calendar, Due, MinutesDue, Pause, PauseRule, Unit, WorkingDays

RECEPTION_MINUTES = 8 * 60


@dataclass(frozen=True, slots=True)
class Terms:
    """What a procedure promises.

    days             >= 0 days in `unit` ("working", "calendar"); 0 is the day of receipt itself.
    cut_off          local hour from which a filing counts as tomorrow's; None is closing time.
    supplement_rule  what a pause for a supplement is to carry as its rule.
    """

    days: int
    unit: str = Unit.WORKING
    cut_off: time | None = None
    supplement_rule: str = PauseRule.EXTEND


class Timeliness(StrEnum):
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Lateness:
    """How an end compares with its due date. `days_late` is 0 unless late, and also when only days off went by."""

    verdict: Timeliness
    days_late: WorkingDays


def promise(received_at: datetime, terms: Terms, calendar: Calendar) -> date:
    """Return the date printed on the appointment slip ("ngày hẹn trả").

    received_at  aware, simulated; read in Vietnam's time zone. After closing time counts as the next opening.
    Returns a local date that is a working day.
    Raises CalendarGap if the calendar does not cover the span.
    Source: docs/sources.md, rules D-2, D-3, D-4, D-5.
    """
    return explain(received_at, terms, (), calendar).due_on


def explain(received_at: datetime, terms: Terms, pauses: Sequence[Pause], calendar: Calendar) -> Due:
    """Return the due date with the ledger that says of every day whether it counts and why; the lines sum to the date.

    pauses  ended ones, in any order; of one that lasts still, give the present hour as its end.
    Raises CalendarGap if the calendar does not cover the span.
    Source: docs/sources.md, rules D-2 to D-7 and D-18.
    """
    return working_time.due(
        received_at, days=terms.days, unit=terms.unit, cut_off=terms.cut_off, pauses=pauses, calendar=calendar
    )


def resume(received_at: datetime, terms: Terms, pauses: Sequence[Pause], calendar: Calendar) -> date:
    """Return the due date now that the last of `pauses` has ended. A pause begun after the due date changes nothing.

    Under "extend" the working days of the pause are added; under "restart" the whole term runs anew from its end.
    Raises CalendarGap if the calendar does not cover the span.
    Source: docs/sources.md, rules D-6, D-7 and D-18.
    """
    return explain(received_at, terms, pauses, calendar).due_on


def lateness(due_on: date | None, finished_on: date, calendar: Calendar) -> Lateness:
    """Compare dates, never hours; what has no due date is on time.

    Raises CalendarGap if something late lies outside the calendar.
    Source: docs/sources.md, rule D-13.
    """
    if due_on is None or finished_on == due_on:
        return Lateness(Timeliness.ON_TIME, WorkingDays(0))
    if finished_on < due_on:
        return Lateness(Timeliness.EARLY, WorkingDays(0))
    return Lateness(Timeliness.LATE, calendar.working_days_between(due_on, finished_on))


def reception_due(filed_at: datetime, calendar: Calendar) -> datetime:
    """Return the hour by which an online dossier is accepted or refused: 8 working hours after it was filed.

    Raises CalendarGap if the calendar does not cover the span.
    Source: docs/sources.md, rule D-15.
    """
    return calendar.add_minutes(filed_at, RECEPTION_MINUTES)


def explain_reception(filed_at: datetime, calendar: Calendar) -> MinutesDue:
    """Return the same hour with the stretches of opening hours that lead to it."""
    return working_time.due_in_minutes(filed_at, minutes=RECEPTION_MINUTES, calendar=calendar)
