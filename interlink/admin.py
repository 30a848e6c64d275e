"""Windows on linked services; what is stuck can be asked about, and tried again, from the list of steps."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from identity.actors import actor_of
from interlink.models import Chain, Line, Message, RefusedCall, Step, Supplement
from interlink.services import nudges, stuck
from kernel.errors import Problem
from kernel.windows import Window


class StepInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Step
    fields = readonly_fields = ("code", "agency", "state", "tries", "sent_at", "answer_due_at", "finished_at", "reason")
    can_delete = False
    show_change_link = True
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Chain)
class ChainAdmin(Window):
    list_display = ("code", "route", "office", "state", "started_at", "due_on", "overdue_at", "finished_at")
    list_filter = ("state", "route", ("overdue_at", admin.EmptyFieldListFilter))
    search_fields = ("code", "subject__exact")
    list_select_related = ("office",)
    # A declaration is personal; its dossier shows it to whoever works on it.
    exclude = ("facts", "earlier", "papers")
    inlines = (StepInline,)
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Chain]:
        return super().get_queryset(request).filter(pk__in=Chain.objects.visible_to(actor_of(request.user)))


@admin.register(Step)
class StepAdmin(Window):
    list_display = ("__str__", "agency", "state", "tries", "sent_at", "answer_due_at", "silent_at", "reason")
    list_filter = ("state", "agency", "code", ("silent_at", admin.EmptyFieldListFilter))
    search_fields = ("chain__code",)
    list_select_related = ("chain",)
    exclude = ("findings",)
    actions = ("nudge", "resume")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Step]:
        return super().get_queryset(request).filter(chain__in=Chain.objects.visible_to(actor_of(request.user)))

    @admin.action(description=_("Ask the agency where the answer is"))
    def nudge(self, request: HttpRequest, steps: QuerySet[Step]) -> None:
        _each(request, steps, nudges.nudge)

    @admin.action(description=_("Try to send again now"))
    def resume(self, request: HttpRequest, steps: QuerySet[Step]) -> None:
        _each(request, steps, stuck.resume)


@admin.register(Message)
class MessageAdmin(Window):
    list_display = ("message_id", "agency", "direction", "outcome", "attempts", "first_at", "answered_at")
    list_filter = ("direction", "agency", "outcome")
    search_fields = ("message_id__startswith",)
    exclude = ("content",)
    ordering = ("-pk",)


@admin.register(Supplement)
class SupplementAdmin(Window):
    list_display = ("step", "asked_at", "notice_due_at", "noticed_at", "answer_due_at", "ended_at", "ended_by")
    list_filter = ("ended_by", ("noticed_at", admin.EmptyFieldListFilter))
    search_fields = ("step__chain__code",)
    list_select_related = ("step__chain",)
    ordering = ("-pk",)


@admin.register(Line)
class LineAdmin(Window):
    list_display = ("agency", "failures", "opened_at", "next_probe_at", "probes", "last_cause")
    search_fields = ("agency",)


@admin.register(RefusedCall)
class RefusedCallAdmin(Window):
    list_display = ("agency", "status", "code", "calls", "last_at")
    list_filter = ("code",)
    search_fields = ("agency",)
    ordering = ("-last_at",)


def _each(request: HttpRequest, steps: QuerySet[Step], act: Callable[..., object]) -> None:
    """Do an act on each step for itself, and say of each that is refused why."""
    done = 0
    for step in steps:
        try:
            act(step.pk, by=actor_of(request.user))
            done += 1
        except Problem as refusal:
            messages.warning(request, f"{step}: {refusal.told()}")
    messages.success(request, _("Done for %(count)d steps.") % {"count": done})
