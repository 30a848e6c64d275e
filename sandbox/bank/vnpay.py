"""The bank's side of the VNPAY-style gateway (docs/sources.md, rules F-14 to F-16), apart from the merchant's."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha512
from typing import Any
from urllib.parse import parse_qsl, quote_plus

from django.conf import settings
from django.db import IntegrityError, transaction

from kernel import clock
from sandbox.bank.models import Payment, Refund
from sandbox.bank.states import PaymentState, Service

STAMP = "%Y%m%d%H%M%S"
HASH = "vnp_SecureHash"
REQUIRED = (
    "Version Command TmnCode Amount CreateDate CurrCode IpAddr Locale OrderInfo OrderType ReturnUrl TxnRef ExpireDate"
)
QUERYDR = "RequestId Version Command TmnCode TxnRef TransactionDate CreateDate IpAddr OrderInfo"
REFUND = (
    "RequestId Version Command TmnCode TransactionType TxnRef Amount TransactionNo TransactionDate CreateBy CreateDate "
    "IpAddr OrderInfo"
)
ANSWER = (
    "ResponseId Command ResponseCode Message TmnCode TxnRef Amount BankCode PayDate TransactionNo TransactionType "
    "TransactionStatus OrderInfo"
)
PROMOTION = " PromotionCode PromotionAmount"
FULL, PARTIAL = "02", "03"


class Rejected(Exception):
    """What the gateway says to a request that it does not take: its own code and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code, self.message = code, message


def seal(content: str) -> str:
    """Return HMAC-SHA512 in hex, with the secret shared with the merchant."""
    # The outside world has its own names for what it shares with the house, hence the look at settings.
    return hmac.new(settings.SANDBOX_BANK_VNPAY_SECRET.encode(), content.encode(), sha512).hexdigest()


def opened(query: str) -> Payment:
    """Return the payment that a signed request asks for; the same one for the same reference. Raises Rejected."""
    fields = dict(parse_qsl(query, keep_blank_values=True))
    told = fields.pop(HASH, "")
    fields.pop("vnp_SecureHashType", None)
    if not hmac.compare_digest(seal(_query(fields)).encode(), told.lower().encode()):
        raise Rejected("97", "Invalid signature")
    missing = [name for name in REQUIRED.split() if not fields.get(f"vnp_{name}")]
    if missing or fields["vnp_Command"] != "pay" or fields["vnp_TmnCode"] != settings.SANDBOX_BANK_TMN_CODE:
        raise Rejected("03", "Invalid data: " + ", ".join(missing or ["vnp_Command", "vnp_TmnCode"]))
    try:
        amount_vnd, hundredths = divmod(int(fields["vnp_Amount"]), 100)
        ordered_at, expires_at = _hour(fields["vnp_CreateDate"]), _hour(fields["vnp_ExpireDate"])
    except ValueError as failure:
        raise Rejected("03", "Invalid data") from failure
    if amount_vnd <= 0 or hundredths or not fields["vnp_ReturnUrl"].startswith(("http://", "https://")):
        raise Rejected("03", "Invalid data")
    payment, _is_new = Payment.objects.get_or_create(
        service=Service.VNPAY,
        txn_ref=fields["vnp_TxnRef"][:100],
        defaults={
            "amount_vnd": amount_vnd,
            "info": fields["vnp_OrderInfo"][:255],
            # This gateway is told of no dossier but in the content, whose last word it is.
            "dossier_code": fields["vnp_OrderInfo"].rpartition(" ")[2][:50],
            "return_url": fields["vnp_ReturnUrl"],
            "ordered_at": ordered_at,
            "expires_at": expires_at,
        },
    )
    return payment


def result_query(payment: Payment, *, is_sealed: bool = True) -> str:
    """Return the signed query that tells a result: of the notice, and of the browser's return."""
    fields = {
        "vnp_TmnCode": settings.SANDBOX_BANK_TMN_CODE,
        "vnp_Amount": str(_told_vnd(payment) * 100),
        "vnp_BankCode": payment.bank_code,
        "vnp_BankTranNo": f"VNP{payment.transaction_no}",
        "vnp_CardType": "ATM",
        "vnp_OrderInfo": payment.info,
        "vnp_PayDate": _stamp(payment.booked_at or clock.now()),
        "vnp_ResponseCode": payment.response_code,
        "vnp_TransactionNo": payment.transaction_no,
        "vnp_TransactionStatus": _status(payment),
        "vnp_TxnRef": payment.txn_ref,
    }
    query = _query(fields)
    return f"{query}&{HASH}={seal(query if is_sealed else query + '?')}"


def notices_url() -> str:
    """Return where the merchant registered to be told."""
    return f"{settings.SANDBOX_BANK_NOTICES_URL}/vnpay"


def answered(body: Mapping[str, Any]) -> dict[str, str]:
    """Return the sealed answer to a querydr or a refund."""
    fields = {str(name).removeprefix("vnp_"): str(value) for name, value in body.items()}
    names = {"querydr": QUERYDR, "refund": REFUND}.get(fields.get("Command", ""))
    try:
        if names is None or fields.get("TmnCode") != settings.SANDBOX_BANK_TMN_CODE:
            raise Rejected("03", "Invalid data")
        if not hmac.compare_digest(seal(_piped(fields, names)).encode(), fields.get("SecureHash", "").lower().encode()):
            raise Rejected("97", "Invalid signature")
        told = _queried(fields) if names is QUERYDR else _refunded(fields)
    except Rejected as rejection:
        told = {"ResponseCode": rejection.code, "Message": rejection.message}
    return _sealed(fields, told)


def _queried(fields: Mapping[str, str]) -> dict[str, str]:
    payment = _payment(fields)
    if payment is None:
        raise Rejected("91", "Transaction not found")
    return _about(payment) | {"ResponseCode": "00", "Message": "QueryDR Success", "TransactionType": "01"}


def _refunded(fields: Mapping[str, str]) -> dict[str, str]:
    known = Refund.objects.select_related("payment").filter(request_id=fields["RequestId"]).first()
    if known is None:
        try:
            known = _pay_back(fields)
        except IntegrityError:
            # The same request came twice at once.
            known = Refund.objects.select_related("payment").get(request_id=fields["RequestId"])
    return _about(known.payment) | {
        "ResponseCode": "00",
        "Message": "Refund success",
        "Amount": str(known.amount_vnd * 100),
        "PayDate": _stamp(known.paid_at),
        "TransactionNo": known.transaction_no,
        "TransactionType": known.kind,
        "TransactionStatus": "00",
    }


@transaction.atomic
def _pay_back(fields: Mapping[str, str]) -> Refund:
    found = _payment(fields)
    payment = found and Payment.objects.select_for_update().get(pk=found.pk)
    if payment is None or payment.state != PaymentState.PAID:
        raise Rejected("91", "Transaction not found")
    amount_vnd = int(fields["Amount"]) // 100 if fields["Amount"].isdigit() else 0
    left_vnd = payment.paid_vnd - payment.refunded_vnd
    is_full = amount_vnd == payment.paid_vnd
    if not 0 < amount_vnd <= left_vnd or (fields["TransactionType"] == FULL) != is_full:
        raise Rejected("95", "The amount cannot be refunded")
    refund = Refund.objects.create(
        payment=payment,
        request_id=fields["RequestId"],
        kind=fields["TransactionType"],
        amount_vnd=amount_vnd,
        asked_by=fields["CreateBy"][:60],
        paid_at=clock.now(),
    )
    payment.refunded_vnd += amount_vnd
    payment.save(update_fields=["refunded_vnd"])
    return refund


def _payment(fields: Mapping[str, str]) -> Payment | None:
    return Payment.objects.filter(service=Service.VNPAY, txn_ref=fields["TxnRef"]).first()


def _about(payment: Payment) -> dict[str, str]:
    return {
        "Amount": str(_told_vnd(payment) * 100),
        "BankCode": payment.bank_code,
        "PayDate": _stamp(payment.booked_at) if payment.booked_at else "",
        "TransactionNo": payment.transaction_no,
        "TransactionStatus": _status(payment),
        "OrderInfo": payment.info,
    }


def _sealed(asked: Mapping[str, str], told: Mapping[str, str]) -> dict[str, str]:
    fields = {
        "ResponseId": clock.wall().strftime("%H%M%S%f"),
        "Command": asked.get("Command", ""),
        "TmnCode": settings.SANDBOX_BANK_TMN_CODE,
        "TxnRef": asked.get("TxnRef", ""),
        **told,
    }
    names = ANSWER + (PROMOTION if fields["Command"] == "querydr" else "")
    return {f"vnp_{name}": value for name, value in fields.items()} | {HASH: seal(_piped(fields, names))}


def _told_vnd(payment: Payment) -> int:
    return payment.paid_vnd or payment.amount_vnd


def _status(payment: Payment) -> str:
    return {PaymentState.OPEN: "01", PaymentState.PAID: "00"}.get(PaymentState(payment.state), payment.response_code)


def _query(fields: Mapping[str, str]) -> str:
    return "&".join(f"{quote_plus(name)}={quote_plus(fields[name])}" for name in sorted(fields))


def _piped(fields: Mapping[str, str], names: str) -> str:
    return "|".join(fields.get(name, "") for name in names.split())


def _stamp(at: datetime) -> str:
    return at.astimezone(clock.TZ).strftime(STAMP)


def _hour(text: str) -> datetime:
    return datetime.strptime(text, STAMP).replace(tzinfo=clock.TZ)
