"""Says where this house and its partner agencies remember their messages differently."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from interlink.adapters import partners
from interlink.services import reconciliation
from interlink.services.reconciliation import Comparison
from kernel import clock
from kernel.working_calendar import at_hour

DAYS_BACK = 7


class Command(BaseCommand):
    help = "Compares numbers and digests of messages with every partner agency; exit code 1 if they differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=date.fromisoformat, help="first day (simulated); the last week without it")
        parser.add_argument("--agency", choices=partners.CODES, help="one agency only")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print a JSON document")

    def handle(self, *args: Any, since: date | None, agency: str | None, as_json: bool, **options: Any) -> None:
        start = at_hour(since or clock.today() - timedelta(days=DAYS_BACK), time())
        codes = [agency] if agency else partners.CODES
        compared = [reconciliation.compare(code, start) for code in codes]
        self.stdout.write(_as_json(compared) if as_json else "\n".join(map(_in_words, compared)))
        amiss = [comparison.agency for comparison in compared if comparison.differences or comparison.silent]
        if amiss:
            raise CommandError(_("Look into: %(agencies)s.") % {"agencies": ", ".join(amiss)}, returncode=1)


def _as_json(compared: list[Comparison]) -> str:
    return json.dumps([asdict(comparison) for comparison in compared], ensure_ascii=False)


def _in_words(compared: Comparison) -> str:
    if compared.silent:
        return _("%(agency)s: does not answer (%(cause)s)") % {"agency": compared.agency, "cause": compared.silent}
    counts = {"agency": compared.agency, "matching": compared.matching, "differences": len(compared.differences)}
    lines = [_("%(agency)s: %(matching)d messages match, %(differences)d differ") % counts]
    lines += [f"  {found.kind}  {found.message_id}" for found in compared.differences]
    return "\n".join(lines)
