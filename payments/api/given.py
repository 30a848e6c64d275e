"""What each act on money asks for: shapes only, named as the services name their arguments."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from payments.gateways.registry import CODES
from payments.services.orders import MOST_VND


@extend_schema_serializer(examples=[OpenApiExample("example", value={"gateway": "vnpay"})])
class Checkout(serializers.Serializer[Any]):
    """Where the payer wants to pay."""

    gateway = serializers.ChoiceField(choices=[(code, code) for code in CODES])


@extend_schema_serializer(examples=[OpenApiExample("example", value={"amount_vnd": 15000})])
class Cash(serializers.Serializer[Any]):
    """What lies on the counter: the whole amount."""

    amount_vnd = serializers.IntegerField(min_value=1, max_value=MOST_VND)


class Decision(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=250)


@extend_schema_serializer(
    examples=[OpenApiExample("example", value={"amount_vnd": 5000, "reason": "Rút hồ sơ trước khi giải quyết"})]
)
class RefundWanted(Decision):
    """How much goes back, and why; all that is left if no amount is given."""

    amount_vnd = serializers.IntegerField(min_value=1, max_value=MOST_VND, required=False)


def facts(shape: type[serializers.Serializer[Any]], body: Any) -> Mapping[str, Any]:
    """Return the facts of a body of this shape. Raises ValidationError, which becomes `input-invalid`."""
    given = shape(data=body)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)
