"""How the API describes itself: the shape of a problem, and which problems an address answers with."""

from http import HTTPStatus
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema_serializer
from rest_framework import serializers

from kernel.api import IDEMPOTENCY_HEADER, LONGEST_KEY, PROBLEM_JSON


class FieldError(serializers.Serializer[Any]):
    """One wrong field of the input."""

    pointer = serializers.CharField(help_text="where: a JSON pointer into the body")
    code = serializers.CharField()
    detail = serializers.CharField()


class Messages(serializers.Serializer[Any]):
    """The same sentence in both languages."""

    vi = serializers.CharField()
    en = serializers.CharField()


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "wrong-state",
            response_only=True,
            media_type=PROBLEM_JSON,
            status_codes=["409"],
            value={
                "type": "/problems/wrong-state",
                "title": "Refused",
                "status": 409,
                "code": "wrong-state",
                "detail": "“accept” is not possible in state “received”; possible now: digitize, withdraw.",
                "messages": {
                    "vi": "Không thể “accept” ở trạng thái “received”; hiện có thể: digitize, withdraw.",
                    "en": "“accept” is not possible in state “received”; possible now: digitize, withdraw.",
                },
                "params": {"move": "accept", "state": "received", "allowed": ["digitize", "withdraw"]},
            },
        )
    ]
)
class ProblemBody(serializers.Serializer[Any]):
    """Why a request was not done (RFC 9457). `code` is stable; `detail` is in the language asked for."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    messages = Messages()
    params = serializers.DictField(help_text="what fills the sentence; of a refused move also `allowed`")
    errors = FieldError(  # type: ignore[assignment]
        many=True, required=False, help_text="only with `input-invalid`"
    )


IDEMPOTENCY_KEY = OpenApiParameter(
    IDEMPOTENCY_HEADER,
    {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
    OpenApiParameter.HEADER,
    description="A repeat with the same key and body gets the first answer again; another body is refused with 409.",
)


def answers(good: Any, *problems: int, status: int = HTTPStatus.OK) -> dict[Any, Any]:
    """Return the responses of an address: the good one, and problem+json for each of the statuses.

    good  a serializer, or None for no content
    """
    refusals = {(str(int(code)), PROBLEM_JSON): ProblemBody for code in problems}
    return {int(status): good, **refusals}


def file_answers(*media_types: str) -> dict[Any, Any]:
    """Return the responses of an address that gives out a file of one of these types to whoever may see it."""
    good = {("200", media_type): OpenApiTypes.BINARY for media_type in media_types}
    return {**good, **{(str(code), PROBLEM_JSON): ProblemBody for code in (401, 404)}}
