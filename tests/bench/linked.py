"""Linked births from end to end, over HTTP and Redis, beside a bare chain of three tasks on the same workers."""

import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import count, islice

from interlink.models import Chain
from interlink.states import ChainState
from kernel import clock, clock_store
from sandbox.agencies.seeding import Family
from sandbox.behaviours import steering
from tests.bench import bare_tasks
from tests.bench.lines import Line, alone, compare, rate
from tests.chaos import house, people
from tests.personas import Cast

TARGET, SIGNING_TARGET = 0.15, 5
RATE = Decimal(60)
PATIENCE_SECONDS, POLL_SECONDS = 180.0, 0.02
# Every other family is told of a birth.
BIRTHS = count(0, 2)


def measure(*, quick: bool) -> Iterator[Line]:
    rounds, births, bare = (1, 3, 6) if quick else (5, 40, 200)
    cast, settled = people.build(2 * births * (1 + rounds))
    families = iter(settled)
    bare_tasks.make_table()
    # What has to be sent once more waits simulated minutes.
    clock_store.run(RATE)

    def born() -> float:
        some = list(islice(families, births))
        return rate(births, lambda: _all_born(some, cast))

    with house.opened():
        steering.play("prompt")
        yield compare(
            "linked births, papers signed beforehand",
            born,
            lambda: rate(bare, lambda: _all_written(bare)),
            rounds=rounds,
            target=TARGET,
            unit="chains per second",
        )
        steering.play("prompt-signing")
        yield alone(
            "linked births, every paper signed", born, rounds=rounds, target=SIGNING_TARGET, unit="chains per second"
        )


def _all_born(families: list[Family], cast: Cast) -> None:
    """Start a linked birth for each family and wait for the last result."""
    started = []
    for family in families:
        with clock.unit_of_work():
            started.append(people.start(next(BIRTHS), family, cast).pk)
    done = Chain.objects.filter(pk__in=started, state=ChainState.COMPLETED)
    _wait(lambda: done.count() == len(started))


def _all_written(number: int) -> None:
    before = bare_tasks.rows()
    for chain_id in range(number):
        bare_tasks.start(chain_id)
    _wait(lambda: bare_tasks.rows() == before + number * bare_tasks.STEPS)


def _wait(is_done: Callable[[], bool]) -> None:
    end_at = time.monotonic() + PATIENCE_SECONDS
    while not is_done():
        if time.monotonic() > end_at:
            raise RuntimeError("Not everything that was started has ended.")
        time.sleep(POLL_SECONDS)
