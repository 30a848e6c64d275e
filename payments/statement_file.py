"""Reads the bank's statement of a day, a CSV file (docs/sources.md, rule F-22)."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from payments.errors import NoticeMalformed, StatementUnreadable
from payments.gateways.contract import OK, Told, hour, whole, word

COLUMNS = ("gateway_txn", "txn_ref", "amount", "bank_code", "pay_date", "status", "dossier_code", "fee_code")
# A day of the whole country has 60,000 payments.
MOST_LINES = 500_000


@dataclass(frozen=True, slots=True)
class Row:
    """One transaction of the statement. `txn_ref` is empty for a transfer, which names the dossier only."""

    number: int
    gateway_txn: str
    txn_ref: str
    amount_vnd: int
    bank_code: str
    paid_at: datetime
    status: str
    dossier_code: str
    fee_code: str

    @property
    def is_paid(self) -> bool:
        return self.status == OK

    def told(self, txn_ref: str) -> Told:
        """Return the row as the bank's word on a try."""
        return Told(txn_ref, self.amount_vnd, self.gateway_txn, self.bank_code, self.status, self.paid_at)

    def __str__(self) -> str:
        return ",".join(
            (
                self.gateway_txn,
                self.txn_ref,
                str(self.amount_vnd),
                self.bank_code,
                self.paid_at.isoformat(),
                self.status,
            )
        )


def read(content: bytes) -> list[Row]:
    """Return the rows. Raises StatementUnreadable, which names the line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        raise StatementUnreadable(line=1, what="UTF-8") from failure
    try:
        return list(_rows(text))
    except csv.Error as failure:
        raise StatementUnreadable(line=1, what=str(failure)) from failure


def _rows(text: str) -> Iterator[Row]:
    table = csv.DictReader(io.StringIO(text, newline=""), restkey="?", strict=True)
    missing = [name for name in COLUMNS if name not in (table.fieldnames or ())]
    if missing:
        raise StatementUnreadable(line=1, what=", ".join(missing))
    for number, line in enumerate(table, start=2):
        if number > MOST_LINES or "?" in line or None in line.values():
            raise StatementUnreadable(line=number, what=f"{len(COLUMNS)} columns, {MOST_LINES} lines")
        yield _row(number, line)


def _row(number: int, line: dict[str, str]) -> Row:
    try:
        return Row(
            number=number,
            gateway_txn=word(line["gateway_txn"], "gateway_txn", 40),
            txn_ref=line["txn_ref"] and word(line["txn_ref"], "txn_ref", 100),
            amount_vnd=whole(line["amount"], "amount"),
            bank_code=word(line["bank_code"] or "?", "bank_code", 20),
            paid_at=hour(line["pay_date"], "pay_date"),
            status=word(line["status"], "status", 10),
            dossier_code=line["dossier_code"] and word(line["dossier_code"], "dossier_code", 50),
            fee_code=line["fee_code"] and word(line["fee_code"], "fee_code", 120),
        )
    except NoticeMalformed as failure:
        raise StatementUnreadable(line=number, what=failure.params["field"]) from failure
