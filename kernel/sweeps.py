"""The sweeps of the house: whatever waits in a due column is found by one of these."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Min, Model

from kernel import clock

Sweep = Callable[[], int]

_sweeps: dict[str, Sweep] = {}
_columns: dict[str, tuple["Due", ...]] = {}


# Stands for the hour in a statement that is composed once.
_SOME_HOUR = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Due:
    """A column of simulated hours in which rows wait.

    among    which rows still do
    is_stop  whether a clock that is played by hand stops for them; not for what may wait for somebody who is not there
    """

    model: type[Model]
    column: str
    among: dict[str, Any] = field(default_factory=dict)
    is_stop: bool = True

    @cached_property
    def statement(self) -> tuple[str, tuple[Any, ...]]:
        """The statement that finds the rows that are due by an hour, and its parameters."""
        rows = self.model._default_manager.filter(**self.among, **{f"{self.column}__lte": _SOME_HOUR})
        sql, params = rows.order_by().values("pk").query.sql_with_params()
        return sql, tuple(params)


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


def due_sweeps() -> list[Sweep]:
    """Return the sweeps that may find something now: a row is due, or nobody says where its rows wait. One query."""
    found = _with_due_rows(clock.now()) if _columns else set()
    return [play for name, play in _sweeps.items() if name in found or name not in _columns]


def next_due_at() -> datetime | None:
    """Return the next simulated hour, after now, at which a clock played by hand stops; None if there is none."""
    return _earliest(clock.now())


def first_due_at() -> datetime | None:
    """Return the earliest simulated hour at which anything waits, gone by or to come; None if nothing waits."""
    return _earliest(None)


def _earliest(after: datetime | None) -> datetime | None:
    hours = [_earliest_of(due, after) for columns in _columns.values() for due in columns if due.is_stop]
    return min((hour for hour in hours if hour is not None), default=None)


def _earliest_of(due: Due, after: datetime | None) -> datetime | None:
    rows = due.model._default_manager.filter(**due.among)
    later = rows if after is None else rows.filter(**{f"{due.column}__gt": after})
    hour: datetime | None = later.aggregate(hour=Min(due.column))["hour"]
    return hour


def _with_due_rows(now: datetime) -> set[str]:
    """Return the names of the sweeps of which a row is due."""
    some_hour, hour = (connection.ops.adapt_datetimefield_value(at) for at in (_SOME_HOUR, now))
    parts, given = [], []
    for name, columns in _columns.items():
        for due in columns:
            sql, params = due.statement
            parts.append(f"SELECT %s WHERE EXISTS ({sql})")
            given += [name, *(hour if value == some_hour else value for value in params)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), given)
        return {name for (name,) in cursor.fetchall()}


def _name(function: Sweep) -> str:
    return f"{function.__module__}.{function.__qualname__}"
