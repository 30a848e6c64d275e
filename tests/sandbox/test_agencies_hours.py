"""An office answers within its own hours, after a time drawn from a named distribution (docs/sources.md, C-9, K-3)."""

import pytest

from kernel import calendar_data
from sandbox.agencies import hours, latency, offices
from sandbox.agencies.hours import Hours
from sandbox.agencies.latency import Latency
from tests.calendars import at, vietnam

WEEK = Hours(calendar_data.sessions())
WITH_SATURDAY = Hours(calendar_data.sessions(), saturday_morning=True)


@pytest.mark.parametrize(
    ("begun", "minutes", "done"),
    [
        ("2024-06-03 09:00", 30, "2024-06-03 09:30"),
        ("2024-06-03 11:00", 29, "2024-06-03 11:29"),
        # What would be done at closing is done at the next opening.
        ("2024-06-03 11:00", 30, "2024-06-03 13:30"),
        ("2024-06-03 16:59", 1, "2024-06-04 07:00"),
        ("2024-06-03 05:00", 10, "2024-06-03 07:10"),
        ("2024-06-03 09:00", 480, "2024-06-04 09:00"),
        # Friday evening, then the weekend.
        ("2024-06-07 17:00", 1, "2024-06-10 07:01"),
        # A Saturday that is worked, and Tết.
        ("2024-05-03 16:30", 60, "2024-05-04 07:30"),
        ("2024-02-07 16:30", 60, "2024-02-15 07:30"),
    ],
)
def test_work_is_done_in_opening_hours(begun, minutes, done):
    assert WEEK.done_at(at(begun), minutes, vietnam()) == at(done)


@pytest.mark.parametrize(
    ("begun", "minutes", "done"),
    [
        ("2024-06-07 16:30", 60, "2024-06-08 07:30"),
        ("2024-06-08 11:00", 30, "2024-06-10 07:00"),
        ("2024-06-08 12:00", 5, "2024-06-10 07:05"),
        # Saturday, 10 February 2024 is the first day of Tết.
        ("2024-02-10 08:00", 5, "2024-02-15 07:05"),
        # A made-up Saturday is worked all day.
        ("2024-05-04 13:00", 5, "2024-05-04 13:35"),
    ],
)
def test_police_also_work_on_saturday_morning(begun, minutes, done):
    assert WITH_SATURDAY.done_at(at(begun), minutes, vietnam()) == at(done)


@pytest.mark.parametrize(
    ("hour", "week", "police"),
    [
        ("2024-06-03 06:59", False, False),
        ("2024-06-03 07:00", True, True),
        ("2024-06-03 11:30", False, False),
        ("2024-06-03 16:59", True, True),
        ("2024-06-08 07:00", False, True),
        ("2024-06-08 11:30", False, False),
        ("2024-06-09 08:00", False, False),
    ],
)
def test_an_office_is_open_from_the_minute_it_opens_until_it_closes(hour, week, police):
    assert WEEK.is_open(at(hour), vietnam()) is week
    assert WITH_SATURDAY.is_open(at(hour), vietnam()) is police


@pytest.mark.parametrize(
    ("came", "begun"),
    [
        ("2024-06-03 14:59", "2024-06-03 14:59"),
        ("2024-06-03 15:00", "2024-06-04 07:00"),
        ("2024-06-07 15:00", "2024-06-10 07:00"),
        ("2024-06-03 12:00", "2024-06-03 13:30"),
    ],
)
def test_after_the_cut_off_work_begins_on_the_next_day(came, begun):
    civil_status = offices.office("civil-status")

    assert hours.begun_at(at(came), civil_status.cut_off, civil_status.hours, vietnam()) == at(begun)


@pytest.mark.parametrize("minute", range(0, 24 * 60, 7))
def test_civil_status_answers_on_the_day_itself_or_after_the_cut_off_on_the_next(minute):
    came = at(f"2024-06-03 {minute // 60:02}:{minute % 60:02}")

    for drawn in (0.0, 0.5, 0.999):
        done = offices.office("civil-status").done_at(came, "birth-registration", "linked", drawn, vietnam())
        assert done.date().day == (3 if minute < 15 * 60 else 4)
        assert WEEK.is_open(done, vietnam())


@pytest.mark.parametrize("agency", offices.offices())
def test_every_service_is_answered_in_opening_hours(agency):
    office = offices.office(agency)
    for service in office.services:
        for channel in offices.CHANNELS:
            done = office.done_at(at("2024-06-05 10:10"), service, channel, 0.7, vietnam())
            assert office.hours.is_open(done, vietnam())


@pytest.mark.parametrize(
    ("row", "ends"),
    [
        ({"kind": "constant", "at": 30}, (30, 30, 30)),
        ({"kind": "uniform", "low": 10, "high": 20}, (10, 15, 20)),
        ({"kind": "triangular", "low": 0, "mode": 50, "high": 100}, (1, 50, 100)),
        ({"kind": "triangular", "low": 0, "mode": 0, "high": 100}, (1, 29, 100)),
        ({"kind": "lognormal", "median": 100, "spread": 0.5, "high": 200}, (5, 100, 200)),
    ],
)
def test_latencies_lie_where_their_names_say(row, ends):
    drawn = latency.read(row)

    assert (drawn.minutes(0.0), drawn.minutes(0.5), drawn.minutes(1 - 1e-12)) == ends


@pytest.mark.parametrize("row", [{"kind": "exact", "at": 1}, {"kind": "constant"}, {"kind": "uniform", "low": 1}])
def test_a_latency_that_does_not_hold_together_is_refused(row):
    with pytest.raises(ValueError):
        latency.read(row)


def test_at_least_a_minute_passes():
    assert Latency("constant", {"at": 0.0}).minutes(0.3) == 1
