"""What every office of the outside world does with a call: its size, its seal, its answer, and hanging up."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, NoReturn

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from kernel import signed_http
from kernel.errors import Problem, Unavailable
from kernel.signed_http import SealBroken, SealExpired
from sandbox.behaviours.steering import Manner

MOST_BYTES = 10_000_000
PROBLEM_JSON = "application/problem+json"


class MessageTooLarge(Problem):
    """413: more than an office takes in one message. params: most_bytes."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    status_title = _("Too large")
    code = "message-too-large"
    sentence = _("The message is larger than %(most_bytes)s bytes.")


class OfficeDown(Unavailable):
    """503: the office takes nothing at the moment."""

    code = "office-down"
    sentence = _("This office takes no messages at the moment.")


def secret_of(office: str) -> str:
    """Return the secret that an office shares with the house."""
    # The outside world has its own name for what it shares with the house, hence the look at settings.
    return signed_http.secret_of(office, settings.SANDBOX_INTERLINK_SECRET)


def body_of(request: HttpRequest, most_bytes: int = MOST_BYTES) -> bytes:
    """Return the raw body; no more of it is read than an office takes. Raises MessageTooLarge."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if announced.isdigit() and int(announced) <= most_bytes:
        # Not `request.body`: Django's own limit is for forms.
        return bytes(request.read())
    raise MessageTooLarge(most_bytes=most_bytes)


def check_seal(request: HttpRequest, body: bytes, office: str) -> None:
    """Raises SealBroken or SealExpired."""
    signed_http.check(body, request.headers, secret_of(office))


def sealed(told: Any, office: str, status: int = HTTPStatus.OK) -> HttpResponse:
    """Return an answer under the seal of the office."""
    response = JsonResponse(told, status=status, safe=False, json_dumps_params={"ensure_ascii": False})
    for name, value in signed_http.seal(response.content, secret_of(office)).items():
        response[name] = value
    return response


def problem(refusal: Problem) -> HttpResponse:
    """Return a refusal as problem+json; whoever has no good seal is nobody (401)."""
    body = dict(refusal.as_body())
    if isinstance(refusal, (SealBroken, SealExpired)):
        body["status"] = HTTPStatus.UNAUTHORIZED
    return JsonResponse(body, status=body["status"], content_type=PROBLEM_JSON)


def closed(manner: Manner) -> HttpResponseBase:
    """Return what a caller gets of an office that is down: 503, or no answer at all."""
    return hang_up() if manner.of("down", "silent") else problem(OfficeDown())


def hang_up() -> HttpResponseBase:
    """Break the line in the middle of an answer: the caller never learns what became of the call."""
    return StreamingHttpResponse(_broken_line())


def text_of(told: Mapping[str, Any], name: str) -> str:
    """Return a text of a JSON object; "" for anything else."""
    value = told.get(name)
    return value if isinstance(value, str) else ""


def _broken_line() -> Iterator[bytes]:
    yield b"{"
    _break()


def _break() -> NoReturn:
    raise ConnectionResetError("The office hung up, as it was told to.")
