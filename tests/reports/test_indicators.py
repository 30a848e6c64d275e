"""Percentages are whole-number arithmetic, rounded half up when shown (docs/sources.md, rules M-4, M-7 and M-9)."""

from decimal import ROUND_HALF_UP, Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import indicators
from reports.columns import Resolved
from reports.indicators import Share

COUNTS = st.integers(min_value=0, max_value=10**12)


def test_the_share_of_binh_duong_is_explained_by_its_numbers():
    shares = indicators.shares(Resolved(total=5_000, early=3_100, on_time=1_887, late=13))

    assert shares.on_time == Share(part=4_987, whole=5_000, percent=Decimal("99.74"))
    assert shares.late == Share(part=13, whole=5_000, percent=Decimal("0.26"))


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 7, "0.00"),
        (7, 7, "100.00"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (1, 8, "12.50"),
        (1, 20_000, "0.01"),
        (1, 20_001, "0.00"),
        (19_949, 20_000, "99.75"),
        # The articles print 25.66, 25.68 and 71.68 for these, which is cut off, and 98.81, which is wrong.
        (25_668, 100_000, "25.67"),
        (25_687, 100_000, "25.69"),
        (71_687, 100_000, "71.69"),
        (988_035, 1_000_000, "98.80"),
        # 1.005 is a little less than itself as a binary fraction.
        (1_005, 100_000, "1.01"),
    ],
)
def test_a_percentage_is_rounded_half_up_to_two_digits(part, whole, shown):
    assert str(indicators.percent(part, whole)) == shown


def test_of_nothing_there_is_no_percentage():
    shares = indicators.shares(Resolved(total=0, early=0, on_time=0, late=0))

    assert shares.on_time == shares.late == Share(part=0, whole=0, percent=None)


@given(COUNTS, COUNTS)
def test_the_percentage_is_the_exact_ratio_rounded_once(part, rest):
    whole = part + rest or 1
    exact = Context(prec=60).divide(Decimal(100 * part), Decimal(whole))

    assert indicators.percent(part, whole) == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(COUNTS, COUNTS, COUNTS)
def test_on_time_and_late_make_a_hundred(early, on_time, late):
    shares = indicators.shares(Resolved(early + on_time + late or 1, early, on_time, late))

    assert str(shares.on_time.percent + shares.late.percent) == "100.00"


def test_a_tie_is_not_rounded_up_twice():
    shares = indicators.shares(Resolved(total=20_000, early=0, on_time=19_949, late=51))

    assert (shares.on_time.percent, shares.late.percent) == (Decimal("99.75"), Decimal("0.25"))
