"""The states of an order, of each try to pay it, and of what the bank says of it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrderState(TextChoices):
    NOT_PAID = "not-paid", _("not paid")
    WAITING = "waiting", _("payment under way")
    PAID = "paid", _("paid")
    PARTLY_REFUNDED = "partly-refunded", _("partly refunded")
    REFUNDED = "refunded", _("refunded")
    CANCELLED = "cancelled", _("cancelled")
    EXPIRED = "expired", _("time to pay is over")


UNPAID = (OrderState.NOT_PAID, OrderState.WAITING, OrderState.EXPIRED)


class AttemptState(TextChoices):
    CREATED = "created", _("under way")
    SUCCESS = "success", _("paid")
    FAILED = "failed", _("failed")
    EXPIRED = "expired", _("no longer awaited")


class Purpose(TextChoices):
    """What an order is for; a subject has one unpaid order of each at most."""

    FEE = "fee", _("fee")
    OBLIGATION = "obligation", _("financial obligation")


class LineKind(TextChoices):
    """Kinds are receipted apart (docs/sources.md, rule F-1)."""

    PHI = "phi", _("charge (phí)")
    LE_PHI = "le_phi", _("levy (lệ phí)")
    OBLIGATION = "obligation", _("financial obligation")


class Method(TextChoices):
    ONLINE = "online", _("online")
    CASH = "cash", _("cash")
    TRANSFER = "transfer", _("bank transfer")
    # Paid into the treasury; the payer brings its voucher ("giấy nộp tiền vào ngân sách nhà nước").
    TREASURY = "treasury", _("treasury voucher")


# What no bank of ours has booked.
AT_COUNTER = (Method.CASH, Method.TREASURY)


class Origin(TextChoices):
    """How the bank's word reached us; all of them go through the same door."""

    NOTICE = "notice", _("notice")
    INQUIRY = "inquiry", _("answer to an inquiry")
    STATEMENT = "statement", _("statement")


class Outcome(TextChoices):
    """What became of a notice."""

    WAITING = "waiting", _("to be applied")
    SETTLED = "settled", _("settled the order")
    FAILED = "failed", _("told that the payment failed")
    REPEATED = "repeated", _("said nothing new")
    LISTED = "listed", _("is on the exception list")
    UNTRUSTED = "untrusted", _("not sealed by the bank")


class DiscrepancyKind(TextChoices):
    LATE_SUCCESS = "late-success", _("paid after the time was over")
    UNKNOWN_ORDER = "unknown-order", _("paid for an order that is not ours")
    WRONG_AMOUNT = "wrong-amount", _("another amount than ordered")
    DUPLICATE = "duplicate", _("paid a second time")
    STALE_NOTICE = "stale-notice", _("a notice that comes too late to be believed")


# Money that may be taken as the payment of its order after all.
ACCEPTABLE = (DiscrepancyKind.LATE_SUCCESS, DiscrepancyKind.STALE_NOTICE)


class DiscrepancyState(TextChoices):
    OPEN = "open", _("open")
    ACCEPTED = "accepted", _("accepted as payment")
    RETURNED = "returned", _("given back")
    DISMISSED = "dismissed", _("dismissed")


class RefundState(TextChoices):
    DUE = "due", _("to be sent to the bank")
    SENDING = "sending", _("being sent")
    AT_COUNTER = "at-counter", _("to be paid out by the cashier")
    DONE = "done", _("paid back")
    REFUSED = "refused", _("refused by the bank")


class Finding(TextChoices):
    """What the comparison with the bank's statement says of a payment (docs/sources.md, rule F-22)."""

    MATCHED = "matched", _("matched")
    AMOUNT_DIFFERS = "amount-differs", _("amount differs")
    MONEY_WITHOUT_DOSSIER = "money-without-dossier", _("money without dossier")
    DOSSIER_WITHOUT_MONEY = "dossier-without-money", _("dossier without money")
    NO_MONEY = "no-money", _("no money moved")
