"""The catalogue for everybody: which procedures there are, and what each asks for and promises."""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from dossiers import queries
from dossiers.api.shown import RequirementShown
from dossiers.models import Fee, Procedure, ProcedureTerms
from dossiers.states import Level
from kernel import clock
from kernel.fields import InLanguage
from kernel.openapi import answers


class ProcedureRow(serializers.ModelSerializer[Procedure]):
    """A procedure in a list."""

    name = InLanguage()
    field_label = InLanguage(source="field")
    level_label = serializers.CharField(source="get_level_display")
    result = InLanguage()

    class Meta:
        model = Procedure
        fields = ("code", "name", "field", "field_label", "level", "level_label", "authority", "result")
        read_only_fields = fields


class FeeLine(serializers.ModelSerializer[Fee]):
    """A charge (phí) or a levy (lệ phí)."""

    name = InLanguage()
    kind_label = serializers.CharField(source="get_kind_display")
    per_label = serializers.CharField(source="get_per_display")
    case_answers = serializers.ListField(child=serializers.CharField())
    instead_of = serializers.ListField(child=serializers.CharField(), help_text="codes of fees not paid then")
    when = InLanguage(help_text="empty: what an ordinary dossier pays; else the case in which this is paid")

    class Meta:
        model = Fee
        fields = (
            "code",
            "kind",
            "kind_label",
            "name",
            "when",
            "direct_vnd",
            "online_vnd",
            "per",
            "per_label",
            "first_unit",
            "further_from",
            "further_vnd",
            "max_vnd",
            "case_question",
            "case_answers",
            "instead_of",
            "proof",
        )
        read_only_fields = fields


class TermsInForce(serializers.ModelSerializer[ProcedureTerms]):
    """What the procedure promises and asks for today (simulated)."""

    sla_unit_label = serializers.CharField(source="get_sla_unit_display")
    supplement_rule_label = serializers.CharField(source="get_supplement_rule_display")
    fee_timing_label = serializers.CharField(source="get_fee_timing_display")
    fees = FeeLine(many=True)
    papers = RequirementShown(source="requirements", many=True)

    class Meta:
        model = ProcedureTerms
        fields = (
            "effective_on",
            "sla_days",
            "sla_unit",
            "sla_unit_label",
            "cut_off",
            "verify_days",
            "supplement_days",
            "supplement_rule",
            "supplement_rule_label",
            "fee_timing",
            "fee_timing_label",
            "fees",
            "papers",
        )
        read_only_fields = fields


class ChoiceShown(serializers.Serializer[Any]):
    value = serializers.CharField()
    label = InLanguage()  # type: ignore[assignment]


class QuestionShown(serializers.Serializer[Any]):
    """A question of the e-form."""

    name = serializers.CharField(help_text="the name under which the answer is filed")
    label = InLanguage()  # type: ignore[assignment]
    type = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    choices = ChoiceShown(many=True)


class ProcedureDetail(ProcedureRow):
    """A procedure with the terms in force, if there are any today."""

    form = QuestionShown(source="form_fields", many=True)
    terms = serializers.SerializerMethodField()

    class Meta(ProcedureRow.Meta):
        fields = (*ProcedureRow.Meta.fields, "also_competent", "tags", "form", "terms")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]

    @extend_schema_field(TermsInForce(allow_null=True))
    def get_terms(self, _procedure: Procedure) -> Any:
        terms = self.context["terms"]
        return None if terms is None else TermsInForce(terms).data


class ProcedureFilter(filters.FilterSet):  # type: ignore[misc]
    level = filters.ChoiceFilter(choices=Level.choices)
    search = filters.CharFilter(method="find", max_length=120, label="a code, or a part of the name")

    class Meta:
        model = Procedure
        fields = ("field", "level", "search")

    def find(self, procedures: QuerySet[Procedure], _name: str, text: str) -> QuerySet[Procedure]:
        return procedures.filter(Q(code__startswith=text) | Q(name_vi__icontains=text) | Q(name_en__icontains=text))


class ProceduresView(ListAPIView[Procedure]):
    """The procedures, by code."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    serializer_class = ProcedureRow
    queryset = Procedure.objects.all()
    filter_backends = (filters.DjangoFilterBackend,)
    filterset_class = ProcedureFilter
    ordering = "code"

    @extend_schema(operation_id="procedures", responses=answers(ProcedureRow(many=True), 400), tags=["catalogue"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class ProcedureView(APIView):
    """One procedure: its term, its fees, the papers and the answers that it asks for."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(operation_id="procedure", responses=answers(ProcedureDetail, 404), tags=["catalogue"])
    def get(self, request: Request, code: str) -> Response:
        procedure = queries.procedure(code)
        terms = queries.promised(procedure, clock.today())
        return Response(ProcedureDetail(procedure, context={"terms": terms}).data)
