"""`manage.py due_date`: the due date of a filing, and the ledger that explains it day by day."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from dossiers import deadlines, ledger_text
from dossiers.deadlines import Terms
from kernel import calendar_store
from kernel.clock import TZ
from kernel.errors import LANGUAGES, Problem
from kernel.working_time import Due, LineKind, Unit

OFF = (LineKind.WEEKEND, LineKind.HOLIDAY, LineKind.PAUSED, LineKind.RESTARTED)


class Command(BaseCommand):
    help = "Print the due date of a filing; with --explain, what became of every day on the way to it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--received", type=_hour, required=True, metavar="2024-04-26T09:00", help="Vietnam's time")
        parser.add_argument("--days", type=_days, required=True, metavar="N", help="0 is the day of receipt itself")
        parser.add_argument("--unit", choices=[str(unit) for unit in Unit], default=str(Unit.WORKING))
        parser.add_argument("--cut-off", type=_time_of_day, metavar="15:00", help="a filing from then on is tomorrow's")
        parser.add_argument("--explain", action="store_true", help="print the ledger")
        parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0])
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON document, with the ledger")

    def handle(self, *args: Any, received: datetime, days: int, lang: str, **options: Any) -> None:
        terms = Terms(days=days, unit=options["unit"], cut_off=options["cut_off"])
        with translation.override(lang):
            due = _explained(received, terms)
            if options["as_json"]:
                document = {"due_on": due.due_on.isoformat(), "ledger": ledger_text.as_rows(due.lines)}
                self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
                return
            self.stdout.write(_("Due: %(day)s") % {"day": ledger_text.day(due.due_on)})
            if options["explain"]:
                Console(file=self.stdout, highlight=False).print(_table(due))  # type: ignore[arg-type]


def _explained(received: datetime, terms: Terms) -> Due:
    try:
        return deadlines.explain(received, terms, (), calendar_store.loaded())
    except Problem as problem:
        raise CommandError(problem.told()) from problem
    except DatabaseError as failure:
        raise CommandError(_("The calendar cannot be read; run migrate and load_calendar first.")) from failure


def _table(due: Due) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for line in due.lines:
        style = "bold green" if line.on == due.due_on else "dim" if line.kind in OFF else ""
        table.add_row(ledger_text.weekday(line.on), f"{line.on:%d/%m/%Y}", ledger_text.sentence(line), style=style)
    return table


def _hour(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(TZ) if at.tzinfo else at.replace(tzinfo=TZ)
    except (ValueError, OverflowError) as error:
        raise ArgumentTypeError(f"{text!r} is not an hour such as 2024-04-26T09:00") from error


def _time_of_day(text: str) -> time:
    try:
        return datetime.strptime(text, "%H:%M").replace(tzinfo=TZ).time()
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a time of day such as 15:00") from error


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ArgumentTypeError(f"{text!r} is not a number of days from 0 on")
    return int(text)
