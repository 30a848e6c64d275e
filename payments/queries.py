"""Reads the payments room: orders by code, the bill of a try, what a returning browser may see."""

from dataclasses import dataclass

from django.conf import settings

from kernel import moves
from kernel.actors import Actor
from payments.errors import BillMissing, OrderMissing, QrUnavailable
from payments.gateways import registry
from payments.gateways.contract import Bill, BillLine, Told
from payments.models import Attempt, Discrepancy, Order
from payments.permissions import may_return
from payments.states import ACCEPTABLE, UNPAID, AttemptState, DiscrepancyState, Method
from payments.vietqr import Account, payload


@dataclass(frozen=True, slots=True)
class Returned:
    """What the page shows to which the gateway sends the browser back: the order as it stands, and the bank's word."""

    order: Order
    attempt: Attempt
    told: Told


def order_id(code: str, by: Actor) -> int:
    """Return the id of an order that the actor may see. Raises OrderMissing."""
    found = Order.objects.visible_to(by).filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise OrderMissing
    return found


def order(code: str, by: Actor) -> Order:
    """Return an order with lines, tries, refunds and receipts. Raises OrderMissing."""
    parts = ("lines", "attempts", "refunds", "receipts")
    found = Order.objects.visible_to(by).filter(code=code).select_related("agency").prefetch_related(*parts).first()
    if found is None:
        raise OrderMissing
    return found


def bill(attempt: Attempt, ip: str) -> Bill:
    """Return what the gateway is told of a try."""
    order, payer = attempt.order, attempt.order.payer
    assert attempt.expires_at is not None, "A try at a gateway has its time."
    return Bill(
        txn_ref=attempt.txn_ref,
        subject_code=order.subject_code,
        description=order.description,
        amount_vnd=attempt.amount_vnd,
        lines=tuple(BillLine(line.kind, line.code, line.name_vi, line.amount_vnd) for line in order.lines.all()),
        started_at=attempt.started_at,
        expires_at=attempt.expires_at,
        agency_code=order.agency.code,
        agency_name=order.agency.name_vi,
        payer_name=payer.full_name,
        payer_number=payer.personal_number,
        payer_address=payer.address,
        ip=ip,
    )


def returned(gateway: str, raw: str) -> Returned:
    """Return what became of a payment, for the browser that comes back from the gateway. Reads only.

    raw  the query that the gateway sealed; it opens no other order than its own
    Raises GatewayMissing, NoticeUnsealed, NoticeMalformed, OrderMissing.
    """
    told = registry.notifier(gateway).read(raw)
    attempt = Attempt.objects.select_related("order").filter(txn_ref=told.txn_ref, gateway=gateway).first()
    if attempt is None:
        raise OrderMissing
    return Returned(attempt.order, attempt, told)


def receipt_numbers(order: Order) -> str:
    """Return the numbers of an order's receipts, charges and levies apart: "LP24-0000001, PH24-0000004"."""
    return ", ".join(order.receipts.order_by("pk").values_list("number", flat=True))


def qr_text(order: Order) -> str:
    """Return the VietQR text of an order; the purpose names it. Raises QrUnavailable once it is not to be paid."""
    if order.state not in UNPAID:
        raise QrUnavailable(state=order.state)
    return payload(registry.account(), amount_vnd=order.amount_vnd, purpose=transfer_content(order))


def transfer_content(order: Order) -> str:
    """Return what a transfer must say to be found again: "HS H99.35.22-240426-0007"."""
    return f"HS {order.code}"


def account() -> Account:
    """Return the account to which transfers are made."""
    return registry.account()


def account_holder() -> str:
    """Return in whose name that account is."""
    # The deployment's to say, like the account itself.
    return str(settings.PAYMENT_ACCOUNT_NAME)


def decisions(entry: Discrepancy, by: Actor) -> list[str]:
    """Return what the actor may decide about an entry of the exception list: accept, give_back, dismiss.

    Reads the entry with its notice, try and order, which the caller has joined.
    """
    if entry.state != DiscrepancyState.OPEN:
        return []
    if entry.notice.attempt is None:
        return ["dismiss"]
    order = entry.notice.attempt.order
    accepting = {offer.name for offer in moves.available(order, by) if offer.is_open} & {"accept_late"}
    accept = ["accept"] if accepting and entry.kind in ACCEPTABLE else []
    return accept + (["give_back", "dismiss"] if may_return(order, by) else [])


def payment_of(order: Order) -> Attempt:
    """Return the try that paid the order at a gateway. Raises BillMissing."""
    paid = order.attempts.filter(state=AttemptState.SUCCESS, method=Method.ONLINE).first()
    if paid is None:
        raise BillMissing
    return paid
