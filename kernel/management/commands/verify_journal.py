"""`manage.py verify_journal`: recompute every hash chain; exit 1 and name the stream and sequence of each break."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from kernel import journal


class Command(BaseCommand):
    help = "Recompute the journal's hash chains and name every break."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--stream", help="only this stream, e.g. dossier:12")
        parser.add_argument("--json", dest="as_json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, stream: str | None, as_json: bool, **options: Any) -> None:
        found = journal.verify(stream)
        self.stdout.write(_as_json(found) if as_json else _in_words(found))
        if not found.verified:
            raise CommandError(
                "; ".join(f"{b.stream} #{b.sequence}: {b.reason}" for b in found.breaks[:20]), returncode=1
            )


def _as_json(found: journal.Verification) -> str:
    breaks = [{"stream": b.stream, "sequence": b.sequence, "reason": b.reason} for b in found.breaks]
    body = {"streams": found.streams, "entries": found.entries, "verified": found.verified, "breaks": breaks}
    return json.dumps(body, ensure_ascii=False)


def _in_words(found: journal.Verification) -> str:
    counts = {"streams": found.streams, "entries": found.entries, "breaks": len(found.breaks)}
    if found.verified:
        return _("The journal is whole: %(streams)d streams, %(entries)d entries.") % counts
    return _("The journal is BROKEN in %(breaks)d places: %(streams)d streams, %(entries)d entries.") % counts
