"""Windows on the clock, the calendar, the journal and what is still to be delivered."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kernel import delivery
from kernel.models import CalendarDay, CalendarYear, ClockSetting, Delivery, IdempotentAnswer, JournalEntry, Pulse
from kernel.windows import Register, Window


class CalendarDayForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if not CalendarYear.objects.filter(year=on.year).exists():
            raise ValidationError(_("The year %(year)s is not loaded; load it first."), params={"year": on.year})
        return on


@admin.register(CalendarDay)
class CalendarDayAdmin(Register):
    """The one table of facts that is kept by hand: the Government moves days at short notice."""

    form = CalendarDayForm
    date_hierarchy = "on"
    list_display = ("on", "kind", "name_vi", "source")
    list_filter = ("kind",)
    search_fields = ("name_vi", "name_en", "source")
    ordering = ("-on",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # A day entered by mistake has no history of its own; the change log keeps who removed it.
        return request.user.has_perm("kernel.delete_calendarday")


@admin.register(CalendarYear)
class CalendarYearAdmin(Window):
    list_display = ("year", "is_announced", "source", "loaded_at")


@admin.register(Pulse)
class PulseAdmin(Window):
    list_display = ("worker", "beaten_at")
    search_fields = ("worker",)


@admin.register(ClockSetting)
class ClockSettingAdmin(Window):
    list_display = ("anchor_shown", "anchor_real", "rate")


@admin.register(JournalEntry)
class JournalEntryAdmin(Window):
    list_display = ("stream", "sequence", "at", "name", "move", "source", "target", "actor")
    search_fields = ("stream__exact",)
    search_help_text = _("a whole stream, e.g. dossier:12")
    ordering = ("-pk",)


class DeliveryStage(admin.SimpleListFilter):
    title = _("stage")
    parameter_name = "stage"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("stuck", _("stuck")), ("pending", _("pending")), ("done", _("done"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        match self.value():
            case "stuck":
                return queryset.filter(done_at=None, attempts__gt=0)
            case "pending":
                return queryset.filter(done_at=None)
            case "done":
                return queryset.exclude(done_at=None)
        return queryset


@admin.register(Delivery)
class DeliveryAdmin(Window):
    list_display = ("entry", "listener", "attempts", "next_attempt_at", "done_at", "error")
    list_filter = (DeliveryStage,)
    search_fields = ("entry__stream__exact",)
    search_help_text = _("a whole stream, e.g. dossier:12")
    list_select_related = ("entry",)
    ordering = ("-pk",)

    def get_urls(self) -> list[URLPattern]:
        retry = self.admin_site.admin_view(require_POST(self.retry))
        return [path("<int:pk>/retry/", retry, name="kernel_delivery_retry"), *super().get_urls()]

    def retry(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let a stuck delivery be tried at the next sweep, whatever its back-off says."""
        if not request.user.has_perm("kernel.change_delivery"):
            raise PermissionDenied
        if delivery.retry(pk):
            messages.success(request, _("It will be tried again at once."))
        else:
            messages.warning(request, _("Nothing is left to deliver here."))
        return HttpResponseRedirect(reverse("admin:kernel_delivery_change", args=[pk]))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        may_retry = request.user.has_perm("kernel.change_delivery")
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "may_retry": may_retry})


@admin.register(IdempotentAnswer)
class IdempotentAnswerAdmin(Window):
    list_display = ("owner", "key", "status", "recorded_at")
    search_fields = ("key__exact",)
    ordering = ("-pk",)
