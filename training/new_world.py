"""A world of its own for a play: one database is one world, and its clock never goes back."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

# The world must not lean on the database, the queue or the cache of the house that it is played from.
FOREIGN = ("DATABASE_URL", "CACHE_URL")


def run(folder: Path, command: Sequence[str]) -> int:
    """Empty the folder, run a manage.py command in the world that it holds, and return the exit code."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    surroundings = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    world = surroundings | {"VAR_DIR": str(folder.resolve()), "CELERY_BROKER_URL": "memory://"}
    manage = str(settings.BASE_DIR / "manage.py")
    return subprocess.run([sys.executable, manage, *command], env=world, check=False).returncode
