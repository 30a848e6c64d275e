"""Which papers of the desk a dossier has by now, numbered forms and payment request, and each as a PDF."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers import paperwork, queries
from dossiers.errors import FormMissing
from dossiers.models import Dossier
from dossiers.states import State
from identity.models import Officer
from kernel import journal
from payments.models import Order
from payments.states import UNPAID


@dataclass(frozen=True, slots=True)
class Printout:
    """A paper of the desk: when a dossier has it, and how it is printed (docs/sources.md, rules B-1 to B-5, F-30)."""

    code: str
    label: str | Promise
    exists: Callable[[Dossier], bool]
    render: Callable[[Dossier], bytes]


def available(dossier: Dossier) -> list[Printout]:
    """Return the forms that the dossier has, in the order of their numbers."""
    return [form for form in PRINTOUTS if form.exists(dossier)]


def printed(dossier: Dossier, code: str) -> bytes:
    """Return a form as a PDF. Raises FormMissing if the dossier has no such form (yet)."""
    form = next((form for form in PRINTOUTS if form.code == code), None)
    if form is None or not form.exists(dossier):
        raise FormMissing(form=code)
    return form.render(dossier)


def _supplement_request(dossier: Dossier) -> bytes:
    return paperwork.supplement_request(dossier.supplements.all().order_by("-pk")[0])


def _refusal(dossier: Dossier) -> bytes:
    return paperwork.refusal(dossier, _officer_who(dossier, "refuse", "lapse"))


def _apology(dossier: Dossier) -> bytes:
    given = journal.history(dossier.stream).filter(move="apologise")[0]
    return paperwork.apology(dossier, _officer_who(dossier, "apologise"), given.at)


def _unpaid_order(dossier: Dossier) -> Order | None:
    orders = (dossier.obligation_order, dossier.fee_order)
    return next((order for order in orders if order is not None and order.state in UNPAID), None)


def _payment_request(dossier: Dossier) -> bytes:
    order = _unpaid_order(dossier)
    assert order is not None, "It is printed while something is to be paid."
    return paperwork.payment_request(dossier, order)


def _officer_who(dossier: Dossier, *moves: str) -> Officer:
    acting = (queries.acting_officer(dossier, move) for move in moves)
    return Officer.objects.get(pk=next(officer_id for officer_id in acting if officer_id is not None))


PRINTOUTS = (
    Printout("form-01", _("receipt and appointment slip"), lambda d: d.received_at is not None, paperwork.receipt),
    Printout("form-02", _("request for supplements"), lambda d: d.supplements_count > 0, _supplement_request),
    Printout("form-03", _("refusal to accept"), lambda d: d.state == State.REFUSED, _refusal),
    Printout("form-04", _("apology with a new date"), lambda d: d.extended_to_on is not None, _apology),
    Printout("form-05", _("control slip"), lambda d: bool(d.handovers.all()), paperwork.control_slip),
    Printout("payment-request", _("payment request"), lambda d: _unpaid_order(d) is not None, _payment_request),
)
