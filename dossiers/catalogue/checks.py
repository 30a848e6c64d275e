"""What must hold between the entries of a catalogue, beyond the shape of each."""

from collections import Counter
from collections.abc import Iterable, Iterator

from dossiers.catalogue.entries import Answer, Case, Catalogue, Fee, FormField, Procedure, Provenance, Terms
from dossiers.fee_rules import COPIES, PAGES
from dossiers.states import FeeTiming, Per, Unit


def complaints(catalogue: Catalogue) -> Iterator[str]:
    """Yield one sentence for each thing that does not hold together, naming the procedure and the field."""
    yield from _twice("field", (field.code for field in catalogue.fields))
    yield from _twice("procedure", (procedure.code for procedure in catalogue.procedures))
    results: dict[str, str] = {}
    for procedure in catalogue.procedures:
        result = procedure.result
        if results.setdefault(result.code, result.name_vi) != result.name_vi:
            yield f"procedure {procedure.code}: result.code: {result.code} has another name elsewhere"
    for procedure in catalogue.procedures:
        for complaint in _of_procedure(procedure, results):
            yield f"procedure {procedure.code}: {complaint}"


def _of_procedure(procedure: Procedure, results: Iterable[str]) -> Iterator[str]:
    if procedure.code[0].isdigit() == (procedure.provenance is Provenance.INVENTED):
        yield "provenance: a code with letters is invented (A), and no other is"
    yield from _twice("papers", (paper.code for paper in procedure.papers))
    yield from _twice("form", (field.name for field in procedure.form))
    for paper in procedure.papers:
        if paper.count < 1:
            yield f"papers: {paper.code}: count: must be 1 or more"
        if paper.result_code is not None and paper.result_code not in results:
            yield f"papers: {paper.code}: result_code: no procedure results in {paper.result_code}"
    starts = [terms.effective_from for terms in procedure.terms]
    if not starts or starts != sorted(set(starts)):
        yield "terms: effective_from: there must be terms, each from a later day than the one before"
    for terms in procedure.terms:
        for complaint in (*_of_terms(terms), *_of_cases(procedure, terms)):
            yield f"terms of {terms.effective_from}: {complaint}"


def _of_terms(terms: Terms) -> Iterator[str]:
    if terms.cut_off is not None and terms.sla_days != 0:
        yield "cut_off: belongs to a same-day procedure (sla_days = 0)"
    if terms.sla_days == 0 and terms.sla_unit is not Unit.WORKING:
        yield "sla_unit: the same day is a working day"
    if terms.verify_days is not None and terms.verify_days <= terms.sla_days:
        yield f"verify_days: must be more than sla_days ({terms.sla_days})"
    if bool(terms.fees) != (terms.fee_timing in (FeeTiming.FIRST, FeeTiming.LATER)):
        yield f"fees: do not agree with fee_timing = {terms.fee_timing}"
    if not (terms.sla_tags and terms.fee_tags and terms.sources):
        yield "sources: say where time and fee come from (sla_tags, fee_tags, sources)"
    yield from _of_fees(terms.fees, terms.fee_variants)


def _of_fees(fees: tuple[Fee, ...], variants: tuple[Fee, ...]) -> Iterator[str]:
    yield from _twice("fees", (fee.code for fee in (*fees, *variants)))
    for fee in fees:
        if fee.when_vi or fee.when_en:
            yield f"fees: {fee.code}: when_vi: an ordinary fee has no case of its own; it is a fee_variant"
        if fee.case or fee.instead_of or fee.proof or fee.timing:
            yield f"fees: {fee.code}: case: an ordinary fee has no case of its own; it is a fee_variant"
    for fee in variants:
        if not (fee.when_vi and fee.when_en and fee.case):
            yield f"fee_variants: {fee.code}: when_vi, when_en: say which case pays it"
        if unknown := set(fee.instead_of) - {other.code for other in (*fees, *variants)}:
            yield f"fee_variants: {fee.code}: instead_of: {', '.join(sorted(unknown))} is no fee of these terms"
    for fee in (*fees, *variants):
        if (fee.further_from is None) != (fee.further_vnd is None):
            yield f"fees: {fee.code}: further_from, further_vnd: one is nothing without the other"


def _of_cases(procedure: Procedure, terms: Terms) -> Iterator[str]:
    """What a fee asks of the e-form and of the papers must be asked for."""
    questions = {field.name: field for field in procedure.form}
    papers = {paper.code for paper in procedure.papers if not paper.required}
    for fee in (*terms.fees, *terms.fee_variants):
        units = {Per.COPY: {COPIES}, Per.PAGE: {COPIES, PAGES}}.get(fee.per, set())
        if missing := sorted(units - set(questions)):
            yield f"fees: {fee.code}: per: the form does not ask for {', '.join(missing)}"
        if fee.proof and fee.proof not in papers:
            yield f"fee_variants: {fee.code}: proof: {fee.proof} is no paper that may be left out"
        if fee.case and not _can_be_told(fee.case, questions.get(fee.case.question)):
            yield f"fee_variants: {fee.code}: case: no answer to {fee.case.question} makes it"
        if fee.timing is None and (fee.direct_vnd or fee.online_vnd) and terms.fee_timing is FeeTiming.NONE:
            yield f"fee_variants: {fee.code}: timing: say when it is paid, as the procedure is free otherwise"


def _can_be_told(case: Case, field: FormField | None) -> bool:
    if field is None:
        return False
    if case.late_calendar_days is not None:
        return field.type is Answer.DATE and not case.answers
    return bool(case.answers) and set(case.answers) <= {choice.value for choice in field.choices}


def _twice(key: str, names: Iterable[str]) -> Iterator[str]:
    for name, times in Counter(names).items():
        if times > 1:
            yield f"{key}: {name} is there {times} times"
