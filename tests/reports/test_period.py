"""A period is told as of its last day, or of today if that is earlier; its days are Vietnam's."""

from datetime import date

import pytest

from reports.errors import PeriodBackwards, PeriodNotBegun, PeriodOutOfRange
from reports.period import Period


@pytest.fixture(autouse=True)
def a_day_in_spring(on):
    with on("2024-04-15 10:00"):
        yield


def test_a_period_that_is_over_is_told_as_of_its_last_day():
    assert Period.of(date(2024, 1, 1), date(2024, 3, 31)).as_of == date(2024, 3, 31)


def test_a_period_that_lasts_still_is_told_as_of_today():
    period = Period.of(date(2024, 1, 1), date(2024, 12, 31))

    assert (period.to_on, period.as_of) == (date(2024, 12, 31), date(2024, 4, 15))


def test_it_runs_from_midnight_to_midnight_in_vietnam():
    period = Period.of(date(2024, 4, 1), date(2024, 4, 2))

    assert period.begins_at.isoformat() == "2024-04-01T00:00:00+07:00"
    assert period.ends_at.isoformat() == "2024-04-03T00:00:00+07:00"


def test_its_months_are_those_that_have_begun_cut_to_the_period():
    months = Period.of(date(2023, 12, 20), date(2024, 6, 10)).months()

    assert list(months) == [
        Period(date(2023, 12, 20), date(2023, 12, 31), date(2023, 12, 31)),
        Period(date(2024, 1, 1), date(2024, 1, 31), date(2024, 1, 31)),
        Period(date(2024, 2, 1), date(2024, 2, 29), date(2024, 2, 29)),
        Period(date(2024, 3, 1), date(2024, 3, 31), date(2024, 3, 31)),
        Period(date(2024, 4, 1), date(2024, 4, 30), date(2024, 4, 15)),
    ]


def test_one_day_is_a_period():
    today = date(2024, 4, 15)

    assert list(Period.of(today, today).months()) == [Period(today, today, today)]


@pytest.mark.parametrize(
    ("from_on", "to_on", "problem"),
    [
        (date(2024, 4, 2), date(2024, 4, 1), PeriodBackwards),
        (date(2024, 4, 16), date(2024, 4, 30), PeriodNotBegun),
        (date(1999, 12, 31), date(2000, 1, 1), PeriodOutOfRange),
        (date(2014, 4, 1), date(2024, 4, 1), PeriodOutOfRange),
        (date.min, date.max, PeriodOutOfRange),
        (date.max, date.max, PeriodNotBegun),
    ],
)
def test_a_period_that_makes_no_sense_is_refused(from_on, to_on, problem):
    with pytest.raises(problem) as refusal:
        Period.of(from_on, to_on)

    assert refusal.value.told()


def test_ten_years_are_a_period():
    assert len(list(Period.of(date(2014, 5, 1), date(2024, 4, 30)).months())) == 120
