"""What can be asked of the case: a dossier by its code, the catalogue in force, a date with its ledger, a story."""

from datetime import date

import pytest
from django.utils import translation

from dossiers import queries
from dossiers.models import Dossier
from dossiers.services import closing, intake, papers, supplement
from dossiers.states import AT_WORK, Channel, State
from kernel.actors import SYSTEM
from kernel.working_time import LineKind
from tests.calendars import at
from tests.factories.dossiers import DossierFactory, FeeFactory, RequirementFactory, TermsFactory
from tests.refusals import refused
from tests.stages import Stage


# --- one dossier -----------------------------------------------------------------------------------------------------
def test_a_dossier_is_found_by_its_code_with_what_a_page_shows(world, dossier_in, django_assert_num_queries):
    dossier_in(Stage.PROCESSING)

    with django_assert_num_queries(1):
        found = queries.dossier("H99.35.22-240401-0001", world.lan.actor)
        shown = (found.procedure.code, found.terms.sla_days, found.agency.code, found.handler.full_name)

    assert shown == ("1.004873", 5, "H99.35.22", "Lê Văn Bình")
    assert queries.dossier_id("H99.35.22-240401-0001", world.lan.actor) == found.pk


@pytest.mark.parametrize("find", [queries.dossier, queries.dossier_id])
def test_an_unseen_dossier_is_as_missing_as_one_that_is_not_there(world, dossier_in, find):
    dossier_in(Stage.FILED)

    with refused("dossier-missing") as unseen:
        find("H99.35.22-240401-0001", world.dung.actor)
    with refused("dossier-missing") as absent:
        find("H99.35.22-240401-0002", world.dung.actor)

    assert unseen.value.as_body() == absent.value.as_body()


# --- the catalogue in force ------------------------------------------------------------------------------------------
def test_the_latest_terms_that_have_begun_are_in_force(db):
    january = TermsFactory()
    july = TermsFactory(procedure=january.procedure, effective_on=date(2024, 7, 1))

    assert queries.terms_in_force("1.004873", date(2024, 6, 30)) == january
    assert queries.terms_in_force("1.004873", date(2024, 7, 1)) == july


def test_a_fee_of_nothing_is_nothing(db):
    terms = TermsFactory()

    assert queries.fee_vnd(terms, Channel.COUNTER) == 0


def test_the_fee_of_a_special_case_is_not_that_of_an_ordinary_dossier(db):
    terms = TermsFactory()
    FeeFactory(terms=terms)
    FeeFactory(terms=terms, code="abroad", direct_vnd=70000, online_vnd=70000, when_vi="Có yếu tố nước ngoài")

    assert (queries.fee_vnd(terms, Channel.COUNTER), queries.fee_vnd(terms, Channel.ONLINE)) == (8000, 4000)


def test_requirements_are_found_in_the_order_of_the_terms(db):
    terms = TermsFactory()
    first, second = RequirementFactory(terms=terms, code="b"), RequirementFactory(terms=terms, code="a")

    assert queries.requirements(terms.pk, ["a", "b"]) == [first, second]
    with refused("requirement-unknown") as refusal:
        queries.requirements(terms.pk, ["a", "x", "y"])
    assert refusal.value.params == {"requirement": "x, y"}


def test_every_component_is_shown_with_the_paper_that_is_there(world, on, dossier_in):
    terms = TermsFactory()
    for code in ("id-card", "photo"):
        RequirementFactory(terms=terms, code=code, required=False)
    dossier = dossier_in(Stage.FILED, terms=terms)
    with on("2024-04-01 10:00"):
        paper = papers.present(dossier.pk, requirement="photo", originals=2, by=world.an.actor)

    shown = [(component.need.code, component.paper) for component in queries.components(dossier)]

    assert shown == [("id-card", None), ("photo", paper)]


# --- the date --------------------------------------------------------------------------------------------------------
def test_the_date_is_explained_from_the_facts_and_not_from_the_stored_date(dossier_in):
    dossier = dossier_in(Stage.PROCESSING)
    Dossier.objects.update(due_on=date(2030, 1, 1))

    due = queries.explain(Dossier.objects.get(pk=dossier.pk))

    assert due.due_on == date(2024, 4, 8)
    assert [(line.on.day, line.kind) for line in due.lines] == [
        (1, LineKind.RECEIVED),
        (2, LineKind.COUNTED),
        (3, LineKind.COUNTED),
        (4, LineKind.COUNTED),
        (5, LineKind.COUNTED),
        (6, LineKind.WEEKEND),
        (7, LineKind.WEEKEND),
        (8, LineKind.COUNTED),
    ]


def test_a_wait_is_a_line_with_its_cause_in_the_language_in_force(world, on, dossier_in):
    dossier = dossier_in(Stage.PROCESSING, papers=("declaration",))
    with on("2024-04-02 16:00"):
        supplement.request(dossier.pk, by=world.binh.actor, items={"declaration": "Mờ"}, reason="Mờ")
        papers.present(dossier.pk, requirement="declaration", originals=1, by=world.an.actor)
    with on("2024-04-04 08:00"):
        supplement.confirm(dossier.pk, by=world.an.actor)

    with translation.override("en"):
        due = queries.explain(Dossier.objects.get())

    paused = [(line.on.day, line.name) for line in due.lines if line.kind == LineKind.PAUSED]
    assert paused == [(3, "waiting for a supplement"), (4, "waiting for a supplement")]
    assert due.due_on == date(2024, 4, 10)


def test_a_wait_that_lasts_is_not_in_the_ledger_yet(world, on, dossier_in):
    dossier = dossier_in(Stage.PROCESSING, papers=("declaration",))
    with on("2024-04-02 16:00"):
        supplement.request(dossier.pk, by=world.binh.actor, items={"declaration": "Mờ"}, reason="Mờ")

    assert queries.pauses(Dossier.objects.get()) == []


def test_the_hour_of_the_desk_is_explained_too(dossier_in):
    dossier = dossier_in(Stage.FILED, received="2024-05-09 20:15", channel=Channel.ONLINE)

    due = queries.explain_reception(dossier)

    assert due.due_at == dossier.reception_due_at == at("2024-05-10 17:00")


# --- sets of dossiers ------------------------------------------------------------------------------------------------
def test_overdue_is_what_is_at_work_after_its_date(world, on):
    due = date(2024, 4, 8)
    terms = TermsFactory()
    closed = {"closed_at": at("2024-04-05 09:00")}
    rows = {
        state: DossierFactory(
            terms=terms,
            state=state,
            received_at=at("2024-04-01 09:00"),
            due_on=due,
            **(closed if state in (State.RETURNED, State.REFUSED, State.WITHDRAWN, State.STOPPED) else {}),
        )
        for state in State
    }

    assert set(Dossier.objects.overdue(date(2024, 4, 9))) == {rows[state] for state in AT_WORK}
    assert not Dossier.objects.overdue(due).exists()
    with on("2024-04-09 08:00"):
        assert [state for state, row in rows.items() if queries.is_overdue(row)] == list(AT_WORK)


def test_open_is_what_is_not_closed(world, on, dossier_in):
    dossier = dossier_in(Stage.FILED)
    assert dossier in Dossier.objects.open()

    with on("2024-04-01 10:00"):
        closing.refuse(dossier.pk, by=world.an.actor, reason="Nộp sai nơi")

    assert not Dossier.objects.open().exists()


# --- the story -------------------------------------------------------------------------------------------------------
def test_a_story_is_told_from_the_journal(world, on, dossier_in):
    dossier = dossier_in(Stage.FILED)
    with on("2024-04-01 10:00"):
        intake.accept(dossier.pk, by=world.an.actor)

    with translation.override("en"):
        told = [(line.sequence, line.name, line.label, line.actor, line.at) for line in queries.timeline(dossier)]

    an = str(world.an.actor)
    assert told == [
        (1, "DossierSubmitted", "Filed", an, at("2024-04-01 09:00")),
        (2, "DossierAccepted", "Accepted", an, at("2024-04-01 10:00")),
    ]


def test_a_step_of_the_story_has_its_move_its_states_and_its_facts(dossier_in):
    dossier = dossier_in(Stage.RECEIVED)

    filed, accepted = queries.timeline(dossier)

    assert (filed.move, filed.source, filed.target) == ("", "", "")
    assert (accepted.move, accepted.source, accepted.target) == ("accept", "registered", "received")
    assert accepted.facts["due_on"] == "2024-04-08"


def test_a_story_is_one_query_however_long_it_is(dossier_in, django_assert_num_queries):
    dossier = dossier_in(Stage.APPROVED)

    with django_assert_num_queries(1):
        assert len(queries.timeline(dossier)) == 6


def test_whoever_last_made_a_move_is_known_from_the_journal(world, dossier_in):
    dossier = dossier_in(Stage.DRAFTED)

    assert queries.acting_officer(dossier, "accept") == world.an.id
    assert queries.acting_officer(dossier, "propose") == world.binh.id
    assert queries.acting_officer(dossier, "approve") is None


def test_a_move_of_a_citizen_or_of_the_house_is_no_officers(world, on, dossier_in):
    dossier = dossier_in(Stage.PROCESSING)
    with on("2024-04-01 10:00"):
        closing.withdraw(dossier.pk, by=world.lan.actor, reason="Đổi ý")

    assert queries.acting_officer(dossier, "withdraw") is None


def test_officers_are_named_by_how_the_journal_writes_them(world):
    an = str(world.an.actor)

    assert queries.names_of_officers([an, str(world.lan.actor), str(SYSTEM)]) == {an: "Nguyễn Thị An"}
