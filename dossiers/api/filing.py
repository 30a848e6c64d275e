"""File a dossier, and find dossiers."""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from dossiers.api import given
from dossiers.api.shown import Row, Standing
from dossiers.models import Dossier
from dossiers.models.dossier_rows import DossierQuerySet
from dossiers.services import filing
from dossiers.states import Identity, State
from identity.actors import actor_of
from kernel import clock
from kernel.api import once_per_key
from kernel.openapi import IDEMPOTENCY_KEY, answers


class DossierFilter(filters.FilterSet):  # type: ignore[misc]
    state = filters.MultipleChoiceFilter(choices=State.choices)
    procedure = filters.CharFilter(field_name="procedure__code", label="code of the procedure")
    identity = filters.MultipleChoiceFilter(choices=Identity.choices)
    overdue = filters.BooleanFilter(method="narrow_to_overdue", label="at work after the due date")
    due_on = filters.DateFromToRangeFilter(label="due in this period, both days included")
    search = filters.CharFilter(
        method="find", max_length=120, label="a code, a name, a part of the request, or a whole personal number"
    )

    class Meta:
        model = Dossier
        fields = ("state", "procedure", "identity", "overdue", "due_on", "search")

    def narrow_to_overdue(self, dossiers: DossierQuerySet, _name: str, wanted: bool) -> QuerySet[Dossier]:
        overdue = dossiers.overdue(clock.today())
        return overdue if wanted else dossiers.exclude(pk__in=overdue.values("pk"))

    def find(self, dossiers: QuerySet[Dossier], _name: str, text: str) -> QuerySet[Dossier]:
        return dossiers.filter(
            Q(code__istartswith=text)
            | Q(applicant__full_name__icontains=text)
            | Q(summary__icontains=text)
            | Q(applicant__personal_number=text)
        )


class DossiersView(ListAPIView[Dossier]):
    """The dossiers that the caller may see, newest first; and the door through which new ones come."""

    serializer_class = Row
    filter_backends = (filters.DjangoFilterBackend,)
    filterset_class = DossierFilter

    def get_queryset(self) -> QuerySet[Dossier]:
        visible = Dossier.objects.visible_to(actor_of(self.request.user))
        return visible.select_related("procedure", "applicant")

    @extend_schema(operation_id="dossiers", responses=answers(Row(many=True), 400, 401), tags=["dossiers"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="file_dossier",
        parameters=[IDEMPOTENCY_KEY],
        request=given.Filing,
        responses=answers(Standing, 400, 401, 403, 409, status=201),
        tags=["dossiers"],
    )
    def post(self, request: Request) -> Response:
        """File a dossier; it gets its code and waits for acceptance, 8 working hours at most."""
        by = actor_of(request.user)
        facts = given.facts(given.Filing, request.data)
        return once_per_key(request, str(by), lambda: Response(Standing(filing.file(**facts, by=by)).data, status=201))
