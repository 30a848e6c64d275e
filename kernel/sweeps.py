"""The sweeps of the house: whatever waits in a due column is found by one of these."""

from collections.abc import Callable

Sweep = Callable[[], int]

_sweeps: dict[str, Sweep] = {}


def sweep(function: Sweep) -> Sweep:
    """Register a function that plays every due row, each at its own hour, and returns how many it played."""
    _sweeps[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def all_sweeps() -> dict[str, Sweep]:
    """Return the registered sweeps by dotted name."""
    return dict(_sweeps)
