"""Numbers without doubles: taken in the transaction that uses them, from one row per agency and day (or year)."""

from datetime import date
from typing import Any

from django.db import connection, models

from dossiers.models import DossierCounter, Procedure, ResultCounter, VaultPaper
from identity.models import Agency, Person


def next_dossier_code(agency: Agency, on: date) -> str:
    """Return the next code of an agency's day, e.g. "H99.35.22-240426-0007" (docs/sources.md, rule N-1)."""
    sequence = _take(DossierCounter, agency_id=agency.pk, on=connection.ops.adapt_datefield_value(on))
    return f"{agency.code}-{on:%y%m%d}-{sequence:04d}"


def next_result_number(agency: Agency, procedure: Procedure, year: int) -> str:
    """Return the next number of an agency's results under a symbol in a year, e.g. "12/GXN-UBND"."""
    sequence = _take(ResultCounter, agency_id=agency.pk, symbol=procedure.result_symbol, year=year)
    return f"{sequence:02d}/{procedure.result_symbol}-{agency.symbol}"


def next_vault_code(owner: Person, component: str, reference_no: str) -> str:
    """Return the next code of a paper in its owner's vault (docs/sources.md, section on the vault).

    "<personal number>.<component>.<reference number>.<2 digits>"; the vault's unique code stops a second taker.
    """
    prefix = f"{owner.personal_number}.{component}.{reference_no}."
    return f"{prefix}{VaultPaper.objects.filter(code__startswith=prefix).count() + 1:02d}"


def _take(counter: type[models.Model], **key: Any) -> int:
    """Count one up and return it, in one statement: the row lock makes the next taker wait for our commit."""
    quote = connection.ops.quote_name
    table, columns = quote(counter._meta.db_table), ", ".join(quote(name) for name in key)
    places = ", ".join(["%s"] * len(key))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}, last) VALUES ({places}, 1) "
            f"ON CONFLICT ({columns}) DO UPDATE SET last = {table}.last + 1 RETURNING last",
            list(key.values()),
        )
        return int(cursor.fetchone()[0])
