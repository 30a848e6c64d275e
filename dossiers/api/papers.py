"""The papers of a dossier: what is asked for, what is there, what the vault holds, and the files themselves."""

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from dossiers import queries
from dossiers.api import sending
from dossiers.api.sending import FileNegotiation
from dossiers.api.shown import ComponentShown, VaultPaperShown
from dossiers.files import JPEG, PDF, PNG
from identity.actors import actor_of
from kernel.openapi import answers, file_answers


class PapersView(APIView):
    """Every paper that the procedure asks for, with the one that is there, if any."""

    @extend_schema(operation_id="papers", responses=answers(ComponentShown(many=True), 401, 404), tags=["papers"])
    def get(self, request: Request, code: str) -> Response:
        dossier = queries.dossier(code, actor_of(request.user))
        return Response(ComponentShown(queries.components(dossier), many=True).data)


class UsableView(APIView):
    """What the owner's vault holds that may stand in for this paper."""

    @extend_schema(
        operation_id="paper_in_vault",
        responses=answers(VaultPaperShown(many=True), 400, 401, 403, 404),
        tags=["papers"],
    )
    def get(self, request: Request, code: str, requirement: str) -> Response:
        by = actor_of(request.user)
        usable = queries.vault_for(queries.dossier(code, by), requirement, by)
        return Response(VaultPaperShown(usable, many=True).data)


class ScanView(APIView):
    """The file of a paper as it was uploaded."""

    content_negotiation_class = FileNegotiation

    @extend_schema(operation_id="paper_scan", responses=file_answers(PDF, JPEG, PNG), tags=["papers"])
    def get(self, request: Request, code: str, requirement: str) -> HttpResponseBase:
        paper = queries.paper(queries.dossier_id(code, actor_of(request.user)), requirement)
        return sending.stored(paper.scan, f"{code}-{requirement}")


class CertifiedView(APIView):
    """The electronic copy of a paper, certified by a clerk's signature or taken from the vault."""

    content_negotiation_class = FileNegotiation

    @extend_schema(operation_id="paper_certified", responses=file_answers(PDF), tags=["papers"])
    def get(self, request: Request, code: str, requirement: str) -> HttpResponseBase:
        paper = queries.paper(queries.dossier_id(code, actor_of(request.user)), requirement)
        return sending.stored(paper.certified, f"{code}-{requirement}")
