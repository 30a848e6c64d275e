"""Addresses of the case, below /api/v1/."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from dossiers.api.acts import ACTS, ActView
from dossiers.api.catalogue import ProceduresView, ProcedureView
from dossiers.api.chain import DossierChainView, PartnerPaperView
from dossiers.api.filing import DossiersView
from dossiers.api.money import ReceiptView
from dossiers.api.papers import CertifiedView, PapersView, ScanView, UsableView
from dossiers.api.prefill import PrefillView
from dossiers.api.printed import FormView, ResultView, VerificationView
from dossiers.api.reads import DossierView, DueDateView, MovesView, TimelineView


class CodeConverter(StringConverter):
    """The code of a dossier or a procedure; what no code can look like is an unknown address."""

    regex = r"[\w.-]{1,40}"


class FormConverter(StringConverter):
    regex = r"form-0[1-5]|payment-request"


register_converter(CodeConverter, "code")


class ReceiptConverter(StringConverter):
    regex = r"[A-Z]{2}\d{2}-\d{7}"


register_converter(FormConverter, "form")
register_converter(ReceiptConverter, "receipt")

urlpatterns = [
    path("procedures", ProceduresView.as_view(), name="procedures"),
    path("procedures/<code:code>", ProcedureView.as_view(), name="procedure"),
    path("prefill", PrefillView.as_view(), name="prefill"),
    path("dossiers", DossiersView.as_view(), name="dossiers"),
    path("dossiers/<code:code>", DossierView.as_view(), name="dossier"),
    path("dossiers/<code:code>/moves", MovesView.as_view(), name="dossier-moves"),
    path("dossiers/<code:code>/timeline", TimelineView.as_view(), name="dossier-timeline"),
    path("dossiers/<code:code>/due-date", DueDateView.as_view(), name="dossier-due-date"),
    path("dossiers/<code:code>/<form:form>", FormView.as_view(), name="dossier-form"),
    path("dossiers/<code:code>/receipts/<receipt:number>", ReceiptView.as_view(), name="dossier-receipt"),
    path("dossiers/<code:code>/result", ResultView.as_view(), name="dossier-result"),
    path("dossiers/<code:code>/result/verification", VerificationView.as_view(), name="dossier-verification"),
    path("dossiers/<code:code>/chain", DossierChainView.as_view(), name="dossier-chain"),
    path("dossiers/<code:code>/chain/<slug:step>/paper", PartnerPaperView.as_view(), name="dossier-partner-paper"),
    path("dossiers/<code:code>/papers", PapersView.as_view(), name="dossier-papers"),
    path("dossiers/<code:code>/papers/<slug:requirement>/vault", UsableView.as_view(), name="dossier-vault"),
    path("dossiers/<code:code>/papers/<slug:requirement>/scan", ScanView.as_view(), name="dossier-scan"),
    path("dossiers/<code:code>/papers/<slug:requirement>/certified", CertifiedView.as_view(), name="dossier-certified"),
    *(
        path(f"dossiers/<code:code>/{act.address}", ActView.as_view(act=act), name=f"dossier-{act.name}")
        for act in ACTS
    ),
]
