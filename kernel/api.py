"""The edge of the house: failures become problem+json, and a repeated request gets its first answer."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler

from kernel import clock
from kernel.errors import Forbidden, Problem
from kernel.http_errors import (
    SCHEME,
    BodyTooLarge,
    BodyUnreadable,
    FormatRefused,
    IdempotencyKeyInvalid,
    IdempotencyKeyReused,
    InputInvalid,
    LoginInvalid,
    MediaTypeRefused,
    MethodRefused,
    NotFound,
    NotLoggedIn,
    TooManyRequests,
)
from kernel.models import IdempotentAnswer

PROBLEM_JSON = "application/problem+json"
IDEMPOTENCY_HEADER = "Idempotency-Key"
LONGEST_KEY = 100


def problem_response(failure: Exception, context: Mapping[str, Any]) -> Response | None:
    """Return problem+json for every failure that has an answer; None for a bug, which becomes a 500."""
    if isinstance(failure, exceptions.ValidationError):
        body = InputInvalid().as_body() | {"errors": list(_field_errors(failure.detail))}
        return Response(body, status=InputInvalid.status, content_type=PROBLEM_JSON)
    problem = failure if isinstance(failure, Problem) else _problem_of(failure, context)
    if problem is None:
        return None
    # DRF's own handler knows the headers that belong to a status and rolls back the requests that are transactions.
    response = exception_handler(failure, dict(context)) or Response()
    response.status_code, response.data = problem.status, problem.as_body()
    response.content_type = PROBLEM_JSON
    if isinstance(problem, NotLoggedIn):
        response["WWW-Authenticate"] = SCHEME
    return response


def answer(problem: Problem) -> JsonResponse:
    """Return a problem as Django's own views answer."""
    return JsonResponse(problem.as_body(), status=problem.status, content_type=PROBLEM_JSON)


# Exempt: the address leads nowhere, whatever token comes with it.
@csrf_exempt
def unknown_address(request: HttpRequest) -> JsonResponse:
    """Answer an address under /api/ that leads nowhere."""
    return answer(NotFound())


def once_per_key(request: Request, owner: str, act: Callable[[], Response]) -> Response:
    """Give the answer once per Idempotency-Key; a repeat with the same body gets the first answer again.

    Without the header the answer is simply given. The act, its answer and the key are stored in one transaction.
    Raises IdempotencyKeyInvalid, and IdempotencyKeyReused (409) when the key came with another body.
    """
    key = request.headers.get(IDEMPOTENCY_HEADER)
    if key is None:
        return act()
    if not 1 <= len(key) <= LONGEST_KEY:
        raise IdempotencyKeyInvalid(longest=LONGEST_KEY)
    digest = _request_sha256(request)
    try:
        return _first_answer(owner, key, digest, act)
    except IntegrityError:
        # Two requests raced for one key; the winner has committed, so the loser reads its answer.
        return _first_answer(owner, key, digest, act)


@transaction.atomic
def _first_answer(owner: str, key: str, digest: str, act: Callable[[], Response]) -> Response:
    known = IdempotentAnswer.objects.filter(owner=owner, key=key).first()
    if known and known.request_sha256 != digest:
        raise IdempotencyKeyReused
    if known:
        return Response(known.body, status=known.status, headers={"Idempotent-Replayed": "true"})
    response = act()
    IdempotentAnswer.objects.create(
        owner=owner,
        key=key,
        request_sha256=digest,
        status=response.status_code,
        body=json.loads(json.dumps(response.data, default=str)),
        recorded_at=clock.wall(),
    )
    return response


def _request_sha256(request: Request) -> str:
    body = json.dumps(request.data, sort_keys=True, default=str, ensure_ascii=False)
    return sha256(f"{request.method} {request.path}\n{body}".encode()).hexdigest()


def _problem_of(failure: Exception, context: Mapping[str, Any]) -> Problem | None:
    """Return our problem for what Django and DRF raise themselves."""
    match failure:
        case exceptions.AuthenticationFailed():
            return LoginInvalid()
        case exceptions.NotAuthenticated():
            return NotLoggedIn()
        case exceptions.MethodNotAllowed():
            return MethodRefused(method=context["request"].method)
        case exceptions.NotAcceptable():
            return FormatRefused()
        case exceptions.UnsupportedMediaType():
            return MediaTypeRefused(media_type=context["request"].content_type)
        case exceptions.Throttled():
            return TooManyRequests(seconds=int(failure.wait or 0))  # type: ignore[attr-defined]
        case exceptions.PermissionDenied():
            return Forbidden()
        case Http404() | exceptions.NotFound():
            return NotFound()
        case RequestDataTooBig():
            # Django has looked at the same setting.
            return BodyTooLarge(most_bytes=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        case exceptions.ParseError() | SuspiciousOperation():
            return BodyUnreadable()
    return None


def _field_errors(detail: Any, pointer: str = "") -> Iterator[dict[str, str]]:
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _field_errors(inner, pointer if name == "non_field_errors" else f"{pointer}/{name}")
    elif isinstance(detail, Sequence) and not isinstance(detail, str):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, (Mapping, list))
            yield from _field_errors(inner, f"{pointer}/{index}" if nested else pointer)
    else:
        yield {"pointer": pointer or "/", "code": str(getattr(detail, "code", "invalid")), "detail": str(detail)}
