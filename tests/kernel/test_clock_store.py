"""The simulated clock is one row: frozen, running at a rate, and going forward only (docs/sources.md, rule J-1)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from kernel import clock, clock_store
from kernel.models import ClockSetting
from tests.calendars import at
from tests.refusals import refused

MONDAY, TUESDAY = at("2024-04-01 08:00"), at("2024-04-02 08:00")
REAL = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rate", "shown"),
    [
        ("0", "2024-04-01 08:00"),
        ("1", "2024-04-01 08:10"),
        ("6", "2024-04-01 09:00"),
        ("0.5", "2024-04-01 08:05"),
        ("144", "2024-04-02 08:00"),
    ],
)
def test_the_hour_shown_is_the_anchor_plus_the_real_time_since_times_the_rate(rate, shown):
    setting = ClockSetting(anchor_real=REAL, anchor_shown=MONDAY, rate=Decimal(rate))

    assert setting.shown_at(REAL + timedelta(minutes=10)) == at(shown)


def test_without_a_row_the_clock_shows_the_real_hour(db):
    assert abs(clock_store.shown() - clock.wall()) < timedelta(seconds=5)


def test_looking_at_the_clock_is_one_query(db, django_assert_num_queries):
    clock_store.freeze(MONDAY)

    with django_assert_num_queries(1):
        clock_store.shown()


def test_the_first_hour_of_a_world_may_lie_in_the_past_and_the_clock_stands(db):
    shown = clock_store.freeze(MONDAY)

    assert shown == clock_store.shown() == clock_store.shown() == MONDAY


def test_a_clock_is_frozen_at_the_hour_it_shows(db):
    clock_store.freeze(MONDAY)
    clock_store.run(Decimal(60))

    stopped = clock_store.freeze()

    assert clock_store.shown() == stopped
    assert ClockSetting.objects.get().rate == 0
    assert MONDAY <= stopped < MONDAY + timedelta(hours=1)


def test_a_jump_shows_the_later_hour_and_a_frozen_clock_stays_frozen(db):
    clock_store.freeze(MONDAY)

    clock_store.jump(TUESDAY)

    assert clock_store.shown() == TUESDAY


def test_a_jump_keeps_the_rate(db):
    clock_store.freeze(MONDAY)
    clock_store.run(Decimal("2.5"))

    clock_store.jump(TUESDAY)

    assert ClockSetting.objects.get().rate == Decimal("2.5")


def test_a_jump_to_the_hour_shown_is_no_jump_back(db):
    clock_store.freeze(MONDAY)

    clock_store.jump(MONDAY)

    assert clock_store.shown() == MONDAY


@pytest.mark.parametrize("back", [clock_store.jump, clock_store.freeze, clock_store.start])
def test_the_clock_never_goes_back(db, back):
    clock_store.freeze(TUESDAY)

    with refused("clock-goes-forward-only") as refusal:
        back(TUESDAY - timedelta(seconds=1))

    assert refusal.value.params == {
        "shown_at": "2024-04-02T08:00:00+07:00",
        "asked_at": "2024-04-02T07:59:59+07:00",
    }


def test_a_rate_below_zero_is_no_rate(db):
    clock_store.freeze(MONDAY)

    with refused("clock-rate-invalid"):
        clock_store.run(Decimal(-1))


def test_the_database_keeps_the_clock_to_one_row_that_never_runs_back(db):
    clock_store.freeze(MONDAY)
    row = {"anchor_real": REAL, "anchor_shown": MONDAY}

    with pytest.raises(IntegrityError), transaction.atomic():
        ClockSetting.objects.create(pk=2, rate=1, **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClockSetting.objects.update(rate=-1)


def test_a_world_starts_once(db):
    first = clock_store.start(MONDAY)
    again = clock_store.start(TUESDAY)

    assert (first, again, clock_store.shown()) == (MONDAY, TUESDAY, TUESDAY)


def test_a_world_is_past_an_hour_once_its_clock_shows_a_later_one(db):
    without_a_clock = clock_store.is_past(MONDAY)

    clock_store.freeze(TUESDAY)

    assert not without_a_clock
    assert clock_store.is_past(MONDAY)
    assert not clock_store.is_past(TUESDAY)
