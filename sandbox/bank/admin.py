"""Windows on the bank's own books, for the trainer."""

from django.contrib import admin

from kernel.windows import Window
from sandbox.bank.models import Notice, Payment, Refund


@admin.register(Payment)
class PaymentAdmin(Window):
    list_display = ("transaction_no", "txn_ref", "service", "amount_vnd", "paid_vnd", "state", "outcome", "booked_at")
    list_filter = ("service", "state", "outcome")
    search_fields = ("txn_ref__exact", "dossier_code__exact")
    ordering = ("-pk",)


@admin.register(Notice)
class NoticeAdmin(Window):
    list_display = ("payment", "is_sealed", "due_at", "tries", "answer", "answered_at")
    search_fields = ("payment__txn_ref__exact",)
    list_select_related = ("payment",)
    ordering = ("-pk",)


@admin.register(Refund)
class RefundAdmin(Window):
    list_display = ("transaction_no", "payment", "kind", "amount_vnd", "asked_by", "paid_at")
    search_fields = ("payment__txn_ref__exact",)
    list_select_related = ("payment",)
    ordering = ("-pk",)
