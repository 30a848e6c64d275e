"""The line to the national portal: it ends at the portal of the outside world, can be cut, and counts its calls."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from django.core.cache import cache
from django.utils import translation

from interlink.adapters.portal import TOKEN
from kernel import telephone
from tests.loopback import house

MONDAY = "2024-04-01 09:00"


class Line(httpx.BaseTransport):
    """`services` counts what was asked; `down` lets nobody answer; `says` answers instead of the portal."""

    def __init__(self) -> None:
        self.services: Counter[str] = Counter()
        self.sent: list[dict[str, Any]] = []
        self.down = False
        self.says: dict[str, httpx.Response] = {}
        self._portal = httpx.WSGITransport(house)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        told = json.loads(request.content)
        self.services[told["service"]] += 1
        self.sent.append(told)
        if self.down:
            raise httpx.ConnectError("Nobody is there.")
        return self.says.pop(told["service"], None) or self._portal.handle_request(request)

    def codes(self, service: str) -> list[str]:
        """Return the dossiers that a service was told of, in order."""
        contents = [told["data"] for told in self.sent if told["service"] == service]
        rows = [row for content in contents for row in content.get("DanhSachHoSo", [content])]
        return [row["MaHoSo"] for row in rows]


@contextmanager
def to_the_portal() -> Iterator[Line]:
    """Lead calls to the portal of the outside world; nobody is logged in there."""
    cache.delete(TOKEN)
    made = Line()
    with telephone.through(made), translation.override("en"):
        yield made
