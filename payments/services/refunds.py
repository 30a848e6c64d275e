"""Money goes back: asked for, sent to the bank by a sweep (claim, send, record), or paid out at the counter."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Sum

from kernel import clock, journal
from kernel.actors import SYSTEM, Actor
from kernel.errors import Unavailable
from kernel.moves import move
from payments.errors import NothingToRefund, NotYourMoney, RefundNotAtCounter, RefundTooLarge
from payments.events import OrderRefunded, RefundRefused, RefundRequested, UncountedMoneyReturned
from payments.gateways import registry
from payments.gateways.contract import PaidBack, PayBack
from payments.models import Attempt, Discrepancy, Order, Refund
from payments.permissions import may_collect, may_return
from payments.refund_rule import Work, refundable_vnd
from payments.services.orders import given
from payments.states import AttemptState, LineKind, Method, RefundState

# Real time that a sender has; then another one may take over.
LEASE = timedelta(seconds=60)
# Simulated minutes before the second, third, ... try; the last one repeats.
BACK_OFF_MINUTES = (5, 15, 60, 240, 1440)
# "The same request is being processed."
IN_PROGRESS = "94"
ON_THE_WAY = (RefundState.DUE, RefundState.SENDING, RefundState.AT_COUNTER)


@transaction.atomic
def by_rule(order_id: int, *, work: Work, reason: str, by: Actor) -> Refund | None:
    """Ask for what goes back of an order when its dossier ends; None if nothing does.

    Raises what `request` raises, but not when nothing is left.
    """
    order = Order.objects.locked(order_id, by)
    lines = [(LineKind(line.kind), line.amount_vnd) for line in order.lines.all()]
    amount_vnd = min(refundable_vnd(lines, work), _left_vnd(order))
    return request(order_id, amount_vnd=amount_vnd, reason=reason, by=by) if amount_vnd else None


@transaction.atomic
def request(order_id: int, *, amount_vnd: int | None = None, reason: str, by: Actor) -> Refund:
    """Ask for a refund, of all that is left unless an amount is given; it goes back the way it came.

    Raises OrderMissing, NotYourMoney, ReasonMissing, NothingToRefund, RefundTooLarge.
    """
    order = Order.objects.locked(order_id, by)
    if not may_return(order, by):
        raise NotYourMoney(roles=list(may_return.roles))
    left_vnd = _left_vnd(order)
    wanted_vnd = left_vnd if amount_vnd is None else amount_vnd
    if left_vnd <= 0 or wanted_vnd <= 0:
        raise NothingToRefund(order=order.code)
    if wanted_vnd > left_vnd:
        raise RefundTooLarge(amount_vnd=wanted_vnd, left_vnd=left_vnd)
    return requested(order.attempts.get(state=AttemptState.SUCCESS), wanted_vnd, reason=given(reason), by=by)


def requested(
    attempt: Attempt, amount_vnd: int, *, reason: str, by: Actor, discrepancy: Discrepancy | None = None
) -> Refund:
    """Store a refund of a try's money, due at once; the caller has locked the order and checked the amount."""
    order = attempt.order
    at_bank = attempt.method == Method.ONLINE and registry.gateway(attempt.gateway).can_pay_back
    refund = Refund.objects.create(
        order=order,
        attempt=attempt,
        discrepancy=discrepancy,
        reference=f"{attempt.txn_ref}-R{attempt.refunds.count() + 1}",
        amount_vnd=amount_vnd,
        is_full=discrepancy is not None or amount_vnd == attempt.amount_vnd,
        reason=reason,
        requested_by=str(by),
        requested_at=clock.now(),
        state=RefundState.DUE if at_bank else RefundState.AT_COUNTER,
        due_at=clock.now() if at_bank else None,
    )
    journal.append(order, RefundRequested(order.pk, refund.reference, amount_vnd, reason), by)
    return refund


def send(refund_id: int) -> None:
    """Send a due refund to its gateway: claim it, send it, record the answer; no transaction is open on the telephone.

    The reference makes a repeat harmless: the bank answers it as it answered the first.
    """
    refund = _claim(refund_id)
    if refund is None:
        return
    try:
        answer = registry.gateway(refund.attempt.gateway).pay_back(_order_to_pay_back(refund))
    except Unavailable as failure:
        _postpone(refund.pk, str(failure))
        return
    if answer.response_code == IN_PROGRESS:
        _postpone(refund.pk, answer.response_code)
    else:
        _record(refund.pk, answer)


@transaction.atomic
def hand_back(refund_id: int, *, by: Actor) -> Refund:
    """Record that the cashier paid a refund out, or had the treasury do it.

    Raises RefundMissing, NotYourMoney, RefundNotAtCounter.
    """
    refund = Refund.objects.locked(refund_id, by)
    order = Order.objects.locked(refund.order_id, by)
    if not may_collect(order, by):
        raise NotYourMoney(roles=list(may_collect.roles))
    if refund.state != RefundState.AT_COUNTER:
        raise RefundNotAtCounter(state=refund.state)
    _done(order, refund, gateway_txn="", by=by)
    return refund


@transaction.atomic
def _claim(refund_id: int) -> Refund | None:
    """Return the refund, ours for the length of the lease; None if it is not to be sent (any more)."""
    due = Refund.objects.due(clock.now()).filter(pk=refund_id).select_related("attempt")
    refund = due.select_for_update(of=("self",)).first()
    if refund is None:
        return None
    refund.state, refund.leased_until, refund.tries = RefundState.SENDING, clock.wall() + LEASE, refund.tries + 1
    refund.save(update_fields=["state", "leased_until", "tries"])
    return refund


@transaction.atomic
def _postpone(refund_id: int, error: str) -> None:
    refund = Refund.objects.locked(refund_id, SYSTEM)
    if refund.state != RefundState.SENDING:
        return
    wait = BACK_OFF_MINUTES[min(refund.tries, len(BACK_OFF_MINUTES)) - 1]
    refund.state, refund.due_at, refund.leased_until = RefundState.DUE, clock.now() + timedelta(minutes=wait), None
    refund.error = error[:250]
    refund.save(update_fields=["state", "due_at", "leased_until", "error"])


@transaction.atomic
def _record(refund_id: int, answer: PaidBack) -> None:
    refund = Refund.objects.locked(refund_id, SYSTEM)
    order = Order.objects.locked(refund.order_id, SYSTEM)
    if refund.state != RefundState.SENDING:
        return
    if answer.is_done:
        _done(order, refund, gateway_txn=answer.gateway_txn, by=SYSTEM)
        return
    refund.state, refund.due_at, refund.error = RefundState.REFUSED, None, answer.response_code
    refund.save(update_fields=["state", "due_at", "error"])
    journal.append(order, RefundRefused(order.pk, refund.reference, answer.response_code), SYSTEM)


def _done(order: Order, refund: Refund, *, gateway_txn: str, by: Actor) -> None:
    """Record money that is back. What never counted as payment of the order does not change it."""
    now = clock.now()
    refund.state, refund.due_at, refund.done_at = RefundState.DONE, None, now
    refund.gateway_txn, refund.error = gateway_txn, ""
    refund.save(update_fields=["state", "due_at", "done_at", "gateway_txn", "error"])
    if refund.discrepancy_id is not None:
        journal.append(order, UncountedMoneyReturned(order.pk, refund.reference, refund.amount_vnd), by)
        return
    is_full = order.left_vnd == refund.amount_vnd
    event = OrderRefunded(order.pk, order.subject, refund.amount_vnd, now, refund.reference, is_full)
    move(order.record_refund, by=by, event=event, amount_vnd=refund.amount_vnd)


def _left_vnd(order: Order) -> int:
    """What of the payment is neither back nor on its way."""
    on_the_way = order.refunds.filter(state__in=ON_THE_WAY, discrepancy=None).aggregate(vnd=Sum("amount_vnd"))["vnd"]
    return order.left_vnd - (on_the_way or 0)


def _order_to_pay_back(refund: Refund) -> PayBack:
    attempt = refund.attempt
    discrepancy = refund.discrepancy
    gateway_txn = discrepancy.notice.gateway_txn if discrepancy else attempt.gateway_txn
    return PayBack(
        reference=refund.reference,
        txn_ref=attempt.txn_ref,
        gateway_txn=gateway_txn,
        amount_vnd=refund.amount_vnd,
        is_full=refund.is_full,
        started_at=attempt.started_at,
        requested_by=refund.requested_by,
        reason=f"Hoan tien {attempt.txn_ref}",
    )
