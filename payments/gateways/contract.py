"""What a gateway is to the house: plain values in, plain values out; seals and fields are its own affair."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from hashlib import sha256
from typing import Protocol

from kernel import clock
from payments.errors import NoticeMalformed

OK = "00"
STAMP = "%Y%m%d%H%M%S"


@dataclass(frozen=True, slots=True)
class BillLine:
    """A charge or a levy of the bill."""

    kind: str
    code: str
    name: str
    amount_vnd: int


@dataclass(frozen=True, slots=True)
class Bill:
    """What is to be paid, by whom, to which office, until when."""

    txn_ref: str
    subject_code: str
    description: str
    amount_vnd: int
    lines: tuple[BillLine, ...]
    started_at: datetime
    expires_at: datetime
    agency_code: str
    agency_name: str
    payer_name: str
    payer_number: str
    payer_address: str
    ip: str


@dataclass(frozen=True, slots=True)
class Told:
    """The bank's word on one try to pay.

    gateway_txn    the bank's own number of the transaction
    response_code  "00" when the money moved, else why it did not
    paid_at        the bank's hour of the payment (simulated)
    """

    txn_ref: str
    amount_vnd: int
    gateway_txn: str
    bank_code: str
    response_code: str
    paid_at: datetime

    @property
    def is_success(self) -> bool:
        return self.response_code == OK

    @property
    def event_key(self) -> str:
        """The same for every copy of the same news, however it comes."""
        facts = (self.txn_ref, self.gateway_txn, self.response_code, str(self.amount_vnd))
        return sha256("\n".join(facts).encode()).hexdigest()


class Verdict(Enum):
    """What we answer to a notice; each gateway has its own words for it."""

    TAKEN = "taken"
    UNKNOWN_ORDER = "unknown-order"
    ALREADY = "already"
    WRONG_AMOUNT = "wrong-amount"
    BAD_SEAL = "bad-seal"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class PayBack:
    """Money to be given back; `reference` is the same however often it is sent, `is_full` of the whole payment."""

    reference: str
    txn_ref: str
    gateway_txn: str
    amount_vnd: int
    is_full: bool
    started_at: datetime
    requested_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class PaidBack:
    """The gateway's answer to a refund."""

    is_done: bool
    response_code: str
    gateway_txn: str


class Gateway(Protocol):
    """One gateway, with the secrets it shares with us."""

    @property
    def code(self) -> str:
        """Its name in addresses and rows."""

    @property
    def can_pay_back(self) -> bool:
        """Whether it takes refunds; else money goes back at the counter."""

    def open_session(self, bill: Bill) -> str:
        """Return the address to which the payer is sent; the same for the same bill."""

    def read(self, raw: str) -> Told:
        """Return what a raw notice tells. Raises NoticeUnsealed, NoticeMalformed."""

    def answer(self, verdict: Verdict) -> dict[str, str]:
        """Return the body that the gateway expects."""

    def inquire(self, txn_ref: str, started_at: datetime) -> Told | None:
        """Ask the gateway for a try; None while nothing has happened to it. Raises Unavailable."""

    def pay_back(self, order: PayBack) -> PaidBack:
        """Send money back. Raises Unavailable when it is not known whether it was done."""

    def bill(self, txn_ref: str, started_at: datetime) -> bytes:
        """Return the gateway's own bill as PDF. Raises BillMissing."""


def stamp(at: datetime) -> str:
    """Return an hour as both gateways write it: yyyyMMddHHmmss, Vietnam's time."""
    return at.astimezone(clock.TZ).strftime(STAMP)


def hour(text: str, field: str) -> datetime:
    """Return the hour that a gateway wrote. Raises NoticeMalformed."""
    if len(text) != 14 or not (text.isascii() and text.isdigit()):
        raise NoticeMalformed(field=field)
    try:
        return datetime.strptime(text, STAMP).replace(tzinfo=clock.TZ)
    except ValueError as failure:
        raise NoticeMalformed(field=field) from failure


def whole(text: str, field: str) -> int:
    """Return a whole number that is not negative and that the database can hold. Raises NoticeMalformed."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise NoticeMalformed(field=field)
    return int(text)


def word(text: str, field: str, most: int) -> str:
    """Return a code of 1 to `most` printable characters. Raises NoticeMalformed."""
    if not (0 < len(text) <= most and text.isprintable()):
        raise NoticeMalformed(field=field)
    return text
