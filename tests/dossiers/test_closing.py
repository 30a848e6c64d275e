"""The other ends of a dossier: refused, withdrawn, stopped; each with a reason that the citizen reads (S-4, S-6)."""

from datetime import date

import pytest

from dossiers.models import Dossier, Pause
from dossiers.services import closing, fees, supplement
from dossiers.states import State
from kernel import journal
from kernel.actors import Actor, ActorKind
from tests.calendars import at
from tests.factories.identity import PersonFactory
from tests.refusals import refused
from tests.stages import Stage

TUESDAY = "2024-04-02 09:00"
OPEN = [Stage.RECEIVED, Stage.DIGITIZED, Stage.PROCESSING, Stage.DRAFTED]


def test_what_is_not_accepted_is_refused_with_reason_and_ground(world, on, dossier_in):
    dossier = dossier_in(Stage.FILED)

    with on(TUESDAY):
        closing.refuse(dossier.pk, by=world.an.actor, reason=" Nộp sai nơi ", legal_ground=" Điều 21 ")

    refused_ = Dossier.objects.get()
    assert (refused_.state, refused_.closed_at, refused_.finished_at) == (State.REFUSED, at(TUESDAY), at(TUESDAY))
    assert (refused_.closing_reason, refused_.legal_ground) == ("Nộp sai nơi", "Điều 21")
    assert (refused_.received_at, refused_.due_on) == (None, None)
    last = journal.history(refused_.stream).last()
    assert (last.name, last.move) == ("dossiers.DossierRefused", "refuse")
    assert journal.facts_of(last) == {"dossier_id": dossier.pk, "reason": "Nộp sai nơi"}


def test_a_refusal_needs_no_legal_ground(world, on, dossier_in):
    dossier = dossier_in(Stage.FILED)

    with on(TUESDAY):
        closing.refuse(dossier.pk, by=world.an.actor, reason="Nộp sai nơi")

    assert Dossier.objects.get().legal_ground == ""


@pytest.mark.parametrize("stage", OPEN)
def test_a_citizen_takes_his_dossier_back_before_a_decision(world, on, dossier_in, stage):
    dossier = dossier_in(stage)

    with on(TUESDAY):
        closing.withdraw(dossier.pk, by=world.lan.actor, reason="Đổi ý")

    ended = Dossier.objects.get()
    assert (ended.state, ended.closed_at, ended.finished_at) == (State.WITHDRAWN, at(TUESDAY), at(TUESDAY))
    assert (ended.closing_reason, ended.due_on) == ("Đổi ý", date(2024, 4, 8))


def test_whoever_filed_it_takes_it_back_as_well(world, on, dossier_in):
    dossier, son = dossier_in(Stage.RECEIVED), PersonFactory()
    Dossier.objects.update(submitter=son)

    with on(TUESDAY):
        closing.withdraw(dossier.pk, by=Actor(ActorKind.CITIZEN, son.pk), reason="Đổi ý")

    assert Dossier.objects.get().state == State.WITHDRAWN


@pytest.mark.parametrize("stage", OPEN)
def test_a_leader_stops_what_is_open(world, on, dossier_in, stage):
    dossier = dossier_in(stage)

    with on(TUESDAY):
        closing.stop(dossier.pk, by=world.chi.actor, reason="Không còn đối tượng")

    ended = Dossier.objects.get()
    assert (ended.state, ended.closed_at) == (State.STOPPED, at(TUESDAY))
    last = journal.history(ended.stream).last()
    assert (last.name, last.actor, last.target) == ("dossiers.DossierStopped", str(world.chi.actor), "stopped")


ENDS = {
    "withdraw": lambda pk, world, reason: closing.withdraw(pk, by=world.lan.actor, reason=reason),
    "stop": lambda pk, world, reason: closing.stop(pk, by=world.chi.actor, reason=reason),
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_an_end_without_a_reason_is_none(world, on, dossier_in, end, reason):
    dossier = dossier_in(Stage.PROCESSING)

    with on(TUESDAY), refused("reason-missing"):
        ENDS[end](dossier.pk, world, reason)


def test_a_refusal_without_a_reason_is_none(world, on, dossier_in):
    dossier = dossier_in(Stage.FILED)

    with on(TUESDAY), refused("reason-missing"):
        closing.refuse(dossier.pk, by=world.an.actor, reason=" ")


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("waits_for", ["supplement", "payment"])
def test_an_end_ends_the_wait_and_its_days_are_not_counted(world, on, dossier_in, end, waits_for):
    dossier = dossier_in(Stage.PROCESSING, papers=("declaration",))
    with on("2024-04-03 16:00"):
        if waits_for == "supplement":
            supplement.request(dossier.pk, by=world.binh.actor, items={"declaration": "Mờ"}, reason="Mờ")
        else:
            fees.request_obligation(dossier.pk, by=world.binh.actor, amount_vnd=1000, notice="TB-1")

    with on("2024-04-10 08:30"):
        ENDS[end](dossier.pk, world, "Đổi ý")

    assert Pause.objects.get().ended_at == at("2024-04-10 08:30")
    assert Dossier.objects.get().due_on == date(2024, 4, 15)


def test_a_refused_end_leaves_the_wait_open(world, on, dossier_in):
    dossier = dossier_in(Stage.PROCESSING)

    with on("2024-04-03 16:00"):
        fees.request_obligation(dossier.pk, by=world.binh.actor, amount_vnd=1000, notice="TB-1")
        with refused("not-your-move"):
            closing.stop(dossier.pk, by=world.binh.actor, reason="Không còn")

    assert Pause.objects.get().ended_at is None


@pytest.mark.parametrize("end", ENDS)
def test_an_end_costs_a_fixed_number_of_queries(world, on, dossier_in, django_assert_num_queries, end):
    dossier = dossier_in(Stage.PROCESSING, papers=("declaration",))

    with on(TUESDAY), django_assert_num_queries(7):
        ENDS[end](dossier.pk, world, "Đổi ý")


def test_a_refusal_costs_a_fixed_number_of_queries(world, on, dossier_in, django_assert_num_queries):
    dossier = dossier_in(Stage.FILED, papers=("declaration",))

    with on(TUESDAY), django_assert_num_queries(6):
        closing.refuse(dossier.pk, by=world.an.actor, reason="Nộp sai nơi")
