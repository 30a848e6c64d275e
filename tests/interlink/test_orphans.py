"""The orphan radar: children with a registered birth and no residence or card after some days, with the cause."""

import pytest

from interlink import queries
from interlink.services import stuck
from kernel import clock
from tests.calendars import at
from tests.interlink.conftest import CARD, REGISTRATION, RESIDENCE, number, reply, start, step_of
from tests.world import settle


def radar(days=5, when="2024-06-10 10:00", **of):
    with clock.held(at(when)):
        return queries.orphans(days, **of)


def test_a_child_without_residence_and_card_is_seen_after_so_many_working_days(registered):
    assert radar(5, "2024-06-07 10:00") == []

    found = radar(5, "2024-06-10 10:00")

    assert [(orphan.step, orphan.cause, orphan.working_days) for orphan in found] == [
        (RESIDENCE, "waiting", 5),
        (CARD, "waiting", 5),
    ]
    assert (found[0].personal_number, found[0].chain) == ("003•••••0777", registered.code)
    assert found[0].since == at("2024-06-03 09:00")


def test_what_is_done_is_not_lacking(registered, agencies):
    reply(agencies, number(registered, RESIDENCE))
    settle()

    assert [orphan.step for orphan in radar()] == [CARD]


def test_the_radar_says_why_it_was_refused(registered, agencies):
    reply(agencies, number(registered, RESIDENCE), "refused", reason="Chủ hộ không đồng ý")
    reply(agencies, number(registered, CARD))
    settle()

    (orphan,) = radar()
    assert (orphan.cause, orphan.reason) == ("refused", "Chủ hộ không đồng ý")


def test_the_radar_says_that_the_applicant_is_waited_for(registered, agencies):
    reply(agencies, number(registered, RESIDENCE), "supplement", reason="Thiếu đồng ý", items=[])
    settle()

    assert next((orphan.cause, orphan.reason) for orphan in radar()) == ("paused", "Thiếu đồng ý")


def test_a_child_whose_birth_is_not_registered_is_no_orphan(birth):
    settle()

    assert radar() == []


def test_what_was_done_after_it_had_been_given_up_is_not_lacking(registered, agencies, world):
    stuck.abandon(step_of(registered, CARD).pk, by=world.chi.actor, reason="Làm riêng")
    reply(agencies, number(registered, CARD))
    settle()

    assert [orphan.step for orphan in radar()] == [RESIDENCE]


def test_another_commune_sees_none_of_them(registered, world):
    assert radar(actor=world.dung.actor) == []
    assert len(radar(actor=world.binh.actor)) == 2


@pytest.mark.parametrize("children", [1, 4])
def test_the_radar_asks_the_database_as_often_for_many_children_as_for_one(
    world, agencies, on_monday, children, django_assert_num_queries
):
    registered_children(world, agencies, children)

    with django_assert_num_queries(3):
        assert len(radar()) == 2 * children


def registered_children(world, agencies, children):
    for n in range(children):
        chain = start(world, code=f"H99.35.22-240603-000{n}")
        settle()
        reply(agencies, number(chain, REGISTRATION))
    settle()
