"""Dates, hours, money and terms as a Vietnamese paper writes them (Decree 30/2020, Annex I)."""

from datetime import UTC, date, datetime

import pytest

from dossiers.documents import wording
from dossiers.states import Unit


def spaced(text: str) -> str:
    return text.replace(wording.NO_BREAK, " ")


@pytest.mark.parametrize(
    ("on", "long"),
    [
        (date(2024, 4, 26), "ngày 26 tháng 4 năm 2024"),
        (date(2024, 2, 5), "ngày 05 tháng 02 năm 2024"),
        (date(2024, 12, 10), "ngày 10 tháng 12 năm 2024"),
    ],
)
def test_a_day_below_ten_and_the_first_two_months_take_a_zero(on, long):
    assert spaced(wording.long_day(on)) == long


def test_a_short_day_is_written_in_figures():
    assert wording.day(date(2024, 4, 6)) == "06/04/2024"


def test_the_week_begins_with_its_second_day_and_ends_with_the_lord_s():
    week = [spaced(wording.weekday(date(2024, 4, day))) for day in range(22, 29)]

    assert week == ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"]


def test_an_hour_is_told_on_the_clock_of_viet_nam():
    at = datetime(2024, 4, 25, 17, 5, tzinfo=UTC)

    assert spaced(wording.hour(at)) == "00 giờ 05"
    assert spaced(wording.moment(at)) == "00 giờ 05, ngày 26/04/2024"


@pytest.mark.parametrize(
    ("amount_vnd", "written"), [(0, "0 đ"), (8000, "8.000 đ"), (50000, "50.000 đ"), (1250000, "1.250.000 đ")]
)
def test_money_is_grouped_by_points(amount_vnd, written):
    assert spaced(wording.money(amount_vnd)) == written


@pytest.mark.parametrize(
    ("days", "unit", "written"),
    [
        (3, Unit.WORKING, "03 ngày làm việc"),
        (30, Unit.CALENDAR, "30 ngày"),
        (0, Unit.WORKING, "Trong ngày làm việc"),
    ],
)
def test_a_term_of_no_days_ends_the_day_it_begins(days, unit, written):
    assert wording.term(days, unit) == written
