"""The doors for the bank and for the browser that it sends back: open to everybody, opened by a seal."""

import logging
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.openapi import answers
from payments import queries
from payments.api.shown import PlatformAnswer, ReturnShown, VnpayAnswer
from payments.gateways import registry
from payments.gateways.contract import Verdict
from payments.services import notices

logger = logging.getLogger(__name__)

# Ten times what the longest notice needs; more is no notice and is not read.
MOST_BYTES = 16_384
# The bank asks again whenever it is not told 00 or 02; the status is for people who read logs.
STATUS = {Verdict.BAD_SEAL: HTTPStatus.UNAUTHORIZED}
REFUSALS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.SERVICE_UNAVAILABLE)
RETRY_SECONDS = "60"


class Anything(BaseParser):
    """Whatever media type: the raw body is what the seal is over."""

    media_type = "*/*"


class Doorstep(APIView):
    """Nobody logs in here."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    parser_classes = (Anything,)


class VnpayNotices(Doorstep):
    """VNPAY's notice (IPN): the bank's signed word, which alone decides whether an order is paid."""

    @extend_schema(
        operation_id="payment_notice_vnpay",
        responses={200: VnpayAnswer, **dict.fromkeys(map(int, REFUSALS), VnpayAnswer)},
        tags=["payments"],
    )
    def get(self, request: Request) -> Response:
        return _answer("vnpay", request.META["QUERY_STRING"], request)


class PlatformNotices(Doorstep):
    """The portal platform's CONFIRM: a JSON message with "MaXacThuc"."""

    @extend_schema(
        operation_id="payment_notice_platform",
        request={"application/json": dict},
        responses={200: PlatformAnswer, **dict.fromkeys(map(int, REFUSALS), PlatformAnswer)},
        tags=["payments"],
    )
    def post(self, request: Request) -> Response:
        raw = "" if _is_too_large(request) else request.body.decode(errors="replace")
        return _answer("platform", raw, request)


class ReturnView(Doorstep):
    """Where VNPAY sends the payer's browser back to: the order is read, and nothing changes."""

    @extend_schema(operation_id="payment_return", responses=answers(ReturnShown, 400, 403, 404), tags=["payments"])
    def get(self, request: Request) -> Response:
        return Response(ReturnShown(queries.returned("vnpay", request.META["QUERY_STRING"])).data)


def _answer(gateway: str, raw: str, request: Request) -> Response:
    """Answer a notice in the gateway's own words."""
    notifier = registry.notifier(gateway)
    if _is_too_large(request) or len(raw) > MOST_BYTES:
        return Response(notifier.answer(Verdict.FAULT), status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        verdict = notices.receive(gateway, raw)
    except (OperationalError, InterfaceError):
        # Nothing is stored and nothing is lost: the bank comes again.
        logger.warning("notice_not_stored", extra={"gateway": gateway})
        headers = {"Retry-After": RETRY_SECONDS}
        return Response(notifier.answer(Verdict.FAULT), status=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)
    return Response(notifier.answer(verdict), status=STATUS.get(verdict, HTTPStatus.OK))


def _is_too_large(request: Request) -> bool:
    """Tell it from what the body says of itself: the server reads no more than that."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES
