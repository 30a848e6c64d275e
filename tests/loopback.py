"""The only stand-in for the wire: calls to other offices end at the house's own WSGI application, in this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from config.wsgi import application
from kernel import telephone


@contextmanager
def loopback() -> Iterator[None]:
    """Let calls end in this process."""
    with telephone.through(httpx.WSGITransport(house)):
        yield


def house(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Answer as the WSGI application, but leave the connection open: it is the caller's, who is not done."""
    with connection_kept():
        response = application(environ, start_response)
        try:
            return [b"".join(response)]
        finally:
            response.close()


@contextmanager
def connection_kept() -> Iterator[None]:
    """Let a request end without closing the connection, and with it the transaction of a test."""
    cut = [signal for signal in (request_started, request_finished) if signal.disconnect(close_old_connections)]
    try:
        yield
    finally:
        for signal in cut:
            signal.connect(close_old_connections)
