"""Dossiers filed over HTTP by ten clients at once: the house beside a minimal DRF view that writes the same rows."""

import json
from collections.abc import Iterator
from statistics import quantiles

from django.db import connection

from identity import tokens
from identity.models import User
from tests.bench import world
from tests.bench.lines import Line, compare
from tests.bench.served import Headers, Rush, Server, serving

ADDRESS = "/api/v1/dossiers"
P95_MS = 150


def measure(*, quick: bool) -> Iterator[Line]:
    rounds, requests, workers = (1, 2 * world.CITIZENS, 1) if quick else (7, 30 * world.CITIZENS, 2)
    clients = [_headers(citizen) for citizen in world.citizens()]
    form = {"marital_status": "never-married", "purpose": "Đăng ký kết hôn"}
    body = json.dumps({"procedure": world.PROCEDURE, "reception": world.DESK, "form": form}).encode()
    rush = Rush(clients, ADDRESS, body)
    with (
        serving("config.wsgi:application", "config.settings", rush, workers) as house,
        serving("django.core.wsgi:get_wsgi_application()", "tests.bench.bare_settings", rush, workers) as bare,
    ):
        yield compare(
            f"intake over HTTP, {connection.vendor}, clients: {world.CITIZENS}",
            lambda: house.rate(requests),
            lambda: bare.rate(requests),
            rounds=rounds,
            target=0.5,
            unit="requests per second",
        )
        yield _waiting(house, bare, skip=requests, rounds=rounds)


def _waiting(house: Server, bare: Server, *, skip: int, rounds: int) -> Line:
    """Say how long 95 of 100 requests take at most; the first round does not count."""
    ours, theirs = (1000 * quantiles(server.seconds[skip:], n=20)[-1] for server in (house, bare))
    name = f"intake over HTTP, {connection.vendor}, p95"
    figures = (round(ours, 1), round(theirs, 1), round(ours / theirs, 2))
    return Line(name, *figures, "ms, at most", P95_MS, ours < P95_MS, rounds)


def _headers(citizen: User) -> Headers:
    text, _expires_at = tokens.issue(citizen)
    return {"Authorization": f"Bearer {text}", "Content-Type": "application/json"}
