"""Runs the whole house from one command, and keeps its processes until a signal or a death.

    python -m config        WEB_BIND and SANDBOX_BIND say where the two doors are

The web, the outside world, and a worker with beat inside, which first makes what a new house lacks. All are forks of a
house that is already loaded: the doors are open sooner, and memory is shared.
"""

import gc
import sys
from functools import partial
from importlib import import_module
from multiprocessing.synchronize import Event
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from gunicorn.app.base import BaseApplication

from config import sandbox_wsgi, wsgi
from config.celery import app as celery_app
from config.keeper import FORK, keep
from config.vestibule import Vestibule
from identity.models import Agency


class Web(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    """Gunicorn around a loaded application: one process, eight threads."""

    def __init__(self, application: Any, bind: str) -> None:
        self.application = application
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
        return self.application


def serve(application: Any, bind: str) -> None:
    """Answer requests until told to stop."""
    Web(application, bind).run()


def work(is_ready: Event) -> None:
    """Make what a new house lacks, then run tasks until told to stop, with beat inside: one of these per database."""
    if not is_ready.is_set():
        call_command("migrate", verbosity=0)
        is_ready.set()
    furnish()
    # A fork must not share a connection.
    connections.close_all()
    celery_app.worker_main(["--quiet", "worker", "-P", "threads", "-c", "4", "-B", "--loglevel", "warning"])


def furnish() -> None:
    """Make the training world, its people outside included, where there is none: a first `make up` can be used."""
    if not Agency.objects.exists():
        call_command("seed_world")


def is_migrated() -> bool:
    """Tell whether the database has every table as the code wants it; a look, and nothing is changed."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def main() -> int:
    """Open the doors, say where they are, and keep the house running."""
    is_ready = FORK.Event()
    if is_migrated():
        is_ready.set()
    connections.close_all()
    # The addresses are better read once, here, and none of it is garbage.
    import_module(settings.ROOT_URLCONF)
    gc.freeze()
    gc.enable()
    print(f"Một Cửa: http://{settings.WEB_BIND}/ (Ctrl-C stops it)", flush=True)
    print(f"The outside world: http://{settings.SANDBOX_BIND}/", flush=True)
    web = partial(serve, Vestibule(wsgi.application, is_ready), settings.WEB_BIND)
    outside = partial(serve, Vestibule(sandbox_wsgi.application, is_ready), settings.SANDBOX_BIND)
    return keep([web, outside, partial(work, is_ready)])


if __name__ == "__main__":
    sys.exit(main())
