"""Processes that work at the same time: forks that wait for the word, each with connections of its own."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from time import perf_counter

from django.db import connections

# What one process does with its share of the ids; sent to it by name.
Work = Callable[[Sequence[int]], None]


class Crew:
    """Forks among whom work is shared out."""

    def __init__(self, lines: Sequence[Connection]) -> None:
        self._lines = lines

    def rate(self, work: Work, ids: Sequence[int]) -> float:
        """Return how many ids are worked off per second, from the word to the last one's answer."""
        shares = [ids[place :: len(self._lines)] for place in range(len(self._lines))]
        begun = perf_counter()
        for line, share in zip(self._lines, shares, strict=True):
            line.send((work, share))
        failures = [failure for line in self._lines if (failure := line.recv())]
        elapsed = perf_counter() - begun
        if failures:
            raise RuntimeError(failures[0])
        return len(ids) / elapsed


@contextmanager
def crew(size: int) -> Iterator[Crew]:
    """Keep so many processes until the block ends; they also end when nobody speaks to them any more."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    pipes = [context.Pipe() for _ in range(size)]
    forks = [context.Process(target=_serve, args=(theirs,), daemon=True) for _ours, theirs in pipes]
    for fork in forks:
        fork.start()
    try:
        yield Crew([ours for ours, _theirs in pipes])
    finally:
        for ours, _theirs in pipes:
            ours.send(None)
        for fork in forks:
            fork.join()


def _serve(line: Connection) -> None:
    while order := line.recv():
        work, share = order
        try:
            work(share)
        except Exception as failure:  # noqa: BLE001 - whatever it is, the parent is told and ends the bench
            line.send(repr(failure))
        else:
            line.send("")
