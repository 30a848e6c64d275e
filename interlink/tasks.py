"""Tasks and sweeps of linked services: each takes an id and calls one service."""

import logging

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from interlink import queries
from interlink.adapters import partners
from interlink.models import Line, Step, Supplement
from interlink.services import backlog, steps
from kernel import delivery
from kernel.sweeps import Due, sweep, waits_in
from kernel.tasks import HeldTask

logger = logging.getLogger(__name__)


def start_send(step_id: int) -> None:
    """Send a step once the transaction has committed."""
    if not delivery.is_by_hand():
        transaction.on_commit(lambda: _queue(step_id))


@shared_task(base=HeldTask)
def send_step(step_id: int) -> None:
    steps.send(step_id)


@shared_task(base=HeldTask)
def send_backlog(agency: str) -> None:
    backlog.send_to(agency)


@shared_task(base=HeldTask)
def send_due() -> None:
    """One task per agency, so that a slow one holds up nobody else."""
    for agency in queries.agencies_due():
        send_backlog.delay(agency)


@shared_task(base=HeldTask)
def flag_silent_steps() -> None:
    backlog.ask_about_silent()


@shared_task(base=HeldTask)
def expire_supplements() -> None:
    backlog.expire_supplements()


@shared_task(base=HeldTask)
def flag_overdue_chains() -> None:
    backlog.flag_overdue_chains()


@sweep
@waits_in(Due(Step, "next_attempt_at"), Due(Line, "next_probe_at", {"agency__in": partners.CODES}))
def sweep_due_steps() -> int:
    """Send what is due, oldest first, each at its own hour."""
    return backlog.send_due()


@sweep
@waits_in(Due(Step, "nudge_at"))
def sweep_silent_steps() -> int:
    """Flag the steps whose agency is silent, and ask it."""
    return backlog.ask_about_silent()


@sweep
@waits_in(
    Due(Supplement, "notice_due_at", {"ended_at": None, "noticed_at": None}),
    Due(Supplement, "answer_due_at", {"ended_at": None}),
)
def sweep_supplements() -> int:
    """Stop what was never supplied; flag what the applicant was never told."""
    return backlog.expire_supplements()


@sweep
def sweep_overdue_chains() -> int:
    """Flag the chains whose last day has gone by."""
    return backlog.flag_overdue_chains()


def _queue(step_id: int) -> None:
    try:
        send_step.delay(step_id)
    # The broker in folders answers with the file system's own failures.
    except (OperationalError, OSError):
        logger.warning("send_not_queued", extra={"step": step_id})
