"""Waits until nothing waits: what is due is left to the workers, and the clock jumps to what is due next."""

import time
from datetime import timedelta
from decimal import Decimal

from interlink.models import Step
from kernel import clock, clock_store, sweeps
from kernel.models import Delivery
from tests.chaos.house import House

POLL_SECONDS = 0.5
# What is due so soon is waited for; to anything later the clock jumps.
SOON = timedelta(minutes=2)
# Simulated minutes a second.
RATE = Decimal(60)


def settle(house: House, seconds: float) -> bool:
    """Let the sweeps run until nothing is due, ever; tell whether that came about in so many seconds."""
    clock_store.run(RATE)
    end_at = time.monotonic() + seconds
    while time.monotonic() < end_at:
        house.check()
        if not is_something_under_way() and not _jumped():
            return True
        time.sleep(POLL_SECONDS)
    return False


def is_something_under_way() -> bool:
    """Tell whether news is to be delivered, or somebody is on the telephone, or was when he was killed."""
    return Delivery.objects.filter(done_at=None).exists() or Step.objects.exclude(leased_until=None).exists()


def _jumped() -> bool:
    """Go to what is due next, unless it is due already or soon; tell whether anything is due at all."""
    due_at = sweeps.first_due_at()
    if due_at is not None and due_at > clock.now() + SOON:
        clock_store.jump(due_at)
    return due_at is not None
