"""Intake in one minimal DRF view: the same log-in and the same rows, and no rule but the shape of the body."""

from functools import cache
from typing import Any

from django.db import transaction
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from dossiers.models import Dossier, Paper, PaperRequirement, ProcedureTerms
from dossiers.numbering import next_dossier_code
from dossiers.states import Channel, PaperKind, PaperState
from identity.models import Agency
from kernel import clock
from kernel.health import health
from kernel.models import NO_DIGEST, JournalEntry

DIGEST = "f" * 64


class Filing(serializers.Serializer[Any]):
    procedure = serializers.CharField(max_length=40)
    reception = serializers.CharField(max_length=20)
    form = serializers.DictField(child=serializers.CharField(max_length=1000))


class Filed(serializers.ModelSerializer[Dossier]):
    class Meta:
        model = Dossier
        fields = ("code", "state", "submitted_at", "reception_due_at")


class IntakeView(APIView):
    def post(self, request: Request) -> Response:
        given = Filing(data=request.data)
        given.is_valid(raise_exception=True)
        dossier = store(request.user.person_id, **given.validated_data)
        return Response(Filed(dossier).data, status=201)


@transaction.atomic
def store(person_id: int, *, procedure: str, reception: str, form: dict[str, str]) -> Dossier:
    """Write what a filing writes: the number, the dossier, its e-forms, and the line with its head."""
    now, desk, (terms, eforms) = clock.wall(), agency(reception), catalogue(procedure)
    dossier = Dossier.objects.create(
        code=next_dossier_code(desk, now.date()),
        procedure_id=terms.procedure_id,
        terms=terms,
        reception=desk,
        agency=desk,
        applicant_id=person_id,
        submitter_id=person_id,
        channel=Channel.ONLINE,
        summary=terms.procedure.name_vi,
        form=form,
        submitted_at=now,
        reception_from_at=now,
        reception_due_at=now,
    )
    Paper.objects.bulk_create(
        Paper(dossier=dossier, requirement=need, name_vi=need.name_vi, state=PaperState.DIGITIZED, added_at=now)
        for need in eforms
    )
    JournalEntry.objects.create(
        stream=dossier.stream,
        sequence=1,
        name="dossiers.DossierSubmitted",
        actor=f"citizen:{person_id}",
        at=now,
        recorded_at=now,
        payload=f'{{"dossier_id":{dossier.pk},"code":"{dossier.code}"}}',
        previous=NO_DIGEST,
        digest=DIGEST,
    )
    head = {"journal_sequence": 1, "journal_digest": DIGEST, "journal_at": now}
    Dossier.objects.filter(pk=dossier.pk).update(**head)
    return dossier


@cache
def agency(code: str) -> Agency:
    return Agency.objects.get(code=code)


@cache
def catalogue(procedure: str) -> tuple[ProcedureTerms, list[PaperRequirement]]:
    terms = ProcedureTerms.objects.select_related("procedure").get(procedure__code=procedure)
    return terms, [need for need in terms.requirements.all() if need.kind == PaperKind.EFORM]


urlpatterns = [path("health", health), path("api/v1/dossiers", IntakeView.as_view())]
