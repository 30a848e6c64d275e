"""`manage.py reconcile_payments DATE`: compare a day's payments with the bank's statement and say what differs."""

import json
from argparse import ArgumentParser
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from kernel.errors import Problem
from payments.models import Statement, StatementLine
from payments.services import reconciliation
from payments.states import Finding


class Command(BaseCommand):
    help = "Compare a day's payments with the bank's statement; a lost notice is found and applied."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "on", type=date.fromisoformat, metavar="DATE", help="the day of the payments, e.g. 2024-04-26"
        )
        parser.add_argument("--file", type=Path, metavar="CSV", help="the statement; else it is fetched from the bank")
        parser.add_argument("--json", dest="as_json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, on: date, file: Path | None, as_json: bool, **options: Any) -> None:
        try:
            content = file.read_bytes() if file else reconciliation.fetch(on)
            statement = reconciliation.reconcile(on, content, source=str(file or "bank"))
        except (Problem, OSError) as failure:
            raise CommandError(str(failure)) from failure
        lines = list(statement.lines.select_related("attempt__order"))
        self.stdout.write(_as_json(statement, lines) if as_json else _in_words(statement, lines))


def _as_json(statement: Statement, lines: list[StatementLine]) -> str:
    counts = Counter(line.finding for line in lines)
    body = {
        "on": statement.on.isoformat(),
        "source": statement.source,
        "sha256": statement.sha256,
        "findings": {finding.value: counts[finding] for finding in Finding},
        "recovered": sum(line.is_recovered for line in lines),
        "lines": [_facts(line) for line in lines],
    }
    return json.dumps(body, ensure_ascii=False)


def _facts(line: StatementLine) -> dict[str, Any]:
    return {
        "gateway_txn": line.gateway_txn,
        "txn_ref": line.txn_ref,
        "amount_vnd": line.amount_vnd,
        "order": line.attempt.order.code if line.attempt else None,
        "order_vnd": line.attempt.amount_vnd if line.attempt else None,
        "finding": line.finding,
        "is_recovered": line.is_recovered,
    }


def _in_words(statement: Statement, lines: list[StatementLine]) -> str:
    counts = Counter(line.finding for line in lines)
    told = [_("Payments of %(on)s beside the bank's statement:") % {"on": f"{statement.on:%d/%m/%Y}"}]
    told += [f"  {counts[finding]:>6}  {finding.label}" for finding in Finding]
    told += [
        _("  %(count)d of them came in by the statement: their notices had been lost.") % {"count": _recovered(lines)}
    ]
    odd = [line for line in lines if line.finding not in (Finding.MATCHED, Finding.NO_MONEY)]
    told += [
        f"  {line.gateway_txn or '-'} {line.txn_ref or '-'} {line.amount_vnd} đ: {line.get_finding_display()}"
        for line in odd
    ]
    return "\n".join(told)


def _recovered(lines: list[StatementLine]) -> int:
    return sum(line.is_recovered for line in lines)
