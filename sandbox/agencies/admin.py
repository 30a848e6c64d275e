"""Windows on the desks, the post and the registers of the agencies, for the trainer."""

from django.contrib import admin

from kernel.windows import Window
from sandbox.agencies.models import (
    Allowance,
    Answer,
    Beneficiary,
    Birth,
    Card,
    Death,
    Household,
    Insured,
    Request,
    Resident,
)


@admin.register(Request)
class RequestAdmin(Window):
    list_display = ("message_id", "agency", "service", "state", "received_at", "answer_due_at", "answered_at")
    list_filter = ("agency", "service", "state", "channel")
    search_fields = ("message_id__startswith", "dossier_code__exact")
    ordering = ("-pk",)


@admin.register(Answer)
class AnswerAdmin(Window):
    list_display = ("message_id", "request", "outcome", "at", "attempts", "next_attempt_at", "last_reply", "taken_at")
    list_filter = ("agency", "outcome", ("next_attempt_at", admin.EmptyFieldListFilter))
    search_fields = ("message_id__exact", "request__message_id__startswith")
    list_select_related = ("request",)
    exclude = ("paper",)
    ordering = ("-pk",)


@admin.register(Birth)
class BirthAdmin(Window):
    list_display = ("number", "book", "page", "registered_on", "child_name", "child_number", "dossier_code")
    search_fields = ("child_number__exact", "proof_number__exact", "dossier_code__exact")


@admin.register(Death)
class DeathAdmin(Window):
    list_display = ("number", "book", "page", "registered_on", "full_name", "person_number", "dossier_code")
    search_fields = ("person_number__exact", "dossier_code__exact")


@admin.register(Household)
class HouseholdAdmin(Window):
    list_display = ("householder_number", "address")
    search_fields = ("householder_number__exact",)


@admin.register(Resident)
class ResidentAdmin(Window):
    list_display = ("number", "household", "relation", "since_on", "until_on", "dossier_code")
    search_fields = ("number__exact", "dossier_code__exact")
    list_select_related = ("household",)


@admin.register(Insured)
class InsuredAdmin(Window):
    list_display = ("insurance_number", "number", "has_paid_in")
    list_filter = ("has_paid_in",)
    search_fields = ("number__exact", "insurance_number__exact")


@admin.register(Card)
class CardAdmin(Window):
    list_display = ("card_number", "insured", "facility", "from_on", "until_on", "dossier_code")
    search_fields = ("card_number__exact", "insured__number__exact", "dossier_code__exact")
    list_select_related = ("insured",)


@admin.register(Beneficiary)
class BeneficiaryAdmin(Window):
    list_display = ("number", "kind")
    list_filter = ("kind",)
    search_fields = ("number__exact",)


@admin.register(Allowance)
class AllowanceAdmin(Window):
    list_display = ("__str__", "service", "person_number", "amount_vnd", "recipient", "decided_on", "dossier_code")
    list_filter = ("service",)
    search_fields = ("person_number__exact", "dossier_code__exact")
