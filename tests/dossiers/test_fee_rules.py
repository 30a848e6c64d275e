"""What a dossier pays, from its channel and its answers: docs/sources.md, rules F-2 to F-12, F-24 and F-25."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from dossiers import fee_rules, queries
from dossiers.catalogue import reading
from dossiers.errors import FormAnswerInvalid
from dossiers.fee_rules import Case, Rule, amount_vnd, assess
from dossiers.models import ProcedureTerms
from dossiers.services import catalogue
from dossiers.states import Channel, FeeKind, FeeTiming, Per

FILED_ON = date(2024, 6, 3)
# The questions by which each procedure's citizens claim not to pay, with their answers.
CLAIMS = {
    procedure.code: {
        field.name: [choice.value for choice in field.choices] for field in procedure.form if "relief" in field.name
    }
    for procedure in reading.load().procedures
}
LEVY = Rule(FeeKind.LE_PHI, "LP-A", "Lệ phí", 20_000)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The rules of every procedure of 2024, by procedure and channel, read from rows and taken away again."""
    with django_db_blocker.unblock(), transaction.atomic():
        catalogue.load()
        found = {
            (terms.procedure.code, channel): (terms.fee_timing, queries.fee_rules(terms, channel))
            for terms in ProcedureTerms.objects.select_related("procedure")
            for channel in Channel
        }
        transaction.set_rollback(True)
    return found


@pytest.fixture
def fee(loaded):
    """Return what a procedure charges: `fee("2.000488", copies=4)`."""

    def assessed(procedure, channel=Channel.COUNTER, *, is_relieved=True, **answers):
        return assess(loaded[procedure, channel][1], answers, FILED_ON, is_relieved=is_relieved)

    return assessed


def codes(assessment):
    return [(line.code, line.amount_vnd) for line in assessment.lines]


# --- the tariff ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("pages", "copies", "vnd"),
    [
        (1, 1, 2_000),
        (2, 1, 4_000),
        (3, 1, 5_000),
        (10, 1, 12_000),
        (198, 1, 200_000),
        (199, 1, 200_000),
        (1_000, 1, 200_000),
        (3, 4, 20_000),
        (1_000, 3, 600_000),
    ],
)
def test_a_certified_copy_costs_2000_for_two_pages_then_1000_and_at_most_200000_each(fee, pages, copies, vnd):
    assert fee("2.000815", document_pages=pages, copies=copies).amount_vnd == vnd


@pytest.mark.parametrize(
    ("copies", "lines"),
    [
        (1, [("PHI-LLTP", 200_000)]),
        (2, [("PHI-LLTP", 200_000)]),
        (3, [("PHI-LLTP", 200_000), ("PHI-LLTP-BS", 5_000)]),
        (7, [("PHI-LLTP", 200_000), ("PHI-LLTP-BS", 25_000)]),
    ],
)
def test_a_criminal_record_slip_costs_5000_more_for_each_copy_from_the_third(fee, copies, lines):
    assert codes(fee("2.000488", copies=copies)) == lines


@pytest.mark.parametrize("relief", ["student", "merit-relative"])
def test_students_and_relatives_of_merit_persons_pay_100000_for_it(fee, relief):
    assessment = fee("2.000488", copies=3, criminal_record_fee_relief=relief)

    assert codes(assessment) == [("PHI-LLTP-BS", 5_000), ("PHI-LLTP-UD", 100_000)]
    assert assessment.proof == "fee-relief-proof"


def test_each_copy_of_an_extract_is_paid(fee):
    assert fee("2.000635", copies=5).amount_vnd == 40_000


@pytest.mark.parametrize("group", ["child", "elderly", "disabled", "merit", "poor", "remote"])
@pytest.mark.parametrize("procedure", ["1.004222", "1.004194", "1.010038"])
def test_residence_is_free_for_the_exempt_groups_against_proof(fee, procedure, group):
    assessment = fee(procedure, residence_fee_relief=group)

    assert (assessment.lines, assessment.proof) == ((), "fee-relief-proof")


def test_a_relief_that_is_not_granted_costs_the_whole_fee_and_needs_no_proof(fee):
    assessment = fee("1.004222", Channel.ONLINE, residence_fee_relief="poor", is_relieved=False)

    assert (codes(assessment), assessment.proof) == ([("LP-THTR", 10_000)], "")


def test_a_list_is_cheaper_and_an_exempt_person_on_it_pays_nothing(fee):
    assert codes(fee("1.004194", residence_way="single")) == [("LP-TATR", 15_000)]
    assert codes(fee("1.004194", residence_way="list")) == [("LP-TATR-DS", 10_000)]
    assert codes(fee("1.004194", residence_way="list", residence_fee_relief="child")) == []


def test_a_lost_passport_costs_400000_instead_of_200000(fee):
    assert [fee("1.001456", passport_case=case).amount_vnd for case in ("first", "expired", "lost")] == [
        200_000,
        200_000,
        400_000,
    ]


@pytest.mark.parametrize(
    ("procedure", "question", "last_day_in_time", "first_late_day"),
    [
        ("1.001193", "child_born_on", "2024-04-04", "2024-04-03"),
        ("1.000656", "died_on", "2024-05-19", "2024-05-18"),
    ],
)
def test_a_birth_after_60_days_and_a_death_after_15_cost_a_levy_that_is_paid_first(
    fee, procedure, question, last_day_in_time, first_late_day
):
    in_time, late = (fee(procedure, **{question: day}) for day in (last_day_in_time, first_late_day))

    assert (in_time.amount_vnd, in_time.timing) == (0, "")
    assert (late.amount_vnd, late.timing) == (8_000, FeeTiming.FIRST)


@pytest.mark.parametrize("copies", [0, -1, 1_001])
def test_a_number_of_copies_that_nobody_can_mean_is_refused(fee, copies):
    with pytest.raises(FormAnswerInvalid) as refusal:
        fee("2.000635", copies=copies)

    assert refusal.value.params == {"field": "copies", "type": "number"}


def test_charges_and_levies_are_lines_of_their_kind(fee):
    (line,) = fee("2.000635", copies=2).lines

    assert line.as_row() == {
        "kind": "phi",
        "code": "PHI-TLHT",
        "name_vi": "Phí cấp bản sao trích lục hộ tịch",
        "amount_vnd": 16_000,
    }


# --- the arithmetic --------------------------------------------------------------------------------------------------
vnd = st.integers(0, 5_000_000)
units = st.integers(1, fee_rules.MOST_UNITS)
rules = st.builds(
    Rule,
    kind=st.sampled_from(FeeKind),
    code=st.just("A"),
    name_vi=st.just("Phí"),
    unit_vnd=vnd,
    per=st.sampled_from(Per),
    first_unit=st.integers(1, 5),
    further_from=st.none() | st.integers(1, 8),
    further_vnd=vnd,
    max_vnd=st.none() | st.integers(0, 50_000_000),
)


def counted(rule, copies, pages):
    """Return the same amount by counting unit after unit."""

    def one_by_one(until):
        each = [
            rule.further_vnd if rule.further_from and unit >= rule.further_from else rule.unit_vnd
            for unit in range(1, until + 1)
            if unit >= rule.first_unit
        ]
        return sum(each) if rule.max_vnd is None else min(sum(each), rule.max_vnd)

    match rule.per:
        case Per.PAGE:
            return copies * one_by_one(pages)
        case Per.COPY:
            return one_by_one(copies)
    return one_by_one(1)


@given(rules, units, units)
def test_the_formula_is_the_sum_of_its_units(rule, copies, pages):
    assert amount_vnd(rule, copies, pages) == counted(rule, copies, pages)


@given(rules, units, units)
def test_more_copies_and_more_pages_never_cost_less(rule, copies, pages):
    least = amount_vnd(rule, copies, pages)

    assert amount_vnd(rule, copies + 1, pages) >= least
    assert amount_vnd(rule, copies, pages + 1) >= least


@given(st.lists(rules, max_size=4), units, units)
def test_the_fee_is_the_sum_of_its_lines_and_no_line_is_of_nothing(several, copies, pages):
    assessment = assess(several, {"copies": copies, "document_pages": pages}, FILED_ON)

    assert assessment.amount_vnd == sum(amount_vnd(rule, copies, pages) for rule in several)
    assert all(line.amount_vnd > 0 for line in assessment.lines)


@given(st.data())
def test_a_claim_never_makes_a_dossier_dearer_and_its_rejection_is_as_if_nothing_was_claimed(loaded, data):
    procedure, channel = data.draw(st.sampled_from(sorted(loaded)))
    _timing, tariff = loaded[procedure, channel]
    claims = CLAIMS[procedure]
    claimed = {name: data.draw(st.sampled_from(values)) for name, values in claims.items()}

    plain, granted = assess(tariff, {}, FILED_ON), assess(tariff, claimed, FILED_ON)

    assert granted.amount_vnd <= plain.amount_vnd
    assert assess(tariff, claimed, FILED_ON, is_relieved=False) == plain
    assert bool(granted.proof) == bool(claims)


def test_a_case_holds_where_it_is_answered_and_only_there():
    assert Case().holds({}, FILED_ON)
    assert not Case("kind", ("car",)).holds({}, FILED_ON)
    assert not Case("kind", ("car",)).holds({"kind": "motorcycle"}, FILED_ON)
    assert Case("kind", ("car",)).holds({"kind": "car"}, FILED_ON)


def test_a_fee_that_is_paid_instead_takes_the_place_of_the_other():
    special = Rule(FeeKind.LE_PHI, "LP-B", "Lệ phí khác", 5_000, case=Case("by_list", ("yes",)), instead_of=("LP-A",))

    assert codes(assess([LEVY, special], {}, FILED_ON)) == [("LP-A", 20_000)]
    assert codes(assess([LEVY, special], {"by_list": "yes"}, FILED_ON)) == [("LP-B", 5_000)]
