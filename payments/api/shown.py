"""What the doors of the payments room show; every code comes with its label."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from payments.models import Attempt, Discrepancy, Order, OrderLine, Receipt, Refund
from payments.queries import Returned
from payments.states import Method

STANDING = {
    "code": "H99.35.22-240426-0007",
    "state": "paid",
    "state_label": "đã thanh toán",
    "subject_code": "H99.35.22-240426-0007",
    "purpose": "fee",
    "purpose_label": "phí, lệ phí",
    "description": "Le phi ho so H99.35.22-240426-0007",
    "amount_vnd": 15000,
    "paid_vnd": 15000,
    "refunded_vnd": 0,
    "method": "online",
    "method_label": "trực tuyến",
    "opened_at": "2024-04-26T09:00:00+07:00",
    "settled_at": "2024-04-26T09:04:10+07:00",
}
CHECKOUT = {
    "txn_ref": "H99.35.22-240426-0007-1",
    "gateway": "vnpay",
    "state": "created",
    "state_label": "đang thực hiện",
    "amount_vnd": 15000,
    "redirect_url": "https://bank.example/vnpay/pay?vnp_Amount=1500000",
    "started_at": "2024-04-26T09:00:00+07:00",
    "expires_at": "2024-04-26T09:15:00+07:00",
    "paid_at": None,
    "response_code": "",
}


@extend_schema_serializer(examples=[OpenApiExample("paid", response_only=True, value=STANDING)])
class OrderRow(serializers.ModelSerializer[Order]):
    """A payment order in a list, and what every act on one answers with."""

    state_label = serializers.CharField(source="get_state_display")
    purpose_label = serializers.CharField(source="get_purpose_display")
    # Empty until it is paid, which a field worked out from the model does not say.
    method = serializers.ChoiceField(Method.choices, allow_blank=True)
    method_label = serializers.CharField(source="get_method_display")

    class Meta:
        model = Order
        fields = tuple(STANDING)
        read_only_fields = fields


class ChargeShown(serializers.ModelSerializer[OrderLine]):
    kind_label = serializers.CharField(source="get_kind_display")

    class Meta:
        model = OrderLine
        fields = ("kind", "kind_label", "code", "name_vi", "amount_vnd")
        read_only_fields = fields


@extend_schema_serializer(examples=[OpenApiExample("begun", response_only=True, value=CHECKOUT)])
class AttemptShown(serializers.ModelSerializer[Attempt]):
    """One try to pay. While it is under way the payer goes to `redirect_url`."""

    state_label = serializers.CharField(source="get_state_display")

    class Meta:
        model = Attempt
        fields = tuple(CHECKOUT)
        read_only_fields = fields


class RefundShown(serializers.ModelSerializer[Refund]):
    state_label = serializers.CharField(source="get_state_display")

    class Meta:
        model = Refund
        fields = ("reference", "amount_vnd", "state", "state_label", "reason", "requested_at", "done_at")
        read_only_fields = fields


class ReceiptShown(serializers.ModelSerializer[Receipt]):
    """Charges and levies are receipted apart."""

    kind_label = serializers.CharField(source="get_kind_display")

    class Meta:
        model = Receipt
        fields = ("number", "kind", "kind_label", "amount_vnd", "issued_at")
        read_only_fields = fields


class OrderDetail(OrderRow):
    """Everything about an order."""

    lines = ChargeShown(many=True)
    attempts = AttemptShown(many=True)
    refunds = RefundShown(many=True)
    receipts = ReceiptShown(many=True)

    class Meta(OrderRow.Meta):
        fields = (*OrderRow.Meta.fields, "lines", "attempts", "refunds", "receipts")
        read_only_fields = fields


class ReturnShown(serializers.Serializer[Returned]):
    """What a browser sees that comes back from the gateway: the order as it stands, and what the gateway says."""

    order = serializers.CharField(source="order.code")
    amount_vnd = serializers.IntegerField(source="order.amount_vnd")
    state = serializers.CharField(source="order.state", help_text="the bank's notice decides it, never this page")
    state_label = serializers.CharField(source="order.get_state_display")
    txn_ref = serializers.CharField(source="attempt.txn_ref")
    is_success = serializers.BooleanField(source="told.is_success", help_text="what the gateway says; may run ahead")
    response_code = serializers.CharField(source="told.response_code")


class DiscrepancyShown(serializers.ModelSerializer[Discrepancy]):
    """An entry of the exception list."""

    kind_label = serializers.CharField(source="get_kind_display")
    state_label = serializers.CharField(source="get_state_display")
    txn_ref = serializers.CharField(source="notice.txn_ref")
    amount_vnd = serializers.IntegerField(source="notice.amount_vnd")
    paid_at = serializers.DateTimeField(source="notice.paid_at")
    order = serializers.SerializerMethodField(help_text="code of the order; empty if it is not ours")

    class Meta:
        model = Discrepancy
        fields = (
            "id",
            "kind",
            "kind_label",
            "state",
            "state_label",
            "txn_ref",
            "order",
            "amount_vnd",
            "paid_at",
            "found_at",
            "decided_at",
            "decided_by",
            "reason",
        )
        read_only_fields = fields

    def get_order(self, entry: Discrepancy) -> str:
        attempt = entry.notice.attempt
        return attempt.order.code if attempt else ""


class VnpayAnswer(serializers.Serializer[Any]):
    """What VNPAY expects: 00 confirmed, 01 order not found, 02 already confirmed, 04 amount, 97 seal, 99 other."""

    RspCode = serializers.CharField()
    Message = serializers.CharField()


class PlatformAnswer(serializers.Serializer[Any]):
    """What the portal platform expects; the same codes."""

    MaLoi = serializers.CharField()
    ThongBao = serializers.CharField()
