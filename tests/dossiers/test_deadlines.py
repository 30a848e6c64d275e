"""What is promised, what a pause does to it, and what is late. Pure: no database.

Source: docs/sources.md, rules D-2 to D-7, D-13, D-15 and D-18.
"""

from datetime import UTC, date, datetime, time

import pytest

from dossiers import deadlines
from dossiers.deadlines import Lateness, Terms, Timeliness
from kernel.working_time import CalendarGap, Pause, PauseRule
from tests.calendars import at, vietnam

FIVE_DAYS = Terms(days=5)


def test_the_date_on_the_slip_leaves_out_the_day_of_receipt_and_days_off():
    assert deadlines.promise(at("2024-04-26 09:00"), Terms(days=3), vietnam()) == date(2024, 5, 4)


def test_a_same_day_procedure_promises_the_next_working_day_from_its_cut_off_on():
    certification = Terms(days=0, cut_off=time(15))

    assert deadlines.promise(at("2024-06-07 14:59"), certification, vietnam()) == date(2024, 6, 7)
    assert deadlines.promise(at("2024-06-07 15:00"), certification, vietnam()) == date(2024, 6, 10)


def test_a_promise_in_calendar_days_is_kept_on_a_working_day():
    assert deadlines.promise(at("2024-04-25 09:00"), Terms(days=3, unit="calendar"), vietnam()) == date(2024, 5, 2)


def test_days_spent_waiting_for_the_citizen_are_added():
    pause = Pause(at("2024-04-03 16:00"), at("2024-04-10 08:30"), "supplement")

    assert deadlines.promise(at("2024-04-01 09:00"), FIVE_DAYS, vietnam()) == date(2024, 4, 8)
    assert deadlines.resume(at("2024-04-01 09:00"), FIVE_DAYS, [pause], vietnam()) == date(2024, 4, 15)


def test_under_the_other_rule_the_whole_term_runs_anew():
    pause = Pause(at("2024-04-03 16:00"), at("2024-04-10 08:30"), "supplement", PauseRule.RESTART)

    assert deadlines.resume(at("2024-04-01 09:00"), FIVE_DAYS, [pause], vietnam()) == date(2024, 4, 17)


def test_a_pause_begun_after_the_due_date_does_not_undo_the_delay():
    pause = Pause(at("2024-04-09 08:00"), at("2024-04-16 08:30"), "supplement")

    assert deadlines.resume(at("2024-04-01 09:00"), FIVE_DAYS, [pause], vietnam()) == date(2024, 4, 8)


def test_the_explanation_ends_on_the_promised_date():
    found = deadlines.explain(at("2024-02-05 09:00"), Terms(days=7), (), vietnam())

    assert found.due_on == date(2024, 2, 21)
    assert found.lines[-1].count == 7
    assert len(found.lines) == 17


@pytest.mark.parametrize(
    ("due_on", "finished_on", "expected"),
    [
        ("2024-05-06", "2024-05-04", Lateness(Timeliness.EARLY, 0)),
        ("2024-05-06", "2024-05-06", Lateness(Timeliness.ON_TIME, 0)),
        ("2024-05-06", "2024-05-07", Lateness(Timeliness.LATE, 1)),
        ("2024-04-26", "2024-05-04", Lateness(Timeliness.LATE, 3)),
        ("2024-05-03", "2024-05-05", Lateness(Timeliness.LATE, 1)),
        ("2024-05-10", "2024-05-11", Lateness(Timeliness.LATE, 0)),
    ],
)
def test_lateness_compares_dates_and_counts_working_days(due_on, finished_on, expected):
    found = deadlines.lateness(date.fromisoformat(due_on), date.fromisoformat(finished_on), vietnam())

    assert found == expected


def test_what_has_no_due_date_is_on_time():
    assert deadlines.lateness(None, date(2024, 5, 6), vietnam()) == Lateness(Timeliness.ON_TIME, 0)


@pytest.mark.parametrize(
    ("filed", "accept_by"),
    [
        ("2024-06-03 07:00", "2024-06-03 17:00"),
        ("2024-06-03 10:00", "2024-06-04 10:00"),
        ("2024-06-07 16:00", "2024-06-10 16:00"),
        ("2024-04-27 21:00", "2024-05-02 17:00"),
    ],
)
def test_the_desk_has_eight_working_hours_for_an_online_dossier(filed, accept_by):
    explained = deadlines.explain_reception(at(filed), vietnam())

    assert deadlines.reception_due(at(filed), vietnam()) == at(accept_by)
    assert explained.due_at == at(accept_by)
    assert sum(line.minutes for line in explained.lines) == 480


def test_an_hour_given_in_another_zone_is_the_same_hour():
    midnight_utc = datetime(2024, 6, 3, 0, 0, tzinfo=UTC)

    assert deadlines.reception_due(midnight_utc, vietnam()) == at("2024-06-03 17:00")


def test_a_promise_outside_the_loaded_years_is_refused():
    with pytest.raises(CalendarGap) as gap:
        deadlines.promise(at("2024-12-30 09:00"), FIVE_DAYS, vietnam(2024, 2024))

    assert gap.value.params == {"year": 2025, "loaded": "2024"}
