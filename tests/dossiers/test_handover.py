"""Every hand-over is a row of the control slip; the last one gives the result to its owner (docs/sources.md, B-5)."""

from datetime import date

import pytest

from dossiers import queries
from dossiers.models import Dossier, Handover, VaultPaper
from dossiers.services import handover
from dossiers.services.handover import Desk, ReturnMethod
from dossiers.states import State
from kernel import journal
from tests.calendars import at
from tests.refusals import refused
from tests.stages import Stage

WEDNESDAY = "2024-04-03 08:00"


def test_the_control_slip_follows_the_dossier_from_desk_to_desk(world, on, certified, dossier_in):
    dossier = dossier_in(Stage.SIGNED)
    with on(WEDNESDAY):
        handover.return_result(dossier.pk, by=world.an.actor)

    rows = Handover.objects.values_list("giver", "giver_name", "receiver", "receiver_name")
    assert list(rows) == [
        ("Bộ phận tiếp nhận và trả kết quả", "Nguyễn Thị An", "Công chức chuyên môn", "Lê Văn Bình"),
        ("Công chức chuyên môn", "Lê Văn Bình", "Lãnh đạo", ""),
        ("Lãnh đạo", "Phạm Thị Chi", "Bộ phận trả kết quả", ""),
        ("Bộ phận trả kết quả", "Nguyễn Thị An", "Tổ chức, cá nhân", ""),
    ]
    assert set(Handover.objects.values_list("due_on", flat=True)) == {date(2024, 4, 8)}


def test_a_hand_over_is_noted_at_the_hour_with_a_note_that_fits(on, dossier_in):
    dossier = dossier_in(Stage.PROCESSING)

    with on(WEDNESDAY):
        row = handover.note(dossier, giver=Desk.leader(), receiver=Desk.officer(None), note="x" * 300)

    assert (row.at, row.giver_name, row.receiver_name, row.note) == (at(WEDNESDAY), "", "", "x" * 250)


@pytest.mark.parametrize("method", ReturnMethod)
def test_the_result_is_returned_and_the_dossier_closed(world, on, certified, dossier_in, method):
    dossier = dossier_in(Stage.SIGNED)

    with on(WEDNESDAY):
        handover.return_result(dossier.pk, by=world.an.actor, method=method)

    returned = Dossier.objects.get()
    assert (returned.state, returned.return_method) == (State.RETURNED, str(method))
    assert (returned.closed_at, returned.finished_at) == (at(WEDNESDAY), at("2024-04-01 09:00"))
    last = journal.history(returned.stream).last()
    assert journal.facts_of(last) == {"dossier_id": dossier.pk, "method": str(method)}


def test_the_owners_vault_opens_at_the_return(world, on, certified, dossier_in):
    dossier = dossier_in(Stage.SIGNED)
    assert VaultPaper.objects.get().opened_at is None

    with on(WEDNESDAY):
        handover.return_result(dossier.pk, by=world.an.actor)

    assert VaultPaper.objects.get().opened_at == at(WEDNESDAY)


def test_a_citizen_sees_the_result_from_its_return_on(world, on, certified, dossier_in):
    dossier = dossier_in(Stage.SIGNED)

    with refused("result-missing") as refusal:
        queries.result(dossier, world.lan.actor)
    assert refusal.value.status == 404
    assert queries.result(dossier, world.an.actor).number == "01/GXN-UBND"

    with on(WEDNESDAY):
        returned = handover.return_result(dossier.pk, by=world.an.actor)
    assert queries.result(returned, world.lan.actor).number == "01/GXN-UBND"


def test_a_refused_return_opens_nothing(world, on, certified, dossier_in):
    dossier = dossier_in(Stage.SIGNED)

    with on(WEDNESDAY), refused("not-your-move"):
        handover.return_result(dossier.pk, by=world.binh.actor)


@pytest.mark.parametrize("papers", [1, 10])
def test_a_return_costs_the_same_queries_for_any_number_of_papers(
    world, on, certified, dossier_in, django_assert_num_queries, papers
):
    dossier = dossier_in(Stage.SIGNED, papers=tuple(f"paper-{number}" for number in range(papers)))

    with on(WEDNESDAY), django_assert_num_queries(11):
        handover.return_result(dossier.pk, by=world.an.actor)
