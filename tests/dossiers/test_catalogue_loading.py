"""The catalogue becomes rows: procedures with dated terms, fees and papers; loading again changes nothing (L-3)."""

import pytest

from dossiers import queries
from dossiers.catalogue import entries, reading
from dossiers.models import Fee, PaperRequirement, Procedure, ProcedureTerms
from dossiers.services import catalogue
from dossiers.states import Channel, FeeTiming, SupplementRule
from tests.calendars import at

MODELS = (Procedure, ProcedureTerms, Fee, PaperRequirement)


@pytest.fixture
def loaded(db):
    return catalogue.load()


def rows():
    return {model: list(model.objects.order_by("pk").values()) for model in MODELS}


def test_every_procedure_of_the_file_is_stored(loaded):
    file = reading.load()

    assert (loaded.legal_year, loaded.procedures, loaded.added) == (2024, len(file.procedures), len(file.procedures))
    assert set(Procedure.objects.values_list("code", flat=True)) == {entry.code for entry in file.procedures}
    assert ProcedureTerms.objects.count() == sum(len(entry.terms) for entry in file.procedures)


def test_loading_again_adds_and_changes_nothing(loaded):
    before = rows()

    again = catalogue.load()

    assert (again.procedures, again.added) == (loaded.procedures, 0)
    assert rows() == before


def test_loading_again_makes_a_row_what_the_file_says(loaded):
    before = rows()
    ProcedureTerms.objects.filter(procedure__code="1.004873").update(sla_days=99)
    Fee.objects.filter(terms__procedure__code="1.004873").update(direct_vnd=1)
    Procedure.objects.filter(code="1.004873").update(name_vi="Khác")

    catalogue.load()

    assert rows() == before


def test_what_the_file_lacks_is_added(loaded):
    Fee.objects.filter(terms__procedure__code="1.004873").delete()
    PaperRequirement.objects.filter(terms__procedure__code="1.004873").delete()
    counts = (Fee.objects.count(), PaperRequirement.objects.count())

    catalogue.load()

    assert Fee.objects.count() > counts[0]
    assert PaperRequirement.objects.count() > counts[1]


def test_every_procedure_is_stored_as_the_file_says(loaded):
    stored = {row.code: row for row in Procedure.objects.prefetch_related("terms__fees", "terms__requirements")}

    for entry in reading.load().procedures:
        row = stored[entry.code]
        (terms,), (promised,) = row.terms.all(), entry.terms
        assert (row.name_vi, row.field, row.authority) == (entry.name_vi, entry.field.code, entry.authority)
        assert [field["name"] for field in row.form_fields] == [field.name for field in entry.form]
        assert (terms.effective_on, terms.sla_days, terms.sla_unit, terms.cut_off) == (
            promised.effective_from,
            promised.sla_days,
            promised.sla_unit,
            promised.cut_off,
        )
        assert (terms.supplement_rule, terms.fee_timing) == (promised.supplement_rule, promised.fee_timing)
        assert [need.code for need in terms.requirements.all()] == [paper.code for paper in entry.papers]
        assert {fee.code: (fee.direct_vnd, fee.online_vnd) for fee in terms.fees.all()} == fees_of(promised)


def fees_of(promised: entries.Terms) -> dict[str, tuple[int, int]]:
    return {fee.code: (fee.direct_vnd, fee.online_vnd) for fee in (*promised.fees, *promised.fee_variants)}


def test_a_stored_procedure_can_be_filed(loaded):
    terms = queries.terms_in_force("1.004873", at("2024-05-10 09:00").date())

    assert (terms.sla_days, terms.supplement_rule, terms.fee_timing) == (3, SupplementRule.EXTEND, FeeTiming.FIRST)
    assert (queries.fee_vnd(terms, Channel.COUNTER), queries.fee_vnd(terms, Channel.ONLINE)) == (15000, 7500)
