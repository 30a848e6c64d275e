"""The exception list is worked off by people: money is accepted as payment after all, given back, or dismissed."""

from django.db import transaction

from kernel import clock, journal
from kernel.actors import Actor
from kernel.moves import check, move
from payments.errors import (
    DiscrepancyDecided,
    DiscrepancyMissing,
    NotAcceptable,
    NotReturnable,
    NotYourMoney,
)
from payments.events import DiscrepancyClosed
from payments.models import Attempt, Discrepancy, Notice, Order, Refund
from payments.permissions import may_return
from payments.services import notices, refunds, settlement
from payments.services.orders import given
from payments.states import ACCEPTABLE, DiscrepancyState, Method


@transaction.atomic
def accept(discrepancy_id: int, *, reason: str, by: Actor) -> Order:
    """Take money that came late as the payment of its order, which must still be unpaid.

    Raises DiscrepancyMissing, DiscrepancyDecided, NotAcceptable, ReasonMissing, WrongState, NotYourMove.
    """
    entry, notice = _locked(discrepancy_id, by)
    if entry.kind not in ACCEPTABLE or notice.attempt_id is None:
        raise NotAcceptable(kind=entry.kind)
    order, attempt = _order_of(notice.attempt_id, by)
    check(order.accept_late, by=by)
    method = Method(attempt.method)
    event = settlement.settled(order, method, txn_ref=attempt.txn_ref)
    move(order.accept_late, by=by, event=event, at=clock.now(), paid_by=method)
    settlement.succeed(attempt, notices.told_by(notice))
    _close(entry, notice, DiscrepancyState.ACCEPTED, reason, by)
    return order


@transaction.atomic
def give_back(discrepancy_id: int, *, reason: str, by: Actor) -> Refund:
    """Give back money that is not a payment of its order; it is sent like any refund.

    Raises DiscrepancyMissing, DiscrepancyDecided, NotReturnable (an order that is not ours), NotYourMoney,
    ReasonMissing.
    """
    entry, notice = _locked(discrepancy_id, by)
    if notice.attempt_id is None:
        raise NotReturnable(kind=entry.kind)
    order, attempt = _order_of(notice.attempt_id, by)
    _check_may(order, by)
    attempt.order = order
    refund = refunds.requested(attempt, notice.amount_vnd or 0, reason=given(reason), by=by, discrepancy=entry)
    _close(entry, notice, DiscrepancyState.RETURNED, reason, by)
    return refund


@transaction.atomic
def dismiss(discrepancy_id: int, *, reason: str, by: Actor) -> Discrepancy:
    """Take an entry off the list without moving money: it was cleared up with the bank.

    Raises DiscrepancyMissing, DiscrepancyDecided, NotYourMoney, ReasonMissing.
    """
    entry, notice = _locked(discrepancy_id, by)
    if notice.attempt_id is not None:
        _check_may(_order_of(notice.attempt_id, by)[0], by)
    _close(entry, notice, DiscrepancyState.DISMISSED, reason, by)
    return entry


def _locked(discrepancy_id: int, by: Actor) -> tuple[Discrepancy, Notice]:
    visible = Discrepancy.objects.visible_to(by).filter(pk=discrepancy_id).values_list("notice_id", flat=True).first()
    if visible is None:
        raise DiscrepancyMissing
    notice = Notice.objects.locked(visible)
    entry = Discrepancy.objects.get(pk=discrepancy_id)
    if entry.state != DiscrepancyState.OPEN:
        raise DiscrepancyDecided(state=entry.state)
    return entry, notice


def _order_of(attempt_id: int, by: Actor) -> tuple[Order, Attempt]:
    order = Order.objects.locked(Attempt.objects.values_list("order_id", flat=True).get(pk=attempt_id), by)
    return order, Attempt.objects.get(pk=attempt_id)


def _check_may(order: Order, by: Actor) -> None:
    if not may_return(order, by):
        raise NotYourMoney(roles=list(may_return.roles))


def _close(entry: Discrepancy, notice: Notice, state: DiscrepancyState, reason: str, by: Actor) -> None:
    entry.state, entry.reason = state, given(reason)
    entry.decided_at, entry.decided_by = clock.now(), str(by)
    entry.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    journal.append(notice, DiscrepancyClosed(entry.pk, state, entry.reason), by)
