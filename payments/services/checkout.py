"""Each try to pay at a gateway: begun, connected, failed, or over because its time is."""

from datetime import timedelta

from django.db import transaction

from kernel import clock
from kernel.actors import SYSTEM, Actor
from kernel.errors import Unavailable
from kernel.moves import NotYourMove, move
from payments import numbering, queries
from payments.errors import PaymentUnderWay
from payments.events import OrderExpired, PaymentFailed, PaymentStarted
from payments.gateways import registry
from payments.models import Attempt, Order
from payments.permissions import may_pay
from payments.services import settlement
from payments.states import AttemptState, Method

# The gateway's own default (docs/sources.md, rule F-14).
TIME_TO_PAY = timedelta(minutes=15)
NO_SESSION = "no-session"


def start(order_id: int, *, gateway: str, by: Actor, ip: str = "127.0.0.1") -> Attempt:
    """Begin a try and connect it: its `redirect_url` is where the payer goes. The same try again while it is under way.

    Raises what `begin` and `connect` raise.
    """
    return connect(begin(order_id, gateway=gateway, by=by).txn_ref, ip=ip)


@transaction.atomic
def begin(order_id: int, *, gateway: str, by: Actor) -> Attempt:
    """Begin a try with a reference of its own; nobody is called yet.

    Raises OrderMissing, GatewayUnknown, PaymentUnderWay (at another gateway), WrongState, NotYourMove.
    """
    order = Order.objects.locked(order_id, by)
    known = registry.gateway(gateway).code
    waiting = order.attempts.filter(state=AttemptState.CREATED).first()
    if waiting is not None and not _is_over(waiting):
        return _joined(order, waiting, known, by)
    if waiting is not None:
        _expire(order, waiting)
    # The bank writes whole seconds; so do we, or a payment in the last one would be late.
    now = clock.now().replace(microsecond=0)
    number = order.attempts.count() + 1
    event = PaymentStarted(order.pk, numbering.txn_ref(order, number), known, now + TIME_TO_PAY)
    move(order.start_payment, by=by, event=event)
    settlement.expect_statement(now)
    return Attempt.objects.create(
        order=order,
        number=number,
        txn_ref=event.txn_ref,
        method=Method.ONLINE,
        gateway=known,
        amount_vnd=order.amount_vnd,
        started_at=now,
        expires_at=event.expires_at,
    )


def connect(txn_ref: str, *, ip: str = "127.0.0.1") -> Attempt:
    """Open the gateway's session of a try, once; no transaction is open on the telephone.

    A gateway that does not answer ends the try, so that another one may be chosen. Raises NoAnswer, GatewayRefuses,
    AnswerUnreadable.
    """
    attempt = Attempt.objects.select_related("order__agency", "order__payer").get(txn_ref=txn_ref)
    if attempt.redirect_url or attempt.state != AttemptState.CREATED:
        return attempt
    try:
        url = registry.gateway(attempt.gateway).open_session(queries.bill(attempt, ip))
    except Unavailable:
        give_up(attempt.pk)
        raise
    # Whoever else connected the same try got the same address.
    attempt.redirect_url = url
    attempt.save(update_fields=["redirect_url"])
    return attempt


@transaction.atomic
def give_up(attempt_id: int) -> None:
    """End a try whose session could not be opened."""
    attempt = Attempt.objects.get(pk=attempt_id)
    order = Order.objects.locked(attempt.order_id, SYSTEM)
    attempt = Attempt.objects.get(pk=attempt_id)
    if attempt.state == AttemptState.CREATED:
        fail(order, attempt, NO_SESSION)


def fail(order: Order, attempt: Attempt, response_code: str) -> None:
    """Record that a try failed; the order, which the caller has locked, waits for another one."""
    attempt.state, attempt.ended_at, attempt.response_code = AttemptState.FAILED, clock.now(), response_code
    attempt.save(update_fields=["state", "ended_at", "response_code"])
    move(order.fail, by=SYSTEM, event=PaymentFailed(order.pk, attempt.txn_ref, response_code))


@transaction.atomic
def expire(attempt_id: int) -> None:
    """End a try whose time is over; nothing happens to one that has ended or has time left."""
    order = Order.objects.locked(Attempt.objects.values_list("order_id", flat=True).get(pk=attempt_id), SYSTEM)
    attempt = Attempt.objects.get(pk=attempt_id)
    if attempt.state == AttemptState.CREATED and _is_over(attempt):
        _expire(order, attempt)


def _expire(order: Order, attempt: Attempt) -> None:
    settlement.stop_waiting(order)
    move(order.expire, by=SYSTEM, event=OrderExpired(order.pk, order.subject, attempt.txn_ref))


def _is_over(attempt: Attempt) -> bool:
    return attempt.expires_at is not None and attempt.expires_at <= clock.now()


def _joined(order: Order, attempt: Attempt, gateway: str, by: Actor) -> Attempt:
    if not may_pay(order, by):
        raise NotYourMove(move="start_payment", roles=list(may_pay.roles))
    if attempt.gateway != gateway:
        until = attempt.expires_at.astimezone(clock.TZ) if attempt.expires_at else clock.now()
        raise PaymentUnderWay(gateway=attempt.gateway, until=f"{until:%H:%M %d/%m/%Y}")
    return attempt
