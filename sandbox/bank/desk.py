"""What the payer and the bank do: a chosen outcome is booked and its notices are written; transfers; the statement."""

import csv
import io
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import clock
from kernel.errors import Refused
from sandbox.bank import vietqr
from sandbox.bank.models import Notice, Payment
from sandbox.bank.states import COURSES, Course, Outcome, PaymentState, Service

COLUMNS = ("gateway_txn", "txn_ref", "amount", "bank_code", "pay_date", "status", "dossier_code", "fee_code")
EXPIRED = COURSES[Outcome.EXPIRED].code
STAMP = "%Y%m%d%H%M%S"


class PaymentDecided(Refused):
    """A payment is paid, or fails, once. params: payment."""

    code = "bank-payment-decided"
    sentence = _("Payment %(payment)s was already decided.")


@transaction.atomic
def play(payment_id: int, outcome: Outcome) -> Payment:
    """Let a payment take its course: book it and write its notices, each due at its hour; nothing is sent here.

    Whoever asks to pay when the time is over gets "expired", whatever was chosen. Raises PaymentDecided.
    """
    payment = Payment.objects.select_for_update().get(pk=payment_id)
    if payment.state != PaymentState.OPEN:
        raise PaymentDecided(payment=str(payment))
    course = _course(payment, outcome)
    payment.outcome, payment.response_code = outcome, course.code
    payment.booked_at = _booked_at(payment, course)
    payment.state = PaymentState.PAID if course.code == "00" else PaymentState.FAILED
    payment.paid_vnd = payment.amount_vnd + course.more_vnd if course.code == "00" else 0
    payment.save()
    Notice.objects.bulk_create(
        Notice(payment=payment, is_sealed=course.is_sealed, due_at=payment.booked_at) for _copy in range(course.notices)
    )
    return payment


@transaction.atomic
def transfer(text: str, *, amount_vnd: int | None = None) -> Payment:
    """Book a transfer as a scanned VietQR says it; nobody is told, the statement of the day shows it.

    amount_vnd  what the payer types instead of the amount of the code
    Raises vietqr.QrUnreadable.
    """
    scanned = vietqr.scanned(text)
    paid_vnd = scanned.amount_vnd if amount_vnd is None else amount_vnd
    return Payment.objects.create(
        service=Service.TRANSFER,
        amount_vnd=scanned.amount_vnd,
        paid_vnd=paid_vnd,
        info=scanned.purpose,
        # The last word of the content, as every merchant of this bank writes it.
        dossier_code=scanned.purpose.rpartition(" ")[2],
        ordered_at=clock.now(),
        booked_at=clock.now(),
        state=PaymentState.PAID,
        outcome=Outcome.PAID,
        response_code="00",
    )


def statement(on: date) -> str:
    """Return the statement of a day as CSV: what was booked on it, whatever the result."""
    start = datetime.combine(on, time.min, clock.TZ)
    output = io.StringIO(newline="")
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_line(payment) for payment in Payment.objects.booked(start, start + timedelta(days=1)))
    return output.getvalue()


def _course(payment: Payment, outcome: Outcome) -> Course:
    course = COURSES[outcome]
    is_over = payment.expires_at is not None and clock.now() > payment.expires_at
    return COURSES[Outcome.EXPIRED] if is_over and course.late is None else course


def _booked_at(payment: Payment, course: Course) -> datetime:
    now = clock.now().replace(microsecond=0)
    if course.late is None or payment.expires_at is None:
        return now
    return max(now, payment.expires_at + course.late)


def _line(payment: Payment) -> tuple[str, ...]:
    assert payment.booked_at is not None, "What is on a statement was booked."
    return (
        payment.transaction_no,
        payment.txn_ref,
        str(payment.paid_vnd or payment.amount_vnd),
        payment.bank_code,
        payment.booked_at.astimezone(clock.TZ).strftime(STAMP),
        payment.response_code,
        payment.dossier_code,
        payment.fee_code,
    )
