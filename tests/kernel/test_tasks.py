"""A task is three lines and one unit of work; what beat starts exists, and takes nothing but ids."""

import pytest
from celery import current_app

from config.schedule import BEAT_SCHEDULE
from kernel import clock, clock_store
from kernel.tasks import HeldTask
from tests.house.source import ROOMS


def tasks_of_the_house():
    current_app.loader.import_default_modules()
    return {name: task for name, task in current_app.tasks.items() if name.split(".")[0] in ROOMS}


@pytest.fixture
def looking_twice():
    """A task that tells the hour it saw, twice."""

    @current_app.task(base=HeldTask, name="tests.look_twice")
    def look_twice():
        return clock.now(), clock.now()

    yield look_twice
    current_app.tasks.pop("tests.look_twice")


def test_a_task_looks_at_the_clock_once(db, looking_twice, django_assert_num_queries):
    clock_store.run(rate=3600)

    with django_assert_num_queries(1):
        first, second = looking_twice()

    assert first == second


def test_a_task_run_inside_a_held_hour_keeps_it(on, looking_twice):
    with on("2024-04-01 09:00"):
        seen = looking_twice()

        assert set(seen) == {clock.now()}


def test_every_task_of_the_house_holds_the_clock():
    assert [name for name, task in tasks_of_the_house().items() if not isinstance(task, HeldTask)] == []


def test_what_beat_starts_is_a_task_of_the_house():
    started = {entry["task"] for entry in BEAT_SCHEDULE.values()}

    assert started <= tasks_of_the_house().keys()
