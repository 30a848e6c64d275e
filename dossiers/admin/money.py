"""The money of a dossier as its page shows it: each order with its lines, receipts and refunds."""

from collections.abc import Iterator
from dataclasses import dataclass

from dossiers import queries
from dossiers.admin.story import vnd
from dossiers.models import Dossier, EReceipt
from payments.models import Order, Refund


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A receipt; `file` is the digest of its sealed PDF, empty until it is made."""

    number: str
    amount: str
    file: str


@dataclass(frozen=True, slots=True)
class RefundLine:
    refund: Refund
    amount: str


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """An order, its amounts in words of money."""

    order: Order
    amount: str
    refunded: str
    lines: tuple[str, ...]
    receipts: tuple[ReceiptLine, ...]
    refunds: tuple[RefundLine, ...]


def of(dossier: Dossier) -> Iterator[MoneyLine]:
    """Yield the orders of a dossier, oldest first; a dossier that never had one costs no query."""
    if dossier.fee_order_id is None and dossier.obligation_order_id is None:
        return
    files = sealed(dossier)
    for order in queries.orders(dossier):
        yield MoneyLine(
            order=order,
            amount=vnd(order.amount_vnd),
            refunded=vnd(order.refunded_vnd) if order.refunded_vnd else "",
            lines=tuple(f"{line.name_vi}: {vnd(line.amount_vnd)}" for line in order.lines.all()),
            receipts=tuple(
                ReceiptLine(receipt.number, vnd(receipt.amount_vnd), files.get(receipt.pk, ""))
                for receipt in order.receipts.all()
            ),
            refunds=tuple(RefundLine(refund, vnd(refund.amount_vnd)) for refund in order.refunds.all()),
        )


def sealed(dossier: Dossier) -> dict[int, str]:
    """Return the digests of the e-receipts that are sealed, by the id of their receipt."""
    made = EReceipt.objects.filter(dossier=dossier, file__isnull=False)
    return {receipt_id: str(file_id) for receipt_id, file_id in made.values_list("receipt_id", "file_id")}
