"""The linked service of a dossier: how it goes, step by step, what stands of it, and the papers of its agencies."""

from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from dossiers import files, ledger_text, queries
from dossiers.api import sending
from dossiers.api.sending import FileNegotiation
from dossiers.api.shown import DayShown
from dossiers.models import Dossier, PartnerResult
from identity.actors import actor_of
from interlink import names
from interlink import queries as interlink
from interlink.adapters import partners
from interlink.errors import ChainMissing
from interlink.models import Chain
from interlink.states import ChainState, Effect, StepState
from kernel.actors import Actor
from kernel.fields import in_force
from kernel.openapi import answers, file_answers
from signing.states import Verdict


class LegShown(serializers.Serializer[interlink.Leg]):
    """What one agency is asked; hours are simulated, `working_days` run from its sending to its end or to today."""

    step = serializers.CharField()
    name = serializers.SerializerMethodField()
    agency = serializers.CharField()
    agency_name = serializers.SerializerMethodField()
    state = serializers.ChoiceField(StepState.choices)
    state_label = serializers.SerializerMethodField()
    ready_at = serializers.DateTimeField(allow_null=True)
    sent_at = serializers.DateTimeField(allow_null=True)
    answer_due_at = serializers.DateTimeField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    working_days = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField(help_text="why it stands where it stands")

    def get_name(self, leg: interlink.Leg) -> str:
        return names.in_force(leg.step)

    def get_agency_name(self, leg: interlink.Leg) -> str:
        return partners.name_of(leg.agency, in_force())

    def get_state_label(self, leg: interlink.Leg) -> str:
        return str(StepState(leg.state).label)


class FindingShown(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]
    text = serializers.CharField()


class PartShown(serializers.Serializer[interlink.Standing]):
    """Something that an agency has done and that stands, whatever becomes of the rest."""

    step = serializers.CharField()
    name = serializers.SerializerMethodField()
    agency = serializers.CharField()
    agency_name = serializers.SerializerMethodField()
    effect = serializers.ChoiceField(Effect.choices)
    effect_label = serializers.CharField(source="effect.label")
    done_at = serializers.DateTimeField()
    given_up = serializers.BooleanField(help_text="done although the house had stopped waiting for it")
    findings = serializers.SerializerMethodField(help_text="null while they are not the caller's to see")
    verdict = serializers.SerializerMethodField(help_text="on the agency's signed paper; null until it is judged")
    verdict_label = serializers.SerializerMethodField()

    def get_name(self, part: interlink.Standing) -> str:
        return names.in_force(part.step)

    def get_agency_name(self, part: interlink.Standing) -> str:
        return partners.name_of(part.agency, in_force())

    @extend_schema_field(FindingShown(many=True, allow_null=True))
    def get_findings(self, part: interlink.Standing) -> Any:
        if not self.context["may_read"]:
            return None
        rows = names.findings(part.findings, in_force())
        return FindingShown([{"label": label, "text": text} for label, text in rows], many=True).data

    @extend_schema_field(serializers.ChoiceField(Verdict.choices, allow_null=True))
    def get_verdict(self, part: interlink.Standing) -> Any:
        result: PartnerResult | None = self.context["results"].get(part.step)
        return result.verdict or None if result else None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_verdict_label(self, part: interlink.Standing) -> Any:
        verdict = self.get_verdict(part)
        return str(Verdict(verdict).label) if verdict else None


class ChainOfDossier(serializers.Serializer[Any]):
    """A linked service; its date is the dossier's (ADR 0015)."""

    code = serializers.CharField()
    route = serializers.CharField()
    state = serializers.ChoiceField(ChainState.choices)
    state_label = serializers.CharField()
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    due_on = serializers.DateField()
    working_days = serializers.IntegerField(help_text="from its start to its end, or to today")
    ledger = DayShown(many=True)
    steps = LegShown(many=True)
    standing = PartShown(many=True)


class DossierChainView(APIView):
    """The linked service of a dossier: its steps with their agencies and hours, the ledger of its date, what stands."""

    @extend_schema(operation_id="dossier_chain", responses=answers(ChainOfDossier, 400, 401, 404), tags=["dossiers"])
    def get(self, request: Request, code: str) -> Response:
        by = actor_of(request.user)
        dossier = queries.dossier(code, by)
        if dossier.chain is None:
            raise ChainMissing
        return Response(ChainOfDossier(_told(dossier.chain), context=_context(dossier, by)).data)


class PartnerPaperView(APIView):
    """The signed paper of a partner agency: for officers at once, for the owner from the end of the dossier on."""

    content_negotiation_class = FileNegotiation

    @extend_schema(operation_id="dossier_partner_paper", responses=file_answers(files.PDF), tags=["papers"])
    def get(self, request: Request, code: str, step: str) -> HttpResponseBase:
        by = actor_of(request.user)
        result = queries.partner_result(queries.dossier(code, by), step, by)
        return sending.stored(result.paper, f"{code}-{step}")


def _told(chain: Chain) -> dict[str, Any]:
    progress = interlink.progress(chain)
    return {
        "code": progress.code,
        "route": progress.route,
        "state": progress.state,
        "state_label": ChainState(progress.state).label,
        "started_at": chain.started_at,
        "finished_at": chain.finished_at,
        "due_on": progress.due_on,
        "working_days": progress.working_days,
        "ledger": ledger_text.as_rows(interlink.ledger(chain).lines),
        "steps": progress.legs,
        "standing": interlink.what_stands(chain),
    }


def _context(dossier: Dossier, by: Actor) -> dict[str, Any]:
    return {
        "may_read": queries.may_read_partner_papers(dossier, by),
        "results": {result.step: result for result in dossier.partner_results.all()},
    }
