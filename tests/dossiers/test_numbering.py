"""Numbers without doubles or holes: taken in the transaction that uses them (docs/sources.md, N-1, N-5, V-2)."""

from collections import Counter
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from dossiers import files, numbering
from dossiers.files import Upload
from dossiers.models import Dossier, DossierCounter, ResultCounter, VaultPaper
from dossiers.services import closing, intake
from dossiers.states import Channel, State, VaultKind
from kernel import clock, journal
from kernel.errors import Problem
from tests.calendars import at
from tests.factories.dossiers import ProcedureFactory, TermsFactory
from tests.factories.identity import AgencyFactory
from tests.pictures import pdf
from tests.racing import race
from tests.stages import Stage, file

MONDAY = date(2024, 4, 1)


# --- dossiers --------------------------------------------------------------------------------------------------------
def test_a_code_is_the_agency_the_day_and_a_sequence(db):
    agency = AgencyFactory()

    assert numbering.next_dossier_code(agency, MONDAY) == "H99.35.22-240401-0001"
    assert numbering.next_dossier_code(agency, MONDAY) == "H99.35.22-240401-0002"


def test_each_agency_and_each_day_begins_with_1(db):
    agency, other = AgencyFactory(), AgencyFactory(code="H99.35.23")
    numbering.next_dossier_code(agency, MONDAY)

    assert numbering.next_dossier_code(other, MONDAY) == "H99.35.23-240401-0001"
    assert numbering.next_dossier_code(agency, date(2024, 4, 2)) == "H99.35.22-240402-0001"
    assert list(DossierCounter.objects.values_list("last", flat=True)) == [1, 1, 1]


def test_the_ten_thousandth_code_of_a_day_has_five_digits(db):
    agency = AgencyFactory()
    DossierCounter.objects.create(agency=agency, on=MONDAY, last=9999)

    assert numbering.next_dossier_code(agency, MONDAY) == "H99.35.22-240401-10000"


def test_a_number_whose_transaction_fails_is_taken_by_the_next(db):
    agency = AgencyFactory()

    @transaction.atomic
    def take_and_fail():
        numbering.next_dossier_code(agency, MONDAY)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        take_and_fail()

    assert numbering.next_dossier_code(agency, MONDAY) == "H99.35.22-240401-0001"


def test_a_number_is_one_statement(db, django_assert_num_queries):
    agency = AgencyFactory()

    with django_assert_num_queries(1):
        numbering.next_dossier_code(agency, MONDAY)


def test_the_day_of_a_code_is_vietnams(world, on):
    terms = TermsFactory()

    with on("2024-04-02 00:30"):
        assert file(world, terms, Channel.ONLINE).code == "H99.35.22-240402-0001"


# --- results ---------------------------------------------------------------------------------------------------------
def test_a_result_is_numbered_by_agency_symbol_and_year(db):
    agency, procedure = AgencyFactory(), ProcedureFactory()
    other = ProcedureFactory(code="2.000635", result_symbol="TLKS")

    assert numbering.next_result_number(agency, procedure, 2024) == "01/GXN-UBND"
    assert numbering.next_result_number(agency, procedure, 2024) == "02/GXN-UBND"
    assert numbering.next_result_number(agency, other, 2024) == "01/TLKS-UBND"
    assert numbering.next_result_number(agency, procedure, 2025) == "01/GXN-UBND"


def test_the_hundredth_result_has_three_digits(db):
    agency, procedure = AgencyFactory(), ProcedureFactory()
    ResultCounter.objects.create(agency=agency, symbol="GXN", year=2024, last=99)

    assert numbering.next_result_number(agency, procedure, 2024) == "100/GXN-UBND"


# --- the vault -------------------------------------------------------------------------------------------------------
@pytest.fixture
def lay(world):
    """Lay a paper into Lan's vault under a code."""

    def lay(code):
        with clock.held(at("2024-04-01 09:00")):
            row = {"file": files.store(Upload(pdf())), "digitized_at": clock.now()}
        return VaultPaper.objects.create(
            owner=world.lan.person,
            code=code,
            kind=VaultKind.COMPONENT,
            requirement_code="id-card",
            name_vi="Căn cước công dân",
            **row,
        )

    return lay


def test_a_paper_of_the_vault_is_coded_by_owner_component_number_and_sequence(world, lay):
    number = world.lan.person.personal_number

    first = numbering.next_vault_code(world.lan.person, "id-card", "034/CC")
    lay(first)
    second = numbering.next_vault_code(world.lan.person, "id-card", "034/CC")

    assert (first, second) == (f"{number}.id-card.034/CC.01", f"{number}.id-card.034/CC.02")
    assert numbering.next_vault_code(world.lan.person, "id-card", "035/CC") == f"{number}.id-card.035/CC.01"


def test_the_vault_takes_a_code_once(world, lay):
    code = numbering.next_vault_code(world.lan.person, "id-card", "034/CC")
    lay(code)

    with pytest.raises(IntegrityError), transaction.atomic():
        lay(code)


# --- many at once ----------------------------------------------------------------------------------------------------
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_forty_filings_at_once_get_forty_codes_in_a_row(world, on):
    terms = TermsFactory()

    def file_two():
        return [file(world, terms, Channel.ONLINE).code for _filing in range(2)]

    with on("2024-04-01 09:00"):
        taken = race([file_two] * 20)

    codes = sorted(code for pair in taken for code in pair)
    assert codes == [f"H99.35.22-240401-{number:04d}" for number in range(1, 41)]
    assert journal.verify().verified


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_twenty_clerks_on_one_dossier_one_wins_and_the_others_change_nothing(world, on, dossier_in):
    dossier = dossier_in(Stage.FILED)
    acts = [
        lambda: intake.accept(dossier.pk, by=world.an.actor),
        lambda: closing.refuse(dossier.pk, by=world.an.actor, reason="Nộp sai nơi"),
    ]

    with on("2024-04-01 10:00"):
        outcomes = race(acts * 10)

    losses = [outcome for outcome in outcomes if isinstance(outcome, Problem)]
    (winner,) = [outcome for outcome in outcomes if isinstance(outcome, Dossier)]
    assert Counter(loss.code for loss in losses) == {"wrong-state": 19}
    ended = Dossier.objects.get()
    assert ended.state == winner.state
    assert ended.state in (State.RECEIVED, State.REFUSED)
    assert [entry.sequence for entry in journal.history(dossier.stream)] == [1, 2]
    assert journal.verify().verified
