"""The leader decides: approves, sends back, apologises for a delay, once and in time (docs/sources.md, D-11, D-12)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from dossiers.models import Dossier
from dossiers.services import decision, handover, processing
from dossiers.states import State
from kernel import journal
from kernel.models import Delivery
from tests.calendars import at
from tests.refusals import refused
from tests.stages import DRAFT, Stage

TUESDAY = "2024-04-02 09:00"


@pytest.fixture
def apologise(world):
    return lambda dossier, new_date=date(2024, 4, 10), reason="Phải xác minh": decision.apologise(
        dossier.pk, by=world.chi.actor, new_date=new_date, reason=reason
    )


# --- the approval ----------------------------------------------------------------------------------------------------
def test_an_approved_result_is_to_be_issued_at_the_hour_of_the_approval(world, on, dossier_in):
    dossier = dossier_in(Stage.DRAFTED)

    with on(TUESDAY):
        decision.approve(dossier.pk, by=world.chi.actor)

    approved = Dossier.objects.get()
    assert (approved.state, approved.signer) == (State.PROCESSING, world.chi.officer)
    assert (approved.approved_at, approved.issue_due_at, approved.finished_at) == (at(TUESDAY), at(TUESDAY), None)
    last = journal.history(approved.stream).last()
    assert journal.facts_of(last) == {"dossier_id": dossier.pk, "signer_id": world.chi.id}
    assert Delivery.objects.filter(entry=last, listener="dossiers.subscriptions.issue_the_result").count() == 1


def test_the_database_itself_keeps_drafter_and_signer_apart(world, dossier_in):
    dossier_in(Stage.DRAFTED)

    with pytest.raises(IntegrityError, match="drafter_is_not_signer"), transaction.atomic():
        Dossier.objects.update(signer=world.binh.officer)


def test_a_draft_is_sent_back_with_a_reason(world, on, dossier_in):
    dossier = dossier_in(Stage.DRAFTED)

    with on(TUESDAY):
        decision.send_back(dossier.pk, by=world.chi.actor, reason=" Ghi rõ thành viên ")

    back = Dossier.objects.get()
    assert (back.state, back.drafter, back.drafted_at, back.draft) == (State.PROCESSING, None, None, [])
    row = back.handovers.last()
    assert (row.giver, row.receiver, row.receiver_name) == (handover.LEADER, handover.OFFICER, "Lê Văn Bình")
    assert row.note == "Ghi rõ thành viên"


def test_nothing_is_sent_back_without_a_reason(world, on, dossier_in):
    dossier = dossier_in(Stage.DRAFTED)

    with on(TUESDAY), refused("reason-missing"):
        decision.send_back(dossier.pk, by=world.chi.actor, reason=" ")


def test_a_draft_that_was_sent_back_is_drafted_anew_and_approved(world, on, dossier_in):
    dossier = dossier_in(Stage.DRAFTED)

    with on(TUESDAY):
        decision.send_back(dossier.pk, by=world.chi.actor, reason="Ghi rõ")
        processing.propose(dossier.pk, by=world.binh.actor, content=DRAFT)
        decision.approve(dossier.pk, by=world.chi.actor)

    assert Dossier.objects.get().approved_at == at(TUESDAY)


# --- the apology -----------------------------------------------------------------------------------------------------
def test_an_apology_names_a_new_date_and_leaves_the_due_date(on, dossier_in, apologise):
    dossier = dossier_in(Stage.PROCESSING)

    with on("2024-04-08 16:00"):
        apologise(dossier, reason=" Phải xác minh ")

    late = Dossier.objects.get()
    assert (late.state, late.due_on, late.extended_to_on) == (State.PROCESSING, date(2024, 4, 8), date(2024, 4, 10))
    assert late.apology_reason == "Phải xác minh"
    assert journal.facts_of(journal.history(late.stream).last()) == {
        "dossier_id": dossier.pk,
        "due_on": "2024-04-08",
        "extended_to_on": "2024-04-10",
        "reason": "Phải xác minh",
    }


@pytest.mark.parametrize(
    "new_date",
    [date(2024, 4, 5), date(2024, 4, 8), date(2024, 4, 13), date(2024, 4, 18)],
    ids=["before the due date", "the due date", "a Saturday", "a holiday"],
)
def test_the_new_date_is_a_working_day_after_the_due_date(on, dossier_in, apologise, new_date):
    dossier = dossier_in(Stage.PROCESSING)

    with on(TUESDAY), refused("new-date-invalid") as refusal:
        apologise(dossier, new_date)

    assert refusal.value.params == {"extended_to_on": new_date.isoformat(), "due_on": "2024-04-08"}


def test_a_saturday_that_is_worked_may_be_the_new_date(on, dossier_in, apologise):
    dossier = dossier_in(Stage.PROCESSING)

    with on(TUESDAY):
        apologise(dossier, date(2024, 5, 4))

    assert Dossier.objects.get().extended_to_on == date(2024, 5, 4)


def test_a_new_date_beyond_the_calendar_is_refused(on, dossier_in, apologise):
    dossier = dossier_in(Stage.PROCESSING)

    with on(TUESDAY), refused("calendar-not-loaded"):
        apologise(dossier, date(2028, 1, 3))


def test_nobody_apologises_without_a_reason(on, dossier_in, apologise):
    dossier = dossier_in(Stage.PROCESSING)

    with on(TUESDAY), refused("reason-missing"):
        apologise(dossier, reason="")


# --- the price -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("papers", [1, 10])
def test_deciding_costs_the_same_queries_for_any_number_of_papers(
    world, on, dossier_in, apologise, django_assert_num_queries, papers
):
    dossier = dossier_in(Stage.DRAFTED, papers=tuple(f"paper-{number}" for number in range(papers)))

    with on(TUESDAY):
        with django_assert_num_queries(8):
            decision.send_back(dossier.pk, by=world.chi.actor, reason="Ghi rõ")
        with django_assert_num_queries(7):
            apologise(dossier)
        processing.propose(dossier.pk, by=world.binh.actor, content=DRAFT)
        with django_assert_num_queries(6):
            decision.approve(dossier.pk, by=world.chi.actor)
