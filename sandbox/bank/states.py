"""What can happen to a payment at the bank, and the menu from which a trainee chooses it."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Service(TextChoices):
    """The door by which a payment came."""

    VNPAY = "vnpay", "VNPAY"
    PLATFORM = "platform", _("portal platform")
    TRANSFER = "transfer", _("bank transfer")


class PaymentState(TextChoices):
    OPEN = "open", pgettext_lazy("payment", "open")
    PAID = "paid", _("paid")
    FAILED = "failed", _("failed")


class Outcome(TextChoices):
    """What becomes of a payment; the trainee plays the payer, the bank and the wire."""

    PAID = "paid", _("Pay")
    WRONG_OTP = "wrong-otp", _("Wrong one-time password")
    INSUFFICIENT = "insufficient", _("Not enough money on the account")
    EXPIRED = "expired", _("Let the time run out")
    CANCELLED = "cancelled", _("Cancel the payment")
    PAID_LATE = "paid-late", _("Pay after the time is over")
    NOTICE_TWICE = "notice-twice", _("Pay; the notice is sent twice")
    NOTICE_LOST = "notice-lost", _("Pay; the notice is lost")
    WRONG_AMOUNT = "wrong-amount", _("Pay another amount")
    BAD_SEAL = "bad-seal", _("Pay; the notice has a wrong seal")


@dataclass(frozen=True, slots=True)
class Course:
    """How an outcome runs.

    code      the bank's response code, "00" when money moves
    notices   how many notices are sent
    late      the money moves this long after the time to pay is over
    more_vnd  what is paid beyond the amount ordered
    is_sealed whether the notices bear the right seal
    told      what the menu says of it
    """

    code: str
    told: str | Promise
    notices: int = 1
    late: timedelta | None = None
    more_vnd: int = 0
    is_sealed: bool = True


COURSES: dict[Outcome, Course] = {
    Outcome.PAID: Course("00", _("The money moves, one notice is sent.")),
    Outcome.WRONG_OTP: Course("13", _("No money moves; code 13.")),
    Outcome.INSUFFICIENT: Course("51", _("No money moves; code 51.")),
    Outcome.EXPIRED: Course("11", _("No money moves; code 11.")),
    Outcome.CANCELLED: Course("24", _("No money moves; code 24.")),
    Outcome.PAID_LATE: Course("00", _("The money moves five minutes too late."), late=timedelta(minutes=5)),
    Outcome.NOTICE_TWICE: Course("00", _("The money moves, two copies of the notice are sent."), notices=2),
    Outcome.NOTICE_LOST: Course(
        "00", _("The money moves, nobody is told; only the statement of the day shows it."), notices=0
    ),
    Outcome.WRONG_AMOUNT: Course("00", _("1,000 đồng too much are paid."), more_vnd=1_000),
    Outcome.BAD_SEAL: Course("00", _("The money moves, every notice bears a wrong seal."), is_sealed=False),
}
