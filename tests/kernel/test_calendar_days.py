"""The dated files against the `holidays` library: they differ exactly where a correction says so.

Source: docs/sources.md, rules C-1 to C-10.
"""

from datetime import date, timedelta

import pytest
from holidays import country_holidays

from kernel import calendar_data
from kernel.working_time import DEFAULT_SESSIONS, DayKind
from tests.calendars import vietnam

LIBRARY = country_holidays("VN", years=range(2023, 2028), language="vi")
CORRECTED = {date(2026, 1, 2): False, date(2026, 1, 10): True}


def test_working_days_agree_with_the_library_on_every_day_but_the_corrected_ones():
    days = [date(2023, 1, 1) + timedelta(days=n) for n in range((date(2028, 1, 1) - date(2023, 1, 1)).days)]

    differing = {
        day: vietnam().is_working(day) for day in days if vietnam().is_working(day) != LIBRARY.is_working_day(day)
    }

    assert len(days) == 1826
    assert differing == CORRECTED


@pytest.mark.parametrize(("year", "days"), [(2023, 249), (2024, 251), (2025, 250), (2026, 249), (2027, 249)])
def test_each_year_has_its_number_of_working_days(year, days):
    last_of_year_before = date(year, 1, 1)

    working = vietnam().working_days_between(last_of_year_before, date(year, 12, 31))

    assert not vietnam().is_working(last_of_year_before)
    assert working == days


@pytest.mark.parametrize(
    ("off", "worked"),
    [
        (date(2024, 4, 29), date(2024, 5, 4)),
        (date(2025, 5, 2), date(2025, 4, 26)),
        (date(2026, 1, 2), date(2026, 1, 10)),
        (date(2026, 8, 31), date(2026, 8, 22)),
    ],
)
def test_each_swap_names_the_other_day_on_both_sides(off, worked):
    assert vietnam().kind(off) is DayKind.HOLIDAY
    assert vietnam().kind(worked) is DayKind.MAKE_UP
    assert f"{worked:%d/%m/%Y}" in vietnam().name(off)
    assert f"{off:%d/%m/%Y}" in vietnam().name(worked)


def test_days_off_have_vietnamese_and_english_names():
    named = {
        day.on: (day.name_vi, day.name_en) for year in calendar_data.years() for day in calendar_data.read(year).days
    }

    assert named[date(2024, 2, 10)] == ("Tết Nguyên Đán", "Lunar New Year")
    assert named[date(2024, 4, 18)] == ("Ngày Giỗ Tổ Hùng Vương", "Hung Kings' Commemoration Day")
    assert named[date(2023, 5, 2)] == ("Ngày Giỗ Tổ Hùng Vương (nghỉ bù)", "Hung Kings' Commemoration Day (observed)")
    assert named[date(2025, 5, 2)] == ("Hoán đổi với Thứ Bảy 26/04/2025", "Swapped with Saturday 26/04/2025")
    assert all(vietnamese and english for vietnamese, english in named.values())


@pytest.mark.parametrize("on", [date(2025, 1, 27), date(2027, 2, 4)])
def test_the_28th_of_a_short_twelfth_month_is_not_called_the_29th(on):
    assert LIBRARY[on] == "29 Tết"
    assert vietnam().name(on) == "28 Tết"


@pytest.mark.parametrize("year", range(2023, 2028))
def test_every_day_has_a_source_with_its_provenance_tag_in_square_brackets(year):
    data = calendar_data.read(year)

    assert all(day.source.endswith("]") and "[" in day.source for day in data.days)
    assert all(day.on.year == year for day in data.days)
    assert data.source.startswith("docs/sources.md")


def test_only_2027_is_a_projection():
    announced = {year: calendar_data.read(year).is_announced for year in calendar_data.years()}

    assert announced == {2023: True, 2024: True, 2025: True, 2026: True, 2027: False}


def test_a_year_without_a_file_is_missing():
    with pytest.raises(calendar_data.CalendarFileMissing) as missing:
        calendar_data.read(2031)

    assert missing.value.params == {"year": 2031, "known": [2023, 2024, 2025, 2026, 2027]}


def test_the_hours_in_the_data_are_the_usual_hours():
    assert calendar_data.sessions() == DEFAULT_SESSIONS
