"""The hinge: `move()` checks source, permission and guards, and stores row and line together (ADR 0002)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers.events import DossierAccepted, DossierDigitized, SupplementSent
from dossiers.models import Dossier
from dossiers.models import dossier as dossier_module
from dossiers.states import FeeTiming, State
from kernel import clock, journal, moves
from kernel.actors import SYSTEM, Actor, ActorKind
from kernel.models import JournalEntry
from tests.calendars import at
from tests.factories.dossiers import DossierFactory, RequirementFactory
from tests.factories.identity import AgencyFactory
from tests.refusals import refused

NINE = at("2024-04-01 09:00")
DUE = date(2024, 4, 8)
EVENT = DossierAccepted(1, NINE, DUE, 0)


@pytest.fixture
def dossier(db):
    return DossierFactory()


@pytest.fixture
def clerk(dossier):
    return Actor(ActorKind.OFFICER, 7, frozenset({"reception"}), dossier.reception_id)


def another(dossier, **columns):
    return DossierFactory(terms=dossier.terms, **columns)


def accept(dossier, by):
    return moves.move(dossier.accept, by=by, event=EVENT, received_at=NINE, due_on=DUE)


def test_a_move_stores_the_state_the_facts_and_one_line(dossier, clerk):
    with clock.held(NINE):
        entry = accept(dossier, clerk)

    stored = Dossier.objects.get()
    assert (stored.state, stored.received_at, stored.due_on) == (State.RECEIVED, NINE, DUE)
    assert list(JournalEntry.objects.all()) == [entry]
    assert (entry.move, entry.source, entry.target) == ("accept", "registered", "received")
    assert (entry.name, entry.actor, entry.at) == ("dossiers.DossierAccepted", "officer:7", NINE)


def test_the_subject_in_hand_is_the_subject_that_was_stored(dossier, clerk):
    accept(dossier, clerk)

    stored = Dossier.objects.get()
    assert (dossier.state, dossier.journal_digest) == (stored.state, stored.journal_digest)


def test_a_move_writes_the_fields_that_it_changed_and_no_others(dossier, clerk):
    dossier.summary = "Sửa ngoài lề"

    with CaptureQueriesContext(connection) as queries:
        accept(dossier, clerk)

    (update,) = [query["sql"] for query in queries if query["sql"].startswith("UPDATE")]
    assert Dossier.objects.get().summary == "Xác nhận tình trạng hôn nhân"
    written = update.partition(" SET ")[2].partition(" WHERE ")[0]
    assert {name.split(" = ")[0].strip(' "') for name in written.split(', "')} == {
        "state",
        "received_at",
        "due_on",
        "journal_sequence",
        "journal_digest",
        "journal_at",
    }


def test_a_move_from_the_wrong_state_is_refused_with_the_moves_that_are_allowed(dossier, clerk):
    received = another(dossier, accepted=True)

    with refused("wrong-state") as refusal:
        accept(received, clerk)

    assert refusal.value.status == 409
    assert refusal.value.params == {"move": "accept", "state": "received", "allowed": ["digitize", "withdraw"]}


def test_the_allowed_moves_are_those_of_whoever_asks(dossier):
    received = another(dossier, accepted=True)
    citizen = Actor(ActorKind.CITIZEN, received.applicant_id)

    with refused("wrong-state") as refusal:
        accept(received, citizen)

    assert refusal.value.params["allowed"] == ["withdraw"]


def test_a_blocked_move_is_not_called_allowed(dossier, clerk):
    received = another(dossier, accepted=True)
    received.papers.create(requirement=RequirementFactory(terms=dossier.terms), added_at=NINE)

    with refused("wrong-state") as refusal:
        accept(received, clerk)

    assert refusal.value.params["allowed"] == ["withdraw"]


@pytest.mark.parametrize(
    "stranger",
    [
        Actor(ActorKind.OFFICER, 7, frozenset({"specialist", "leader", "cashier"}), 1),
        Actor(ActorKind.OFFICER, 7, frozenset(), 1),
        Actor(ActorKind.CITIZEN, 1),
        Actor(ActorKind.CITIZEN),
        SYSTEM,
    ],
    ids=["other roles", "no role", "a citizen", "nobody", "the house"],
)
def test_a_move_that_is_not_the_actors_is_refused_with_the_roles_that_make_it(dossier, stranger):
    here = Actor(stranger.kind, stranger.id, stranger.roles, dossier.reception_id if stranger.agency_id else None)

    with refused("not-your-move") as refusal:
        accept(dossier, here)

    assert refusal.value.status == 403
    assert refusal.value.params == {"move": "accept", "roles": ["reception"]}


def test_the_right_role_at_another_office_makes_no_move(dossier):
    other = AgencyFactory(code="H99.35.23")

    with refused("not-your-move"):
        accept(dossier, Actor(ActorKind.OFFICER, 7, frozenset({"reception"}), other.pk))


def test_a_guard_refuses_by_its_own_name_and_says_why(dossier, clerk):
    RequirementFactory(terms=dossier.terms, code="birth-certificate")

    with refused("papers-incomplete") as refusal:
        accept(dossier, clerk)

    assert refusal.value.status == 409
    assert refusal.value.params == {
        "move": "accept",
        "allowed": ["refuse", "request_supplement"],
        "missing": ["birth-certificate"],
    }


def test_the_first_guard_that_says_no_is_named(dossier, clerk):
    unpaid = another(dossier, fee_timing=FeeTiming.FIRST, fee_vnd=8000)
    RequirementFactory(terms=dossier.terms)

    with refused("papers-incomplete"):
        accept(unpaid, clerk)


def test_permission_is_asked_before_the_guards(dossier):
    RequirementFactory(terms=dossier.terms)

    with refused("not-your-move"):
        accept(dossier, SYSTEM)


def test_the_state_is_asked_before_the_permission(dossier):
    with refused("wrong-state"):
        moves.move(dossier.digitize, by=SYSTEM, event=EVENT)


def test_a_dossier_that_was_moved_meanwhile_is_refused(dossier, clerk):
    stale = Dossier.objects.get()
    accept(dossier, clerk)

    with refused("changed-meanwhile"):
        accept(stale, clerk)


def test_a_loop_is_held_off_by_the_belt_as_well(dossier, clerk):
    waiting = another(dossier, state=State.AWAITING_SUPPLEMENT, paused_from="processing")
    stale = Dossier.objects.get(pk=waiting.pk)
    event = SupplementSent(waiting.pk, 1)
    moves.move(waiting.send_supplement, by=clerk, event=event, at=NINE)

    with refused("changed-meanwhile"):
        moves.move(stale.send_supplement, by=clerk, event=event, at=NINE)


def test_check_says_what_move_would_say_and_changes_nothing(dossier, clerk):
    rule = moves.check(dossier.accept, by=clerk)

    assert (rule.name, str(rule.target)) == ("accept", "received")
    assert (dossier.state, JournalEntry.objects.count()) == (State.REGISTERED, 0)
    with refused("not-your-move"):
        moves.check(dossier.accept, by=SYSTEM)
    with refused("wrong-state"):
        moves.check(dossier.digitize, by=clerk)


def test_the_moves_on_offer_are_the_actors_own_with_what_blocks_them(dossier, clerk):
    RequirementFactory(terms=dossier.terms)

    offers = {offer.name: offer for offer in moves.available(dossier, by=clerk)}

    assert list(offers) == ["accept", "refuse", "request_supplement"]
    assert (offers["accept"].target, offers["accept"].is_open) == ("received", False)
    assert offers["accept"].blocked_by.code == "papers-incomplete"
    assert (offers["refuse"].is_open, offers["refuse"].blocked_by) == (True, None)


def test_a_loop_and_a_way_back_name_no_target(dossier, clerk):
    waiting = another(dossier, state=State.AWAITING_SUPPLEMENT)

    targets = {offer.name: offer.target for offer in moves.available(waiting, by=clerk)}

    assert targets == {
        "send_supplement": None,
        "complete_supplement": None,
        "lapse": None,
        "withdraw": "withdrawn",
    }


def test_nothing_is_offered_to_a_stranger(dossier):
    assert moves.available(dossier, by=Actor(ActorKind.CITIZEN)) == []


def test_no_transition_looks_at_the_clock():
    assert not {"clock", "datetime_now", "timezone"} & vars(dossier_module).keys()


def test_a_move_costs_its_guards_one_update_and_two_inserts(dossier, clerk, django_assert_num_queries):
    moved = Dossier.objects.select_related("terms").get()

    with clock.held(NINE):
        # The papers required and the papers there; django-fsm asks every guard a second time. Then the row, its line
        # and who is to hear of it.
        with django_assert_num_queries(2 * 2 + 3):
            accept(moved, clerk)
        with django_assert_num_queries(2 * 1 + 3):
            moves.move(moved.digitize, by=clerk, event=DossierDigitized(1, 0, 0))


def test_the_journal_of_moves_is_whole(dossier, clerk):
    accept(dossier, clerk)
    moves.move(dossier.digitize, by=clerk, event=DossierDigitized(1, 0, 0))

    assert journal.verify(dossier.stream).verified
