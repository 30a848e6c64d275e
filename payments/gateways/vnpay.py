"""The VNPAY-style gateway, version 2.1.0 (docs/sources.md, rules F-14 to F-16)."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256, sha512
from typing import Any
from urllib.parse import quote_plus, unquote_plus

import httpx

from kernel import clock, telephone
from payments.errors import AnswerUnreadable, BillMissing, GatewayRefuses, NoticeMalformed, NoticeUnsealed
from payments.gateways.contract import OK, Bill, PaidBack, PayBack, Told, Verdict, hour, stamp, whole, word

VERSION = "2.1.0"
HASH = "vnp_SecureHash"
UNSIGNED = (HASH, "vnp_SecureHashType")
ANSWERS = {
    Verdict.TAKEN: ("00", "Confirm Success"),
    Verdict.UNKNOWN_ORDER: ("01", "Order not found"),
    Verdict.ALREADY: ("02", "Order already confirmed"),
    Verdict.WRONG_AMOUNT: ("04", "Invalid amount"),
    Verdict.BAD_SEAL: ("97", "Invalid signature"),
    Verdict.FAULT: ("99", "Unknown error"),
}
# A transaction of which the bank knows nothing yet.
PENDING = "01"
NOT_FOUND = "91"
# The fields under the seal of each command and of its answer, in this order, joined by pipes.
ASKED = {
    "querydr": "RequestId Version Command TmnCode TxnRef TransactionDate CreateDate IpAddr OrderInfo",
    "refund": "RequestId Version Command TmnCode TransactionType TxnRef Amount TransactionNo TransactionDate CreateBy "
    "CreateDate IpAddr OrderInfo",
}
ANSWERED = {
    "querydr": "ResponseId Command ResponseCode Message TmnCode TxnRef Amount BankCode PayDate TransactionNo "
    "TransactionType TransactionStatus OrderInfo PromotionCode PromotionAmount",
    "refund": "ResponseId Command ResponseCode Message TmnCode TxnRef Amount BankCode PayDate TransactionNo "
    "TransactionType TransactionStatus OrderInfo",
}
HERE = "127.0.0.1"


def query_string(fields: Mapping[str, str]) -> str:
    """Return the fields sorted by name and URL-encoded: what is signed, and what is sent before the seal."""
    return "&".join(f"{quote_plus(name)}={quote_plus(fields[name])}" for name in sorted(fields))


def seal(content: str, secret: str) -> str:
    """Return HMAC-SHA512 in hex."""
    return hmac.new(secret.encode(), content.encode(), sha512).hexdigest()


def is_sealed(content: str, told: str, secret: str) -> bool:
    """Compare a seal with ours, in constant time."""
    return hmac.compare_digest(seal(content, secret).encode(), told.lower().encode())


@dataclass(frozen=True, slots=True)
class Vnpay:
    """The merchant's side of the gateway.

    page_url    where payers are sent
    api_url     where querydr and refund are posted
    return_url  where the gateway sends the payer's browser back to
    """

    tmn_code: str
    secret: str
    page_url: str
    api_url: str
    return_url: str
    code: str = "vnpay"
    can_pay_back: bool = True

    def open_session(self, bill: Bill) -> str:
        """Return the signed address of the payment page; nobody is called."""
        fields = {
            "vnp_Version": VERSION,
            "vnp_Command": "pay",
            "vnp_TmnCode": self.tmn_code,
            # In hundredths.
            "vnp_Amount": str(bill.amount_vnd * 100),
            "vnp_CreateDate": stamp(bill.started_at),
            "vnp_CurrCode": "VND",
            "vnp_ExpireDate": stamp(bill.expires_at),
            "vnp_IpAddr": bill.ip,
            "vnp_Locale": "vn",
            "vnp_OrderInfo": bill.description,
            "vnp_OrderType": "other",
            "vnp_ReturnUrl": self.return_url,
            "vnp_TxnRef": bill.txn_ref,
        }
        query = query_string(fields)
        return f"{self.page_url}?{query}&{HASH}={seal(query, self.secret)}"

    def read(self, raw: str) -> Told:
        """Return what the query of a notice, or of the browser's return, tells; the seal is checked on the raw text."""
        fields = _checked(raw, self.secret)
        if fields.get("vnp_TmnCode") != self.tmn_code:
            raise NoticeUnsealed
        return _told(fields)

    def answer(self, verdict: Verdict) -> dict[str, str]:
        code, message = ANSWERS[verdict]
        return {"RspCode": code, "Message": message}

    def inquire(self, txn_ref: str, started_at: datetime) -> Told | None:
        """Send querydr: what the gateway knows of a try."""
        answer = self._command(
            "querydr",
            TxnRef=txn_ref,
            RequestId=_request_id("querydr", txn_ref, clock.wall().isoformat()),
            TransactionDate=stamp(started_at),
            OrderInfo=f"Truy van giao dich {txn_ref}",
        )
        if answer["vnp_ResponseCode"] == NOT_FOUND or answer.get("vnp_TransactionStatus") == PENDING:
            return None
        if answer["vnp_ResponseCode"] != OK:
            raise GatewayRefuses(gateway=self.code, response_code=answer["vnp_ResponseCode"])
        # Of an inquiry ResponseCode says that it was answered; how the payment went is TransactionStatus.
        return _told(answer | {"vnp_ResponseCode": answer["vnp_TransactionStatus"]})

    def pay_back(self, order: PayBack) -> PaidBack:
        """Send refund, full (02) or partial (03); a repeat bears the same RequestId and is answered the same."""
        answer = self._command(
            "refund",
            RequestId=_request_id("refund", order.reference),
            TransactionType="02" if order.is_full else "03",
            TxnRef=order.txn_ref,
            Amount=str(order.amount_vnd * 100),
            TransactionNo=order.gateway_txn,
            TransactionDate=stamp(order.started_at),
            CreateBy=order.requested_by,
            OrderInfo=order.reason,
        )
        code = answer["vnp_ResponseCode"]
        return PaidBack(is_done=code == OK, response_code=code, gateway_txn=answer.get("vnp_TransactionNo", ""))

    def bill(self, txn_ref: str, started_at: datetime) -> bytes:
        """This gateway gives no bills."""
        raise BillMissing

    def _command(self, command: str, **fields: str) -> dict[str, str]:
        facts = {
            "Version": VERSION,
            "Command": command,
            "TmnCode": self.tmn_code,
            "CreateDate": stamp(clock.now()),
            "IpAddr": HERE,
            **fields,
        }
        sent = {f"vnp_{name}": value for name, value in facts.items()}
        sent[HASH] = seal(piped(sent, ASKED[command]), self.secret)
        return self._reliable(telephone.call("POST", self.api_url, json=sent), command)

    def _reliable(self, response: httpx.Response, command: str) -> dict[str, str]:
        answer = _texts(response)
        sealed = is_sealed(piped(answer, ANSWERED[command]), answer.get(HASH, ""), self.secret)
        if response.status_code != httpx.codes.OK or not sealed or "vnp_ResponseCode" not in answer:
            raise AnswerUnreadable(gateway=self.code)
        return answer


def piped(fields: Mapping[str, str], names: str) -> str:
    """Return the values of the named fields in the order of the contract; what is not there is empty."""
    return "|".join(fields.get(f"vnp_{name}", "") for name in names.split())


def _checked(raw: str, secret: str) -> dict[str, str]:
    """Return the fields of a sealed query; the seal is over the pairs as they came, sorted by name."""
    pairs = [pair.partition("=") for pair in raw.split("&") if pair.startswith("vnp_")]
    fields = {name: unquote_plus(value) for name, _equals, value in pairs}
    content = "&".join(f"{name}={value}" for name, _equals, value in sorted(pairs) if name not in UNSIGNED)
    # A name that comes twice could be signed with one value and read with the other.
    if len(fields) != len(pairs) or not is_sealed(content, fields.get(HASH, ""), secret):
        raise NoticeUnsealed
    return fields


def _told(fields: Mapping[str, str]) -> Told:
    hundredths = whole(fields.get("vnp_Amount", ""), "vnp_Amount")
    if hundredths % 100:
        raise NoticeMalformed(field="vnp_Amount")
    code, status = fields.get("vnp_ResponseCode", ""), fields.get("vnp_TransactionStatus", OK)
    return Told(
        txn_ref=word(fields.get("vnp_TxnRef", ""), "vnp_TxnRef", 100),
        amount_vnd=hundredths // 100,
        gateway_txn=word(fields.get("vnp_TransactionNo", ""), "vnp_TransactionNo", 40),
        bank_code=word(fields.get("vnp_BankCode") or "?", "vnp_BankCode", 20),
        # Money moved only if both say so.
        response_code=word(code if code != OK else status, "vnp_ResponseCode", 10),
        paid_at=hour(fields.get("vnp_PayDate", ""), "vnp_PayDate"),
    )


def _texts(response: httpx.Response) -> dict[str, str]:
    try:
        answer: Any = response.json()
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(value) for name, value in answer.items()} if isinstance(answer, dict) else {}


def _request_id(*parts: str) -> str:
    """At most 32 letters and digits, the same for the same parts."""
    return sha256("|".join(parts).encode()).hexdigest()[:32]
