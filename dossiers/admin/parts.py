"""Windows on what belongs to dossiers; an officer sees the parts of his dossiers on their own pages."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from dossiers.admin.portal import Synchronised
from dossiers.models import (
    DossierCounter,
    EReceipt,
    Handover,
    IdentityCheck,
    Paper,
    PartnerResult,
    Pause,
    PortalSync,
    ProgressRecord,
    Result,
    ResultCounter,
    StoredFile,
    Supplement,
    SupplementItem,
    VaultPaper,
)
from kernel.windows import Window


@admin.register(Paper)
class PaperAdmin(Window):
    list_display = ("dossier", "name_vi", "reference_no", "originals", "certified_copies", "photocopies", "state")
    list_filter = ("state",)
    search_fields = ("dossier__code", "name_vi", "reference_no")
    list_select_related = ("dossier",)
    ordering = ("-pk",)


@admin.register(Supplement)
class SupplementAdmin(Window):
    list_display = ("dossier", "requested_at", "requested_by", "answer_due_on", "completed_at", "due_on")
    list_filter = (("completed_at", admin.EmptyFieldListFilter),)
    search_fields = ("dossier__code", "reason")
    list_select_related = ("dossier", "requested_by")
    ordering = ("-pk",)


@admin.register(SupplementItem)
class SupplementItemAdmin(Window):
    list_display = ("dossier_code", "requirement", "defect", "fulfilled_at")
    search_fields = ("supplement__dossier__code", "defect")
    list_select_related = ("supplement__dossier", "requirement")
    ordering = ("-pk",)

    @admin.display(description=_("dossier"))
    def dossier_code(self, item: SupplementItem) -> str:
        return item.supplement.dossier.code


@admin.register(Pause)
class PauseAdmin(Window):
    list_display = ("dossier", "cause", "rule", "started_at", "ended_at")
    list_filter = ("cause", "rule", ("ended_at", admin.EmptyFieldListFilter))
    search_fields = ("dossier__code",)
    list_select_related = ("dossier",)
    ordering = ("-pk",)


@admin.register(PartnerResult)
class PartnerResultAdmin(Window):
    list_display = ("dossier", "step", "agency", "done_at", "verdict", "signer", "given_up", "check_due_at")
    list_filter = ("step", "verdict", ("check_due_at", admin.EmptyFieldListFilter))
    search_fields = ("dossier__code",)
    list_select_related = ("dossier",)
    exclude = ("findings",)
    ordering = ("-pk",)


@admin.register(Handover)
class HandoverAdmin(Window):
    list_display = ("dossier", "at", "giver", "giver_name", "receiver", "receiver_name", "note")
    search_fields = ("dossier__code", "giver_name", "receiver_name")
    list_select_related = ("dossier",)
    ordering = ("-pk",)


@admin.register(Result)
class ResultAdmin(Window):
    list_display = ("number", "dossier", "agency", "signer", "numbered_at", "signed_at")
    list_filter = (("signed_at", admin.EmptyFieldListFilter),)
    search_fields = ("number", "dossier__code")
    list_select_related = ("dossier", "agency", "signer")
    ordering = ("-pk",)


@admin.register(EReceipt)
class EReceiptAdmin(Window):
    list_display = ("receipt", "dossier", "issue_due_at", "sealed_at")
    list_filter = (("sealed_at", admin.EmptyFieldListFilter),)
    search_fields = ("receipt__number", "dossier__code")
    list_select_related = ("receipt", "dossier")
    ordering = ("-pk",)


@admin.register(VaultPaper)
class VaultPaperAdmin(Window):
    # Its code begins with the owner's personal number and is not shown in a list.
    list_display = ("name_vi", "owner", "kind", "reference_no", "digitized_at", "valid_until_on", "opened_at")
    list_filter = ("kind",)
    search_fields = ("name_vi", "reference_no", "owner__full_name")
    list_select_related = ("owner",)
    exclude = ("code",)
    ordering = ("-pk",)


@admin.register(StoredFile)
class StoredFileAdmin(Window):
    list_display = ("sha256", "content_type", "bytes", "pages", "stored_at")
    search_fields = ("sha256__startswith",)
    ordering = ("sha256",)


@admin.register(DossierCounter)
class DossierCounterAdmin(Window):
    list_display = ("agency", "on", "last")
    search_fields = ("agency__code", "agency__name_vi")
    list_select_related = ("agency",)
    ordering = ("-on", "agency")


@admin.register(ResultCounter)
class ResultCounterAdmin(Window):
    list_display = ("agency", "symbol", "year", "last")
    search_fields = ("agency__code", "agency__name_vi", "symbol")
    list_select_related = ("agency",)
    ordering = ("-year", "agency", "symbol")


@admin.register(PortalSync)
class PortalSyncAdmin(Window):
    list_display = ("dossier", "waiting_since_at", "error", "tries", "next_attempt_at", "synced_at")
    list_filter = (Synchronised,)
    search_fields = ("dossier__code",)
    list_select_related = ("dossier",)
    exclude = ("reported_sha256", "leased_until")
    ordering = ("waiting_since_at", "pk")


@admin.register(ProgressRecord)
class ProgressRecordAdmin(Window):
    list_display = ("dossier", "sequence", "sent_at")
    list_filter = (("sent_at", admin.EmptyFieldListFilter),)
    search_fields = ("dossier__code",)
    list_select_related = ("dossier",)
    ordering = ("-pk",)


@admin.register(IdentityCheck)
class IdentityCheckAdmin(Window):
    list_display = ("dossier", "outcome", "tries", "next_attempt_at", "answered_at", "asked_by", "confirmed_by")
    list_filter = ("outcome", ("next_attempt_at", admin.EmptyFieldListFilter))
    search_fields = ("dossier__code",)
    list_select_related = ("dossier", "asked_by", "confirmed_by")
    exclude = ("leased_until",)
    ordering = ("-pk",)
