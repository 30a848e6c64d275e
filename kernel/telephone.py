"""Calls another office over HTTP: with a patience that ends, and never while a transaction is open."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

import httpx
from django.db import connection
from django.utils.translation import gettext_lazy as _

from kernel.errors import Unavailable

# Real seconds: to be put through, and to get an answer.
PATIENCE = httpx.Timeout(10.0, connect=3.0)

_exchange: ContextVar[httpx.Client | None] = ContextVar("exchange", default=None)


class NoAnswer(Unavailable):
    """The line is dead, or nobody answered in time. params: office (the host that was called)."""

    code = "no-answer"
    sentence = _("%(office)s does not answer at the moment.")


def call(
    method: str,
    url: str,
    *,
    params: Mapping[str, str] | None = None,
    json: object = None,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    """Return what the office answered, whatever its status; redirects are not followed.

    Raises NoAnswer, and RuntimeError while a transaction is open: its locks would be held until the others answer.
    """
    _check_no_transaction()
    exchange = _exchange.get() or _outside_line()
    try:
        return exchange.request(method, url, params=params, json=json, content=content, headers=headers)
    except httpx.TransportError as failure:
        raise NoAnswer(office=httpx.URL(url).host) from failure


@contextmanager
def through(transport: httpx.BaseTransport) -> Iterator[None]:
    """Let calls go through a transport of one's own inside, e.g. to a WSGI application in this very process."""
    with httpx.Client(transport=transport, timeout=PATIENCE, trust_env=False) as exchange:
        token = _exchange.set(exchange)
        try:
            yield
        finally:
            _exchange.reset(token)


@cache
def _outside_line() -> httpx.Client:
    """One for the process, made at the first call: it reads the certificates of the machine only once."""
    return httpx.Client(timeout=PATIENCE, trust_env=False)


def _check_no_transaction() -> None:
    # A test's own transaction around everything is none of ours.
    if any(not block._from_testcase for block in connection.atomic_blocks):  # type: ignore[attr-defined]
        raise RuntimeError("Another office is never called while a transaction is open.")
