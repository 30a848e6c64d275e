"""What happens to money, as news for the floors above and lines of the journal; ids and amounts, never names."""

from dataclasses import dataclass
from datetime import date, datetime

from kernel.events import event


@event
@dataclass(frozen=True, slots=True)
class OrderOpened:
    """Something is to be paid. `subject` is what it is paid for, e.g. "dossier:12"."""

    order_id: int
    subject: str
    purpose: str
    amount_vnd: int


@event
@dataclass(frozen=True, slots=True)
class PaymentStarted:
    """The payer was sent to a gateway; the try bears its own reference and has its hour of expiry."""

    order_id: int
    txn_ref: str
    gateway: str
    expires_at: datetime


@event
@dataclass(frozen=True, slots=True)
class PaymentFailed:
    """The gateway said no, with its own code; the order waits for another try."""

    order_id: int
    txn_ref: str
    response_code: str


@event
@dataclass(frozen=True, slots=True)
class OrderSettled:
    """The whole amount is there: by the gateway's sealed word, in cash, or by transfer."""

    order_id: int
    subject: str
    amount_vnd: int
    settled_at: datetime
    method: str
    receipt_no: str
    purpose: str = "fee"
    txn_ref: str = ""


@event
@dataclass(frozen=True, slots=True)
class OrderExpired:
    """Nobody paid in time; another try may be started."""

    order_id: int
    subject: str
    txn_ref: str


@event
@dataclass(frozen=True, slots=True)
class OrderCancelled:
    """Nothing is to be paid any more."""

    order_id: int
    subject: str
    reason: str


@event
@dataclass(frozen=True, slots=True)
class RefundRequested:
    """Money is to go back."""

    order_id: int
    reference: str
    amount_vnd: int
    reason: str


@event
@dataclass(frozen=True, slots=True)
class OrderRefunded:
    """Money went back; `is_full` when nothing of the order is left."""

    order_id: int
    subject: str
    amount_vnd: int
    refunded_at: datetime
    reference: str
    is_full: bool


@event
@dataclass(frozen=True, slots=True)
class UncountedMoneyReturned:
    """Money that never counted as payment of the order (late, double, of another amount) went back."""

    order_id: int
    reference: str
    amount_vnd: int


@event
@dataclass(frozen=True, slots=True)
class RefundRefused:
    """The bank does not pay back; a person must look."""

    order_id: int
    reference: str
    error: str


@event
@dataclass(frozen=True, slots=True)
class NoticeReceived:
    """The bank's sealed word is stored; it is applied from here."""

    notice_id: int
    gateway: str
    txn_ref: str


@event
@dataclass(frozen=True, slots=True)
class DiscrepancyFound:
    """Money is not as it should be: it stands on the exception list until a person decides."""

    discrepancy_id: int
    kind: str
    txn_ref: str
    amount_vnd: int


@event
@dataclass(frozen=True, slots=True)
class DiscrepancyClosed:
    """A person decided what becomes of the money."""

    discrepancy_id: int
    state: str
    reason: str


@event
@dataclass(frozen=True, slots=True)
class DayReconciled:
    """A day's payments were compared with the bank's statement; counts by finding."""

    statement_id: int
    on: date
    matched: int
    recovered: int
    amount_differs: int
    money_without_dossier: int
    dossier_without_money: int
