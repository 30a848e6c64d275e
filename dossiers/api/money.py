"""The money of a dossier: its orders with what the caller may do about them, and its e-receipts."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from dossiers import files, queries
from dossiers.api import sending
from dossiers.api.sending import FileNegotiation
from dossiers.models import Dossier
from dossiers.states import FeeKind, FeeTiming
from identity.actors import actor_of
from kernel.openapi import file_answers
from payments.api.shown import ChargeShown, ReceiptShown, RefundShown
from payments.models import Order
from payments.permissions import may_pay
from payments.states import UNPAID, OrderState, Purpose

CHECKOUT, INQUIRE, VIETQR = "checkout", "inquire", "vietqr"


class FeeLineShown(serializers.Serializer[Any]):
    """A charge (phí) or levy (lệ phí) that was assessed at filing."""

    kind = serializers.ChoiceField(FeeKind.choices)
    code = serializers.CharField()
    name_vi = serializers.CharField()
    amount_vnd = serializers.IntegerField()


class FeeShown(serializers.Serializer[Dossier]):
    timing = serializers.ChoiceField(FeeTiming.choices, source="fee_timing")
    timing_label = serializers.CharField(source="get_fee_timing_display")
    amount_vnd = serializers.IntegerField(source="fee_vnd")
    settled_at = serializers.DateTimeField(source="fee_settled_at", allow_null=True)
    receipt = serializers.CharField(source="fee_receipt", help_text="numbers, charges and levies apart")
    lines = FeeLineShown(source="fee_lines", many=True)
    proof = serializers.CharField(source="relief_proof", help_text="the paper by which a claimed reduction is proved")


class ObligationShown(serializers.Serializer[Dossier]):
    amount_vnd = serializers.IntegerField(source="obligation_vnd")
    notice = serializers.CharField(source="obligation_notice")


class WayShown(serializers.Serializer[Any]):
    """Something that the caller may do about an order."""

    name = serializers.ChoiceField([(name, name) for name in (CHECKOUT, INQUIRE, VIETQR)])
    method = serializers.ChoiceField([("GET", "GET"), ("POST", "POST")])
    address = serializers.CharField()


class OrderOfDossier(serializers.ModelSerializer[Order]):
    """What is to be paid, was paid, or went back."""

    purpose = serializers.ChoiceField(Purpose.choices)
    purpose_label = serializers.CharField(source="get_purpose_display")
    state = serializers.ChoiceField(OrderState.choices)
    state_label = serializers.CharField(source="get_state_display")
    lines = ChargeShown(many=True)
    receipts = ReceiptShown(many=True)
    refunds = RefundShown(many=True)
    ways = serializers.SerializerMethodField(help_text="what the caller may do about it now")

    class Meta:
        model = Order
        fields = (
            "code",
            "purpose",
            "purpose_label",
            "state",
            "state_label",
            "amount_vnd",
            "paid_vnd",
            "refunded_vnd",
            "opened_at",
            "settled_at",
            "lines",
            "receipts",
            "refunds",
            "ways",
        )
        read_only_fields = fields

    @extend_schema_field(WayShown(many=True))
    def get_ways(self, order: Order) -> Any:
        ways = [
            {"name": name, "method": method, "address": reverse(address, args=args, request=self.context["request"])}
            for name, method, address, args in _ways(order)
        ]
        return ways if may_pay(order, self.context["by"]) else []


class ReceiptView(APIView):
    """An e-receipt, sealed by the agency that collected; of citizens its payer alone has it."""

    content_negotiation_class = FileNegotiation

    @extend_schema(operation_id="dossier_receipt", responses=file_answers(files.PDF), tags=["papers"])
    def get(self, request: Request, code: str, number: str) -> HttpResponseBase:
        by = actor_of(request.user)
        file = queries.e_receipt(queries.dossier(code, by), number, by).file
        return sending.stored(file, f"{code}-{number}")


def orders_of(dossier: Dossier, request: Request) -> Any:
    """Return the orders of a dossier as they are shown, oldest first; a dossier that never had one costs no query."""
    if dossier.fee_order_id is None and dossier.obligation_order_id is None:
        return []
    context = {"by": actor_of(request.user), "request": request}
    return OrderOfDossier(queries.orders(dossier), many=True, context=context).data


def _ways(order: Order) -> Iterator[tuple[str, str, str, list[str]]]:
    if order.state in UNPAID:
        yield CHECKOUT, "POST", "payment-checkout", [order.code]
        yield VIETQR, "GET", "payment-vietqr", [order.code, "svg"]
    if order.state == OrderState.WAITING:
        yield INQUIRE, "POST", "payment-inquire", [order.code]
