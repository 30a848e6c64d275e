"""A world of its own for a play: one database is one world, and its clock never goes back."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

# The world must not lean on the database, the queue, the cache or the addresses of the house that it is played from.
FOREIGN = ("DATABASE_URL", "CACHE_URL", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "PRODUCTION")
FOREIGN_ADDRESSES = ("PAYMENT_", "SANDBOX_", "INTERLINK_")


def run(folder: Path, command: Sequence[str]) -> int:
    """Empty the folder, run a manage.py command in the world that it holds, and return the exit code."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "static").mkdir(parents=True)
    surroundings = {name: value for name, value in os.environ.items() if not _is_foreign(name)}
    # One server is house and outside world: each is reached by HTTP all the same.
    address = f"http://127.0.0.1:{_free_port()}"
    own = {
        "VAR_DIR": str(folder.resolve()),
        "CELERY_BROKER_URL": "memory://localhost",
        "PUBLIC_URL": address,
        "SANDBOX_URL": f"{address}/sandbox",
        # A scenario breaks things on purpose; what really fails ends the play.
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "CRITICAL"),
    }
    manage = str(settings.BASE_DIR / "manage.py")
    return subprocess.run([sys.executable, manage, *command], env=surroundings | own, check=False).returncode


def _is_foreign(name: str) -> bool:
    return name in FOREIGN or name.startswith(FOREIGN_ADDRESSES)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port
