"""Whatever waits in a due column is found: every sweep has a task, and beat starts what nobody else does."""

import inspect
from collections import Counter

from celery import current_app

from config.schedule import BEAT_SCHEDULE, EVERY
from kernel.sweeps import all_sweeps

# Delivering is no sweep of a room: `drain` is called by itself wherever the news is played by hand.
NO_SWEEP = "kernel"


def house_tasks():
    return {name: task for name, task in current_app.tasks.items() if not name.startswith("celery.")}


def room_of(name):
    return name.rpartition(".tasks.")[0]


def test_beat_starts_every_task_that_has_to_be_told_nothing():
    told_nothing = {name for name, task in house_tasks().items() if not inspect.signature(task.run).parameters}

    assert told_nothing == set(EVERY)


def test_every_sweep_of_a_room_has_a_task_of_its_own():
    tasks = Counter(room_of(name) for name in EVERY if room_of(name) != NO_SWEEP)

    assert tasks == Counter(room_of(name) for name in all_sweeps())


def test_what_no_worker_took_up_for_a_minute_is_left_out():
    assert BEAT_SCHEDULE["kernel-deliver_news"] == {
        "task": "kernel.tasks.deliver_news",
        "schedule": 2,
        "options": {"expires": 60},
    }
