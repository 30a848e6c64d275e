"""`manage.py seed_world`: make the training world, or add what it lacks."""

import os
import secrets
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from rich.console import Console

from kernel import clock, clock_store
from training import progress
from training.services import world

# A Monday of the legal year.
STARTS = "2024-03-04T07:00"


class Command(BaseCommand):
    help = "Load calendar and catalogue; make the agencies, the cast with its log-ins, and the certificates."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--starts", default=STARTS, help="the first hour of a world without a clock, Vietnam's")
        parser.add_argument("--password", help="of every log-in; default: TRAINING_PASSWORD, else one that is made up")

    def handle(self, *args: Any, starts: str, password: str | None, **options: Any) -> None:
        kept = settings.VAR_DIR / "training_password"
        word = password or os.environ.get("TRAINING_PASSWORD") or _made_up(kept)
        progress.run(Console(stderr=True), world.stages(word))
        clock_store.open_world(datetime.fromisoformat(starts).replace(tzinfo=clock.TZ))
        self.stdout.write(_("The training world is ready. Log-ins: an, binh, chi, mai, trang, lan ..."))
        if kept.exists():
            self.stdout.write(_("Their password is in %(path)s.") % {"path": kept})


def _made_up(kept: Path) -> str:
    """Return the password of this world, made up the first time and kept where only its owner reads it."""
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(9))
    return kept.read_text()
