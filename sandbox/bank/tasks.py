"""Sweep of the bank: its notices, each at its own hour."""

from collections.abc import Callable
from datetime import datetime

from celery import shared_task

from kernel import clock, delivery
from kernel.sweeps import Due, sweep, waits_in
from kernel.tasks import HeldTask
from sandbox.bank import wire
from sandbox.bank.models import Notice

BATCH = 200


@shared_task(base=HeldTask)
def send_notices() -> None:
    sweep_due_notices()


@sweep
@waits_in(Due(Notice, "due_at"))
def sweep_due_notices() -> int:
    """Send every notice that is due, oldest first; return how many went out."""
    due = list(Notice.objects.due(clock.now()).values_list("pk", "due_at")[:BATCH])
    return sum(delivery.isolated("send-bank-notices", pk, _at(hour)) for pk, hour in due if hour)


def _at(hour: datetime) -> Callable[[int], object]:
    def at_its_hour(pk: int) -> object:
        with clock.held(hour):
            return wire.send(pk)

    return at_its_hour
