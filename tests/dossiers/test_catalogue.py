"""The 29 procedures of 2024, and two optional ones, are what docs/sources.md says of them.

Source: docs/sources.md, rules P-1 to P-38, F-1 to F-12, D-8, D-9 and O-5.
"""

import tomllib
from datetime import date, time

import pytest

from dossiers.catalogue import reading
from dossiers.catalogue.entries import Per, Provenance, Tag
from dossiers.models import procedure as rows
from dossiers.states import FeeKind, FeeTiming, Level, PaperKind, SupplementRule, Unit
from identity.places.reading import training_province

CATALOGUE = reading.load()
PROCEDURES = {procedure.code: procedure for procedure in CATALOGUE.procedures}
KINDS = {agency.kind for agency in training_province().agencies}

every_procedure = pytest.mark.parametrize("procedure", CATALOGUE.procedures, ids=lambda procedure: procedure.code)


def test_there_are_29_procedures_and_two_optional_ones_in_the_order_of_the_sources():
    assert [code for code, procedure in PROCEDURES.items() if procedure.optional] == ["1.001456", "VP-01"]
    assert len(PROCEDURES) == 31
    assert [procedure.sources[0] for procedure in CATALOGUE.procedures] == [f"P-{row}" for row in range(1, 32)]
    assert [procedure.terms[0].sources[0] for procedure in CATALOGUE.procedures] == [f"P-{row}" for row in range(1, 32)]


W, C = Unit.WORKING, Unit.CALENDAR


@pytest.mark.parametrize(
    ("code", "days", "unit", "verify_days", "direct_vnd", "online_vnd"),
    [
        ("1.001193", 0, W, None, 0, 0),
        ("1.000656", 0, W, None, 0, 0),
        ("1.000894", 0, W, 5, 0, 0),
        ("1.004873", 3, W, 20, 15_000, 7_500),
        ("2.000635", 0, W, None, 8_000, 8_000),
        ("1.004859", 3, W, 6, 15_000, 7_500),
        ("1.004884", 5, W, 25, 8_000, 4_000),
        ("2.001263", 30, C, None, 400_000, 400_000),
        ("2.002621", 4, W, 6, 0, 0),
        ("2.002622", 10, W, None, 0, 0),
        ("1.004222", 7, W, None, 20_000, 10_000),
        ("1.004194", 3, W, None, 15_000, 7_000),
        ("1.003197", 5, W, None, 0, 0),
        ("1.010038", 5, W, None, 10_000, 5_000),
        ("1.010039", 3, W, None, 0, 0),
        ("2.001159", 0, W, None, 0, 0),
        ("2.000200", 7, W, None, 0, 0),
        ("2.000488", 10, C, 15, 200_000, 200_000),
        ("1.012575", 2, W, None, 100_000, 100_000),
        ("1.002809", 5, W, None, 135_000, 115_000),
        ("1.014137", 5, W, None, 0, 0),
        ("1.001776", 25, C, None, 0, 0),
        ("1.001731", 5, W, None, 0, 0),
        ("2.000815", 0, W, None, 2_000, 2_000),
        ("2.000884", 0, W, None, 10_000, 10_000),
        ("1.001612", 3, W, None, 100_000, 100_000),
        ("1.013227", 20, W, None, 75_000, 75_000),
        ("LAND-01", 15, W, None, 0, 0),
        ("EVN-01", 3, W, None, 0, 0),
        ("1.001456", 8, W, None, 200_000, 200_000),
        ("VP-01", 5, W, None, 600_000, 600_000),
    ],
)
def test_a_procedure_takes_its_time_and_costs_its_fee(code, days, unit, verify_days, direct_vnd, online_vnd):
    (terms,) = PROCEDURES[code].terms

    assert terms.effective_from == date(2024, 1, 1)
    assert (terms.sla_days, terms.sla_unit, terms.verify_days) == (days, unit, verify_days)
    from_the_first = [fee for fee in terms.fees if fee.first_unit == 1]
    assert sum(fee.direct_vnd for fee in from_the_first) == direct_vnd
    assert sum(fee.online_vnd for fee in from_the_first) == online_vnd


def test_deleting_a_permanent_residence_is_known_exactly():
    procedure = PROCEDURES["1.003197"]

    assert procedure.name_vi == "Xóa đăng ký thường trú"
    assert procedure.provenance is Provenance.EXACT
    assert procedure.authority == "commune-police"
    assert procedure.terms[0].sla_tags == procedure.terms[0].fee_tags == ("found:F5",)
    assert [(paper.code, paper.required) for paper in procedure.papers] == [("ct01", True), ("deletion-proof", False)]


def test_the_flags_are_those_of_the_reference():
    flags = {flag: [code for code, row in PROCEDURES.items() if row.provenance is flag] for flag in Provenance}

    assert flags[Provenance.EXACT] == ["1.004222", "1.003197", "1.010038", "2.001159", "1.012575"]
    assert flags[Provenance.RECALLED] == ["1.002809"]
    assert flags[Provenance.INVENTED] == ["LAND-01", "EVN-01", "VP-01"]
    assert len(flags[Provenance.CODE_EXACT]) == 22


def test_the_levels_are_those_of_the_reference():
    partial = [code for code, procedure in PROCEDURES.items() if procedure.level is Level.PARTIAL]

    assert partial == [
        "1.000894",
        "1.004859",
        "1.004884",
        "2.001263",
        "2.000200",
        "1.001776",
        "1.001731",
        "2.000815",
        "2.000884",
        "1.013227",
        "LAND-01",
        "VP-01",
    ]


def test_residence_procedures_restart_after_a_supplement_and_all_others_extend():
    for procedure in CATALOGUE.procedures:
        restarts = procedure.field.code == "residence"

        assert procedure.terms[0].supplement_rule is (SupplementRule.RESTART if restarts else SupplementRule.EXTEND)
        assert procedure.terms[0].supplement_days == 7

    assert sum(procedure.field.code == "residence" for procedure in CATALOGUE.procedures) == 6


def test_civil_status_and_certification_have_a_cut_off_at_three_in_the_afternoon():
    with_cut_off = {code: row.terms[0].cut_off for code, row in PROCEDURES.items() if row.terms[0].cut_off}

    assert set(with_cut_off) == {"1.001193", "1.000656", "1.000894", "2.000635", "2.000815", "2.000884"}
    assert set(with_cut_off.values()) == {time(15)}


def test_a_lodging_notice_is_taken_at_once():
    procedure = PROCEDURES["2.001159"]

    assert procedure.terms[0].cut_off is None
    assert procedure.tags == (Tag.AT_ONCE,)


def test_the_linked_birth_has_the_days_of_the_articles_and_no_second_terms():
    (terms,) = PROCEDURES["2.002621"].terms

    assert (terms.sla_days, terms.sla_tags) == (4, ("S0",))
    assert PROCEDURES["2.002621"].partners == ("commune-police", "district-insurance")
    assert PROCEDURES["2.002622"].partners == ("commune-police", "district-labour", "district-insurance")


def test_the_criminal_record_slip_is_cheaper_for_some_and_for_further_copies():
    (terms,) = PROCEDURES["2.000488"].terms

    assert [(fee.kind, fee.direct_vnd, fee.per, fee.first_unit) for fee in terms.fees] == [
        (FeeKind.PHI, 200_000, Per.DOSSIER, 1),
        (FeeKind.PHI, 5_000, Per.COPY, 3),
    ]
    assert [(fee.direct_vnd, fee.per, fee.instead_of, fee.proof) for fee in terms.fee_variants] == [
        (100_000, Per.DOSSIER, ("PHI-LLTP",), "fee-relief-proof"),
        (0, Per.DOSSIER, ("PHI-LLTP",), "fee-relief-proof"),
    ]
    assert terms.fee_timing is FeeTiming.FIRST
    assert PROCEDURES["2.000488"].successors == ("3.000333",)


def test_a_late_birth_costs_what_the_training_province_chose():
    (terms,) = PROCEDURES["1.001193"].terms
    (late,) = terms.fee_variants

    assert (late.direct_vnd, late.online_vnd) == (8_000, 8_000)
    assert late.tags == ("recalled:check", "assumption")
    assert terms.fees == ()


def test_a_certified_copy_is_paid_by_the_page_up_to_a_limit():
    (terms,) = PROCEDURES["2.000815"].terms

    (fee,) = terms.fees
    assert (fee.direct_vnd, fee.per, fee.further_from, fee.further_vnd) == (2_000, Per.PAGE, 3, 1_000)
    assert (fee.max_vnd, terms.fee_variants) == (200_000, ())


def test_the_land_procedure_finds_its_amount_while_it_is_processed():
    (terms,) = PROCEDURES["LAND-01"].terms

    assert (terms.fee_timing, terms.fees) == (FeeTiming.FINDING, ())


def test_certification_and_the_slip_are_charges_and_the_rest_are_levies():
    charges = [fee.code for row in CATALOGUE.procedures for fee in row.terms[0].fees if fee.kind is FeeKind.PHI]

    assert charges == ["PHI-TLHT", "PHI-LLTP", "PHI-LLTP-BS", "PHI-CTBS", "PHI-CTCK"]


def test_two_result_codes_are_of_the_national_catalogue_and_the_rest_are_invented():
    codes = {procedure.result.code for procedure in CATALOGUE.procedures}

    assert {code for code in codes if not code.startswith("KQ.H99.")} == {"KQ.G15.000031", "KQ.G15.000034"}
    assert PROCEDURES["1.001193"].result.symbol == "GKS"


def test_a_death_extract_may_come_from_the_vault():
    paper = next(paper for paper in PROCEDURES["1.001731"].papers if paper.code == "death-extract")

    assert paper.reusable
    assert paper.result_code == PROCEDURES["1.000656"].result.code
    assert paper.kind is PaperKind.CERTIFIED_COPY


@every_procedure
def test_every_authority_is_a_kind_of_agency_of_the_training_province(procedure):
    assert {procedure.authority, *procedure.also_competent, *procedure.partners} <= KINDS


@every_procedure
def test_tags_that_follow_from_other_facts_agree_with_them(procedure):
    (terms,) = procedure.terms

    assert (Tag.PREPAID in procedure.tags) == (terms.fee_timing is FeeTiming.FIRST)
    assert (Tag.SAME_DAY in procedure.tags) == (terms.cut_off is not None)
    assert (Tag.LINKED in procedure.tags) == (procedure.field.code == "linked")
    assert (Tag.MONEY_IN_BETWEEN in procedure.tags) == (terms.fee_timing is FeeTiming.FINDING)
    assert (Tag.DIGITIZATION in procedure.tags) == any(paper.kind != PaperKind.EFORM for paper in procedure.papers)


@every_procedure
def test_the_texts_fit_into_their_rows(procedure):
    texts = [
        (rows.Procedure, "code", procedure.code),
        (rows.Procedure, "name_vi", procedure.name_vi),
        (rows.Procedure, "name_en", procedure.name_en),
        (rows.PaperRequirement, "code", max((paper.code for paper in procedure.papers), key=len)),
        (rows.PaperRequirement, "name_vi", max((paper.name_vi for paper in procedure.papers), key=len)),
    ]
    for fee in (*procedure.terms[0].fees, *procedure.terms[0].fee_variants):
        texts += [(rows.Fee, "code", fee.code), (rows.Fee, "name_vi", fee.name_vi), (rows.Fee, "name_en", fee.name_en)]

    for model, name, text in texts:
        assert len(text) <= model._meta.get_field(name).max_length


def test_birth_and_death_ask_for_what_the_civil_status_system_takes():
    birth = [field.name for field in PROCEDURES["1.001193"].form]
    death = {field.name: field.required for field in PROCEDURES["1.000656"].form}

    assert len(birth) == 25
    assert {"birth_proof_number", "child_hometown", "mother_personal_number", "requester_relation"} <= set(birth)
    assert not any(field.required for field in PROCEDURES["1.001193"].form if field.name.startswith("father_"))
    assert death["died_on"]
    assert not death["died_at_hour"]


def test_the_linked_birth_asks_once_for_all_three():
    linked = {field.name for field in PROCEDURES["2.002621"].form}

    assert {field.name for field in PROCEDURES["1.001193"].form} < linked
    assert {"householder_consents", "residence_address", "first_care_facility"} <= linked


def test_no_paper_and_no_question_is_defined_in_vain():
    papers = {paper.code for procedure in CATALOGUE.procedures for paper in procedure.papers}
    questions = {field.name for procedure in CATALOGUE.procedures for field in procedure.form}

    assert papers == set(_defined("papers.toml", "papers"))
    assert questions == set(_defined("questions.toml", "questions"))


def _defined(file, table):
    return tomllib.loads(reading.PROCEDURES_2024.with_name(file).read_text(encoding="utf-8"))[table]
