"""Runs the whole house from one command: migrates, then keeps the web and the worker until a signal or a death.

    python -m config.supervisor [--bind 127.0.0.1:8000]

The children are forks of a house that is already loaded: the door is open sooner, and memory is shared.
"""

import argparse
import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from multiprocessing.context import ForkProcess
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from gunicorn.app.base import BaseApplication

from config.celery import app as celery_app
from config.wsgi import application

POLL_SECONDS = 0.1
# Celery lets running tasks end and gunicorn its requests; then they are ended.
PATIENCE_SECONDS = 10.0

Child = Callable[[], object]


class Web(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    """Gunicorn around the loaded application: one process, eight threads."""

    def __init__(self, bind: str) -> None:
        self.options = {
            "bind": bind,
            "worker_class": "gthread",
            "threads": 8,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return application


def serve(bind: str) -> None:
    """Answer requests until told to stop."""
    Web(bind).run()


def work() -> None:
    """Run tasks until told to stop, with beat inside: exactly one of these may run on a database."""
    celery_app.worker_main(["--quiet", "worker", "-P", "threads", "-c", "4", "-B", "--loglevel", "warning"])


def keep(children: Sequence[Child]) -> int:
    """Start the children and wait; when one ends, or SIGTERM or SIGINT comes, stop all.

    Returns the exit code of the child that ended first (128 + n when signal n ended it), or 0 when asked to stop.
    """
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: asked.append(received))
    forks = [multiprocessing.get_context("fork").Process(target=_apart, args=(child,)) for child in children]
    for fork in forks:
        fork.start()
    while not asked and all(fork.is_alive() for fork in forks):
        time.sleep(POLL_SECONDS)
    code = 0 if asked else next(fork.exitcode for fork in forks if fork.exitcode is not None)
    stop(forks)
    return code if code >= 0 else 128 - code


def _apart(child: Child) -> None:
    """Run in a session of its own: a Ctrl-C reaches the supervisor alone, which stops each child once."""
    os.setsid()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    child()


def stop(forks: Sequence[ForkProcess]) -> None:
    """End the children: politely and together, then, after PATIENCE_SECONDS, by force."""
    for fork in forks:
        fork.terminate()
    end_at = time.monotonic() + PATIENCE_SECONDS
    for fork in forks:
        fork.join(max(0.0, end_at - time.monotonic()))
        # Also when the child is gone: a worker that was killed leaves its beat behind, and two beats sweep twice.
        if fork.pid:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(fork.pid, signal.SIGKILL)
        fork.join()


def main(arguments: Sequence[str] | None = None) -> int:
    """Migrate, say where the door is, and keep the house running."""
    parser = argparse.ArgumentParser(prog="python -m config.supervisor", description=__doc__)
    parser.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT")
    bind = parser.parse_args(arguments).bind
    call_command("migrate", verbosity=0)
    # A fork must not share a connection, and the addresses are better read once, here.
    connections.close_all()
    import_module(settings.ROOT_URLCONF)
    print(f"Một Cửa: http://{bind}/ (Ctrl-C stops it)", flush=True)
    return keep([partial(serve, bind), work])


if __name__ == "__main__":
    sys.exit(main())
