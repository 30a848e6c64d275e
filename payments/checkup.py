"""What the payments room can see: whether the bank answers and shares our secret, and what nobody has decided."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kernel import clock
from kernel.findings import Finding, check, green, red, yellow
from kernel.telephone import NoAnswer
from payments.errors import StatementRefused
from payments.models import Discrepancy
from payments.services import reconciliation

REACH = _("Start the outside world (`make up` does), or set PAYMENT_BANK_URL to where the bank answers.")
SHARE = _("Give both sides the same PAYMENT_VNPAY_SECRET.")
UNAUTHORIZED = 401


@check
def bank() -> Iterator[Finding]:
    """Ask the bank, under seal, for yesterday's statement."""
    url = settings.PAYMENT_BANK_URL
    try:
        reconciliation.fetch(clock.today() - timedelta(days=1))
    except NoAnswer:
        yield red("bank", _("Nobody answers at %(url)s."), REACH, url=url)
    except StatementRefused as refusal:
        status = refusal.params["status"]
        advice = SHARE if status == UNAUTHORIZED else REACH
        yield red("bank", _("%(url)s refuses its statement (%(status)s)."), advice, url=url, status=status)
    else:
        yield green("bank", _("It answers at %(url)s under our seal."), url=url)


@check
def exceptions() -> Iterator[Finding]:
    """Say how much money waits for a decision."""
    count = Discrepancy.objects.open().count()
    if count:
        advice = _("The cashier decides each of them in the exception list.")
        yield yellow("payments", _("%(count)s payments wait for a decision."), advice, count=count)
    else:
        yield green("payments", _("No payment waits for a decision."))
