"""What a worker weighs after a few chains, and after many: one that keeps what it has done would grow."""

import time
from functools import partial
from typing import Any

from django.db import connections

from config.keeper import FORK, apart
from interlink.models import Chain
from kernel import clock
from sandbox.agencies.seeding import Family
from sandbox.behaviours import steering
from tests.chaos import house, people
from tests.personas import Cast

STOPS = 5
MOST_KIB, MOST_GROWTH_KIB = 160 * 1024, 8 * 1024
POLL_SECONDS, MOST_SECONDS = 0.5, 3600.0
# How many chains may be under way: what is queued is no part of the weight that is asked about.
AT_ONCE = 40


def play(chains: int) -> tuple[dict[str, Any], bool]:
    """Let so many chains end, and weigh the workers at five stops on the way."""
    begun = time.monotonic()
    cast, families = people.build(chains)
    steering.play("prompt")
    weights: list[dict[str, int]] = []
    with house.opened(anew=True) as running:
        connections.close_all()
        FORK.Process(target=apart, args=(partial(_come, cast, families),)).start()
        for stop in range(1, STOPS + 1):
            _await(chains * stop // STOPS, running)
            weights.append({name: running.memory_kib(name) for name in house.workers()})
    heaviest = max(max(weight.values()) for weight in weights)
    growth = max(weights[-1][name] - weights[0][name] for name in weights[0])
    told = {
        "chains": chains,
        "mib_at_stops": [{name: kib // 1024 for name, kib in weight.items()} for weight in weights],
        "growth_kib": growth,
        "wall_seconds": round(time.monotonic() - begun),
    }
    return told, heaviest < MOST_KIB and growth < MOST_GROWTH_KIB


def _come(cast: Cast, families: list[Family]) -> None:
    for number, family in enumerate(families):
        while Chain.objects.filter(finished_at=None).count() >= AT_ONCE:
            time.sleep(POLL_SECONDS)
        with clock.unit_of_work():
            people.start(number, family, cast)


def _await(ended: int, running: house.House) -> None:
    end_at = time.monotonic() + MOST_SECONDS
    while Chain.objects.exclude(finished_at=None).count() < ended and time.monotonic() < end_at:
        running.check()
        time.sleep(POLL_SECONDS)
