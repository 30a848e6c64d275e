"""The two pages of filing at the counter: choose the procedure (GET), then file (POST)."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dossiers import queries
from dossiers.admin import answers, counter
from dossiers.admin.story import vnd
from dossiers.models import ProcedureTerms
from dossiers.states import Channel
from identity.desks import told
from identity.models import Agency
from identity.queries import competent_agency
from identity.roles import Role
from identity.sessions import seat_of
from kernel import clock
from kernel.actors import Actor
from kernel.errors import Problem

if TYPE_CHECKING:
    from dossiers.admin.dossier import DossierAdmin

TITLE = _("File a dossier at the counter")
LOOK_UP = "look_up"
NOT_HERE = _("No agency near this desk resolves this procedure.")


def answer(window: "DossierAdmin", request: HttpRequest) -> HttpResponse:
    """Ask for the procedure, then for the filing; file it when it is posted."""
    seat = seat_of(request.user)
    code = request.GET.get("procedure", "")
    if not code or seat.post is None:
        return _choose(window, request)
    try:
        terms = queries.terms_in_force(code, clock.today())
    except Problem as problem:
        messages.error(request, problem.told())
        return _choose(window, request)
    agency = competent_agency([terms.procedure.authority, *terms.procedure.also_competent], near=seat.post.agency)
    if agency is None:
        messages.error(request, NOT_HERE)
        return _choose(window, request)
    return _file(window, request, terms, agency, desk=seat.post.agency, by=seat.actor)


def _choose(window: "DossierAdmin", request: HttpRequest) -> HttpResponse:
    return window.shown(request, "dossiers/admin/choose.html", title=TITLE, form=counter.ChooseProcedure())


def _file(
    window: "DossierAdmin", request: HttpRequest, terms: ProcedureTerms, agency: Agency, *, desk: Agency, by: Actor
) -> HttpResponse:
    is_question = LOOK_UP in request.POST
    posted = (request.POST,) if request.method == "POST" and not is_question else ()
    form = counter.Filing(terms, *posted, initial=_looked_up(request, terms, by) if is_question else None)
    if form.is_valid():
        try:
            dossier = counter.file(form, desk=desk, by=by)
        except Problem as problem:
            form.add_error(None, told(problem, form.names()))
        else:
            messages.success(request, _("Filed under the code %(code)s.") % {"code": dossier.code})
            return HttpResponseRedirect(reverse("admin:dossiers_dossier_change", args=[dossier.pk]))
    context = {
        "title": TITLE,
        "form": form,
        "procedure": f"{terms.procedure.code} {answers.named(terms.procedure)}",
        "terms": terms,
        "agency": agency,
        "may_look_up": by.has(Role.POPULATION),
        "fee": vnd(queries.fee_vnd(terms, Channel.COUNTER)),
    }
    return window.shown(request, "dossiers/admin/filing.html", status=400 if form.errors else 200, **context)


def _looked_up(request: HttpRequest, terms: ProcedureTerms, by: Actor) -> dict[str, Any]:
    """Return what the form shows after a look-up; of one in vain, what was typed."""
    typed = request.POST.dict()
    try:
        return counter.looked_up(terms, typed, by)
    except Problem as problem:
        messages.error(request, problem.told())
        return typed
