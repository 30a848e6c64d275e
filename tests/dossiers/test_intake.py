"""Reception: a dossier is filed, numbered, and accepted with a date (docs/sources.md, D-2 to D-5, D-15, S-4)."""

from datetime import date, time

import pytest

from dossiers.models import Dossier, Paper
from dossiers.services import fees, intake
from dossiers.states import Channel, FeeTiming, PaperKind, PaperState, State, Unit
from kernel import journal
from kernel.actors import SYSTEM, Actor, ActorKind
from tests.calendars import at
from tests.factories.dossiers import FeeFactory, ProcedureFactory, RequirementFactory, TermsFactory
from tests.factories.identity import AgencyFactory, PersonFactory
from tests.refusals import refused
from tests.stages import Stage, file

MONDAY = "2024-04-01 09:00"


@pytest.fixture
def terms(db):
    return TermsFactory()


def submit(world, terms, **other):
    """File a dossier of Lan's at An's counter, unless something else is said."""
    filing = {
        "procedure": terms.procedure.code,
        "reception": world.commune.code,
        "applicant_id": world.lan.id,
        "submitter_id": world.lan.id,
        "channel": Channel.COUNTER,
        "form": {},
        "by": world.an.actor,
    }
    return intake.submit(**filing | other)


# --- filing ----------------------------------------------------------------------------------------------------------
def test_a_filed_dossier_has_its_number_and_waits_for_acceptance(world, on, terms):
    with on(MONDAY):
        submit(world, terms)

    dossier = Dossier.objects.get()
    assert (dossier.code, dossier.state) == ("H99.35.22-240401-0001", State.REGISTERED)
    assert (dossier.reception, dossier.agency) == (world.commune, world.commune)
    assert (dossier.applicant, dossier.submitter) == (world.lan.person, world.lan.person)
    assert (dossier.submitted_at, dossier.received_at, dossier.due_on) == (at(MONDAY), None, None)
    assert dossier.summary == "Cấp Giấy xác nhận tình trạng hôn nhân"
    (entry,) = journal.history(dossier.stream)
    assert (entry.name, entry.actor, entry.move) == ("dossiers.DossierSubmitted", str(world.an.actor), "")


@pytest.mark.parametrize(
    ("filed", "deadline"),
    [
        ("2024-04-01 09:00", "2024-04-02 09:00"),
        ("2024-04-01 07:00", "2024-04-01 17:00"),
        ("2024-05-09 20:15", "2024-05-10 17:00"),
        ("2024-05-10 16:30", "2024-05-13 16:30"),
        ("2024-04-26 15:00", "2024-05-02 15:00"),
    ],
    ids=["over lunch and night", "at the opening", "in the evening", "over a weekend", "over a holiday week"],
)
def test_the_desk_has_8_working_hours(world, on, terms, filed, deadline):
    with on(filed):
        dossier = file(world, terms, Channel.ONLINE)

    assert (dossier.reception_from_at, dossier.reception_due_at) == (at(filed), at(deadline))


def test_the_declaration_filled_on_screen_is_a_paper_born_digital(world, on, terms):
    RequirementFactory(terms=terms, code="declaration", kind=PaperKind.EFORM, name_vi="Tờ khai")
    RequirementFactory(terms=terms, code="id-card")

    with on(MONDAY):
        submit(world, terms)

    paper = Paper.objects.get()
    assert (paper.requirement.code, paper.name_vi, paper.state) == ("declaration", "Tờ khai", PaperState.DIGITIZED)


@pytest.mark.parametrize(
    ("channel", "due_vnd"), [(Channel.COUNTER, 13000), (Channel.POST, 13000), (Channel.ONLINE, 6000)]
)
def test_the_fee_is_that_of_the_channel_charges_and_levies_together(world, on, terms, channel, due_vnd):
    FeeFactory(terms=terms, direct_vnd=8000, online_vnd=4000)
    FeeFactory(terms=terms, code="search", direct_vnd=5000, online_vnd=2000)
    FeeFactory(terms=terms, code="express", direct_vnd=90000, online_vnd=90000, when_vi="Trả nhanh", when_en="Express")

    with on(MONDAY):
        dossier = submit(world, terms, channel=channel) if channel != Channel.ONLINE else file(world, terms, channel)

    assert dossier.fee_vnd == due_vnd


def test_the_form_is_kept_as_it_was_checked(world, on):
    fields = [{"name": "purpose", "type": "text", "required": True}, {"name": "copies", "type": "number"}]
    terms = TermsFactory(procedure=ProcedureFactory(form_fields=fields))

    with on(MONDAY):
        submit(world, terms, form={"copies": "2", "purpose": "  Đăng ký kết hôn "})

    assert Dossier.objects.get().form == {"purpose": "Đăng ký kết hôn", "copies": 2}


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({}, "form-incomplete"),
        ({"purpose": "x", "colour": "y"}, "form-field-unknown"),
        ({"purpose": ["x"]}, "form-answer-invalid"),
    ],
)
def test_a_form_that_does_not_fit_files_nothing_and_takes_no_number(world, on, form, code):
    fields = [{"name": "purpose", "type": "text", "required": True}]
    terms = TermsFactory(procedure=ProcedureFactory(form_fields=fields))

    with on(MONDAY), refused(code):
        submit(world, terms, form=form)

    with on(MONDAY):
        assert submit(world, terms, form={"purpose": "x"}).code == "H99.35.22-240401-0001"


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"procedure": "9.999999"}, "procedure-unknown"),
        ({"reception": "H00"}, "agency-unknown"),
    ],
)
def test_what_is_not_in_the_books_is_refused(world, on, terms, other, code):
    with on(MONDAY), refused(code) as refusal:
        submit(world, terms, **other)

    assert refusal.value.status == 400


def test_a_procedure_is_not_filed_before_its_terms_are_in_force(world, on, terms):
    with on("2023-12-29 09:00"), refused("terms-missing") as refusal:
        submit(world, terms)

    assert refusal.value.params == {"procedure": "1.004873", "on": "2023-12-29"}


def test_a_dossier_keeps_the_terms_of_the_day_it_was_filed(world, on, terms):
    later = TermsFactory(procedure=terms.procedure, effective_on=date(2024, 7, 1), sla_days=3)

    with on("2024-06-28 09:00"):
        before = submit(world, terms)
    with on("2024-07-01 09:00"):
        after = submit(world, terms)

    assert (before.terms, after.terms) == (terms, later)


def test_a_year_without_a_calendar_is_refused_and_no_number_is_taken(world, on, terms):
    with on("2028-01-03 09:00"), refused("calendar-not-loaded") as refusal:
        submit(world, terms)

    assert refusal.value.params == {"year": 2028, "loaded": "2023-2027"}


# --- who files -------------------------------------------------------------------------------------------------------
def test_a_citizen_files_online_for_somebody_else_under_his_own_name(world, on, terms):
    mother = PersonFactory()

    with on(MONDAY):
        dossier = submit(world, terms, applicant_id=mother.pk, channel=Channel.ONLINE, by=world.lan.actor)

    assert (dossier.applicant, dossier.submitter) == (mother, world.lan.person)


def test_a_citizen_does_not_file_under_another_name(world, on, terms):
    other = PersonFactory()

    with on(MONDAY), refused("not-the-filer"):
        submit(world, terms, submitter_id=other.pk, channel=Channel.ONLINE, by=world.lan.actor)


@pytest.mark.parametrize("channel", [Channel.COUNTER, Channel.POST])
def test_a_citizen_does_not_stand_behind_the_counter(world, on, terms, channel):
    with on(MONDAY), refused("not-the-filer"):
        submit(world, terms, channel=channel, by=world.lan.actor)


def test_a_desk_does_not_file_online(world, on, terms):
    with on(MONDAY), refused("not-the-filer"):
        submit(world, terms, channel=Channel.ONLINE)


@pytest.mark.parametrize("name", ["binh", "chi", "dung", "trang"])
def test_only_the_clerk_of_this_desk_files_at_it(world, on, terms, name):
    with on(MONDAY), refused("not-the-filer"):
        submit(world, terms, by=getattr(world, name).actor)


@pytest.mark.parametrize("nobody", [SYSTEM, Actor(ActorKind.CITIZEN), Actor(ActorKind.OFFICER, 7)], ids=str)
def test_neither_the_house_nor_a_stranger_files(world, on, terms, nobody):
    with on(MONDAY), refused("not-the-filer"):
        submit(world, terms, by=nobody)


# --- who resolves ----------------------------------------------------------------------------------------------------
@pytest.fixture
def police(world):
    return AgencyFactory(code="H99.35.22.01", kind="commune-police", parent=world.commune)


def test_another_office_beside_the_desk_resolves_what_is_its_own(world, on, police):
    terms = TermsFactory(procedure=ProcedureFactory(code="1.003197", authority="commune-police"))

    with on(MONDAY):
        dossier = submit(world, terms)

    assert (dossier.reception, dossier.agency) == (world.commune, police)


def test_a_desk_that_may_resolve_as_well_does(world, on, police):
    procedure = ProcedureFactory(code="1.003197", authority="commune-police", also_competent=["commune"])

    with on(MONDAY):
        dossier = submit(world, TermsFactory(procedure=procedure))

    assert dossier.agency == world.commune


def test_a_procedure_that_nobody_near_the_desk_resolves_is_refused(world, on):
    terms = TermsFactory(procedure=ProcedureFactory(code="2.000099", authority="embassy"))

    with on(MONDAY), refused("agency-not-competent") as refusal:
        submit(world, terms)

    assert refusal.value.params == {"agency": "H99.35.22", "procedure": "2.000099"}


# --- acceptance ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("received", "days", "due_on"),
    [
        ("2024-01-15 09:00", 7, date(2024, 1, 24)),
        ("2024-02-05 09:00", 7, date(2024, 2, 21)),
        ("2024-04-26 09:00", 3, date(2024, 5, 4)),
        ("2024-04-26 17:00", 3, date(2024, 5, 6)),
        ("2024-05-04 09:00", 1, date(2024, 5, 6)),
        ("2024-08-30 09:00", 2, date(2024, 9, 5)),
        ("2024-06-08 09:00", 1, date(2024, 6, 11)),
    ],
    ids=[
        "a plain term",
        "over Tết",
        "to a Saturday that is worked",
        "after closing",
        "on a Saturday that is worked",
        "over National Day",
        "on a Saturday that is not",
    ],
)
def test_the_return_date_is_promised_at_acceptance(world, on, dossier_in, received, days, due_on):
    dossier = dossier_in(Stage.RECEIVED, received=received, sla_days=days)

    assert (dossier.state, dossier.received_at, dossier.due_on) == (State.RECEIVED, at(received), due_on)


@pytest.mark.parametrize(
    ("received", "due_on"),
    [("2024-03-15 14:59", date(2024, 3, 15)), ("2024-03-15 15:00", date(2024, 3, 18))],
    ids=["before the cut-off", "at the cut-off"],
)
def test_the_same_day_ends_at_15_00(dossier_in, received, due_on):
    dossier = dossier_in(Stage.RECEIVED, received=received, sla_days=0, cut_off=time(15))

    assert dossier.due_on == due_on


def test_a_term_in_calendar_days_ends_on_a_working_day(dossier_in):
    dossier = dossier_in(Stage.RECEIVED, received="2024-04-18 09:00", sla_days=10, sla_unit=Unit.CALENDAR)

    assert dossier.due_on == date(2024, 5, 2)


def test_acceptance_says_what_was_promised(world, dossier_in):
    dossier = dossier_in(Stage.RECEIVED, fee=True, fee_timing=FeeTiming.LATER)

    entry = journal.history(dossier.stream).last()
    assert (entry.move, entry.source, entry.target) == ("accept", "registered", "received")
    assert journal.facts_of(entry) == {
        "dossier_id": dossier.pk,
        "received_at": "2024-04-01T09:00:00+07:00",
        "due_on": "2024-04-08",
        "fee_vnd": 8000,
    }


def test_the_hour_of_filing_is_not_the_hour_of_receipt(world, on, dossier_in):
    dossier = dossier_in(Stage.FILED, received="2024-03-29 20:00", channel=Channel.ONLINE)

    with on("2024-04-01 10:00"):
        accepted = intake.accept(dossier.pk, by=world.an.actor)

    assert (accepted.submitted_at, accepted.received_at) == (at("2024-03-29 20:00"), at("2024-04-01 10:00"))
    assert accepted.due_on == date(2024, 4, 8)


def test_a_promise_beyond_the_calendar_is_refused(world, on, dossier_in):
    dossier = dossier_in(Stage.FILED, received="2027-12-30 09:00")

    with on("2027-12-30 10:00"), refused("calendar-not-loaded"):
        intake.accept(dossier.pk, by=world.an.actor)


def test_the_8_hours_start_again_when_a_prepaid_fee_is_paid(world, on, dossier_in):
    dossier = dossier_in(Stage.FILED, fee=True, fee_timing=FeeTiming.FIRST)

    with on("2024-04-03 14:30"):
        fees.record(dossier.pk, by=world.an.actor, amount_vnd=8000)

    paid = Dossier.objects.get()
    assert (paid.reception_from_at, paid.reception_due_at) == (at("2024-04-03 14:30"), at("2024-04-04 14:30"))


# --- the price -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("papers", [1, 10])
def test_filing_costs_the_same_queries_for_any_number_of_papers(world, on, terms, django_assert_num_queries, papers):
    for _paper in range(papers):
        RequirementFactory(terms=terms, kind=PaperKind.EFORM)

    with on(MONDAY), django_assert_num_queries(13):
        submit(world, terms)


@pytest.mark.parametrize("papers", [1, 10])
def test_accepting_costs_the_same_queries_for_any_number_of_papers(
    world, on, dossier_in, django_assert_num_queries, papers
):
    dossier = dossier_in(Stage.FILED, papers=tuple(f"paper-{number}" for number in range(papers)))

    with on(MONDAY), django_assert_num_queries(12):
        intake.accept(dossier.pk, by=world.an.actor)
