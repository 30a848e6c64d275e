"""One dossier: everything about it, the moves that are open, its story, its date."""

from typing import Any

from django.db.models import prefetch_related_objects
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from dossiers import ledger_text, queries
from dossiers.api import money
from dossiers.api.acts import BY_MOVE
from dossiers.api.shown import Detail, DueDateShown, HappeningShown, MoveShown
from dossiers.models import Dossier
from dossiers.states import PAUSED, State
from identity.actors import actor_of
from kernel import moves
from kernel.moves import GuardRefuses, Offer
from kernel.openapi import answers


class DossierView(APIView):
    """Everything about a dossier but its papers and its story."""

    @extend_schema(operation_id="dossier", responses=answers(Detail, 401, 404), tags=["dossiers"])
    def get(self, request: Request, code: str) -> Response:
        by = actor_of(request.user)
        dossier = queries.dossier(code, by)
        prefetch_related_objects([dossier], "supplements__items__requirement")
        return Response(Detail(dossier, context={"by": by, "orders": money.orders_of(dossier, request)}).data)


class MovesView(APIView):
    """The moves that the caller may make from here; of a blocked one, what still says no."""

    @extend_schema(operation_id="dossier_moves", responses=answers(MoveShown(many=True), 401, 404), tags=["dossiers"])
    def get(self, request: Request, code: str) -> Response:
        by = actor_of(request.user)
        dossier = queries.dossier(code, by)
        offers = [_move(offer, dossier, request) for offer in moves.available(dossier, by)]
        return Response(MoveShown(offers, many=True).data)


class TimelineView(APIView):
    """Everything that happened to a dossier, oldest first."""

    @extend_schema(
        operation_id="dossier_timeline", responses=answers(HappeningShown(many=True), 401, 404), tags=["dossiers"]
    )
    def get(self, request: Request, code: str) -> Response:
        by = actor_of(request.user)
        lines = queries.timeline(queries.dossier(code, by))
        names = queries.names_of_officers(line.actor for line in lines)
        return Response(HappeningShown(lines, many=True, context={"by": by, "names": names}).data)


class DueDateView(APIView):
    """When the result is due, and of every day on the way to it whether it counts and why."""

    @extend_schema(operation_id="dossier_due_date", responses=answers(DueDateShown, 400, 401, 404), tags=["dossiers"])
    def get(self, request: Request, code: str) -> Response:
        dossier = queries.dossier(code, actor_of(request.user))
        return Response(DueDateShown(_due_date(dossier)).data)


def _move(offer: Offer, dossier: Dossier, request: Request) -> dict[str, Any]:
    address = reverse(f"dossier-{BY_MOVE[offer.name].name}", args=[dossier.code], request=request)
    return {
        "name": offer.name,
        "label": offer.label,
        "address": address,
        "target": offer.target,
        "target_label": State(offer.target).label if offer.target else None,
        "is_open": offer.is_open,
        "blocked_by": _block(offer, dossier),
    }


def _block(offer: Offer, dossier: Dossier) -> dict[str, Any] | None:
    if offer.blocked_by is None:
        return None
    return GuardRefuses(offer.blocked_by, **offer.blocked_by.params(dossier)).as_body()


def _due_date(dossier: Dossier) -> dict[str, Any]:
    shared = {
        "extended_to_on": dossier.extended_to_on,
        "is_overdue": queries.is_overdue(dossier),
        "is_paused": dossier.state in PAUSED,
        "term": dossier.terms,
    }
    if dossier.received_at is None:
        return {**shared, "due_on": None, "due_text": "", "ledger": [], "reception": _reception(dossier)}
    due = queries.explain(dossier)
    told = {"due_on": due.due_on, "due_text": ledger_text.day(due.due_on), "ledger": ledger_text.as_rows(due.lines)}
    return {**shared, **told, "reception": None}


def _reception(dossier: Dossier) -> dict[str, Any]:
    due = queries.explain_reception(dossier)
    lines = [{"on": line.on, "minutes": line.minutes, "text": ledger_text.minutes_sentence(line)} for line in due.lines]
    return {"from_at": dossier.reception_from_at, "due_at": due.due_at, "ledger": lines}
