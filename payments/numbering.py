"""Codes of orders and tries, and receipt numbers without doubles."""

from datetime import date

from kernel import counters
from payments.models import Order, ReceiptCounter
from payments.states import LineKind

SERIES = {LineKind.PHI: "PH", LineKind.LE_PHI: "LP", LineKind.OBLIGATION: "NV"}


def next_order_code(subject_code: str) -> str:
    """Return the subject's own code for its first order, then "<code>.2" and so on; the unique code stops a racer."""
    count = Order.objects.filter(subject_code=subject_code).count()
    return f"{subject_code}.{count + 1}" if count else subject_code


def txn_ref(order: Order, number: int) -> str:
    """Return how the bank knows a try, e.g. "H99.35.22-240426-0007-1" (docs/sources.md, rule F-20)."""
    return f"{order.code}-{number}"


def next_receipt_number(agency_id: int, kind: LineKind, on: date) -> str:
    """Return the next number of an agency's series of a year, e.g. "LP24-0000012" (docs/sources.md, rule F-23)."""
    series = f"{SERIES[kind]}{on:%y}"
    return f"{series}-{counters.take(ReceiptCounter, agency_id=agency_id, series=series):07d}"
