"""Windows on orders, what the bank said, refunds and statements, and the exception list with what is decided there."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from identity.desks import Act, Desk, Reason
from identity.sessions import seat_of
from kernel.actors import Actor
from kernel.windows import Window
from payments import queries
from payments.models import (
    Attempt,
    Discrepancy,
    Notice,
    Order,
    OrderLine,
    Receipt,
    ReceiptCounter,
    Refund,
    Statement,
    StatementLine,
)
from payments.services import discrepancies
from payments.states import DiscrepancyState


class Part(admin.TabularInline):  # type: ignore[type-arg]
    """Rows of an order or a statement, shown on its page."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # Whoever may see the whole sees its parts.
        return True


class Lines(Part):
    model = OrderLine
    fields = ("kind", "code", "name_vi", "amount_vnd")


class Attempts(Part):
    model = Attempt
    fields = (
        "txn_ref",
        "method",
        "gateway",
        "state",
        "started_at",
        "expires_at",
        "paid_at",
        "response_code",
        "voucher",
    )


class Refunds(Part):
    model = Refund
    fields = ("reference", "amount_vnd", "state", "reason", "requested_at", "done_at", "error")


class Receipts(Part):
    model = Receipt
    fields = ("number", "kind", "amount_vnd", "issued_at")


class OfOffice(Window):
    """Rows that an officer sees if his agency collects the money."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = self.model._default_manager
        visible: QuerySet[Any] = rows.visible_to(seat_of(request.user).actor)
        return visible.order_by(*self.get_ordering(request))


@admin.register(Order)
class OrderAdmin(OfOffice):
    list_display = ("code", "purpose", "amount_vnd", "state", "method", "opened_at", "settled_at", "agency")
    list_filter = ("state", "purpose", "method")
    search_fields = ("code__startswith", "payer__full_name")
    date_hierarchy = "opened_at"
    list_select_related = ("agency",)
    inlines = (Lines, Attempts, Refunds, Receipts)
    ordering = ("-pk",)


class Decision(Reason):
    def names(self) -> dict[str, str]:
        return {str(state): str(state.label) for state in DiscrepancyState}


ACTS: Mapping[str, Act] = {
    "accept": Act(_("Accept as the payment"), Decision, discrepancies.accept),
    "give_back": Act(_("Give the money back"), Decision, discrepancies.give_back),
    "dismiss": Act(_("Dismiss"), Decision, discrepancies.dismiss, grave=True),
}


class Decided(admin.SimpleListFilter):
    """The list opens on what is still to be decided."""

    title = _("decision")
    parameter_name = "decision"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        decided = [state for state in DiscrepancyState if state != DiscrepancyState.OPEN]
        return [*((state.value, state.label) for state in decided), ("all", _("all"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        still_open, *others = super().choices(changelist)
        yield {**still_open, "display": DiscrepancyState.OPEN.label}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Discrepancy]) -> QuerySet[Discrepancy]:
        if self.value() == "all":
            return queryset
        return queryset.filter(state=self.value() or DiscrepancyState.OPEN)


@admin.register(Discrepancy)
class DiscrepancyAdmin(Desk, OfOffice):
    list_display = ("kind", "order", "reference", "amount", "paid_at", "found_at", "state", "decided_at", "reason")
    list_filter = (Decided, "kind")
    search_fields = ("notice__txn_ref__exact",)
    list_select_related = ("notice__attempt__order",)
    fields = readonly_fields = (
        *("kind", "state", "order", "reference", "amount", "paid_at"),
        *("found_at", "decided_at", "decided_by", "reason"),
    )
    ordering = ("-pk",)
    acts: ClassVar[Mapping[str, Act]] = ACTS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("notice__attempt__order")

    def open_acts(self, row: Any, actor: Actor) -> Iterator[tuple[str, str]]:
        return ((name, "") for name in queries.decisions(row, actor))

    def links(self, row: Any) -> Iterator[tuple[str, str]]:
        attempt = row.notice.attempt
        if attempt is not None:
            yield reverse("admin:payments_order_change", args=[attempt.order_id]), f"{_('order')} {attempt.order.code}"

    @admin.display(description=_("order"))
    def order(self, entry: Discrepancy) -> str:
        return entry.notice.attempt.order.code if entry.notice.attempt else ""

    @admin.display(description=_("reference"))
    def reference(self, entry: Discrepancy) -> str:
        return entry.notice.txn_ref

    @admin.display(description=_("amount"))
    def amount(self, entry: Discrepancy) -> str:
        return f"{entry.notice.amount_vnd or 0:,} đ".replace(",", ".")

    @admin.display(description=_("paid"))
    def paid_at(self, entry: Discrepancy) -> datetime | None:
        return entry.notice.paid_at


@admin.register(Notice)
class NoticeAdmin(Window):
    list_display = ("txn_ref", "gateway", "origin", "is_trusted", "copies", "verdict", "outcome", "received_at")
    list_filter = ("gateway", "is_trusted", "outcome")
    search_fields = ("txn_ref__exact", "gateway_txn__exact")
    ordering = ("-pk",)


@admin.register(Attempt)
class AttemptAdmin(Window):
    list_display = ("txn_ref", "method", "gateway", "amount_vnd", "state", "started_at", "expires_at", "paid_at")
    list_filter = ("gateway", "state")
    search_fields = ("txn_ref__exact", "gateway_txn__exact")
    ordering = ("-pk",)


@admin.register(Refund)
class RefundAdmin(Window):
    list_display = ("reference", "order", "amount_vnd", "state", "tries", "due_at", "done_at", "error")
    list_filter = ("state",)
    search_fields = ("reference__exact", "order__code__exact")
    list_select_related = ("order",)
    ordering = ("-pk",)


class StatementLines(Part):
    model = StatementLine
    fields = ("number", "gateway_txn", "txn_ref", "amount_vnd", "paid_at", "status", "finding", "is_recovered")


@admin.register(Statement)
class StatementAdmin(Window):
    list_display = ("on", "due_at", "reconciled_at", "source", "tries", "error")
    search_fields = ("source",)
    date_hierarchy = "on"
    inlines = (StatementLines,)
    ordering = ("-on",)


@admin.register(StatementLine)
class StatementLineAdmin(Window):
    list_display = ("statement", "number", "gateway_txn", "txn_ref", "amount_vnd", "finding", "is_recovered")
    list_filter = ("finding", "is_recovered")
    search_fields = ("txn_ref__exact", "gateway_txn__exact")
    list_select_related = ("statement",)
    ordering = ("-pk",)


@admin.register(OrderLine)
class OrderLineAdmin(Window):
    list_display = ("order", "kind", "code", "amount_vnd")
    search_fields = ("order__code__exact",)
    list_select_related = ("order",)
    ordering = ("-pk",)


@admin.register(Receipt)
class ReceiptAdmin(Window):
    list_display = ("number", "kind", "order", "amount_vnd", "issued_at", "agency")
    search_fields = ("number__exact", "order__code__exact")
    list_select_related = ("order", "agency")
    ordering = ("-pk",)


@admin.register(ReceiptCounter)
class ReceiptCounterAdmin(Window):
    list_display = ("agency", "series", "last")
    search_fields = ("series__exact",)
    list_select_related = ("agency",)
