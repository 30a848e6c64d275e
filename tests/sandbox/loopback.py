"""The wire inside one process: calls to the outside world, and its calls to the house, with a line that can break."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import httpx
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from kernel import clock, signed_http
from sandbox import door

OUTSIDE, HOUSE = "testserver", "house.example"
CALLBACK = f"http://{HOUSE}/api/v1/interlink/inbox"
WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Loopback(httpx.BaseTransport):
    """Leads each host to an application of this process; a line that breaks breaks as a real one."""

    def __init__(self, hosts: dict[str, WSGI]) -> None:
        self._lines = {name: httpx.WSGITransport(app) for name, app in hosts.items()}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        line = self._lines.get(request.url.host)
        if line is None:
            raise httpx.ConnectError("Nobody has this number.")
        with _same_connection():
            try:
                response = line.handle_request(request)
                response.read()
                response.close()
            except ConnectionResetError as failure:
                raise httpx.RemoteProtocolError(str(failure)) from failure
        return response


@contextmanager
def _same_connection() -> Iterator[None]:
    """Let a call use the test's own connection, as Django's test client does: its transaction is still open."""
    ends = (request_started, request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    try:
        yield
    finally:
        for end in ends:
            end.connect(close_old_connections)


@dataclass
class House:
    """The asking end: takes answers, or refuses them as a test says, and remembers what came."""

    statuses: list[int] = field(default_factory=list)
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        headers = {
            "X-Agency": environ.get("HTTP_X_AGENCY", ""),
            signed_http.TIMESTAMP_HEADER: environ.get("HTTP_X_SEAL_TIMESTAMP", ""),
            signed_http.SEAL_HEADER: environ.get("HTTP_X_SEAL", ""),
        }
        self.calls.append((headers, environ["wsgi.input"].read()))
        status = self.statuses.pop(0) if self.statuses else 202
        start_response(f"{status} .", [("Content-Type", "application/json")])
        return [b"{}"]

    @property
    def answers(self) -> list[dict[str, Any]]:
        """Return every body that came and could be read, in order."""
        return [json.loads(body) for _headers, body in self.calls]

    @property
    def answer(self) -> dict[str, Any]:
        """Return the only answer that came."""
        (only,) = self.answers
        return only


def outside() -> WSGI:
    return get_wsgi_application()


def envelope(service: str, data: dict[str, Any], /, **told: Any) -> dict[str, Any]:
    """Return a request as the house writes it; `told` replaces any field."""
    dossier = told.get("dossier_code", "H99.35.22-240603-0001")
    return {
        "schema": "interlink.request/1",
        "message_id": f"{dossier}/{service}/1",
        "service": service,
        "from": "H99.35.22",
        "to": "somebody",
        "dossier_code": dossier,
        "chain_code": dossier,
        "sent_at": clock.now().isoformat(),
        "answer_due_at": clock.now().isoformat(),
        "callback": CALLBACK,
        "data": data,
        "papers": [],
        **told,
    }


def paper(content: bytes = b"%PDF-1.7 of the house") -> dict[str, str]:
    return {"name": "a.pdf", "sha256": sha256(content).hexdigest(), "content_base64": b64encode(content).decode()}


def sealed(body: bytes, office: str) -> dict[str, str]:
    return signed_http.seal(body, door.secret_of(office))
