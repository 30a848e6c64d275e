"""The exception list, and what a person decides about an entry."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from identity.actors import actor_of
from kernel.openapi import answers
from payments.api import given
from payments.api.shown import DiscrepancyShown
from payments.models import Discrepancy
from payments.services import discrepancies
from payments.states import DiscrepancyKind, DiscrepancyState

Post = TypeVar("Post", bound=Callable[..., Response])


def decision(operation_id: str) -> Callable[[Post], Post]:
    """Describe an act of a person on an entry."""
    described: Callable[[Post], Post] = extend_schema(
        operation_id=operation_id,
        request=given.Decision,
        responses=answers(DiscrepancyShown, 400, 401, 403, 404, 409),
        tags=["payments"],
    )
    return described


class DiscrepancyFilter(filters.FilterSet):  # type: ignore[misc]
    state = filters.ChoiceFilter(choices=DiscrepancyState.choices)
    kind = filters.ChoiceFilter(choices=DiscrepancyKind.choices)

    class Meta:
        model = Discrepancy
        fields = ("state", "kind")


class DiscrepanciesView(ListAPIView[Discrepancy]):
    """The exception list of the caller's office, newest first; a citizen's is empty."""

    serializer_class = DiscrepancyShown
    filter_backends = (filters.DjangoFilterBackend,)
    filterset_class = DiscrepancyFilter

    def get_queryset(self) -> QuerySet[Discrepancy]:
        visible = Discrepancy.objects.visible_to(actor_of(self.request.user))
        return visible.select_related("notice__attempt__order")

    @extend_schema(
        operation_id="payment_discrepancies",
        responses=answers(DiscrepancyShown(many=True), 400, 401),
        tags=["payments"],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class AcceptView(APIView):
    """Take money that came late as the payment of its order, which must still be unpaid."""

    @decision("payment_accept_late")
    def post(self, request: Request, pk: int) -> Response:
        return _decided(discrepancies.accept, request, pk)


class GiveBackView(APIView):
    """Give back money that is not a payment of its order; it is sent like any refund."""

    @decision("payment_give_back")
    def post(self, request: Request, pk: int) -> Response:
        return _decided(discrepancies.give_back, request, pk)


class DismissView(APIView):
    """Take an entry off the list without moving money: it was cleared up with the bank."""

    @decision("payment_dismiss")
    def post(self, request: Request, pk: int) -> Response:
        return _decided(discrepancies.dismiss, request, pk)


def _decided(service: Callable[..., object], request: Request, pk: int) -> Response:
    """Decide about an entry, and answer it as it stands afterwards."""
    service(pk, by=actor_of(request.user), **given.facts(given.Decision, request.data))
    entry = Discrepancy.objects.select_related("notice__attempt__order").get(pk=pk)
    return Response(DiscrepancyShown(entry).data)
