"""A term in days: day zero, days off, swaps, the cut-off, pauses of both rules, and the ledger that explains it all.

Source: docs/sources.md, rules D-2 to D-7, D-18 and D-19.
"""

from datetime import UTC, date, datetime, time

import pytest

from kernel.working_time import CalendarGap, LedgerLine, LineKind, Pause, PauseRule, day_zero, due
from tests.calendars import at, vietnam

VECTORS = [
    ("2024-01-15", 7, "2024-01-24"),
    ("2024-02-05", 7, "2024-02-21"),
    ("2024-04-26", 3, "2024-05-04"),
    ("2024-04-26", 5, "2024-05-07"),
    ("2024-06-03", 10, "2024-06-17"),
    ("2024-08-30", 2, "2024-09-05"),
    ("2025-01-24", 4, "2025-02-06"),
    ("2025-04-25", 5, "2025-05-06"),
    ("2026-02-12", 10, "2026-03-05"),
    ("2023-12-29", 1, "2024-01-02"),
]


def due_on(received: str, days: int, *pauses: Pause, cut_off: str | None = None, unit: str = "working") -> str:
    hour = time.fromisoformat(cut_off) if cut_off else None
    found = due(at(received), days=days, unit=unit, cut_off=hour, pauses=pauses, calendar=vietnam())
    return found.due_on.isoformat()


def wait(from_at: str, to_at: str, rule: PauseRule = PauseRule.EXTEND, cause: str = "supplement") -> Pause:
    return Pause(at(from_at), at(to_at), cause, rule)


def story(received: str, days: int, *pauses: Pause, unit: str = "working") -> list[str]:
    """The ledger in short: day and month, kind, count."""
    lines = due(at(received), days=days, unit=unit, pauses=pauses, calendar=vietnam()).lines
    return [f"{line.on:%d/%m} {line.kind}" + (f" {line.count}" if line.count else "") for line in lines]


@pytest.mark.parametrize(("received", "days", "end"), VECTORS)
def test_the_vectors_of_the_domain_reference(received, days, end):
    assert due_on(f"{received} 09:00", days) == end
    assert vietnam().add_days(date.fromisoformat(received), days).isoformat() == end


def test_every_day_from_the_filing_to_the_end_has_its_line():
    found = due(at("2024-04-26 09:00"), days=3, calendar=vietnam())

    assert found.due_on == date(2024, 5, 4)
    assert found.lines == (
        LedgerLine(date(2024, 4, 26), LineKind.RECEIVED),
        LedgerLine(date(2024, 4, 27), LineKind.WEEKEND),
        LedgerLine(date(2024, 4, 28), LineKind.WEEKEND),
        LedgerLine(date(2024, 4, 29), LineKind.HOLIDAY, name="Hoán đổi với Thứ Bảy 04/05/2024"),
        LedgerLine(date(2024, 4, 30), LineKind.HOLIDAY, name="Ngày Chiến thắng"),
        LedgerLine(date(2024, 5, 1), LineKind.HOLIDAY, name="Ngày Quốc tế Lao động"),
        LedgerLine(date(2024, 5, 2), LineKind.COUNTED, 1),
        LedgerLine(date(2024, 5, 3), LineKind.COUNTED, 2),
        LedgerLine(date(2024, 5, 4), LineKind.COUNTED, 3, "Làm bù cho Thứ Hai 29/04/2024", make_up=True),
    )


@pytest.mark.parametrize(
    ("filed", "zero"),
    [
        ("2024-04-24 06:00", "2024-04-24"),
        ("2024-04-24 12:00", "2024-04-24"),
        ("2024-04-24 16:59", "2024-04-24"),
        ("2024-04-24 17:00", "2024-04-25"),
        ("2024-04-26 17:00", "2024-05-02"),
        ("2024-04-27 09:00", "2024-05-02"),
        ("2024-05-04 09:00", "2024-05-04"),
    ],
)
def test_what_is_filed_after_closing_or_on_a_day_off_counts_from_the_next_opening(filed, zero):
    assert day_zero(at(filed), vietnam()).isoformat() == zero


def test_an_hour_is_read_in_vietnam():
    assert day_zero(datetime(2024, 4, 24, 20, 0, tzinfo=UTC), vietnam()) == date(2024, 4, 25)


def test_a_filing_after_closing_shows_the_hour_it_missed():
    found = due(at("2024-04-24 17:00"), days=1, calendar=vietnam())

    assert found.lines[0] == LedgerLine(date(2024, 4, 24), LineKind.AFTER_HOURS, name="17:00")
    assert found.lines[1] == LedgerLine(date(2024, 4, 25), LineKind.RECEIVED)
    assert found.due_on == date(2024, 4, 26)


def test_a_filing_on_a_day_off_starts_its_ledger_on_that_day():
    assert story("2024-04-27 09:00", 1) == [
        "27/04 weekend",
        "28/04 weekend",
        "29/04 holiday",
        "30/04 holiday",
        "01/05 holiday",
        "02/05 received",
        "03/05 counted 1",
    ]


@pytest.mark.parametrize(
    ("filed", "end"),
    [
        ("2024-06-05 14:59", "2024-06-05"),
        ("2024-06-05 15:00", "2024-06-06"),
        ("2024-06-05 16:30", "2024-06-06"),
        ("2024-06-07 15:00", "2024-06-10"),
        ("2024-06-08 09:00", "2024-06-10"),
    ],
)
def test_a_same_day_result_has_its_cut_off_and_15_00_exactly_is_after_it(filed, end):
    assert due_on(filed, 0, cut_off="15:00") == end


def test_a_cut_off_moves_day_zero_of_longer_terms_too():
    assert due_on("2024-06-05 14:59", 2, cut_off="15:00") == "2024-06-07"
    assert due_on("2024-06-05 15:00", 2, cut_off="15:00") == "2024-06-10"


def test_a_cut_off_later_than_closing_is_closing():
    assert due_on("2024-06-05 17:30", 0, cut_off="18:00") == "2024-06-06"


def test_without_a_cut_off_a_same_day_result_is_due_on_the_day_of_receipt():
    assert story("2024-06-05 16:59", 0) == ["05/06 same_day"]


def test_days_spent_waiting_for_the_citizen_are_not_counted():
    pause = wait("2024-04-03 16:00", "2024-04-10 08:30")

    assert due_on("2024-04-01 09:00", 5) == "2024-04-08"
    assert due_on("2024-04-01 09:00", 5, pause) == "2024-04-15"
    assert story("2024-04-01 09:00", 5, pause) == [
        "01/04 received",
        "02/04 counted 1",
        "03/04 counted 2",
        "04/04 paused",
        "05/04 paused",
        "06/04 weekend",
        "07/04 weekend",
        "08/04 paused",
        "09/04 paused",
        "10/04 paused",
        "11/04 counted 3",
        "12/04 counted 4",
        "13/04 weekend",
        "14/04 weekend",
        "15/04 counted 5",
    ]


def test_a_paused_day_names_its_cause():
    pause = wait("2024-04-03 16:00", "2024-04-04 08:30", cause="birth certificate")

    lines = due(at("2024-04-01 09:00"), days=5, pauses=[pause], calendar=vietnam()).lines

    assert lines[3] == LedgerLine(date(2024, 4, 4), LineKind.PAUSED, name="birth certificate")


def test_a_pause_over_a_swap_saturday_pauses_the_saturday():
    pause = wait("2024-05-02 10:00", "2024-05-04 10:00")

    assert story("2024-04-26 09:00", 2, pause)[-4:] == [
        "03/05 paused",
        "04/05 paused",
        "05/05 weekend",
        "06/05 counted 2",
    ]


def test_a_pause_that_ends_within_its_first_day_costs_nothing():
    assert due_on("2024-04-01 09:00", 5, wait("2024-04-03 08:00", "2024-04-03 16:00")) == "2024-04-08"


@pytest.mark.parametrize("ended", ["2024-04-05 17:00", "2024-04-06 09:00", "2024-04-08 08:00"])
def test_a_pause_that_ends_after_closing_or_on_a_day_off_ends_with_the_next_working_day(ended):
    assert due_on("2024-04-01 09:00", 5, wait("2024-04-03 16:00", ended)) == "2024-04-11"


def test_a_pause_that_begins_on_the_due_day_makes_the_due_day_its_last_day():
    pause = wait("2024-04-08 16:00", "2024-04-10 08:30")

    assert story("2024-04-01 09:00", 5, pause)[-3:] == ["08/04 counted 5", "09/04 paused", "10/04 paused"]


def test_a_pause_that_begins_after_the_due_day_changes_nothing():
    assert due_on("2024-04-01 09:00", 5, wait("2024-04-09 07:00", "2024-04-19 08:30")) == "2024-04-08"
    assert due_on("2024-04-01 09:00", 4, wait("2024-04-06 07:00", "2024-04-19 08:30")) == "2024-04-05"


def test_pauses_that_overlap_pause_each_day_once():
    first, second = wait("2024-04-02 08:00", "2024-04-04 08:00"), wait("2024-04-03 08:00", "2024-04-05 08:00")

    assert due_on("2024-04-01 09:00", 5, first, second) == "2024-04-11"
    assert due_on("2024-04-01 09:00", 5, second, first) == "2024-04-11"


def test_a_second_pause_may_begin_on_the_day_to_which_the_first_moved_the_end():
    first, second = wait("2024-04-08 08:00", "2024-04-09 08:00"), wait("2024-04-09 10:00", "2024-04-11 08:00")

    assert due_on("2024-04-01 09:00", 5, first, second) == "2024-04-11"


def test_a_restart_counts_the_whole_term_anew():
    pause = wait("2024-04-03 16:00", "2024-04-10 08:30", PauseRule.RESTART, cause="birth certificate")

    found = due(at("2024-04-01 09:00"), days=2, pauses=[pause], calendar=vietnam())

    assert found.due_on == date(2024, 4, 12)
    assert found.lines[0] == LedgerLine(date(2024, 4, 1), LineKind.RESTARTED, name="birth certificate")
    assert story("2024-04-01 09:00", 2, pause) == [
        "01/04 restarted",
        "02/04 restarted",
        "03/04 restarted",
        "04/04 restarted",
        "05/04 restarted",
        "06/04 weekend",
        "07/04 weekend",
        "08/04 restarted",
        "09/04 restarted",
        "10/04 received",
        "11/04 counted 1",
        "12/04 counted 2",
    ]


def test_a_restart_after_the_due_day_does_not_make_the_dossier_punctual():
    pause = wait("2024-04-09 08:00", "2024-04-10 08:30", PauseRule.RESTART)

    assert due_on("2024-04-01 09:00", 5, pause) == "2024-04-08"


def test_a_restarted_term_can_be_paused_and_restarted_again():
    first = wait("2024-04-02 08:00", "2024-04-03 08:00", PauseRule.RESTART)
    second = wait("2024-04-04 08:00", "2024-04-05 08:00")
    third = wait("2024-04-09 08:00", "2024-04-10 08:00", PauseRule.RESTART)

    assert due_on("2024-04-01 09:00", 3, first) == "2024-04-08"
    assert due_on("2024-04-01 09:00", 3, first, second) == "2024-04-09"
    assert due_on("2024-04-01 09:00", 3, first, second, third) == "2024-04-15"


def test_a_same_day_term_restarts_on_the_day_of_the_supplement():
    pause = wait("2024-04-01 10:00", "2024-04-03 15:00", PauseRule.RESTART)

    assert due_on("2024-04-01 09:00", 0, pause) == "2024-04-03"
    assert due_on("2024-04-01 09:00", 0, pause, cut_off="15:00") == "2024-04-04"


def test_a_term_in_calendar_days_counts_days_off():
    assert due_on("2024-04-26 09:00", 7, unit="calendar") == "2024-05-03"


def test_a_term_in_calendar_days_that_ends_on_a_day_off_moves_to_the_next_working_day():
    assert story("2024-04-25 09:00", 3, unit="calendar") == [
        "25/04 received",
        "26/04 counted 1",
        "27/04 counted 2",
        "28/04 counted 3",
        "29/04 moved",
        "30/04 moved",
        "01/05 moved",
        "02/05 moved",
    ]


def test_a_pause_takes_calendar_days_out_of_a_term_in_calendar_days():
    pause = wait("2024-04-05 10:00", "2024-04-08 08:00")

    assert story("2024-04-04 09:00", 3, pause, unit="calendar") == [
        "04/04 received",
        "05/04 counted 1",
        "06/04 paused",
        "07/04 paused",
        "08/04 paused",
        "09/04 counted 2",
        "10/04 counted 3",
    ]


def test_a_pause_begun_before_a_moved_end_still_puts_it_off():
    pause = wait("2024-04-07 10:00", "2024-04-09 08:00")

    assert story("2024-04-05 09:00", 1, pause, unit="calendar") == [
        "05/04 received",
        "06/04 counted 1",
        "07/04 moved",
        "08/04 paused",
        "09/04 paused",
    ]


def test_a_date_outside_the_calendar_is_refused_with_its_year():
    with pytest.raises(CalendarGap) as before:
        due(at("2022-12-30 09:00"), days=3, calendar=vietnam())
    with pytest.raises(CalendarGap) as after:
        due(at("2027-12-30 09:00"), days=3, calendar=vietnam())

    assert before.value.params == {"year": 2022, "loaded": "2023-2027"}
    assert after.value.params == {"year": 2028, "loaded": "2023-2027"}


@pytest.mark.parametrize("days", [9, 10_000_000])
def test_a_term_that_runs_out_of_the_calendar_is_refused_at_once(days):
    with pytest.raises(CalendarGap):
        due(at("2027-12-30 09:00"), days=days, unit="calendar", calendar=vietnam())
    with pytest.raises(CalendarGap) as after:
        vietnam().add_days(date(2027, 12, 30), days)

    assert after.value.params["year"] == 2028


def test_a_naive_hour_is_a_mistake():
    with pytest.raises(ValueError, match="aware"):
        due(datetime(2024, 4, 26, 9, 0), days=3, calendar=vietnam())


def test_a_term_is_not_negative_and_is_counted_in_known_units():
    with pytest.raises(ValueError, match="negative"):
        due(at("2024-04-26 09:00"), days=-1, calendar=vietnam())
    with pytest.raises(ValueError, match="negative"):
        vietnam().add_days(date(2024, 4, 26), -1)
    with pytest.raises(ValueError, match="weeks"):
        due(at("2024-04-26 09:00"), days=1, unit="weeks", calendar=vietnam())
