"""The doors of linked services: the inbox of other offices, and for officers the chains and what can be done there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from inspect import getdoc
from typing import Any, cast

from django.db import OperationalError
from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.parsers import BaseParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from identity.actors import actor_of
from interlink import messages, queries
from interlink.adapters import partners
from interlink.errors import InboxBusy, MessageTooLarge
from interlink.models import Chain, Line, Step
from interlink.services import chains, inbox, nudges, stuck
from interlink.states import ChainState, Effect, StepState
from kernel import clock, moves
from kernel.actors import Actor
from kernel.api import PROBLEM_JSON
from kernel.fields import TextByName, in_force
from kernel.openapi import answers

AGENCY_HEADER = "X-Agency"
# Real seconds after which an agency tries again.
RETRY_AFTER = 5
ORPHAN_DAYS = 5


class RawBody(BaseParser):
    """The bytes as they came, because the seal is on them; the size is known before a byte is read."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        request = (parser_context or {})["request"]
        if int(request.META.get("CONTENT_LENGTH") or 0) > messages.MOST_BYTES:
            raise MessageTooLarge(most_bytes=messages.MOST_BYTES)
        return stream.read(messages.MOST_BYTES)


class AckShown(serializers.Serializer[Any]):
    schema = serializers.CharField()
    message_id = serializers.CharField()
    body_sha256 = serializers.CharField()
    received_at = serializers.DateTimeField(help_text="simulated")


class InboxView(APIView):
    """Takes a sealed answer of a partner agency: 202 the first time, 200 for a copy or for what comes too late."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    parser_classes = (RawBody,)

    @extend_schema(
        operation_id="interlink_inbox",
        request=OpenApiTypes.OBJECT,
        parameters=[OpenApiParameter(AGENCY_HEADER, str, OpenApiParameter.HEADER, required=True)],
        responses={**answers(AckShown, 400, 401, 404, 409, 413, 503), 202: AckShown},
        tags=["interlink"],
        auth=[],
    )
    def post(self, request: Request) -> Response:
        body = request.data if isinstance(request.data, bytes) else b""
        try:
            taken = inbox.receive(request.headers.get(AGENCY_HEADER, ""), body, request.headers)
        except OperationalError:
            return _busy()
        ack = {
            "schema": messages.ACK,
            "message_id": taken.message_id,
            "body_sha256": taken.body_sha256,
            "received_at": clock.now(),
        }
        return Response(AckShown(ack).data, status=HTTPStatus.ACCEPTED if taken.is_first else HTTPStatus.OK)


class OfferShown(serializers.Serializer[Any]):
    """A move that the caller may make; `blocked_by` is the code of the guard that still says no."""

    name = serializers.CharField()
    move_label = serializers.CharField(source="label")
    blocked_by = serializers.CharField(source="blocked_by.code", allow_null=True, default=None)


class StepShown(serializers.ModelSerializer[Step]):
    state_label = serializers.CharField(source="get_state_display")
    effect_label = serializers.CharField(source="get_effect_display")
    agency_name = serializers.SerializerMethodField()
    moves = serializers.SerializerMethodField(help_text="open to the caller")

    class Meta:
        model = Step
        fields = (
            "code",
            "agency",
            "agency_name",
            "effect",
            "effect_label",
            "state",
            "state_label",
            "reason",
            "attempt",
            "tries",
            "ready_at",
            "sent_at",
            "next_attempt_at",
            "answer_due_at",
            "silent_at",
            "finished_at",
            "moves",
        )
        read_only_fields = fields

    def get_agency_name(self, step: Step) -> str:
        return partners.name_of(step.agency, in_force())

    @extend_schema_field(OfferShown(many=True))
    def get_moves(self, step: Step) -> Any:
        offers: Any = moves.available(step, self.context["actor"])
        return OfferShown(offers, many=True).data


class ChainNamed(serializers.ModelSerializer[Chain]):
    state_label = serializers.CharField(source="get_state_display")
    office = serializers.CharField(source="office.code")

    class Meta:
        model = Chain
        fields: tuple[str, ...] = (
            "code",
            "route",
            "subject",
            "office",
            "state",
            "state_label",
            "started_at",
            "due_on",
            "overdue_at",
            "finished_at",
        )
        read_only_fields = fields


class StandingShown(serializers.Serializer[Any]):
    """Something that was done and stays done."""

    step = serializers.CharField()
    agency = serializers.CharField()
    effect = serializers.ChoiceField(Effect.choices)
    effect_label = serializers.CharField(source="effect.label")
    done_at = serializers.DateTimeField()
    given_up = serializers.BooleanField(help_text="done although the house had stopped waiting for it")


class ChainShown(ChainNamed):
    steps = StepShown(many=True)
    standing = StandingShown(many=True)

    class Meta(ChainNamed.Meta):
        fields = (*ChainNamed.Meta.fields, "steps", "standing")
        read_only_fields = fields


class ReasonGiven(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=1000)


class Corrected(ReasonGiven):
    facts = TextByName(help_text="the answers of the declaration that are corrected, by name")


class Supplied(serializers.Serializer[Any]):
    facts = TextByName(required=False, help_text="the answers of the declaration that are corrected, by name")
    step = serializers.CharField(required=False, max_length=40, help_text="without it, every step that waits")


class Nothing(serializers.Serializer[Any]):
    """The act needs no facts."""


class OrphanShown(serializers.Serializer[Any]):
    """A child whose birth is registered and who still lacks something."""

    chain = serializers.CharField()
    subject = serializers.CharField()
    personal_number = serializers.CharField(help_text="masked")
    step = serializers.CharField()
    agency = serializers.CharField()
    registered_at = serializers.DateTimeField()
    working_days = serializers.IntegerField()
    cause = serializers.ChoiceField(StepState.choices)
    cause_label = serializers.SerializerMethodField()
    reason = serializers.CharField()
    since = serializers.DateTimeField(allow_null=True)

    def get_cause_label(self, orphan: queries.Orphan) -> str:
        return str(StepState(orphan.cause).label)


class LineShown(serializers.ModelSerializer[Line]):
    agency_name = serializers.SerializerMethodField()

    class Meta:
        model = Line
        fields = ("agency", "agency_name", "failures", "opened_at", "next_probe_at", "probes", "last_cause")
        read_only_fields = fields

    def get_agency_name(self, line: Line) -> str:
        return partners.name_of(line.agency, in_force())


class ChainFilter(filters.FilterSet):  # type: ignore[misc]
    state = filters.ChoiceFilter(choices=ChainState.choices)

    class Meta:
        model = Chain
        fields = ("state", "route")


class ChainsView(ListAPIView[Chain]):
    """Linked services of the caller's agency, newest first."""

    serializer_class = ChainNamed
    filter_backends = (filters.DjangoFilterBackend,)
    filterset_class = ChainFilter

    def get_queryset(self) -> QuerySet[Chain]:
        return Chain.objects.visible_to(actor_of(self.request.user)).select_related("office")

    @extend_schema(
        operation_id="chains",
        responses=answers(ChainNamed(many=True), 400, 401),
        tags=["interlink"],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class ChainView(APIView):
    """One linked service: its steps, what can be done about each, and what stands."""

    @extend_schema(operation_id="chain", responses=answers(ChainShown, 401, 404), tags=["interlink"])
    def get(self, request: Request, code: str) -> Response:
        return _shown(code, actor_of(request.user))


@dataclass(frozen=True, slots=True)
class Act:
    """POST chains/{code}/{address} does `service(id, by=actor, **facts)`; a step is in the address, or it is not."""

    name: str
    service: Callable[..., object]
    facts: type[serializers.Serializer[Any]] = Nothing


STEP_ACTS = (
    Act("nudge", nudges.nudge),
    Act("resume", stuck.resume),
    Act("resend", stuck.resend, Corrected),
    Act("abandon", stuck.abandon, ReasonGiven),
)
CHAIN_ACTS = (Act("supply", chains.supply, Supplied), Act("abandon", chains.abandon, ReasonGiven))


class ActSchema(AutoSchema):
    """An act in OpenAPI, read from its row: what it asks for, and in words the service's own."""

    @property
    def act(self) -> Act:
        return cast("ActView", self.view).act

    def get_operation_id(self) -> str:
        return f"{'step' if self.act in STEP_ACTS else 'chain'}_{self.act.name}"

    def get_description(self) -> str:  # type: ignore[override]
        return (getdoc(self.act.service) or "").partition("\n\n")[0]

    def get_tags(self) -> list[str]:
        return ["interlink"]

    def get_request_serializer(self) -> Any:
        return None if self.act.facts is Nothing else self.act.facts

    def get_response_serializers(self) -> Any:
        return answers(ChainShown, 400, 401, 403, 404, 409)


class ActView(APIView):
    """Does one act on a chain or a step that is stuck, and shows the chain afterwards."""

    act: Act = CHAIN_ACTS[0]
    schema = ActSchema()

    def post(self, request: Request, code: str, step: str = "") -> Response:
        actor = actor_of(request.user)
        given = self.act.facts(data=request.data)
        given.is_valid(raise_exception=True)
        pk = queries.step_id(code, step, actor) if step else queries.chain(code, actor).pk
        self.act.service(pk, by=actor, **given.validated_data)
        return _shown(code, actor)


class OrphansView(APIView):
    """Children whose birth is registered and who lack a residence or a card after some working days, with the cause."""

    @extend_schema(
        operation_id="orphans",
        parameters=[
            OpenApiParameter("days", {"type": "integer", "minimum": 0, "maximum": 250, "default": ORPHAN_DAYS})
        ],
        responses=answers(OrphanShown(many=True), 400, 401),
        tags=["interlink"],
    )
    def get(self, request: Request) -> Response:
        asked = _Days(data=request.query_params)
        asked.is_valid(raise_exception=True)
        found = queries.orphans(asked.validated_data["days"], actor_of(request.user))
        return Response(OrphanShown(found, many=True).data)


class LinesView(APIView):
    """How calls to partner agencies go; one that has never failed is not listed."""

    @extend_schema(operation_id="lines", responses=answers(LineShown(many=True), 401), tags=["interlink"])
    def get(self, request: Request) -> Response:
        return Response(LineShown(queries.lines(), many=True).data)


class _Days(serializers.Serializer[Any]):
    days = serializers.IntegerField(min_value=0, max_value=250, default=ORPHAN_DAYS)


def _shown(code: str, actor: Actor) -> Response:
    chain = queries.chain(code, actor)
    standing = queries.what_stands(chain)
    chain.standing = standing  # type: ignore[attr-defined]
    return Response(ChainShown(chain, context={"actor": actor}).data)


def _busy() -> Response:
    headers = {"Retry-After": str(RETRY_AFTER)}
    return Response(InboxBusy().as_body(), status=InboxBusy.status, content_type=PROBLEM_JSON, headers=headers)
