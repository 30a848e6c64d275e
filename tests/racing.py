"""Lets threads race, each on a connection of its own, all starting at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier

from django.db import connections

from kernel.errors import Problem

Outcome = object


def race(acts: Sequence[Callable[[], Outcome]]) -> list[Outcome]:
    """Run every act in a thread with the clock and the hands of this one; return what each gave, or its refusal."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Outcome]) -> Outcome:
        start.wait(timeout=20)
        try:
            return act()
        except Problem as problem:
            return problem
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        running = [pool.submit(copy_context().run, run, act) for act in acts]
        return [each.result(timeout=60) for each in running]
