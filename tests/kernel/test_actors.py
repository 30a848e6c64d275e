"""Whoever acts is a frozen value: an officer with the roles of a post, a citizen, or the house itself."""

from dataclasses import FrozenInstanceError

import pytest

from kernel.actors import SYSTEM, Actor, ActorKind

OFFICER = Actor(ActorKind.OFFICER, 12, frozenset({"reception", "cashier"}), agency_id=3)
CITIZEN = Actor(ActorKind.CITIZEN, 5)


@pytest.mark.parametrize(
    ("actor", "written"), [(OFFICER, "officer:12"), (CITIZEN, "citizen:5"), (SYSTEM, "system")], ids=str
)
def test_an_actor_is_written_as_kind_and_id(actor, written):
    assert str(actor) == written


@pytest.mark.parametrize(
    ("actor", "kinds"),
    [(OFFICER, (True, False, False)), (CITIZEN, (False, True, False)), (SYSTEM, (False, False, True))],
    ids=str,
)
def test_an_actor_is_of_one_kind(actor, kinds):
    assert (actor.is_officer, actor.is_citizen, actor.is_system) == kinds


def test_an_actor_has_a_role_if_he_has_any_of_those_named():
    assert OFFICER.has("cashier")
    assert OFFICER.has("leader", "reception")
    assert not OFFICER.has("leader")
    assert not OFFICER.has()
    assert not SYSTEM.has("reception")


def test_an_actor_does_not_change():
    with pytest.raises(FrozenInstanceError):
        OFFICER.agency_id = 4
