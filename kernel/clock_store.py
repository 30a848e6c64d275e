"""Reads and sets the simulated clock's one row."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import clock
from kernel.errors import Invalid, Refused
from kernel.models import ClockSetting


class ClockGoesForwardOnly(Refused):
    """Going back is a reset of the exercise, not a jump. params: shown_at, asked_at."""

    code = "clock-goes-forward-only"
    sentence = _("The clock shows %(shown_at)s and never goes back; %(asked_at)s was asked.")


class ClockRateInvalid(Invalid):
    """A rate is simulated seconds per real second, from 0 (frozen) on. params: rate."""

    code = "clock-rate-invalid"
    sentence = _("A clock cannot run at rate %(rate)s.")


def shown() -> datetime:
    """Return the simulated hour: the anchor plus the real time since, times the rate. One query."""
    # There is one row at most; `first()` would have it sorted.
    setting = next(iter(ClockSetting.objects.all()), None)
    return clock.wall() if setting is None else setting.shown_at(clock.wall())


def freeze(at: datetime | None = None) -> datetime:
    """Stop the clock, at the hour it shows or at a later one; return that hour."""
    return _anchor(at, rate=Decimal(0))


def jump(at: datetime) -> datetime:
    """Show a later hour and keep the rate. Raises ClockGoesForwardOnly."""
    return _anchor(at, rate=None)


def run(rate: Decimal) -> datetime:
    """Let the clock run at `rate` simulated seconds per real second. Raises ClockRateInvalid."""
    if rate < 0:
        raise ClockRateInvalid(rate=str(rate))
    return _anchor(None, rate=rate)


def start(at: datetime) -> datetime:
    """Freeze the clock at the first hour of a world; in one that has a clock, at a later hour than it shows."""
    frozen = {"anchor_real": clock.wall(), "anchor_shown": at, "rate": Decimal(0)}
    _setting, created = ClockSetting.objects.get_or_create(pk=1, defaults=frozen)
    return at if created else freeze(at)


def open_world(at: datetime) -> None:
    """Let the clock of a world that has none run from an hour on, as fast as the real one."""
    running = {"anchor_real": clock.wall(), "anchor_shown": at, "rate": Decimal(1)}
    ClockSetting.objects.get_or_create(pk=1, defaults=running)


def is_past(at: datetime) -> bool:
    """Tell whether a world has a clock, and it shows a later hour."""
    return ClockSetting.objects.exists() and shown() > at


@transaction.atomic
def _anchor(at: datetime | None, *, rate: Decimal | None) -> datetime:
    real = clock.wall()
    setting = ClockSetting.objects.select_for_update().first()
    if setting is None:
        setting = ClockSetting(pk=1, anchor_real=real, anchor_shown=at or real, rate=Decimal(1))
    shown_at = setting.shown_at(real)
    if at is not None and at < shown_at - timedelta(microseconds=1):
        told = {"shown_at": shown_at, "asked_at": at}
        raise ClockGoesForwardOnly(**{name: hour.astimezone(clock.TZ).isoformat() for name, hour in told.items()})
    setting.anchor_real, setting.anchor_shown = real, at or shown_at
    setting.rate = setting.rate if rate is None else rate
    setting.save()
    return setting.anchor_shown
