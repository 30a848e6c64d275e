"""Money as far as the case knows it: a fee that is settled, an obligation that stops the clock until it is paid."""

from django.db import transaction
from django.db.models import QuerySet, Sum

from dossiers import deadlines
from dossiers.errors import AmountInvalid, FeeAlreadySettled, FeeNotDueYet, NoReliefClaimed
from dossiers.events import FeeRecorded, MoneyReturned, ObligationRequested, ObligationSettled, ReliefRejected
from dossiers.models import Dossier, Pause
from dossiers.permissions import desk
from dossiers.services import charges, closing
from dossiers.states import Channel, PauseCause, State, SupplementRule
from identity.roles import Role
from kernel import calendar_store, clock, journal
from kernel.actors import SYSTEM, Actor
from kernel.moves import NotYourMove, check, move
from payments import queries as payments
from payments.errors import RefundMissing
from payments.models import Order, Refund
from payments.services import orders, refunds
from payments.states import Purpose, RefundState

MAY_RECORD, MAY_CHECK = desk(Role.CASHIER), desk(Role.RECEPTION)
OF_FEE = ("fee_settled_at", "fee_receipt", "reception_from_at", "reception_due_at")


@transaction.atomic
def record(dossier_id: int, *, by: Actor, amount_vnd: int) -> Dossier:
    """Take the fee in cash at the counter; its receipts are issued with it.

    Before acceptance the desk's 8 working hours start again. Raises DossierMissing, NotYourMove, FeeAlreadySettled,
    FeeNotDueYet, AmountInvalid, AmountDiffers, WrongState (while a payment at a gateway is under way).
    """
    dossier = Dossier.objects.locked(dossier_id, by)
    if not MAY_RECORD(dossier, by):
        raise NotYourMove(move="record-fee", roles=list(MAY_RECORD.roles))
    if dossier.is_fee_settled or dossier.closed_at:
        raise FeeAlreadySettled
    if dossier.fee_order_id is None:
        raise FeeNotDueYet
    _check_positive(amount_vnd)
    order = orders.collect(dossier.fee_order_id, amount_vnd=amount_vnd, by=by)
    _fee_paid(dossier, order, by)
    return dossier


@transaction.atomic
def reject_relief(dossier_id: int, *, by: Actor, reason: str) -> Dossier:
    """Do not grant the exemption or reduction that the citizen claimed without proof: the whole fee is due.

    Raises DossierMissing, NotYourMove, NoReliefClaimed (also once it is accepted), FeeAlreadySettled, ReasonMissing.
    """
    dossier = Dossier.objects.locked(dossier_id, by)
    if not MAY_CHECK(dossier, by):
        raise NotYourMove(move="reject-relief", roles=list(MAY_CHECK.roles))
    if not dossier.relief_proof or dossier.state != State.REGISTERED:
        raise NoReliefClaimed
    if dossier.fee_settled_at:
        raise FeeAlreadySettled
    why, filed_on = closing.given(reason), dossier.submitted_at.astimezone(clock.TZ).date()
    fee = charges.assessed(dossier.terms, Channel(dossier.channel), dossier.form, filed_on, is_relieved=False)
    charges.exchange_fee(dossier, dossier.terms, fee, reason=why, by=by)
    event = ReliefRejected(dossier.pk, why, dossier.fee_vnd)
    journal.append(dossier, event, by, changed=charges.COLUMNS)
    return dossier


@transaction.atomic
def request_obligation(dossier_id: int, *, by: Actor, amount_vnd: int, notice: str) -> Dossier:
    """Notify a financial obligation found while processing, e.g. a tax notice; the clock pauses until it is paid.

    Raises AmountInvalid, ReasonMissing (no notice), OrderTooLarge and what a move raises.
    """
    dossier = Dossier.objects.locked(dossier_id, by)
    _check_positive(amount_vnd)
    event = ObligationRequested(dossier.pk, amount_vnd, closing.given(notice))
    move(dossier.request_obligation, by=by, event=event, amount_vnd=amount_vnd, notice=closing.given(notice))
    # The days of payment are left out of the term whatever the supplement rule is (docs/sources.md, rule D-17).
    Pause.objects.create(dossier=dossier, cause=PauseCause.PAYMENT, rule=SupplementRule.EXTEND, started_at=clock.now())
    charges.open_obligation(dossier, by)
    return dossier


@transaction.atomic
def settle_obligation(dossier_id: int, *, by: Actor, amount_vnd: int, voucher: str) -> Dossier:
    """Record the payment of the obligation by its treasury voucher; the clock runs again.

    Raises AmountInvalid, AmountDiffers, ReasonMissing (no voucher) and what a move raises.
    """
    dossier = Dossier.objects.locked(dossier_id, by)
    check(dossier.settle_obligation, by=by)
    _check_positive(amount_vnd)
    assert dossier.obligation_order_id is not None, "A dossier that waits for a payment has its order."
    number = closing.given(voucher)
    _obligation_paid(dossier, by, amount_vnd=amount_vnd, voucher=number)
    orders.record_voucher(dossier.obligation_order_id, amount_vnd=amount_vnd, voucher=number, by=by)
    return dossier


@transaction.atomic
def hand_back(dossier_id: int, *, by: Actor, reference: str) -> Dossier:
    """Record that the cashier paid a refund of this dossier out.

    Raises DossierMissing, RefundMissing, NotYourMoney, RefundNotAtCounter.
    """
    dossier = Dossier.objects.locked(dossier_id, by)
    refund = Refund.objects.filter(order__subject=dossier.stream, reference=reference).first()
    if refund is None:
        raise RefundMissing
    refunds.hand_back(refund.pk, by=by)
    _money_back(dossier, refund.amount_vnd, reference, by)
    return dossier


def to_hand_back(dossier: Dossier) -> QuerySet[Refund]:
    """Return the refunds of a dossier that a cashier is to pay out."""
    return Refund.objects.filter(order__subject=dossier.stream, state=RefundState.AT_COUNTER).order_by("pk")


@transaction.atomic
def hear_payment(order_id: int) -> None:
    """An order is paid, in whatever way; the dossier that waits for it goes on. What is known already stays.

    A dossier that has ended meanwhile gave back what is to go back when it ended.
    """
    order = Order.objects.get(pk=order_id)
    column = "fee_order" if order.purpose == Purpose.FEE else "obligation_order"
    found = Dossier.objects.filter(**{column: order_id}).values_list("pk", flat=True).first()
    if found is None:
        return
    dossier = Dossier.objects.locked(found, SYSTEM)
    if order.purpose == Purpose.FEE and dossier.fee_settled_at is None:
        _fee_paid(dossier, order, SYSTEM)
    elif order.purpose == Purpose.OBLIGATION and dossier.state == State.AWAITING_PAYMENT:
        _obligation_paid(dossier, SYSTEM, amount_vnd=order.paid_vnd, voucher=payments.receipt_numbers(order))


@transaction.atomic
def hear_refund(subject: str, *, amount_vnd: int, reference: str) -> None:
    """Money of a dossier is back with its payer; its sum over all orders is kept on the dossier."""
    kind, _colon, pk = subject.partition(":")
    if kind != Dossier._meta.model_name or not Dossier.objects.filter(pk=pk).exists():
        return
    _money_back(Dossier.objects.locked(int(pk), SYSTEM), amount_vnd, reference, SYSTEM)


def _money_back(dossier: Dossier, amount_vnd: int, reference: str, by: Actor) -> None:
    """Write the sum of all that went back, unless it is known already."""
    back_vnd = Order.objects.filter(subject=dossier.stream).aggregate(vnd=Sum("refunded_vnd"))["vnd"]
    if back_vnd and back_vnd != dossier.refunded_vnd:
        dossier.refunded_vnd = back_vnd
        journal.append(dossier, MoneyReturned(dossier.pk, amount_vnd, reference), by, changed=("refunded_vnd",))


def _fee_paid(dossier: Dossier, order: Order, by: Actor) -> None:
    dossier.fee_settled_at, dossier.fee_receipt = clock.now(), payments.receipt_numbers(order)
    if dossier.state == State.REGISTERED:
        dossier.reception_from_at = clock.now()
        dossier.reception_due_at = deadlines.reception_due(clock.now(), calendar_store.loaded())
    journal.append(dossier, FeeRecorded(dossier.pk, order.paid_vnd, dossier.fee_receipt), by, changed=OF_FEE)


def _obligation_paid(dossier: Dossier, by: Actor, *, amount_vnd: int, voucher: str) -> None:
    due_on = closing.end_pause(dossier)
    assert due_on is not None, "A dossier that waits for a payment is accepted."
    event = ObligationSettled(dossier.pk, amount_vnd, voucher, due_on)
    move(dossier.settle_obligation, by=by, event=event, due_on=due_on)


def _check_positive(amount_vnd: int) -> None:
    if amount_vnd <= 0:
        raise AmountInvalid(amount_vnd=amount_vnd)
