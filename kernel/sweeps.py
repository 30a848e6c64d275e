"""The sweeps of the house: whatever waits in a due column is found by one of these."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Min, Model

from kernel import clock

Sweep = Callable[[], int]

_sweeps: dict[str, Sweep] = {}
_columns: dict[str, tuple["Due", ...]] = {}


@dataclass(frozen=True, slots=True)
class Due:
    """A column of simulated hours in which rows wait; `among` says which rows still do."""

    model: type[Model]
    column: str
    among: dict[str, Any] = field(default_factory=dict)


def sweep(function: Sweep) -> Sweep:
    """Register a function that plays every due row, each at its own hour, and returns how many it played."""
    _sweeps[_name(function)] = function
    return function


def waits_in(*columns: Due) -> Callable[[Sweep], Sweep]:
    """Say in which columns the rows of a sweep wait: a clock that is played by hand stops there next."""

    def told(function: Sweep) -> Sweep:
        _columns[_name(function)] = columns
        return function

    return told


def all_sweeps() -> dict[str, Sweep]:
    """Return the registered sweeps by dotted name."""
    return dict(_sweeps)


def next_due_at() -> datetime | None:
    """Return the next simulated hour, after now, at which a sweep finds something; None if nothing waits."""
    return _earliest(clock.now())


def first_due_at() -> datetime | None:
    """Return the earliest simulated hour at which anything waits, gone by or to come; None if nothing waits."""
    return _earliest(None)


def _earliest(after: datetime | None) -> datetime | None:
    hours = [_earliest_of(due, after) for columns in _columns.values() for due in columns]
    return min((hour for hour in hours if hour is not None), default=None)


def _earliest_of(due: Due, after: datetime | None) -> datetime | None:
    rows = due.model._default_manager.filter(**due.among)
    later = rows if after is None else rows.filter(**{f"{due.column}__gt": after})
    hour: datetime | None = later.aggregate(hour=Min(due.column))["hour"]
    return hour


def _name(function: Sweep) -> str:
    return f"{function.__module__}.{function.__qualname__}"
