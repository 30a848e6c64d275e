"""Codes of orders and tries, and receipt numbers without doubles."""

from datetime import date

from django.db.models import F

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
    counters = ReceiptCounter.objects.filter(agency_id=agency_id, series=series)
    if not counters.update(last=F("last") + 1):
        ReceiptCounter.objects.get_or_create(agency_id=agency_id, series=series)
        counters.update(last=F("last") + 1)
    # The update holds the row until we commit: nobody else reads our number.
    return f"{series}-{counters.values_list('last', flat=True).get():07d}"
