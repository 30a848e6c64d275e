"""The steps of linked services, up here where the questions and the dossiers behind their facts are known."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.admin import questions, telling
from dossiers.models import Dossier
from dossiers.services import linked
from identity.desks import Act, Asked, Button, Desk, Reason
from identity.sessions import seat_of
from interlink import routes
from interlink.models import Chain, Step
from interlink.services import nudges, stuck
from kernel import moves
from kernel.actors import Actor
from kernel.errors import Problem


class Resend(Reason):
    """The answers that the step's agency is told, as they stand."""

    def prepare(self) -> None:
        dossier = dossier_of(self.row)
        if dossier is None:
            return
        form = dossier.procedure.form_fields
        told = routes.known_facts((routes.route(self.row.chain.route).leg(self.row.code),))
        untold = frozenset(row["name"] for row in form if row["name"] not in told) | frozenset(routes.CHOICES)
        self.fields = {**questions.fields(form, dossier.form, without=untold), **self.fields}

    def facts(self) -> dict[str, Any]:
        return {"form": questions.corrected(self), "reason": self.cleaned_data["reason"]}

    def names(self) -> dict[str, str]:
        dossier = dossier_of(self.row)
        return telling.questions(dossier) if dossier else {}


ACTS: Mapping[str, Act] = {
    "nudge": Act(_("Ask where the answer is"), Asked, nudges.nudge),
    "resume": Act(_("Try again now"), Asked, stuck.resume),
    "resend": Act(_("Send anew with corrected facts"), Resend, linked.resend),
    "abandon": Act(_("Give up"), Reason, stuck.abandon, grave=True),
}


@admin.register(Step)
class StepAdmin(Desk):
    list_display = ("__str__", "agency", "state", "tries", "sent_at", "answer_due_at", "silent_at", "reason")
    list_filter = ("state", "agency", "code", ("silent_at", admin.EmptyFieldListFilter))
    search_fields = ("chain__code",)
    list_select_related = ("chain",)
    exclude = ("findings",)
    actions = ("nudge", "resume")
    ordering = ("-pk",)
    acts: ClassVar[Mapping[str, Act]] = ACTS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Step]:
        seen = Chain.objects.visible_to(seat_of(request.user).actor)
        return super().get_queryset(request).filter(chain__in=seen).select_related("chain")

    def open_acts(self, row: Any, actor: Actor) -> Iterator[tuple[str, str]]:
        return open_acts(row, actor)

    def links(self, row: Any) -> Iterator[tuple[str, str | Promise]]:
        dossier = dossier_of(row)
        if dossier is not None:
            yield reverse("admin:dossiers_dossier_change", args=[dossier.pk]), f"{_('dossier')} {dossier.code}"
        yield reverse("admin:interlink_chain_change", args=[row.chain_id]), _("the chain")

    @admin.action(description=_("Ask the agency where the answer is"))
    def nudge(self, request: HttpRequest, steps: QuerySet[Step]) -> None:
        _each(request, steps, nudges.nudge)

    @admin.action(description=_("Try to send again now"))
    def resume(self, request: HttpRequest, steps: QuerySet[Step]) -> None:
        _each(request, steps, stuck.resume)


def open_acts(step: Step, actor: Actor) -> Iterator[tuple[str, str]]:
    """Yield the acts that the actor may do about a step, each with the sentence that blocks it; of its row only."""
    for offer in moves.available(step, actor):
        # A service that stands alone has no declaration of ours that could be corrected.
        is_ours = offer.name != "resend" or routes.linked(step.chain.route) is not None
        if offer.name in ACTS and is_ours:
            yield offer.name, str(offer.blocked_by.sentence) if offer.blocked_by else ""


def buttons(step: Step, actor: Actor) -> Iterator[Button]:
    """Yield the same as buttons."""
    return (Button(name, ACTS[name], blocked) for name, blocked in open_acts(step, actor))


def dossier_of(step: Step) -> Dossier | None:
    """Return the dossier that a step works for; None for a service that stands alone."""
    return Dossier.objects.select_related("procedure").filter(chain=step.chain_id).first()


def _each(request: HttpRequest, steps: QuerySet[Step], act: Callable[..., object]) -> None:
    """Do an act on each step for itself, and say of each that is refused why."""
    done = 0
    for step in steps:
        try:
            act(step.pk, by=seat_of(request.user).actor)
            done += 1
        except Problem as refusal:
            messages.warning(request, f"{step}: {refusal.told()}")
    messages.success(request, _("Done for %(count)d steps.") % {"count": done})
