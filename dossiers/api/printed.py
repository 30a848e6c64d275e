"""What a dossier has on paper: the numbered forms, and the signed result with the report on its signatures."""

from io import BytesIO

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from dossiers import files, printouts, queries
from dossiers.api import sending
from dossiers.api.sending import FileNegotiation
from dossiers.errors import FormMissing
from dossiers.models import StoredFile
from identity.actors import actor_of
from kernel.openapi import answers, file_answers
from signing import services as signing
from signing.api import VerifiedPaper

# The control slip goes with the dossier from desk to desk and is not the citizen's.
INTERNAL = ("form-05",)


class FormView(APIView):
    """A numbered form of the dossier: 01 receipt and appointment slip, 02 request for supplements, 03 refusal,
    04 apology with a new date, 05 control slip (for officers); or the payment request, while something is unpaid."""

    content_negotiation_class = FileNegotiation

    @extend_schema(operation_id="dossier_form", responses=file_answers(files.PDF), tags=["papers"])
    def get(self, request: Request, code: str, form: str) -> HttpResponseBase:
        by = actor_of(request.user)
        dossier = queries.dossier(code, by)
        if by.is_citizen and form in INTERNAL:
            raise FormMissing(form=form)
        return sending.pdf(BytesIO(printouts.printed(dossier, form)), f"{code}-{form}")


class ResultView(APIView):
    """The result, signed by the leader and sealed; a citizen has it from its return on."""

    content_negotiation_class = FileNegotiation

    @extend_schema(operation_id="dossier_result", responses=file_answers(files.PDF), tags=["papers"])
    def get(self, request: Request, code: str) -> HttpResponseBase:
        return sending.stored(_result(request, code), f"{code}-result")


class VerificationView(APIView):
    """What can be said of the signatures on the result."""

    @extend_schema(
        operation_id="dossier_result_verification", responses=answers(VerifiedPaper, 401, 404), tags=["verification"]
    )
    def get(self, request: Request, code: str) -> Response:
        report = signing.verify_pdf(files.read(_result(request, code)))
        return Response(VerifiedPaper(report).data)


def _result(request: Request, code: str) -> StoredFile:
    by = actor_of(request.user)
    file = queries.result(queries.dossier(code, by), by).file
    assert file is not None, "A signed result has its file."
    return file
