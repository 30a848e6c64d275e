"""Speaks as the bank speaks: VNPAY's notices, rightly sealed, and hours of Vietnam."""

from datetime import datetime
from typing import Any

from kernel import clock, delivery
from kernel.actors import Actor
from payments.gateways import registry, vnpay
from payments.gateways.contract import stamp
from payments.models import Attempt, Order
from payments.services import checkout, notices


def told(attempt: Attempt, code: str = "00", at: datetime | None = None, **changes: str) -> str:
    """Return what VNPAY's notice says of a try, sealed; `changes` are fields by their names without "vnp_"."""
    gateway: Any = registry.gateway("vnpay")
    fields = {
        "TmnCode": gateway.tmn_code,
        "Amount": str(attempt.amount_vnd * 100),
        "BankCode": "NCB",
        "BankTranNo": "VNP14000001",
        "CardType": "ATM",
        "OrderInfo": attempt.order.description,
        "PayDate": stamp(at or clock.now()),
        "ResponseCode": code,
        "TransactionNo": "14000001",
        "TransactionStatus": code,
        "TxnRef": attempt.txn_ref,
        **changes,
    }
    query = vnpay.query_string({f"vnp_{name}": value for name, value in fields.items()})
    return f"{query}&vnp_SecureHash={vnpay.seal(query, gateway.secret)}"


def pays(order: Order, by: Actor, code: str = "00", gateway_txn: str = "14000001") -> Attempt:
    """Let a payer try to pay an order at VNPAY, and let the bank's notice of it come and be delivered."""
    attempt = checkout.start(order.pk, gateway="vnpay", by=by)
    notices.receive("vnpay", told(attempt, code, TransactionNo=gateway_txn))
    delivery.drain()
    return attempt


def hour(text: str) -> datetime:
    """Return an hour of Vietnam: "2024-04-26 09:05"."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.TZ)
