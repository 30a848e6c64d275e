"""Fills the catalogue's rows from its dated file; loading again changes what the file changed and adds what is new."""

from dataclasses import asdict, dataclass

from django.db import transaction

from dossiers.catalogue import entries, reading
from dossiers.models import Fee, PaperRequirement, Procedure, ProcedureTerms


@dataclass(frozen=True, slots=True)
class Loading:
    """What a loading did."""

    legal_year: int
    procedures: int
    added: int


@transaction.atomic
def load() -> Loading:
    """Store the catalogue of the frozen legal year. Raises what `reading.load` raises; nothing is stored then."""
    catalogue = reading.load()
    added = sum(_procedure(entry) for entry in catalogue.procedures)
    return Loading(catalogue.legal_year, len(catalogue.procedures), added)


def _procedure(entry: entries.Procedure) -> bool:
    procedure, created = Procedure.objects.update_or_create(
        code=entry.code,
        defaults={
            "name_vi": entry.name_vi,
            "name_en": entry.name_en,
            "field": entry.field.code,
            "field_vi": entry.field.name_vi,
            "field_en": entry.field.name_en,
            "level": entry.level,
            "authority": entry.authority,
            "also_competent": list(entry.also_competent),
            "result_vi": entry.result.name_vi,
            "result_en": entry.result.name_en,
            "result_symbol": entry.result.symbol,
            "result_code": entry.result.code,
            "form_fields": [asdict(field) for field in entry.form],
            "tags": list(entry.tags),
            "provenance": entry.provenance,
            "sources": list(entry.sources),
        },
    )
    for terms in entry.terms:
        _terms(procedure, terms, entry.papers)
    return created


def _terms(procedure: Procedure, entry: entries.Terms, papers: tuple[entries.Paper, ...]) -> None:
    terms, _created = ProcedureTerms.objects.update_or_create(
        procedure=procedure,
        effective_on=entry.effective_from,
        defaults={
            "sla_days": entry.sla_days,
            "sla_unit": entry.sla_unit,
            "cut_off": entry.cut_off,
            "verify_days": entry.verify_days,
            "supplement_days": entry.supplement_days,
            "supplement_rule": entry.supplement_rule,
            "fee_timing": entry.fee_timing,
            "tags": {"sla": list(entry.sla_tags), "fee": list(entry.fee_tags)},
            "sources": list(entry.sources),
        },
    )
    for fee in (*entry.fees, *entry.fee_variants):
        _fee(terms, fee)
    for paper in papers:
        _requirement(terms, paper)


def _fee(terms: ProcedureTerms, entry: entries.Fee) -> None:
    Fee.objects.update_or_create(
        terms=terms,
        code=entry.code,
        defaults={
            "kind": entry.kind,
            "name_vi": entry.name_vi,
            "name_en": entry.name_en,
            "when_vi": entry.when_vi or "",
            "when_en": entry.when_en or "",
            "case_question": entry.case.question if entry.case else "",
            "case_answers": list(entry.case.answers) if entry.case else [],
            "case_late_calendar_days": entry.case.late_calendar_days if entry.case else None,
            "direct_vnd": entry.direct_vnd,
            "online_vnd": entry.online_vnd,
            "per": entry.per,
            "first_unit": entry.first_unit,
            "further_from": entry.further_from,
            "further_vnd": entry.further_vnd or 0,
            "max_vnd": entry.max_vnd,
            "instead_of": list(entry.instead_of),
            "proof": entry.proof or "",
            "timing": entry.timing or "",
        },
    )


def _requirement(terms: ProcedureTerms, entry: entries.Paper) -> None:
    PaperRequirement.objects.update_or_create(
        terms=terms,
        code=entry.code,
        defaults={
            "name_vi": entry.name_vi,
            "name_en": entry.name_en,
            "required": entry.required,
            "kind": entry.kind,
            "count": entry.count,
            "reusable": entry.reusable,
            "result_code": entry.result_code or "",
        },
    )
