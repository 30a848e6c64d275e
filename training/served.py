"""Serves the house over HTTP from a thread, so that offices can call one another while a scenario is played."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from urllib.parse import urlsplit

from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application


class _Quiet(WSGIRequestHandler):
    """Answers, and keeps what it answered to itself."""

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads a play's access log."""


@contextmanager
def served() -> Iterator[None]:
    """Answer at the house's own public address, on this machine, inside."""
    address = urlsplit(settings.PUBLIC_URL)
    server = ThreadedWSGIServer((address.hostname or "127.0.0.1", address.port or 80), _Quiet)
    server.set_app(get_wsgi_application())
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
