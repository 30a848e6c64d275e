"""A term in working minutes: 480 a day, 07:00-11:30 and 13:30-17:00; every minute has one owner.

Source: docs/sources.md, rules C-7, D-1 and D-15.
"""

from datetime import date

import pytest

from kernel.working_time import CalendarGap, LineKind, MinutesLine, due_in_minutes
from tests.calendars import at, vietnam


@pytest.mark.parametrize(
    ("filed", "minutes", "end"),
    [
        ("2024-06-03 07:00", 480, "2024-06-03 17:00"),
        ("2024-06-03 09:00", 480, "2024-06-04 09:00"),
        ("2024-06-03 06:00", 60, "2024-06-03 08:00"),
        ("2024-06-03 11:00", 30, "2024-06-03 11:30"),
        ("2024-06-03 11:00", 31, "2024-06-03 13:31"),
        ("2024-06-03 12:00", 1, "2024-06-03 13:31"),
        ("2024-06-03 16:00", 60, "2024-06-03 17:00"),
        ("2024-06-03 16:00", 61, "2024-06-04 07:01"),
        ("2024-06-03 17:00", 480, "2024-06-04 17:00"),
        ("2024-06-07 16:00", 120, "2024-06-10 08:00"),
        ("2024-04-26 09:00", 480, "2024-05-02 09:00"),
        ("2024-05-03 16:00", 480, "2024-05-04 16:00"),
        ("2024-06-03 09:00", 0, "2024-06-03 09:00"),
    ],
)
def test_minutes_are_added_within_opening_hours(filed, minutes, end):
    assert vietnam().add_minutes(at(filed), minutes) == at(end)


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2024-06-03 06:59", "2024-06-03 07:00"),
        ("2024-06-03 07:00", "2024-06-03 07:00"),
        ("2024-06-03 11:29", "2024-06-03 11:29"),
        ("2024-06-03 11:30", "2024-06-03 13:30"),
        ("2024-06-03 16:59", "2024-06-03 16:59"),
        ("2024-06-03 17:00", "2024-06-04 07:00"),
        ("2024-02-07 17:00", "2024-02-15 07:00"),
    ],
)
def test_the_next_opening_is_the_hour_itself_when_the_office_is_open(moment, opening):
    assert vietnam().next_opening(at(moment)) == at(opening)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2024-06-03 07:00", "2024-06-03 17:00", 480),
        ("2024-06-03 11:00", "2024-06-03 14:00", 60),
        ("2024-06-03 18:00", "2024-06-04 06:00", 0),
        ("2024-06-08 09:00", "2024-06-09 15:00", 0),
        ("2024-04-26 16:00", "2024-05-02 08:00", 120),
        ("2024-06-04 08:00", "2024-06-03 16:00", -120),
        ("2024-06-03 09:00:59", "2024-06-03 09:01:01", 1),
    ],
)
def test_minutes_between_two_hours(start, end, minutes):
    assert vietnam().minutes_between(at(start), at(end)) == minutes


def test_the_ledger_names_every_stretch_and_every_day_off():
    found = due_in_minutes(at("2024-06-06 16:00"), minutes=480, calendar=vietnam())

    assert found.due_at == at("2024-06-07 16:00")
    assert found.lines == (
        MinutesLine(date(2024, 6, 6), LineKind.COUNTED, 60, at("2024-06-06 16:00"), at("2024-06-06 17:00")),
        MinutesLine(date(2024, 6, 7), LineKind.COUNTED, 270, at("2024-06-07 07:00"), at("2024-06-07 11:30")),
        MinutesLine(date(2024, 6, 7), LineKind.COUNTED, 150, at("2024-06-07 13:30"), at("2024-06-07 16:00")),
    )


def test_days_without_minutes_have_a_line_that_says_why():
    found = due_in_minutes(at("2024-04-26 17:30"), minutes=60, calendar=vietnam())

    assert [(line.on.day, line.kind, line.minutes, line.name) for line in found.lines] == [
        (26, LineKind.AFTER_HOURS, 0, ""),
        (27, LineKind.WEEKEND, 0, ""),
        (28, LineKind.WEEKEND, 0, ""),
        (29, LineKind.HOLIDAY, 0, "Hoán đổi với Thứ Bảy 04/05/2024"),
        (30, LineKind.HOLIDAY, 0, "Ngày Chiến thắng"),
        (1, LineKind.HOLIDAY, 0, "Ngày Quốc tế Lao động"),
        (2, LineKind.COUNTED, 60, ""),
    ]


def test_minutes_that_run_out_of_the_calendar_are_refused():
    with pytest.raises(CalendarGap) as gap:
        vietnam().add_minutes(at("2027-12-31 16:00"), 61)

    assert gap.value.params == {"year": 2028, "loaded": "2023-2027"}


def test_minutes_are_not_negative():
    with pytest.raises(ValueError, match="negative"):
        vietnam().add_minutes(at("2024-06-03 09:00"), -1)
