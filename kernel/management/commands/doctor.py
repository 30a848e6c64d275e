"""`manage.py doctor`: say what the house sees of itself, what is wrong and what to do; exit 1 when something is red."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.console import Console
from rich.table import Table

from kernel import clock, findings
from kernel.errors import LANGUAGES
from kernel.findings import Colour, Finding

WIDTH = 120


class Command(BaseCommand):
    help = "Say which database, broker, workers and partners the house sees, and what is wrong."
    # It is the doctor who says what is amiss, not a stack of failures before he has come.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", dest="as_json", action="store_true", help="one JSON document")
        parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0])

    def handle(self, *args: Any, as_json: bool, lang: str, **options: Any) -> None:
        found = list(_found())
        worst = max((list(Colour).index(each.colour) for each in found), default=0)
        with translation.override(lang):
            if as_json:
                body = {"colour": list(Colour)[worst].value, "findings": [each.as_document() for each in found]}
                self.stdout.write(json.dumps(body, ensure_ascii=False, indent=2))
            else:
                Console(file=self.stdout, highlight=False, width=WIDTH).print(_table(found))  # type: ignore[arg-type]
            if worst == list(Colour).index(Colour.RED):
                raise CommandError(_("Something does not work; see above."), returncode=1)


def _found() -> Iterator[Finding]:
    """Yield every finding; once the database is silent, what rests on it cannot be looked at."""
    for check in findings.all_checks():
        try:
            with clock.unit_of_work():
                yield from list(check())
        except DatabaseError:
            sentence = gettext_lazy("This cannot be looked at without the database.")
            yield findings.red(check.__name__, sentence, gettext_lazy("Mend what is above first."))


def _table(found: list[Finding]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("", "", _("What is seen"), _("What to do")):
        table.add_column(heading, overflow="fold")
    for each in found:
        table.add_row(f"[{each.colour}]●[/]", each.name, each.told(), str(each.advice))
    return table
