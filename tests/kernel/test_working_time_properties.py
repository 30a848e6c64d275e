"""Whatever is filed and however it is paused: the ledger's lines always sum to the date, and arithmetic agrees with
counting on one's fingers. Source: docs/sources.md, rules D-1 to D-7 and D-18.
"""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kernel.clock import TZ
from kernel.working_time import DayKind, Due, LineKind, Pause, PauseRule, Unit, day_zero, due, due_in_minutes
from tests.calendars import vietnam

DAY = timedelta(days=1)
DAYS = st.dates(date(2023, 1, 1), date(2026, 12, 31))
HOURS = st.builds(datetime.combine, DAYS, st.times(), st.just(TZ))
TERMS = st.integers(0, 40)
UNITS = st.sampled_from(Unit)
RULES = st.sampled_from(PauseRule)
CUT_OFFS = st.none() | st.sampled_from([time(11), time(15), time(18)])


@st.composite
def filings(draw: st.DrawFn, rules: st.SearchStrategy[PauseRule] = RULES) -> tuple:
    """A filing and up to four pauses after it, in any order, that may overlap."""
    received_at = draw(HOURS)
    spans = draw(st.lists(st.tuples(st.integers(0, 60 * 24 * 60), st.integers(0, 20 * 24 * 60)), max_size=4))
    pauses = []
    for after, minutes in spans:
        from_at = received_at + timedelta(minutes=after)
        pauses.append(Pause(from_at, from_at + timedelta(minutes=minutes), "cause", draw(rules)))
    return received_at, pauses


def explained(filing: tuple, days: int, unit: str = Unit.WORKING, cut_off: time | None = None) -> Due:
    received_at, pauses = filing
    return due(received_at, days=days, unit=unit, cut_off=cut_off, pauses=pauses, calendar=vietnam())


@given(filings(), TERMS, UNITS, CUT_OFFS)
def test_the_lines_are_consecutive_days_from_the_filing_to_the_due_date(filing, days, unit, cut_off):
    found = explained(filing, days, unit, cut_off)

    first = filing[0].date()
    assert [line.on for line in found.lines] == [first + n * DAY for n in range(len(found.lines))]
    assert found.lines[-1].on == found.due_on


@given(filings(), TERMS, UNITS, CUT_OFFS)
def test_exactly_the_days_of_the_term_are_counted_and_numbered(filing, days, unit, cut_off):
    found = explained(filing, days, unit, cut_off)

    counts = [line.count for line in found.lines if line.kind is LineKind.COUNTED]
    zeros = [line for line in found.lines if line.kind in (LineKind.RECEIVED, LineKind.SAME_DAY)]
    assert counts == list(range(1, days + 1))
    assert [line.count for line in found.lines if line.kind is not LineKind.COUNTED] == [None] * (
        len(found.lines) - days
    )
    assert len(zeros) == 1


@given(filings(), TERMS, UNITS, CUT_OFFS)
def test_a_due_date_is_a_working_day(filing, days, unit, cut_off):
    assert vietnam().is_working(explained(filing, days, unit, cut_off).due_on)


@given(filings(), TERMS, CUT_OFFS)
def test_days_off_and_only_they_have_the_line_of_a_day_off(filing, days, cut_off):
    off = {DayKind.WEEKEND: LineKind.WEEKEND, DayKind.HOLIDAY: LineKind.HOLIDAY}

    lines = explained(filing, days, cut_off=cut_off).lines

    shown = {line.on: line.kind for line in lines if line.kind in off.values()}
    assert shown == {line.on: off[vietnam().kind(line.on)] for line in lines if not vietnam().is_working(line.on)}


@given(filings(st.just(PauseRule.EXTEND)), TERMS, CUT_OFFS)
def test_pauses_move_the_date_by_the_working_days_that_they_cover(filing, days, cut_off):
    received_at, pauses = filing
    zero = day_zero(received_at, vietnam(), cut_off=cut_off)
    end = vietnam().add_days(zero, days)
    covered: set[date] = set()
    for pause in sorted(pauses, key=lambda pause: pause.from_at.date()):
        if pause.from_at.date() <= end:
            until = day_zero(pause.to_at, vietnam(), cut_off=cut_off)
            span = (until - pause.from_at.date()).days
            days_of_pause = {pause.from_at.date() + n * DAY for n in range(1, span + 1)}
            fresh = {day for day in days_of_pause - covered if vietnam().is_working(day) and day > zero}
            covered |= fresh
            end = vietnam().add_days(end, len(fresh))

    assert explained(filing, days, cut_off=cut_off).due_on == end


@given(filings(st.just(PauseRule.EXTEND)), TERMS, UNITS, CUT_OFFS)
def test_a_pause_never_brings_the_date_forward(filing, days, unit, cut_off):
    unpaused = explained((filing[0], []), days, unit, cut_off)

    assert explained(filing, days, unit, cut_off).due_on >= unpaused.due_on


@given(HOURS, HOURS, TERMS, TERMS, UNITS, CUT_OFFS)
def test_a_later_filing_or_a_longer_term_is_never_due_earlier(one, other, days, more, unit, cut_off):
    earlier = explained((min(one, other), []), days, unit, cut_off)

    assert explained((max(one, other), []), days, unit, cut_off).due_on >= earlier.due_on
    assert explained((min(one, other), []), days + more, unit, cut_off).due_on >= earlier.due_on


@given(DAYS, st.integers(0, 200))
def test_adding_days_agrees_with_walking_day_by_day(start, days):
    day, left = start, days
    while left:
        day += DAY
        left -= vietnam().is_working(day)

    assert vietnam().add_days(start, days) == day
    assert vietnam().working_days_between(start, day) == days


@given(HOURS, st.integers(1, 5_000))
def test_the_stretches_of_the_ledger_sum_to_the_minutes(filed_at, minutes):
    found = due_in_minutes(filed_at, minutes=minutes, calendar=vietnam())

    assert sum(line.minutes for line in found.lines) == minutes
    assert found.lines[0].on == filed_at.date()
    assert found.lines[-1].to_at == found.due_at
    assert [line.on for line in found.lines] == sorted(line.on for line in found.lines)
    assert vietnam().minutes_between(filed_at, found.due_at) == minutes


@given(HOURS, HOURS, HOURS)
def test_minutes_of_neighbouring_spans_add_up_exactly(a, b, c):
    between = vietnam().minutes_between

    assert between(a, b) + between(b, c) == between(a, c)
    assert (between(a, b) >= 0) or b < a


@given(HOURS, st.integers(1, 5_000), st.integers(1, 5_000))
def test_minutes_added_in_two_steps_are_minutes_added_in_one(filed_at, first, second):
    halfway = vietnam().add_minutes(filed_at, first)

    assert vietnam().add_minutes(halfway, second) == vietnam().add_minutes(filed_at, first + second)


@given(HOURS)
def test_the_next_opening_is_open_and_no_working_minute_is_skipped(moment):
    opening = vietnam().next_opening(moment)

    assert opening >= moment
    assert vietnam().next_opening(opening) == opening
    assert vietnam().minutes_between(moment, opening) == 0
