"""Sweeps of the payments room: time to pay that is over, refunds to send, days to compare; each at its own hour."""

from collections.abc import Callable, Iterable
from datetime import datetime

from celery import shared_task

from kernel import clock, delivery
from kernel.sweeps import Due, sweep, waits_in
from kernel.tasks import HeldTask
from payments.models import Attempt, Refund, Statement
from payments.services import checkout, reconciliation, refunds
from payments.states import AttemptState

BATCH = 200


@shared_task(base=HeldTask)
def expire_attempts() -> None:
    sweep_overdue_attempts()


@shared_task(base=HeldTask)
def send_refunds() -> None:
    sweep_due_refunds()


@shared_task(base=HeldTask)
def reconcile_days() -> None:
    sweep_due_statements()


@sweep
@waits_in(Due(Attempt, "expires_at", {"state": AttemptState.CREATED}))
def sweep_overdue_attempts() -> int:
    """End every try whose time to pay is over."""
    overdue = Attempt.objects.overdue(clock.now()).values_list("pk", "expires_at")
    return _play("expire-attempts", overdue[:BATCH], checkout.expire)


@sweep
@waits_in(Due(Refund, "due_at"))
def sweep_due_refunds() -> int:
    """Send every refund that is due to its gateway."""
    due = Refund.objects.due(clock.now()).values_list("pk", "due_at")
    return _play("send-refunds", due[:BATCH], refunds.send)


@sweep
@waits_in(Due(Statement, "due_at", {"reconciled_at": None}))
def sweep_due_statements() -> int:
    """Compare every day whose statement should be there."""
    due = Statement.objects.due(clock.now()).values_list("pk", "due_at")
    return _play("reconcile-days", due[:BATCH], reconciliation.reconcile_due)


def _play(what: str, rows: Iterable[tuple[int, datetime | None]], play: Callable[[int], None]) -> int:
    return sum(delivery.isolated(what, pk, _at(hour, play)) for pk, hour in rows if hour)


def _at(hour: datetime, play: Callable[[int], None]) -> Callable[[int], None]:
    def at_its_hour(pk: int) -> None:
        with clock.held(hour):
            play(pk)

    return at_its_hour
