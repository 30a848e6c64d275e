"""Windows on linked services; that on steps stands a floor higher, where their dossiers are known."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from identity.actors import actor_of
from interlink.models import Chain, Line, Message, RefusedCall, Step, Supplement
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
