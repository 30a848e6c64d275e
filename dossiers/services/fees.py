"""Money as far as the case knows it: a fee that is settled, an obligation that stops the clock until it is paid."""

from django.db import transaction

from dossiers import deadlines
from dossiers.errors import AmountDiffers, AmountInvalid, FeeAlreadySettled
from dossiers.events import FeeRecorded, ObligationRequested, ObligationSettled
from dossiers.models import Dossier, Pause
from dossiers.permissions import Either, desk, office, the_house
from dossiers.services import closing
from dossiers.states import PauseCause, State, SupplementRule
from identity.roles import Role
from kernel import calendar_store, clock, journal
from kernel.actors import Actor
from kernel.moves import NotYourMove, check, move

MAY_RECORD = Either(the_house, desk(Role.CASHIER), office(Role.CASHIER))


@transaction.atomic
def record(dossier_id: int, *, by: Actor, amount_vnd: int, receipt: str) -> Dossier:
    """Record that the fee is paid: a cashier at the counter, or the house on a gateway's notice.

    Before acceptance the desk's 8 working hours start again. Raises DossierMissing, NotYourMove, FeeAlreadySettled,
    AmountInvalid, AmountDiffers.
    """
    dossier = Dossier.objects.locked(dossier_id, by)
    if not MAY_RECORD(dossier, by):
        raise NotYourMove(move="record-fee", roles=list(MAY_RECORD.roles))
    if dossier.is_fee_settled or dossier.closed_at:
        raise FeeAlreadySettled
    _check_amount(amount_vnd, dossier.fee_vnd)
    dossier.fee_settled_at, dossier.fee_receipt = clock.now(), receipt.strip()
    if dossier.state == State.REGISTERED:
        dossier.reception_from_at = clock.now()
        dossier.reception_due_at = deadlines.reception_due(clock.now(), calendar_store.loaded())
    journal.append(
        dossier,
        FeeRecorded(dossier.pk, amount_vnd, dossier.fee_receipt),
        by,
        changed=("fee_settled_at", "fee_receipt", "reception_from_at", "reception_due_at"),
    )
    return dossier


@transaction.atomic
def request_obligation(dossier_id: int, *, by: Actor, amount_vnd: int, notice: str) -> Dossier:
    """Notify a financial obligation found while processing, e.g. a tax notice; the clock pauses until it is paid."""
    dossier = Dossier.objects.locked(dossier_id, by)
    if amount_vnd <= 0:
        raise AmountInvalid(amount_vnd=amount_vnd)
    event = ObligationRequested(dossier.pk, amount_vnd, closing.given(notice))
    move(dossier.request_obligation, by=by, event=event, amount_vnd=amount_vnd, notice=closing.given(notice))
    # The days of payment are left out of the term whatever the supplement rule is (docs/sources.md, rule D-17).
    Pause.objects.create(dossier=dossier, cause=PauseCause.PAYMENT, rule=SupplementRule.EXTEND, started_at=clock.now())
    return dossier


@transaction.atomic
def settle_obligation(dossier_id: int, *, by: Actor, amount_vnd: int, voucher: str) -> Dossier:
    """Record the payment of the obligation (gateway's notice or treasury voucher); the clock runs again.

    Raises AmountInvalid, AmountDiffers, ReasonMissing (no voucher) and what a move raises.
    """
    dossier = Dossier.objects.locked(dossier_id, by)
    # Before the date is computed: only an accepted dossier has one.
    check(dossier.settle_obligation, by=by)
    due_on = closing.end_pause(dossier)
    assert due_on is not None, "A dossier that waits for a payment is accepted."
    event = ObligationSettled(dossier.pk, amount_vnd, closing.given(voucher), due_on)
    move(dossier.settle_obligation, by=by, event=event, due_on=due_on)
    _check_amount(amount_vnd, dossier.obligation_vnd)
    return dossier


def _check_amount(paid_vnd: int, due_vnd: int) -> None:
    if paid_vnd <= 0:
        raise AmountInvalid(amount_vnd=paid_vnd)
    if paid_vnd != due_vnd:
        raise AmountDiffers(due_vnd=due_vnd, paid_vnd=paid_vnd)
