"""What can go wrong with money, besides the guards of an order's moves."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Forbidden, Invalid, Missing, Refused, Unavailable


class OrderMissing(Missing):
    """No such order, or not the actor's to see."""

    code = "order-missing"
    sentence = _("There is no such payment order here.")


class OrderEmpty(Invalid):
    """An order has lines, each of a positive whole amount of đồng, and their sum is what is paid."""

    code = "order-empty"
    sentence = _("An order has at least one line, each of a positive amount in đồng.")


class OrderTooLarge(Invalid):
    """More than a gateway takes at once. params: amount_vnd, most_vnd."""

    code = "order-too-large"
    sentence = _("%(amount_vnd)s đ is more than can be paid at once (%(most_vnd)s đ).")


class OrderAlreadyOpen(Refused):
    """An unpaid order for the same thing asks for something else. params: order, amount_vnd."""

    code = "order-already-open"
    sentence = _("The unpaid order %(order)s of %(amount_vnd)s đ is open already; cancel it first.")


class GatewayUnknown(Invalid):
    """There is no such gateway. params: gateway, known."""

    code = "gateway-unknown"
    sentence = _("There is no gateway “%(gateway)s”; there are: %(known)s.")


class GatewayMissing(Missing):
    """No notices are taken at this address."""

    code = "gateway-missing"
    sentence = _("There is no such gateway.")


class PaymentUnderWay(Refused):
    """A try at another gateway may still be paid. params: gateway, until."""

    code = "payment-under-way"
    sentence = _("A payment at %(gateway)s is under way until %(until)s; wait for its end.")


class GatewayRefuses(Unavailable):
    """The gateway does not open a session or does not understand us. params: gateway, response_code."""

    code = "gateway-refuses"
    sentence = _("The gateway %(gateway)s cannot take the payment now (code %(response_code)s).")


class AnswerUnreadable(Unavailable):
    """The gateway's answer is not what its contract says, or not sealed by it. params: gateway."""

    code = "gateway-answer-unreadable"
    sentence = _("The answer of the gateway %(gateway)s cannot be relied on.")


class NoticeUnsealed(Forbidden):
    """A notice does not bear the gateway's seal."""

    code = "notice-unsealed"
    sentence = _("The seal of this notice is missing or wrong.")


class NoticeMalformed(Invalid):
    """A notice lacks what the gateway's contract promises. params: field."""

    code = "notice-malformed"
    sentence = _("The notice has no readable “%(field)s”.")


class NothingTried(Refused):
    """Nobody has tried to pay the order at a gateway. params: order."""

    code = "nothing-tried"
    sentence = _("Nobody has tried to pay %(order)s at a gateway yet.")


class AmountDiffers(Refused):
    """The amount handed over is not the amount due. params: due_vnd, paid_vnd."""

    code = "amount-differs"
    sentence = _("%(due_vnd)s đ are due, but %(paid_vnd)s đ were paid.")


class VoucherMissing(Invalid):
    """What was paid into the treasury has the number of its voucher."""

    code = "voucher-missing"
    sentence = _("Give the number of the treasury's voucher.")


class NotYourMoney(Forbidden):
    """The actor's office and roles do not handle this money. params: roles."""

    code = "not-your-money"
    sentence = _("Your office and roles do not handle this money.")


class NothingToRefund(Refused):
    """The order has no money that could go back. params: order."""

    code = "nothing-to-refund"
    sentence = _("Nothing of the order %(order)s is left to give back.")


class RefundTooLarge(Refused):
    """More than is left of the order. params: amount_vnd, left_vnd."""

    code = "refund-too-large"
    sentence = _("%(amount_vnd)s đ cannot go back: %(left_vnd)s đ are left.")


class RefundMissing(Missing):
    """There is no such refund, or not the actor's to see."""

    code = "refund-missing"
    sentence = _("There is no such refund here.")


class RefundNotAtCounter(Refused):
    """The refund is the bank's to pay, or was paid. params: state."""

    code = "refund-not-at-counter"
    sentence = _("This refund is not paid out at a counter (%(state)s).")


class ReasonMissing(Invalid):
    """Whoever moves money says why."""

    code = "reason-missing"
    sentence = _("Give the reason.")


class DiscrepancyMissing(Missing):
    """The exception list has no such entry, or not for the actor."""

    code = "discrepancy-missing"
    sentence = _("The exception list has no such entry.")


class DiscrepancyDecided(Refused):
    """Somebody decided already. params: state."""

    code = "discrepancy-decided"
    sentence = _("It was decided already: %(state)s.")


class NotAcceptable(Refused):
    """Only the exact amount for an order that is still unpaid can be accepted late. params: kind."""

    code = "discrepancy-not-acceptable"
    sentence = _("This money (%(kind)s) cannot be taken as payment of an order.")


class NotReturnable(Refused):
    """There is no payment of ours that this money belongs to. params: kind."""

    code = "discrepancy-not-returnable"
    sentence = _("This money (%(kind)s) belongs to no payment that could be given back.")


class StatementUnreadable(Invalid):
    """The file is not a statement of the agreed form. params: line, what."""

    code = "statement-unreadable"
    sentence = _("Line %(line)s of the statement cannot be read: %(what)s.")


class StatementRefused(Unavailable):
    """The bank does not hand out the statement. params: on, status."""

    code = "statement-refused"
    sentence = _("The bank does not hand out the statement of %(on)s (HTTP %(status)s).")


class DayNotOver(Refused):
    """A day is compared with the statement once it is over. params: on."""

    code = "day-not-over"
    sentence = _("%(on)s is not over yet.")


class QrUnavailable(Refused):
    """There is nothing to pay by transfer. params: state."""

    code = "qr-unavailable"
    sentence = _("This order is not to be paid by transfer any more (%(state)s).")


class BillMissing(Missing):
    """The gateway has no bill for this order."""

    code = "bill-missing"
    sentence = _("There is no bill for this order.")
