"""Orders are opened for what is to be paid, cancelled, and paid at the counter in cash or by a treasury voucher."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from kernel import clock, journal
from kernel.actors import Actor
from kernel.moves import check, move
from payments import numbering
from payments.errors import (
    AmountDiffers,
    OrderAlreadyOpen,
    OrderEmpty,
    OrderTooLarge,
    ReasonMissing,
    VoucherMissing,
)
from payments.events import OrderCancelled, OrderOpened, OrderSettled
from payments.models import Attempt, Order, OrderLine
from payments.services import settlement
from payments.states import AttemptState, LineKind, Method, Purpose

# What fits into a gateway's twelve digits, in hundredths.
MOST_VND = 9_999_999_999
COUNTER = "counter"
TITLES = {Purpose.FEE: "Le phi ho so", Purpose.OBLIGATION: "Nghia vu tai chinh ho so"}


@dataclass(frozen=True, slots=True)
class Charge:
    """A line to be paid."""

    kind: LineKind
    code: str
    name_vi: str
    amount_vnd: int


@transaction.atomic
def open(
    *,
    subject: str,
    subject_code: str,
    purpose: Purpose,
    agency_id: int,
    payer_id: int,
    charges: Sequence[Charge],
    by: Actor,
) -> Order:
    """Open an order over the sum of its charges; the same one again while it is unpaid.

    subject       what is paid for, e.g. "dossier:12"; only its floor knows what that is
    subject_code  its public code; the order's own code is made of it
    agency_id     whose cashier may take the money; payer_id is the citizen who may pay and see the order
    Raises OrderEmpty, OrderTooLarge, OrderAlreadyOpen (another unpaid order for the same purpose).
    """
    amount_vnd = sum(charge.amount_vnd for charge in charges)
    if not charges or any(charge.amount_vnd <= 0 for charge in charges):
        raise OrderEmpty
    if amount_vnd > MOST_VND:
        raise OrderTooLarge(amount_vnd=amount_vnd, most_vnd=MOST_VND)
    unpaid = Order.objects.unpaid().filter(subject=subject, purpose=purpose).first()
    if unpaid is not None:
        return _same(unpaid, charges)
    order = Order.objects.create(
        code=numbering.next_order_code(subject_code),
        subject=subject,
        subject_code=subject_code,
        purpose=purpose,
        description=f"{TITLES[purpose]} {subject_code}",
        agency_id=agency_id,
        payer_id=payer_id,
        amount_vnd=amount_vnd,
        opened_at=clock.now(),
    )
    OrderLine.objects.bulk_create(
        OrderLine(order=order, kind=charge.kind, code=charge.code, name_vi=charge.name_vi, amount_vnd=charge.amount_vnd)
        for charge in charges
    )
    journal.append(order, OrderOpened(order.pk, subject, purpose, amount_vnd), by)
    return order


@transaction.atomic
def cancel(order_id: int, *, reason: str, by: Actor) -> Order:
    """Cancel an unpaid order; what is paid for it from now on goes to the exception list.

    Raises OrderMissing, ReasonMissing, WrongState, NotYourMove.
    """
    order = Order.objects.locked(order_id, by)
    reason = given(reason)
    event = OrderCancelled(order.pk, order.subject, reason)
    move(order.cancel, by=by, event=event, at=clock.now(), reason=reason)
    settlement.stop_waiting(order)
    return order


@transaction.atomic
def collect(order_id: int, *, amount_vnd: int, by: Actor) -> Order:
    """Take the whole amount in cash at the counter and receipt it.

    Raises OrderMissing, AmountDiffers, WrongState (also while a payment is under way: it could be paid twice),
    NotYourMove.
    """
    order = Order.objects.locked(order_id, by)
    check(order.collect, by=by)
    _check_whole(order, amount_vnd)
    event = settlement.settled(order, Method.CASH, txn_ref=_next_ref(order))
    move(order.collect, by=by, event=event, at=clock.now())
    _paid_here(order, event, by, voucher="")
    return order


@transaction.atomic
def record_voucher(order_id: int, *, amount_vnd: int, voucher: str, by: Actor) -> Order:
    """Record that the whole amount was paid into the treasury, with the number of its voucher.

    Source: docs/sources.md, rule F-7.

    Raises OrderMissing, VoucherMissing, AmountDiffers, WrongState, NotYourMove.
    """
    order = Order.objects.locked(order_id, by)
    check(order.record_voucher, by=by)
    _check_whole(order, amount_vnd)
    if not voucher.strip():
        raise VoucherMissing
    event = settlement.settled(order, Method.TREASURY, txn_ref=_next_ref(order))
    move(order.record_voucher, by=by, event=event, at=clock.now())
    _paid_here(order, event, by, voucher=voucher.strip()[:60])
    return order


def given(reason: str) -> str:
    """Return the reason without blanks around it. Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()[:250]


def _same(unpaid: Order, charges: Sequence[Charge]) -> Order:
    asked = [(charge.kind, charge.code, charge.amount_vnd) for charge in charges]
    if asked != list(unpaid.lines.values_list("kind", "code", "amount_vnd")):
        raise OrderAlreadyOpen(order=unpaid.code, amount_vnd=unpaid.amount_vnd)
    return unpaid


def _check_whole(order: Order, amount_vnd: int) -> None:
    if amount_vnd != order.amount_vnd:
        raise AmountDiffers(due_vnd=order.amount_vnd, paid_vnd=amount_vnd)


def _next_ref(order: Order) -> str:
    return numbering.txn_ref(order, order.attempts.count() + 1)


def _paid_here(order: Order, event: OrderSettled, by: Actor, *, voucher: str) -> None:
    """Keep the payment as a try of its own: who took it, and the treasury's number if there is one."""
    now = clock.now()
    Attempt.objects.create(
        order=order,
        number=int(event.txn_ref.rpartition("-")[2]),
        txn_ref=event.txn_ref,
        method=event.method,
        gateway=COUNTER,
        amount_vnd=order.amount_vnd,
        state=AttemptState.SUCCESS,
        started_at=now,
        ended_at=now,
        paid_at=now,
        voucher=voucher,
        collected_by_id=by.id,
    )
