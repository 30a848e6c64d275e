"""Two clocks: `now()` is simulated and for the domain, `wall()` is real and for security."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from django.utils.module_loading import import_string

TZ = ZoneInfo("Asia/Ho_Chi_Minh")


class _Moment:
    """The hour at which a unit of work stands; read from the source on first use, then fixed."""

    __slots__ = ("at",)

    def __init__(self, at: datetime | None = None) -> None:
        self.at = at


_moment: ContextVar[_Moment | None] = ContextVar("moment", default=None)
_source = ""


def install(source: str) -> None:
    """Name the function (dotted path) that tells the simulated hour when nothing is held."""
    global _source
    _source = source


def now() -> datetime:
    """Return the simulated hour, aware, in Vietnam's time zone. It stands still within a unit of work."""
    moment = _moment.get()
    if moment is None:
        return _shown()
    if moment.at is None:
        moment.at = _shown()
    return moment.at


def today() -> date:
    """Return the simulated date in Vietnam."""
    return now().date()


def wall() -> datetime:
    """Return the real hour, aware, in UTC: for tokens, replay windows, leases and logs."""
    return datetime.now(UTC)


@contextmanager
def held(at: datetime) -> Iterator[None]:
    """Let `now()` answer `at` inside; the hour outside is restored on leaving, also when nested."""
    if at.tzinfo is None:
        raise ValueError("The clock holds aware hours only.")
    with _standing(_Moment(at.astimezone(TZ))):
        yield


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Let time stand still inside one request or task, from its first look at the clock on.

    An hour that is already held stays: a task run inside a scenario keeps the scenario's hour.
    """
    if _moment.get() is not None:
        yield
        return
    with _standing(_Moment()):
        yield


@contextmanager
def _standing(moment: _Moment) -> Iterator[None]:
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


def _shown() -> datetime:
    if not _source:
        return wall().astimezone(TZ)
    source = cast(Callable[[], datetime], import_string(_source))
    return source().astimezone(TZ)
