"""The portal's one door: every call names its service, its session and the office it comes from."""

import json
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kernel.errors import Problem
from sandbox import door
from sandbox.behaviours import steering
from sandbox.portal import services
from sandbox.portal.services import DONE, INPUT_INVALID, OFFICE, SERVICE_UNKNOWN, Fault


@csrf_exempt
@require_POST
def api(request: HttpRequest) -> HttpResponseBase:
    """Answer {"error_code": 0, ...}, or another code with a message; the status is 200 either way."""
    try:
        body = door.body_of(request)
    except Problem as refusal:
        return door.problem(refusal)
    told = _told(body)
    manner = steering.manner(OFFICE, door.text_of(told, "service"), sha256(body).hexdigest())
    if "down" in manner:
        return door.closed(manner)
    try:
        return _answered(DONE, "", _served(request, told))
    except Fault as fault:
        return _answered(fault.number, fault.message, {})


def _served(request: HttpRequest, told: dict[str, Any]) -> dict[str, Any]:
    if not request.headers.get("dstcode"):
        raise Fault(INPUT_INVALID, "Thiếu dstcode.")
    given = told.get("data")
    content = given if isinstance(given, dict) else {}
    unit, service = door.text_of(told, "madonvi")[:40], door.text_of(told, "service")
    if service == "login":
        return services.login(unit, content)
    services.check_session(door.text_of(told, "session"))
    if service not in services.SERVICES:
        raise Fault(SERVICE_UNKNOWN, "Không có dịch vụ này.")
    return services.SERVICES[service](unit, content)


def _answered(number: int, message: str, content: dict[str, Any]) -> JsonResponse:
    told = {"error_code": number, "message": message, **content}
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


def _told(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
        json.dumps(told, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) and b"\\u0000" not in body else {}
