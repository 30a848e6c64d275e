"""The one door of the room: anyone may ask whether a paper is genuine."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from kernel import openapi
from kernel.parsing import FormBody
from signing import services
from signing.errors import NotAPdf
from signing.states import Verdict


class PaperToVerify(serializers.Serializer[Any]):
    file = serializers.FileField()


class VerifiedSignature(serializers.Serializer[Any]):
    field = serializers.CharField()
    signer = serializers.CharField()
    organisation = serializers.CharField()
    serial = serializers.CharField()
    signed_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    verdict = serializers.ChoiceField(Verdict.choices)
    verdict_label = serializers.CharField(source="verdict.label")


class VerifiedPaper(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(Verdict.choices)
    verdict_label = serializers.CharField(source="verdict.label")
    signatures = VerifiedSignature(many=True)


class VerifyView(APIView):
    """Says of a PDF whether it is genuine, altered, added to, expired, revoked, of an unknown signer, or unsigned."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    parser_classes = (FormBody,)
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "verify"

    @extend_schema(
        operation_id="verify_paper",
        request=PaperToVerify,
        responses=openapi.answers(VerifiedPaper, 400, 415, 429),
        tags=["verification"],
    )
    def post(self, request: Request) -> Response:
        given = PaperToVerify(data=request.data)
        given.is_valid(raise_exception=True)
        report = services.verify_pdf(given.validated_data["file"].read())
        if report.verdict == Verdict.NOT_A_PDF:
            raise NotAPdf
        return Response(VerifiedPaper(report).data)
