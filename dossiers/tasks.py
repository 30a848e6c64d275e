"""Tasks and sweeps of the case: each takes an id and calls one service."""

import logging

from celery import Task, shared_task
from django.core.cache import cache
from django.db import transaction
from kombu.exceptions import OperationalError

from dossiers.models import Dossier, EReceipt, IdentityCheck, PartnerResult, PortalSync
from dossiers.services import identity_check, partner_papers, portal, receipts, results
from kernel import clock, delivery
from kernel.sweeps import Due, sweep, waits_in
from kernel.tasks import HeldTask

logger = logging.getLogger(__name__)

# One nudge in so many real seconds: a batch takes all that waits, and the sweep finds the rest.
NUDGE_SECONDS = 5


def start_issue(dossier_id: int) -> None:
    """Start the rendering and signing of a result once the transaction has committed."""
    if not delivery.is_by_hand():
        transaction.on_commit(lambda: _send(issue_result, dossier_id))


def start_receipt(receipt_id: int) -> None:
    """Start the rendering and sealing of an e-receipt once the transaction has committed."""
    if not delivery.is_by_hand():
        transaction.on_commit(lambda: _send(issue_receipt, receipt_id))


def start_paper_check(result_id: int) -> None:
    """Start the check of a partner agency's paper once the transaction has committed."""
    if not delivery.is_by_hand():
        transaction.on_commit(lambda: _send_check(result_id))


@shared_task(base=HeldTask)
def issue_result(dossier_id: int) -> None:
    results.issue(dossier_id)


@shared_task(base=HeldTask)
def issue_due_results() -> None:
    sweep_due_results()


@shared_task(base=HeldTask)
def check_partner_paper(result_id: int) -> None:
    partner_papers.check(result_id)


@shared_task(base=HeldTask)
def check_partner_papers() -> None:
    sweep_partner_papers()


@sweep
@waits_in(Due(PartnerResult, "check_due_at"))
def sweep_partner_papers() -> int:
    """Keep and judge every partner paper that no task has, oldest first, each at its own hour."""
    due = PartnerResult.objects.filter(check_due_at__lte=clock.now()).order_by("check_due_at", "pk")
    waiting = list(due.values_list("pk", flat=True))
    return sum(delivery.isolated("check-partner-papers", pk, partner_papers.check) for pk in waiting)


@shared_task(base=HeldTask)
def issue_receipt(receipt_id: int) -> None:
    receipts.issue(receipt_id)


@shared_task(base=HeldTask)
def issue_due_receipts() -> None:
    sweep_due_receipts()


@sweep
@waits_in(Due(Dossier, "issue_due_at"))
def sweep_due_results() -> int:
    """Issue every approved result that no task has issued, oldest first, each at the hour of its approval."""
    due = Dossier.objects.filter(issue_due_at__lte=clock.now()).order_by("issue_due_at", "pk")
    return sum(delivery.isolated("issue-due-results", pk, results.issue) for pk in due.values_list("pk", flat=True))


@sweep
@waits_in(Due(EReceipt, "issue_due_at"))
def sweep_due_receipts() -> int:
    """Seal every e-receipt that no task has sealed, oldest first, each at the hour of its payment."""
    due = EReceipt.objects.filter(issue_due_at__lte=clock.now()).order_by("issue_due_at", "pk")
    return sum(delivery.isolated("issue-due-receipts", pk, receipts.issue) for pk in due.values_list("pk", flat=True))


def start_identity_check(check_id: int) -> None:
    """Start the check of an owner's identity once the transaction has committed."""
    if not delivery.is_by_hand():
        transaction.on_commit(lambda: _send_identity_check(check_id))


@shared_task(base=HeldTask)
def check_identity(check_id: int) -> None:
    identity_check.perform(check_id)


@shared_task(base=HeldTask)
def check_identities() -> None:
    sweep_identity_checks()


@sweep
@waits_in(Due(IdentityCheck, "next_attempt_at", is_stop=False))
def sweep_identity_checks() -> int:
    """Ask the population database about every owner who waits to be checked, oldest first."""
    return identity_check.perform_due()


def start_portal_sync() -> None:
    """Start telling the national portal what waits once the transaction has committed."""
    if not delivery.is_by_hand() and cache.add("portal-sync-nudged", True, NUDGE_SECONDS):
        transaction.on_commit(_send_portal_sync)


@shared_task(base=HeldTask)
def sync_portal() -> None:
    portal.send_due()


@sweep
@waits_in(Due(PortalSync, "next_attempt_at", is_stop=False))
def sweep_portal() -> int:
    """Tell the national portal whatever it does not know yet."""
    return portal.send_due()


def _send(task: Task, row_id: int) -> None:
    try:
        task.delay(row_id)
    except (OperationalError, OSError):
        logger.warning("issue_not_sent", extra={"task": task.name, "row": row_id})


def _send_identity_check(check_id: int) -> None:
    try:
        check_identity.delay(check_id)
    except (OperationalError, OSError):
        logger.warning("identity_check_not_sent", extra={"check": check_id})


def _send_portal_sync() -> None:
    try:
        sync_portal.delay()
    except (OperationalError, OSError):
        logger.warning("portal_sync_not_sent")


def _send_check(result_id: int) -> None:
    try:
        check_partner_paper.delay(result_id)
    except (OperationalError, OSError):
        logger.warning("check_not_sent", extra={"result": result_id})
