"""The rows of the payments room."""

from payments.models.notice import Discrepancy, Notice
from payments.models.order import Attempt, Order, OrderLine
from payments.models.receipt import Receipt, ReceiptCounter
from payments.models.refund import Refund
from payments.models.statement import Statement, StatementLine

__all__ = [
    "Attempt",
    "Discrepancy",
    "Notice",
    "Order",
    "OrderLine",
    "Receipt",
    "ReceiptCounter",
    "Refund",
    "Statement",
    "StatementLine",
]
