"""The doors of the reports: the on-time report, and the dossiers behind each of its figures."""

from dataclasses import fields
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from dossiers.models import Dossier
from identity.actors import actor_of
from identity.roles import Role
from kernel.actors import Actor
from kernel.fields import InLanguage
from kernel.openapi import answers
from reports import exports, queries
from reports.columns import COLUMNS, By, InProcess, OfWhich, Received, Resolved, Standing
from reports.errors import ReportsClosed
from reports.queries import TOTAL, Cell

READERS = (Role.REPORTS, Role.LEADER, Role.TRAINER, Role.ADMINISTRATOR)


class OnTimeAsked(serializers.Serializer[Any]):
    to = serializers.DateField(source="to_on", help_text="last day, included")
    by = serializers.ChoiceField(By.choices, default=By.AGENCY, help_text="what a row stands for")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        # `from` is a word of the language and cannot be declared above.
        first = serializers.DateField(source="from_on", help_text="first day, included")
        return {"from": first, **super().get_fields()}

    def validate_by(self, by: str) -> By:
        return By(by)


class CellAsked(OnTimeAsked):
    column = serializers.ChoiceField(
        [(path, column.heading) for path, column in COLUMNS.items()],
        default="total",
        help_text="path of the figure in the report",
    )
    row = serializers.CharField(
        default=TOTAL, allow_blank=True, max_length=40, help_text="key of the row; without it, the total"
    )


class ShareShown(serializers.Serializer[Any]):
    part = serializers.IntegerField()
    whole = serializers.IntegerField()
    percent = serializers.DecimalField(
        max_digits=5, decimal_places=2, allow_null=True, help_text="two digits, half up; null when nothing is resolved"
    )


class SharesShown(serializers.Serializer[Any]):
    on_time = ShareShown(help_text="early and on time, of what is resolved")
    late = ShareShown(help_text="late, of what is resolved; the two percentages sum to 100.00")


def _numbers(name: str, group: type[Any]) -> serializers.Serializer[Any]:
    return inline_serializer(name, {column.name: serializers.IntegerField() for column in fields(group)})


class FiguresShown(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    received = _numbers("DossiersReceived", Received)
    resolved = _numbers("DossiersResolved", Resolved)
    in_process = _numbers("DossiersInProcess", InProcess)
    of_which = _numbers("DossiersOfWhich", OfWhich)
    shares = SharesShown()


class OnTimeRow(FiguresShown):
    key = serializers.CharField(help_text="code of the agency or procedure, or the month as 2024-04")
    name = serializers.CharField()


class OnTimeShown(serializers.Serializer[Any]):
    form = serializers.CharField()
    from_on = serializers.DateField()
    to_on = serializers.DateField()
    as_of = serializers.DateField(help_text="the day the report speaks of: the last one, or today if that is earlier")
    by = serializers.ChoiceField(By.choices)
    by_label = serializers.CharField()
    rows = OnTimeRow(many=True)
    total = FiguresShown()


class NamedCode(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = InLanguage()


class DossierBehind(serializers.ModelSerializer[Dossier]):
    """A dossier that a figure counts."""

    procedure = NamedCode()
    agency = NamedCode(help_text="the one that resolves")
    channel_label = serializers.CharField(source="get_channel_display")
    state_label = serializers.CharField(source="get_state_display")
    standing = serializers.ChoiceField(Standing.choices, help_text="how it stood on the day of the report")
    standing_label = serializers.SerializerMethodField()

    class Meta:
        model = Dossier
        fields = (
            "code",
            "procedure",
            "agency",
            "channel",
            "channel_label",
            "state",
            "state_label",
            "standing",
            "standing_label",
            "received_at",
            "due_on",
            "extended_to_on",
            "finished_at",
        )
        read_only_fields = fields

    def get_standing_label(self, dossier: Any) -> str:
        return str(Standing(dossier.standing).label)


class OnTimeView(APIView):
    """How many dossiers were received, resolved and in process, in the columns of form II.06a, of all agencies."""

    @extend_schema(
        operation_id="report_on_time",
        parameters=[OnTimeAsked],
        responses=answers(OnTimeShown, 400, 401, 403),
        tags=["reports"],
    )
    def get(self, request: Request) -> Response:
        _reader(request)
        asked = OnTimeAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        report = queries.on_time(**asked.validated_data)
        return Response(OnTimeShown(exports.on_time_document(report)).data)


class DossiersBehindView(ListAPIView[Dossier]):
    """The dossiers behind one figure of the on-time report, those among them that the caller may see."""

    serializer_class = DossierBehind
    queryset = Dossier.objects.none()

    @extend_schema(
        operation_id="report_on_time_dossiers",
        parameters=[CellAsked],
        responses=answers(DossierBehind(many=True), 400, 401, 403),
        tags=["reports"],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Dossier]:
        reader = _reader(self.request)
        asked = CellAsked(data=self.request.query_params)
        asked.is_valid(raise_exception=True)
        behind = queries.dossiers_behind(Cell(**asked.validated_data), reader)
        return behind.select_related("procedure", "agency")


def _reader(request: Request) -> Actor:
    """Return who asks. Raises ReportsClosed to everybody but officers who read reports."""
    actor = actor_of(request.user)
    if not (actor.is_officer and actor.has(*READERS)):
        raise ReportsClosed(roles=[str(role) for role in READERS])
    return actor
