"""Processing: handed to an officer, drafted, recalled, steered between officers, offices and procedures (S-4)."""

from datetime import date

import pytest

from dossiers.models import Dossier
from dossiers.services import handover, processing
from dossiers.states import State
from identity.models import Appointment
from identity.roles import Role
from kernel import journal
from tests.calendars import at
from tests.factories.dossiers import ProcedureFactory, TermsFactory
from tests.factories.identity import AgencyFactory, AppointmentFactory, OfficerFactory
from tests.refusals import refused
from tests.stages import DRAFT, Stage

TUESDAY = "2024-04-02 09:00"


@pytest.fixture
def ha(world):
    """Another processing officer of the commune."""
    officer = OfficerFactory(full_name="Đỗ Thu Hà")
    AppointmentFactory(officer=officer, agency=world.commune, roles=[Role.SPECIALIST])
    return officer


def facts(dossier):
    return journal.facts_of(journal.history(dossier.stream).last())


def slip(dossier):
    """Return the last row of the control slip."""
    row = dossier.handovers.last()
    return (row.giver, row.giver_name, row.receiver, row.receiver_name, row.note)


# --- to an officer ---------------------------------------------------------------------------------------------------
def test_a_digitized_dossier_is_handed_to_an_officer(world, on, dossier_in):
    dossier = dossier_in(Stage.DIGITIZED)

    with on(TUESDAY):
        begun = processing.begin(dossier.pk, by=world.an.actor, officer_id=world.binh.id)

    assert (begun.state, begun.handler) == (State.PROCESSING, world.binh.officer)
    assert facts(begun) == {"dossier_id": dossier.pk, "handler_id": world.binh.id}
    assert slip(begun) == (handover.ONE_STOP, "Nguyễn Thị An", handover.OFFICER, "Lê Văn Bình", "")
    assert (begun.handovers.get().at, begun.handovers.get().due_on) == (at(TUESDAY), date(2024, 4, 8))


def test_the_office_may_fetch_it_itself(world, on, dossier_in):
    dossier = dossier_in(Stage.DIGITIZED)

    with on(TUESDAY):
        processing.begin(dossier.pk, by=world.chi.actor, officer_id=world.binh.id)

    assert Dossier.objects.get().state == State.PROCESSING


@pytest.mark.parametrize("who", ["an", "chi", "dung"])
def test_only_a_processing_officer_of_the_office_gets_a_dossier(world, on, dossier_in, who):
    digitized, officer = dossier_in(Stage.DIGITIZED), getattr(world, who)

    with on(TUESDAY), refused("officer-unfit") as refusal:
        processing.begin(digitized.pk, by=world.an.actor, officer_id=officer.id)

    assert refusal.value.params == {"officer": officer.id, "role": "specialist"}


def test_an_officer_whose_post_has_ended_gets_no_dossier(world, on, dossier_in):
    dossier = dossier_in(Stage.DIGITIZED)
    Appointment.objects.filter(officer=world.binh.officer).update(until_on=date(2024, 4, 1))

    with on(TUESDAY), refused("officer-unfit"):
        processing.begin(dossier.pk, by=world.an.actor, officer_id=world.binh.id)


def test_a_leader_gives_it_to_another_officer(world, on, dossier_in, ha):
    dossier = dossier_in(Stage.PROCESSING)

    with on(TUESDAY):
        given = processing.reassign(dossier.pk, by=world.chi.actor, officer_id=ha.pk)

    assert (given.state, given.handler) == (State.PROCESSING, ha)
    assert facts(given) == {"dossier_id": dossier.pk, "handler_id": ha.pk}
    assert slip(given) == (handover.OFFICER, "Lê Văn Bình", handover.OFFICER, "Đỗ Thu Hà", "")


def test_a_leader_does_not_give_it_to_a_clerk(world, on, dossier_in):
    dossier = dossier_in(Stage.PROCESSING)

    with on(TUESDAY), refused("officer-unfit"):
        processing.reassign(dossier.pk, by=world.chi.actor, officer_id=world.an.id)


# --- to another office -----------------------------------------------------------------------------------------------
def test_what_belongs_elsewhere_is_forwarded_and_waits_for_an_officer_there(world, on, dossier_in):
    dossier = dossier_in(Stage.PROCESSING)

    with on(TUESDAY):
        processing.forward(dossier.pk, by=world.chi.actor, agency="H99.35.23", reason=" Thường trú nơi khác ")

    sent = Dossier.objects.get()
    assert (sent.state, sent.agency, sent.reception) == (State.PROCESSING, world.other_commune, world.commune)
    assert (sent.handler, sent.due_on) == (None, date(2024, 4, 8))
    assert facts(sent) == {
        "dossier_id": dossier.pk,
        "from_agency": "H99.35.22",
        "to_agency": "H99.35.23",
        "reason": "Thường trú nơi khác",
    }
    assert slip(sent)[2:] == ("Ủy ban nhân dân xã Bình Minh", "", "Thường trú nơi khác")


def test_a_forwarded_dossier_is_worked_on_there_and_stays_in_sight_of_its_desk(world, on, dossier_in):
    dossier = dossier_in(Stage.PROCESSING)
    with on(TUESDAY):
        processing.forward(dossier.pk, by=world.chi.actor, agency="H99.35.23", reason="Thường trú nơi khác")
        processing.propose(dossier.pk, by=world.dung.actor, content=DRAFT)

    assert Dossier.objects.get().drafter == world.dung.officer
    assert Dossier.objects.visible_to(world.an.actor).exists()
    with on(TUESDAY), refused("not-your-move"):
        processing.recall(dossier.pk, by=world.binh.actor)


@pytest.mark.parametrize(
    ("agency", "reason", "code"),
    [
        ("H99.35.22", "Thường trú nơi khác", "agency-not-competent"),
        ("H99.35.22.01", "Thường trú nơi khác", "agency-not-competent"),
        ("H00", "Thường trú nơi khác", "agency-unknown"),
        ("H99.35.23", " ", "reason-missing"),
    ],
    ids=["to itself", "to another kind of office", "to nowhere", "without a reason"],
)
def test_a_dossier_is_forwarded_to_an_office_that_may_resolve_it(world, on, dossier_in, agency, reason, code):
    AgencyFactory(code="H99.35.22.01", kind="commune-police")
    dossier = dossier_in(Stage.PROCESSING)

    with on(TUESDAY), refused(code):
        processing.forward(dossier.pk, by=world.chi.actor, agency=agency, reason=reason)


# --- to another procedure --------------------------------------------------------------------------------------------
@pytest.fixture
def longer(world):
    """Another procedure of the commune, of ten days, with a form of its own."""
    procedure = ProcedureFactory(code="1.004859", name_vi="Cải chính hộ tịch", form_fields=[])
    return TermsFactory(procedure=procedure, sla_days=10)


def test_under_another_procedure_the_date_is_computed_again_from_the_receipt(world, on, dossier_in, longer):
    dossier = dossier_in(Stage.PROCESSING)

    with on(TUESDAY):
        processing.switch_procedure(dossier.pk, by=world.chi.actor, procedure="1.004859")

    switched = Dossier.objects.get()
    assert (switched.procedure, switched.terms) == (longer.procedure, longer)
    assert (switched.state, switched.due_on) == (State.PROCESSING, date(2024, 4, 15))
    assert facts(switched) == {
        "dossier_id": dossier.pk,
        "from_procedure": "1.004873",
        "to_procedure": "1.004859",
        "due_on": "2024-04-15",
    }


def test_a_procedure_of_another_authority_is_refused(world, on, dossier_in):
    TermsFactory(procedure=ProcedureFactory(code="1.003197", authority="commune-police"))
    dossier = dossier_in(Stage.PROCESSING)

    with on(TUESDAY), refused("agency-not-competent") as refusal:
        processing.switch_procedure(dossier.pk, by=world.chi.actor, procedure="1.003197")

    assert refusal.value.params == {"agency": "H99.35.22", "procedure": "1.003197"}


def test_a_procedure_that_asks_what_the_form_does_not_answer_is_refused(world, on, dossier_in, longer):
    longer.procedure.form_fields = [{"name": "corrected_item", "type": "text", "required": True}]
    longer.procedure.save()
    dossier = dossier_in(Stage.PROCESSING)

    with on(TUESDAY), refused("form-incomplete"):
        processing.switch_procedure(dossier.pk, by=world.chi.actor, procedure="1.004859")


def test_a_procedure_that_is_in_no_catalogue_is_refused(world, on, dossier_in):
    dossier = dossier_in(Stage.PROCESSING)

    with on(TUESDAY), refused("procedure-unknown"):
        processing.switch_procedure(dossier.pk, by=world.chi.actor, procedure="9.999999")


# --- the draft -------------------------------------------------------------------------------------------------------
def test_a_draft_is_laid_before_the_leader(world, on, dossier_in):
    dossier = dossier_in(Stage.PROCESSING)

    with on(TUESDAY):
        processing.propose(dossier.pk, by=world.binh.actor, content={"Tình trạng": "Độc thân", "Mục đích": "Kết hôn"})

    drafted = Dossier.objects.get()
    assert (drafted.state, drafted.drafter, drafted.drafted_at) == (
        State.PROCESSING,
        world.binh.officer,
        at(TUESDAY),
    )
    assert drafted.draft == [["Tình trạng", "Độc thân"], ["Mục đích", "Kết hôn"]]
    assert slip(drafted) == (handover.OFFICER, "Lê Văn Bình", handover.LEADER, "", "")


def test_a_recalled_draft_is_gone(world, on, dossier_in):
    dossier = dossier_in(Stage.DRAFTED)

    with on(TUESDAY):
        processing.recall(dossier.pk, by=world.binh.actor)

    recalled = Dossier.objects.get()
    assert (recalled.drafter, recalled.drafted_at, recalled.draft) == (None, None, [])
    assert slip(recalled) == (handover.LEADER, "", handover.OFFICER, "Lê Văn Bình", "")


def test_after_a_recall_another_draft_may_come(world, on, dossier_in):
    dossier = dossier_in(Stage.DRAFTED)

    with on(TUESDAY):
        processing.recall(dossier.pk, by=world.binh.actor)
        processing.propose(dossier.pk, by=world.binh.actor, content={"Nội dung": "Bác"})

    assert Dossier.objects.get().draft == [["Nội dung", "Bác"]]


# --- the price -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("papers", [1, 10])
def test_processing_costs_the_same_queries_for_any_number_of_papers(
    world, on, dossier_in, ha, longer, django_assert_num_queries, papers
):
    dossier = dossier_in(Stage.DIGITIZED, papers=tuple(f"paper-{number}" for number in range(papers)))
    by = {"by": world.chi.actor}

    with on(TUESDAY):
        with django_assert_num_queries(10):
            processing.begin(dossier.pk, **by, officer_id=world.binh.id)
        with django_assert_num_queries(9):
            processing.reassign(dossier.pk, **by, officer_id=ha.pk)
        with django_assert_num_queries(10):
            processing.propose(dossier.pk, by=world.binh.actor, content=DRAFT)
        with django_assert_num_queries(8):
            processing.recall(dossier.pk, by=world.binh.actor)
        with django_assert_num_queries(12):
            processing.switch_procedure(dossier.pk, **by, procedure="1.004859")
        with django_assert_num_queries(11):
            processing.forward(dossier.pk, **by, agency="H99.35.23", reason="Thường trú nơi khác")
