"""Orders for whoever may see them: to read, to pay, to pay back."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from identity.actors import actor_of
from kernel.api import PROBLEM_JSON, once_per_key
from kernel.openapi import IDEMPOTENCY_KEY, ProblemBody, answers, file_answers
from payments import queries, vietqr
from payments.api import given
from payments.api.shown import AttemptShown, OrderDetail, OrderRow, RefundShown
from payments.gateways import registry
from payments.models import Order
from payments.services import checkout, notices, orders, refunds
from payments.states import OrderState, Purpose

PICTURES = {"svg": ("image/svg+xml", vietqr.svg), "png": ("image/png", vietqr.png)}


class OrderFilter(filters.FilterSet):  # type: ignore[misc]
    state = filters.MultipleChoiceFilter(choices=OrderState.choices)
    purpose = filters.ChoiceFilter(choices=Purpose.choices)
    subject_code = filters.CharFilter(max_length=40, label="code of the dossier that is paid for")

    class Meta:
        model = Order
        fields = ("state", "purpose", "subject_code")


class OrdersView(ListAPIView[Order]):
    """The payment orders that the caller may see, newest first."""

    serializer_class = OrderRow
    filter_backends = (filters.DjangoFilterBackend,)
    filterset_class = OrderFilter

    def get_queryset(self) -> QuerySet[Order]:
        return Order.objects.visible_to(actor_of(self.request.user))

    @extend_schema(operation_id="payment_orders", responses=answers(OrderRow(many=True), 400, 401), tags=["payments"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class OrderView(APIView):
    """One order with its lines, tries, refunds and receipts."""

    @extend_schema(operation_id="payment_order", responses=answers(OrderDetail, 401, 404), tags=["payments"])
    def get(self, request: Request, code: str) -> Response:
        return Response(OrderDetail(queries.order(code, actor_of(request.user))).data)


class CheckoutView(APIView):
    """Begin to pay an order at a gateway; the answer says where the payer's browser goes."""

    @extend_schema(
        operation_id="payment_checkout",
        parameters=[IDEMPOTENCY_KEY],
        request=given.Checkout,
        responses=answers(AttemptShown, 400, 401, 403, 404, 409, 503, status=201),
        tags=["payments"],
    )
    def post(self, request: Request, code: str) -> Response:
        by = actor_of(request.user)
        facts = given.facts(given.Checkout, request.data)

        def begin() -> Response:
            attempt = checkout.begin(queries.order_id(code, by), by=by, **facts)
            return Response({"txn_ref": attempt.txn_ref}, status=201)

        begun = once_per_key(request, str(by), begin)
        # Outside the transaction that holds the key: a gateway may have to be called.
        attempt = checkout.connect(begun.data["txn_ref"], ip=request.META.get("REMOTE_ADDR", ""))
        return Response(AttemptShown(attempt).data, status=begun.status_code, headers=dict(begun.headers))


class CounterView(APIView):
    """A cashier takes the whole amount in cash."""

    @extend_schema(
        operation_id="payment_collect",
        request=given.Cash,
        responses=answers(OrderRow, 400, 401, 403, 404, 409),
        tags=["payments"],
    )
    def post(self, request: Request, code: str) -> Response:
        by = actor_of(request.user)
        facts = given.facts(given.Cash, request.data)
        return Response(OrderRow(orders.collect(queries.order_id(code, by), by=by, **facts)).data)


class InquiryView(APIView):
    """Ask the gateway what became of the latest try; its sealed word is applied like a notice."""

    @extend_schema(
        operation_id="payment_inquire",
        request=None,
        responses=answers(OrderDetail, 401, 403, 404, 409, 503),
        tags=["payments"],
    )
    def post(self, request: Request, code: str) -> Response:
        by = actor_of(request.user)
        notices.inquire(queries.order_id(code, by), by=by)
        return Response(OrderDetail(queries.order(code, by)).data)


class RefundsView(APIView):
    """Ask for money to go back; the sweep sends it to the bank, or the cashier pays it out."""

    @extend_schema(
        operation_id="payment_refund",
        request=given.RefundWanted,
        responses=answers(RefundShown, 400, 401, 403, 404, 409, status=201),
        tags=["payments"],
    )
    def post(self, request: Request, code: str) -> Response:
        by = actor_of(request.user)
        facts = given.facts(given.RefundWanted, request.data)
        return Response(RefundShown(refunds.request(queries.order_id(code, by), by=by, **facts)).data, status=201)


class FileNegotiation(BaseContentNegotiation):
    """Whatever the client accepts: the file is what it is, and a problem is JSON."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class QrView(APIView):
    """The VietQR picture of an unpaid order, for a bank's app."""

    content_negotiation_class = FileNegotiation

    @extend_schema(
        operation_id="payment_vietqr",
        responses=file_answers("image/svg+xml", "image/png") | {("409", PROBLEM_JSON): ProblemBody},
        tags=["payments"],
    )
    def get(self, request: Request, code: str, kind: str) -> HttpResponse:
        media_type, picture = PICTURES[kind]
        order = queries.order(code, actor_of(request.user))
        content = picture(queries.qr_text(order))
        return HttpResponse(content, content_type=media_type, headers={"Cache-Control": "private, no-store"})


class BillView(APIView):
    """The gateway's own bill of a paid order, fetched from it."""

    content_negotiation_class = FileNegotiation

    @extend_schema(operation_id="payment_bill", responses=file_answers("application/pdf"), tags=["payments"])
    def get(self, request: Request, code: str) -> HttpResponse:
        attempt = queries.payment_of(queries.order(code, actor_of(request.user)))
        pdf = registry.gateway(attempt.gateway).bill(attempt.txn_ref, attempt.started_at)
        headers = {
            "Cache-Control": "private, no-store",
            "Content-Disposition": f'attachment; filename="{attempt.txn_ref}.pdf"',
        }
        return HttpResponse(pdf, content_type="application/pdf", headers=headers)
