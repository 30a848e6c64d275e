"""Two clocks: the simulated one stands still within a unit of work, the real one never stops (docs/sources.md, J-1)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kernel import clock, clock_store
from kernel.clock import TZ
from tests.calendars import at

NOON, EVENING = at("2024-04-01 12:00"), at("2024-04-01 18:00")


def test_a_held_clock_shows_the_hour_it_is_held_at():
    with clock.held(NOON):
        assert (clock.now(), clock.today()) == (NOON, date(2024, 4, 1))


def test_the_hour_is_shown_in_vietnam_whatever_the_zone_it_was_given_in():
    with clock.held(datetime(2024, 4, 30, 17, 30, tzinfo=UTC)):
        assert clock.now().isoformat() == "2024-05-01T00:30:00+07:00"
        assert clock.today() == date(2024, 5, 1)


def test_an_hour_without_a_zone_is_not_held():
    with pytest.raises(ValueError, match="aware"), clock.held(datetime(2024, 4, 1, 12)):
        pass


def test_holding_nests_and_gives_the_outer_hour_back():
    with clock.held(NOON):
        with clock.held(EVENING):
            inner = clock.now()
        outer = clock.now()

    assert (inner, outer) == (EVENING, NOON)


def test_the_outer_hour_comes_back_after_a_failure_too():
    with clock.held(NOON):
        with pytest.raises(ZeroDivisionError), clock.held(EVENING):
            _ = 1 / 0

        assert clock.now() == NOON


def test_the_real_clock_runs_on_while_the_simulated_one_is_held():
    before = clock.wall()

    with clock.held(NOON):
        wall = clock.wall()

    assert wall.tzinfo is UTC
    assert before <= wall <= clock.wall()


def test_a_unit_of_work_looks_at_the_clock_once(db, django_assert_num_queries):
    clock_store.run(rate=3600)

    with django_assert_num_queries(1), clock.unit_of_work():
        looks = {clock.now() for _look in range(3)}

    assert len(looks) == 1


def test_a_unit_of_work_that_never_looks_at_the_clock_asks_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0), clock.unit_of_work():
        pass


def test_outside_a_unit_of_work_every_look_asks(db, django_assert_num_queries):
    with django_assert_num_queries(2):
        clock.now()
        clock.today()


def test_time_goes_on_between_two_units_of_work(db):
    clock_store.run(rate=3600)

    with clock.unit_of_work():
        first = clock.now()
    with clock.unit_of_work():
        second = clock.now()

    assert first < second < first + timedelta(days=1)


def test_a_unit_of_work_inside_a_held_hour_keeps_that_hour():
    with clock.held(NOON), clock.unit_of_work():
        assert clock.now() == NOON


def test_an_inner_unit_of_work_is_part_of_the_outer_one(db, django_assert_num_queries):
    clock_store.run(rate=3600)

    with django_assert_num_queries(1), clock.unit_of_work():
        outer = clock.now()
        with clock.unit_of_work():
            inner = clock.now()

    assert inner == outer


def test_an_hour_held_inside_a_unit_of_work_ends_with_its_block(db):
    clock_store.freeze(EVENING)

    with clock.unit_of_work():
        with clock.held(NOON):
            held = clock.now()
        after = clock.now()

    assert (held, after) == (NOON, EVENING)


def test_without_a_source_the_simulated_clock_is_the_real_one(monkeypatch):
    monkeypatch.setattr(clock, "_source", "")

    shown = clock.now()

    assert shown.tzinfo is TZ
    assert abs(shown - clock.wall()) < timedelta(seconds=5)
