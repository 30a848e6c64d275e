"""The one door for the bank's word: stored untrusted, its seal checked, applied from the journal, each news once."""

from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import F

from kernel import clock, journal
from kernel.actors import SYSTEM, Actor
from payments.errors import NothingTried, NoticeMalformed, NoticeUnsealed, NotYourMoney, OrderMissing
from payments.events import DiscrepancyFound, NoticeReceived
from payments.gateways import registry
from payments.gateways.contract import OK, Told, Verdict
from payments.models import Attempt, Discrepancy, Notice, Order
from payments.permissions import may_pay
from payments.services import checkout, settlement
from payments.states import AttemptState, DiscrepancyKind, DiscrepancyState, Method, OrderState, Origin, Outcome

# A notice older than this (simulated) is not believed: the bank repeats one for an hour at most, and what it paid is
# in the statement of the next day (docs/sources.md, rule F-17).
REPLAY_WINDOW = timedelta(days=3)


def receive(gateway: str, raw: str) -> Verdict:
    """Store a notice as it came and say what the gateway is answered. Nothing but the notice changes here.

    Raises GatewayMissing, and OperationalError while the database is busy: then nothing is stored, and the bank's
    repetition is as good as the first.
    """
    notifier = registry.notifier(gateway)
    try:
        told = notifier.read(raw)
    except NoticeUnsealed:
        return _keep_untrusted(gateway, raw, Verdict.BAD_SEAL)
    except NoticeMalformed:
        return _keep_untrusted(gateway, raw, Verdict.FAULT)
    return take(gateway, raw, told, Origin.NOTICE)[1]


@transaction.atomic
def take(gateway: str, raw: str, told: Told, origin: Origin) -> tuple[Notice, Verdict]:
    """Store the bank's word, once however often and in whatever way it comes, and hand it to the journal."""
    attempt = Attempt.objects.filter(txn_ref=told.txn_ref, gateway=gateway).first()
    verdict = _judge(attempt, told, origin)
    notice, is_new = Notice.objects.get_or_create(
        event_key=told.event_key,
        defaults={
            "gateway": gateway,
            "origin": origin,
            "raw": raw,
            "raw_sha256": sha256(raw.encode()).hexdigest(),
            "is_trusted": True,
            "received_at": clock.now(),
            "verdict": verdict.value,
            "txn_ref": told.txn_ref,
            "gateway_txn": told.gateway_txn,
            "bank_code": told.bank_code,
            "amount_vnd": told.amount_vnd,
            "response_code": told.response_code,
            "paid_at": told.paid_at,
            "attempt": attempt,
        },
    )
    if is_new:
        journal.append(notice, NoticeReceived(notice.pk, gateway, told.txn_ref), SYSTEM)
        return notice, verdict
    Notice.objects.filter(pk=notice.pk).update(copies=F("copies") + 1)
    if origin != Origin.NOTICE:
        _believe(notice.pk)
    first = Verdict(notice.verdict)
    return notice, Verdict.ALREADY if first is Verdict.TAKEN else first


# Without a savepoint of its own: whoever calls it within a transaction gives up all of that if this fails.
@transaction.atomic(savepoint=False)
def apply(notice_id: int) -> Outcome:
    """Let a stored notice have its effect; a second time it has none.

    Only the exact amount, paid in time, for a try that nobody else has paid, settles the order. Any other money goes
    to the exception list and changes nothing.
    """
    notice = Notice.objects.locked(notice_id)
    if notice.outcome != Outcome.WAITING or not notice.is_trusted:
        return Outcome(notice.outcome)
    outcome = _effect(notice)
    notice.outcome, notice.applied_at = outcome, clock.now()
    notice.save(update_fields=["outcome", "applied_at"])
    return outcome


def inquire(order_id: int, *, by: Actor) -> Outcome | None:
    """Ask the gateway what became of the latest try; its word goes through the same door. None while it knows nothing.

    Raises OrderMissing, NotYourMoney, NothingTried, NoAnswer, GatewayRefuses, AnswerUnreadable.
    """
    order = Order.objects.visible_to(by).filter(pk=order_id).first()
    if order is None:
        raise OrderMissing
    if not may_pay(order, by):
        raise NotYourMoney(roles=list(may_pay.roles))
    attempt = order.attempts.filter(method=Method.ONLINE).last()
    if attempt is None:
        raise NothingTried(order=order.code)
    told = registry.gateway(attempt.gateway).inquire(attempt.txn_ref, attempt.started_at)
    if told is None or told.txn_ref != attempt.txn_ref:
        return None
    notice, _verdict = take(attempt.gateway, repr(told), told, Origin.INQUIRY)
    return apply(notice.pk)


def _judge(attempt: Attempt | None, told: Told, origin: Origin) -> Verdict:
    if attempt is None:
        return Verdict.UNKNOWN_ORDER
    if told.amount_vnd != attempt.amount_vnd:
        return Verdict.WRONG_AMOUNT
    if attempt.state == AttemptState.SUCCESS and attempt.gateway_txn == told.gateway_txn:
        return Verdict.ALREADY
    return Verdict.FAULT if _is_stale(told, origin) else Verdict.TAKEN


def _is_stale(told: Told | Notice, origin: Origin | str) -> bool:
    # Only a notice can be replayed; an answer and a statement are fetched by us.
    paid_at = told.paid_at
    return origin == Origin.NOTICE and paid_at is not None and clock.now() - paid_at > REPLAY_WINDOW


def _effect(notice: Notice) -> Outcome:
    if notice.attempt_id is None:
        return _list(notice, DiscrepancyKind.UNKNOWN_ORDER)
    order = Order.objects.of_attempt_locked(notice.attempt_id)
    # Read after the lock: whoever changes a try holds its order.
    attempt = Attempt.objects.get(pk=notice.attempt_id)
    told = told_by(notice)
    if not told.is_success:
        return _record_failure(order, attempt, told)
    kind = _oddity(order, attempt, notice, told)
    if kind is not None:
        return _list(notice, kind)
    if attempt.state == AttemptState.SUCCESS:
        return Outcome.REPEATED
    settlement.settle(order, attempt, told)
    return Outcome.SETTLED


def _oddity(order: Order, attempt: Attempt, notice: Notice, told: Told) -> DiscrepancyKind | None:
    """Return why money that moved is not simply the payment of its try; None if it is, or was already."""
    if told.amount_vnd != attempt.amount_vnd:
        return DiscrepancyKind.WRONG_AMOUNT
    if attempt.state == AttemptState.SUCCESS and attempt.gateway_txn == told.gateway_txn:
        return None
    if order.paid_vnd:
        return DiscrepancyKind.DUPLICATE
    if _is_stale(notice, notice.origin):
        return DiscrepancyKind.STALE_NOTICE
    late = attempt.expires_at is not None and told.paid_at > attempt.expires_at
    if late or order.state == OrderState.CANCELLED or attempt.state == AttemptState.FAILED:
        return DiscrepancyKind.LATE_SUCCESS
    return None


def _record_failure(order: Order, attempt: Attempt, told: Told) -> Outcome:
    """A failure ends a try that is under way; of one that has ended it is no news: final states win."""
    if attempt.state != AttemptState.CREATED or told.amount_vnd != attempt.amount_vnd:
        return Outcome.REPEATED
    checkout.fail(order, attempt, told.response_code)
    return Outcome.FAILED


def _list(notice: Notice, kind: DiscrepancyKind) -> Outcome:
    """Put money on the exception list. A notice of a failure moved no money and is not listed."""
    if notice.response_code != OK:
        return Outcome.REPEATED
    # An entry is there already when the bank confirmed a notice that had come too late to be believed.
    entry, _is_new = Discrepancy.objects.update_or_create(
        notice=notice,
        defaults={"kind": kind, "state": DiscrepancyState.OPEN, "found_at": clock.now(), "decided_at": None},
    )
    journal.append(notice, DiscrepancyFound(entry.pk, kind, notice.txn_ref, notice.amount_vnd or 0), SYSTEM)
    return Outcome.LISTED


def _believe(notice_id: int) -> None:
    """A notice that came too late to be believed is confirmed by the bank itself: it is applied after all."""
    notice = Notice.objects.locked(notice_id)
    entry = Discrepancy.objects.filter(notice=notice, kind=DiscrepancyKind.STALE_NOTICE).open().first()
    if entry is None:
        return
    entry.state, entry.decided_at, entry.decided_by = DiscrepancyState.ACCEPTED, clock.now(), str(SYSTEM)
    entry.save(update_fields=["state", "decided_at", "decided_by"])
    notice.origin, notice.outcome = Origin.INQUIRY, Outcome.WAITING
    notice.save(update_fields=["origin", "outcome"])


def told_by(notice: Notice) -> Told:
    """Return what a sealed notice tells."""
    assert notice.amount_vnd is not None, "A sealed notice names its amount."
    assert notice.paid_at is not None, "A sealed notice names its hour."
    return Told(
        txn_ref=notice.txn_ref,
        amount_vnd=notice.amount_vnd,
        gateway_txn=notice.gateway_txn,
        bank_code=notice.bank_code,
        response_code=notice.response_code,
        paid_at=notice.paid_at,
    )


@transaction.atomic
def _keep_untrusted(gateway: str, raw: str, verdict: Verdict) -> Verdict:
    """Keep what came without a seal, for whoever looks into it; nothing is read from it."""
    # PostgreSQL keeps no NUL in a text.
    raw = raw.replace("\0", "\N{SYMBOL FOR NULL}")
    raw_sha256 = sha256(raw.encode()).hexdigest()
    known = {"gateway": gateway, "raw_sha256": raw_sha256, "is_trusted": False}
    more = {"origin": Origin.NOTICE, "raw": raw, "received_at": clock.now(), "verdict": verdict.value}
    notice, is_new = Notice.objects.get_or_create(**known, defaults=more | {"outcome": Outcome.UNTRUSTED})
    if not is_new:
        Notice.objects.filter(pk=notice.pk).update(copies=F("copies") + 1)
    return verdict
