"""Every act on a dossier is one row: its address, the service that does it, and the facts that it asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import getdoc
from typing import Any, cast

from drf_spectacular.openapi import AutoSchema
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from dossiers import queries
from dossiers.api import given
from dossiers.api.shown import ItemShown, PaperShown, Standing
from dossiers.models import Dossier, Paper
from dossiers.services import (
    closing,
    decision,
    digitization,
    fees,
    handover,
    identity_check,
    intake,
    papers,
    partner_supplements,
    processing,
    supplement,
)
from identity.actors import actor_of
from kernel.actors import Actor
from kernel.openapi import answers
from kernel.parsing import FormBody, JsonBody

ONE_PAPER = "papers/<slug:requirement>"


@dataclass(frozen=True, slots=True)
class Act:
    """POST dossiers/{code}/{address} does `service(dossier_id, by=actor, **facts)`, with what the address names.

    facts   the shape of the body; its fields are named as the service names its arguments
    shown   what is answered: where the dossier stands now, or the paper
    move    the transition that it makes, as the table of moves calls it; empty for an act that moves nothing
    parser  how the body comes
    """

    address: str
    service: Callable[..., Any]
    facts: type[Serializer[Any]] = given.Nothing
    shown: type[Serializer[Any]] = Standing
    move: str = ""
    parser: type[BaseParser] = JsonBody

    @property
    def name(self) -> str:
        return self.address.rpartition("/")[2]


def request_supplement(dossier_id: int, **facts: Any) -> Dossier:
    """Ask for every missing or wrong paper in one request (form 02); the clock pauses."""
    return supplement.request(dossier_id, **facts).dossier


def certify(dossier_id: int, *, requirement: str, by: Actor) -> Paper:
    """Certify a scan: it becomes a PDF signed by the clerk, gets its code, and goes to the owner's vault."""
    return digitization.certify(queries.paper(dossier_id, requirement).pk, by=by)


ACTS = (
    Act("accept", intake.accept, move="accept"),
    Act("check-identity", identity_check.ask_now),
    Act("confirm-identity", identity_check.confirm, given.Reason),
    Act("refuse", closing.refuse, given.Refusal, move="refuse"),
    Act("digitize", digitization.finish, move="digitize"),
    Act("begin", processing.begin, given.ToOfficer, move="begin"),
    Act("request-supplement", request_supplement, given.SupplementRequest, move="request_supplement"),
    Act("send-supplement", supplement.send, move="send_supplement"),
    Act("complete-supplement", supplement.confirm, move="complete_supplement"),
    Act("lapse", closing.lapse, move="lapse"),
    Act("record-fee", fees.record, given.FeePaid),
    Act("hand-back", fees.hand_back, given.HandBack),
    Act("reject-relief", fees.reject_relief, given.Reason),
    Act("request-obligation", fees.request_obligation, given.Obligation, move="request_obligation"),
    Act("settle-obligation", fees.settle_obligation, given.ObligationPaid, move="settle_obligation"),
    Act("reassign", processing.reassign, given.ToOfficer, move="reassign"),
    Act("forward", processing.forward, given.ToAgency, move="forward"),
    Act("switch-procedure", processing.switch_procedure, given.ToProcedure, move="switch_procedure"),
    Act("propose", processing.propose, given.Draft, move="propose"),
    Act("recall", processing.recall, move="recall"),
    Act("send-back", decision.send_back, given.Reason, move="send_back"),
    Act("sign", decision.approve, move="approve"),
    Act("apologise", decision.apologise, given.NewDate, move="apologise"),
    Act("return", handover.return_result, given.HandingOver, move="return_result"),
    Act("withdraw", closing.withdraw, given.Reason, move="withdraw"),
    Act("stop", closing.stop, given.Reason, move="stop"),
    Act("correct-declaration", partner_supplements.correct, given.Correction),
    Act("partner-items/<int:item>/answer", partner_supplements.answer, given.PartnerAnswer, ItemShown, parser=FormBody),
    Act(f"{ONE_PAPER}/present", papers.present, given.Presented, PaperShown),
    Act(f"{ONE_PAPER}/upload", papers.upload, given.Scan, PaperShown, parser=FormBody),
    Act(f"{ONE_PAPER}/reuse", papers.reuse, given.FromVault, PaperShown),
    Act(f"{ONE_PAPER}/certify", certify, shown=PaperShown),
)
BY_MOVE = {act.move: act for act in ACTS if act.move}


class ActSchema(AutoSchema):
    """An act in OpenAPI, read from its row: what it asks for, what it answers, and in words the service's own."""

    @property
    def act(self) -> Act:
        return cast("ActView", self.view).act

    def get_operation_id(self) -> str:
        return f"dossier_{self.act.name.replace('-', '_')}"

    def get_description(self) -> str:  # type: ignore[override]
        told = getdoc(self.act.service) or ""
        return told.partition("\n\n")[0]

    def get_tags(self) -> list[str]:
        return ["acts"]

    def get_request_serializer(self) -> Any:
        return None if self.act.facts is given.Nothing else self.act.facts

    def get_response_serializers(self) -> Any:
        return answers(self.act.shown, 400, 401, 403, 404, 409)


class ActView(APIView):
    """Does one act for whoever is logged in, and answers what has become of it."""

    act: Act = ACTS[0]
    schema = ActSchema()

    def get_parsers(self) -> list[BaseParser]:
        return [self.act.parser()]

    def post(self, request: Request, code: str, **where: str) -> Response:
        by = actor_of(request.user)
        facts = given.facts(self.act.facts, request.data)
        done = self.act.service(queries.dossier_id(code, by), by=by, **where, **facts)
        return Response(self.act.shown(done).data)
