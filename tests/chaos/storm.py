"""Chains and payments while workers are killed, the broker is emptied, and nobody outside behaves."""

import time
from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from django.db import connections

from config.keeper import FORK, apart
from kernel import clock_store
from sandbox.behaviours import steering
from tests.chaos import count, crowd, house, people, quiet
from tests.chaos.house import House

# Families that come each second, and the shortest time in which harm is done.
A_SECOND, LEAST_SECONDS = 4.0, 4.0
# Real seconds between two harms; every third one empties the broker, the others kill a worker.
HARM_SECONDS, DOWN_SECONDS = (1.0, 4.0), 0.5
# Simulated seconds a second: nobody has to pay in less than half a minute.
RATE = Decimal(30)
# The longest that all of it may take to come to rest: for each chain, and besides.
REST_SECONDS, MORE_SECONDS = 3.0, 240.0


def play(chains: int) -> tuple[dict[str, Any], bool]:
    """Play it with so many chains and as many payments; return what is told, and whether all is sound."""
    begun = time.monotonic()
    cast, families = people.build(chains)
    steering.play("chaos", seed=str(chains))
    clock_store.run(RATE)
    seconds = max(LEAST_SECONDS, chains / A_SECOND)
    with house.opened() as running:
        connections.close_all()
        coming = FORK.Process(target=apart, args=(partial(crowd.come, cast, families, seconds),))
        coming.start()
        emptied = rage(running, coming.is_alive)
        running.start()
        is_quiet = quiet.settle(running, MORE_SECONDS + chains * REST_SECONDS)
    found = count.everything(chains, chains)
    told = {
        **asdict(found),
        "killed": running.kills,
        "emptied": emptied,
        "came_to_rest": is_quiet,
        "not_done": count.stuck(),
        "wall_seconds": round(time.monotonic() - begun),
    }
    return told, found.is_sound and is_quiet and coming.exitcode == 0


def rage(running: House, is_going_on: Callable[[], bool]) -> int:
    """Do harm as long as it goes on, and each kind once at least; return how often the broker was emptied."""
    draw, emptied = Random(9), 0
    while is_going_on() or not (running.kills and emptied):
        time.sleep(draw.uniform(*HARM_SECONDS))
        if draw.randrange(3) == 0 and running.kills:
            house.empty_the_broker()
            emptied += 1
            continue
        victim = draw.choice(house.victims())
        running.kill(victim)
        time.sleep(DOWN_SECONDS)
        running.start(victim)
    return emptied
