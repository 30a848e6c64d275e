"""`manage.py on_time`: the on-time report in the columns of form II.06a."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from rich.console import Console

from kernel.errors import LANGUAGES, Problem
from reports import exports, on_time_table, queries
from reports.columns import By
from reports.queries import OnTime


class Command(BaseCommand):
    help = "Print how many dossiers were received, resolved and in process, early, on time and late."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", type=_day, required=True, dest="from_on", metavar="2024-01-01", help="first day")
        parser.add_argument("--to", type=_day, required=True, dest="to_on", metavar="2024-12-31", help="last day")
        parser.add_argument("--by", choices=By.values, default=str(By.AGENCY), help="what a row stands for")
        parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0])
        parser.add_argument(
            "--json", action="store_true", dest="as_json", help="one JSON document (reports/exports.py)"
        )

    def handle(self, *args: Any, from_on: date, to_on: date, by: str, lang: str, **options: Any) -> None:
        with translation.override(lang):
            report = _report(from_on, to_on, By(by))
            if options["as_json"]:
                document = exports.on_time_document(report)
                self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
                return
            console = Console(file=self.stdout, highlight=False)  # type: ignore[arg-type]
            console.width = max(console.width, on_time_table.WIDTH)
            console.print(on_time_table.table(report))


def _report(from_on: date, to_on: date, by: By) -> OnTime:
    try:
        return queries.on_time(from_on, to_on, by)
    except Problem as problem:
        raise CommandError(problem.told()) from problem


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a day such as 2024-04-26") from error
