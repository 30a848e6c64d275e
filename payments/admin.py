"""Windows on orders, what the bank said of them, refunds, the exception list and the statements."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from identity.sessions import seat_of
from kernel.windows import Window
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


@admin.register(Discrepancy)
class DiscrepancyAdmin(OfOffice):
    list_display = ("notice", "kind", "state", "found_at", "decided_at", "decided_by", "reason")
    list_filter = ("state", "kind")
    search_fields = ("notice__txn_ref__exact",)
    list_select_related = ("notice",)
    ordering = ("-pk",)


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
