"""Codes and numbers without doubles, one series per agency and day (or year)."""

from datetime import date

from django.db import connection

from dossiers.models import DossierCounter, Procedure, ResultCounter, VaultPaper
from identity.models import Agency, Person
from kernel import counters


def next_dossier_code(agency: Agency, on: date) -> str:
    """Return the next code of an agency's day, e.g. "H99.35.22-240426-0007" (docs/sources.md, rule N-1)."""
    sequence = counters.take(DossierCounter, agency_id=agency.pk, on=connection.ops.adapt_datefield_value(on))
    return f"{agency.code}-{on:%y%m%d}-{sequence:04d}"


def next_result_number(agency: Agency, procedure: Procedure, year: int) -> str:
    """Return the next number of an agency's results under a symbol in a year, e.g. "12/GXN-UBND"."""
    sequence = counters.take(ResultCounter, agency_id=agency.pk, symbol=procedure.result_symbol, year=year)
    return f"{sequence:02d}/{procedure.result_symbol}-{agency.symbol}"


def next_vault_code(owner: Person, component: str, reference_no: str) -> str:
    """Return the next code of a paper in its owner's vault (docs/sources.md, section on the vault).

    "<personal number>.<component>.<reference number>.<2 digits>"; the vault's unique code stops a second taker.
    """
    prefix = f"{owner.personal_number}.{component}.{reference_no}."
    return f"{prefix}{VaultPaper.objects.filter(code__startswith=prefix).count() + 1:02d}"
