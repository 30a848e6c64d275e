"""The whole table of moves: state, move, who may, what must hold; the code is held to it (docs/sources.md, S-1 to S-6).

A transition that is added or changed fails here until this table is amended.
"""

from datetime import UTC, date, datetime

import pytest

from dossiers.models import Dossier
from dossiers.services import closing, decision, digitization, fees, handover, intake, processing, supplement
from dossiers.states import AT_WORK, FINAL, PAUSED, PORTAL_CODE, State
from identity.roles import Role
from kernel import moves
from kernel.actors import SYSTEM, Actor, ActorKind
from tests.factories.dossiers import DossierFactory, RequirementFactory
from tests.factories.identity import AgencyFactory, PersonFactory
from tests.refusals import everything

# "=" stays where it is. Who: the one-stop desk that received, the office that resolves, the citizen, the house.
TABLE = [
    (
        "registered",
        "accept",
        "received",
        "desk:reception",
        "identity-unresolved papers-incomplete relief-unproven fee-unpaid",
    ),
    ("registered", "refuse", "refused", "desk:reception", ""),
    ("registered", "request_supplement", "awaiting_supplement", "desk:reception", ""),
    ("received", "digitize", "digitized", "desk:reception", "papers-not-digitized"),
    ("received", "withdraw", "withdrawn", "owner submitter desk:reception", "result-already-approved"),
    ("received", "stop", "stopped", "office:leader", "result-already-approved"),
    ("digitized", "begin", "processing", "desk:reception office:specialist office:leader", ""),
    ("digitized", "withdraw", "withdrawn", "owner submitter desk:reception", "result-already-approved"),
    ("digitized", "stop", "stopped", "office:leader", "result-already-approved"),
    (
        "processing",
        "request_supplement",
        "awaiting_supplement",
        "desk:reception office:specialist office:leader",
        "result-already-approved chain-running",
    ),
    ("processing", "ask_for_partner", "awaiting_supplement", "system", "chain-none"),
    (
        "processing",
        "request_obligation",
        "awaiting_payment",
        "office:specialist office:leader",
        "result-already-approved chain-running",
    ),
    ("processing", "reassign", "=", "office:leader", "result-already-drafted"),
    ("processing", "forward", "=", "office:leader office:boundless", "result-already-drafted chain-running"),
    ("processing", "switch_procedure", "=", "office:leader", "result-already-drafted chain-begun"),
    (
        "processing",
        "propose",
        "=",
        "office:specialist",
        "result-already-drafted papers-not-digitized chain-running partner-papers-unchecked",
    ),
    ("processing", "recall", "=", "office:specialist", "result-not-drafted result-already-approved"),
    ("processing", "send_back", "=", "office:leader", "result-not-drafted result-already-approved"),
    ("processing", "approve", "=", "office:leader", "result-not-drafted result-already-approved"),
    ("processing", "apologise", "=", "office:leader", "apology-already-given apology-too-late"),
    ("processing", "sign", "signed", "system", "result-approved-not-yet"),
    ("processing", "withdraw", "withdrawn", "owner submitter desk:reception", "result-already-approved"),
    ("processing", "stop", "stopped", "office:leader", "result-already-approved"),
    (
        "awaiting_supplement",
        "send_supplement",
        "=",
        "owner submitter desk:reception",
        "supplement-already-sent supplement-incomplete",
    ),
    (
        "awaiting_supplement",
        "complete_supplement",
        "registered processing",
        "desk:reception office:specialist",
        "supplement-incomplete",
    ),
    (
        "awaiting_supplement",
        "lapse",
        "refused stopped",
        "desk:reception office:specialist",
        "supplement-overdue-not-yet chain-running",
    ),
    ("awaiting_supplement", "go_on_with_partners", "processing", "system", "chain-none"),
    ("awaiting_supplement", "withdraw", "withdrawn", "owner submitter desk:reception", "result-already-approved"),
    ("awaiting_supplement", "stop", "stopped", "office:leader", "result-already-approved"),
    ("awaiting_payment", "settle_obligation", "processing", "system desk:cashier", ""),
    ("awaiting_payment", "withdraw", "withdrawn", "owner submitter desk:reception", "result-already-approved"),
    ("awaiting_payment", "stop", "stopped", "office:leader", "result-already-approved"),
    ("signed", "return_result", "returned", "desk:return-desk desk:post", "result-not-sealed fee-unpaid"),
]
ALL_MOVES = sorted({move for _source, move, *_rest in TABLE})

# What is open where only the state is known of a dossier, to whoever has something to do there.
OPEN = {
    "registered": {"desk:reception": "accept refuse request_supplement"},
    "received": {
        "desk:reception": "digitize withdraw",
        "office:leader": "stop",
        "owner": "withdraw",
        "submitter": "withdraw",
    },
    "digitized": {
        "desk:reception": "begin withdraw",
        "office:specialist": "begin",
        "office:leader": "begin stop",
        "owner": "withdraw",
        "submitter": "withdraw",
    },
    "processing": {
        "desk:reception": "request_supplement withdraw",
        "office:specialist": "propose request_obligation request_supplement",
        "office:leader": "apologise forward reassign request_obligation request_supplement stop switch_procedure",
        "office:boundless": "forward",
        "owner": "withdraw",
        "submitter": "withdraw",
    },
    "awaiting_supplement": {
        "desk:reception": "complete_supplement lapse send_supplement withdraw",
        "office:specialist": "complete_supplement lapse",
        "office:leader": "stop",
        "owner": "send_supplement withdraw",
        "submitter": "send_supplement withdraw",
    },
    "awaiting_payment": {
        "desk:reception": "withdraw",
        "desk:cashier": "settle_obligation",
        "office:leader": "stop",
        "owner": "withdraw",
        "submitter": "withdraw",
        "system": "settle_obligation",
    },
    "signed": {"desk:return-desk": "return_result", "desk:post": "return_result"},
}

MONDAY = datetime(2024, 4, 1, 2, tzinfo=UTC)
ACCEPTED = {"received_at": MONDAY, "due_on": date(2024, 4, 8)}
CLOSED = {"closed_at": MONDAY, "finished_at": MONDAY}
COLUMNS = {
    State.REGISTERED: {},
    State.REFUSED: CLOSED,
    State.SIGNED: ACCEPTED | {"finished_at": MONDAY, "result_number": "01/GXN-UBND"},
    **dict.fromkeys(AT_WORK, ACCEPTED),
    **dict.fromkeys(PAUSED, ACCEPTED | {"paused_from": "processing", "supplement_due_on": date(2024, 3, 29)}),
    **dict.fromkeys((State.RETURNED, State.WITHDRAWN, State.STOPPED), ACCEPTED | CLOSED),
}


def dossier_at(state, **columns):
    """Make a row in a state, received by a desk, resolved by another office, filed by somebody else than its owner."""
    desk, office = AgencyFactory(code="H99.35.22"), AgencyFactory(code="H99.35.22.01")
    return DossierFactory(
        state=state, reception=desk, agency=office, submitter=PersonFactory(), **COLUMNS[state], **columns
    )


def hats(dossier):
    """Return one actor for every role in every place, for every kind of citizen, and for the house."""
    places = {"desk": dossier.reception_id, "office": dossier.agency_id, "elsewhere": 10**6}
    officers = {
        f"{place}:{role}": Actor(ActorKind.OFFICER, 7, frozenset({str(role)}), agency_id)
        for place, agency_id in places.items()
        for role in Role
    }
    citizens = {"owner": dossier.applicant_id, "submitter": dossier.submitter_id, "stranger": 10**6, "nobody": None}
    return (
        officers
        | {name: Actor(ActorKind.CITIZEN, pk) for name, pk in citizens.items()}
        | {"without a post": Actor(ActorKind.OFFICER, 7), "system": SYSTEM}
    )


def may(dossier, move, actor):
    """Tell whether a move is the actor's to make, blocked or not."""
    try:
        moves.check(getattr(dossier, move), by=actor)
    except moves.NotYourMove:
        return False
    except moves.GuardRefuses:
        return True
    return True


def open_moves(dossier, actor):
    return [offer.name for offer in moves.available(dossier, by=actor) if offer.is_open]


def starting_in(state):
    return {move for source, move, *_rest in TABLE if source == state}


def targets(rule):
    states = getattr(rule.target, "allowed_states", None)
    return " ".join(map(str, states)) if states else str(rule.target or "=")


# --- the table -------------------------------------------------------------------------------------------------------
def test_the_table_of_the_code_is_this_table():
    code = {
        (str(rule.source), rule.name): (targets(rule), " ".join(guard.code for guard in moves.guards_of(rule)))
        for rule in moves.rules_of(Dossier)
    }

    assert code == {(source, move): (target, guards) for source, move, target, _who, guards in TABLE}


@pytest.mark.parametrize(
    ("source", "move", "who"), [pytest.param(*row[:2], row[3], id=f"{row[0]}-{row[1]}") for row in TABLE]
)
def test_a_move_is_made_by_those_in_the_table_and_by_nobody_else(db, source, move, who):
    dossier = dossier_at(State(source))

    allowed = {name for name, actor in hats(dossier).items() if may(dossier, move, actor)}

    assert allowed == set(who.split())


@pytest.mark.parametrize("state", State)
def test_these_moves_are_open_in_a_state_and_no_others(db, on, state):
    dossier = dossier_at(state)

    with on("2024-04-02 09:00"):
        found = {name: open_moves(dossier, actor) for name, actor in hats(dossier).items()}

    assert {name: " ".join(sorted(names)) for name, names in found.items() if names} == OPEN.get(state, {})


@pytest.mark.parametrize("state", State)
def test_a_move_that_does_not_start_here_is_refused_with_what_is_open(db, state):
    dossier = dossier_at(state)
    elsewhere = set(ALL_MOVES) - starting_in(state)

    for actor in hats(dossier).values():
        allowed = open_moves(dossier, actor)
        for move in elsewhere:
            with pytest.raises(moves.WrongState) as refusal:
                moves.check(getattr(dossier, move), by=actor)

            assert refusal.value.params == {"move": move, "state": state, "allowed": allowed}


def test_no_move_leaves_a_final_state():
    assert not {source for source, *_rest in TABLE} & set(FINAL)


def test_every_state_is_reached():
    reached = {state for _source, _move, target, *_rest in TABLE for state in target.split()}

    assert reached - {"="} | {State.REGISTERED} == set(State)


def test_every_state_has_its_code_of_the_national_portal():
    assert [PORTAL_CODE[state] for state in State] == [1, 2, 2, 4, 5, 6, 9, 10, 3, 7, 8]


# --- two rules that a row of the table does not hold -----------------------------------------------------------------
def test_the_second_request_for_supplements_is_the_leaders(db):
    dossier = dossier_at(State.PROCESSING, supplements_count=1)

    allowed = {name for name, actor in hats(dossier).items() if may(dossier, "request_supplement", actor)}

    assert allowed == {"office:leader"}


def test_before_acceptance_the_desk_may_ask_again(db):
    dossier = dossier_at(State.REGISTERED, supplements_count=1)

    allowed = {name for name, actor in hats(dossier).items() if may(dossier, "request_supplement", actor)}

    assert allowed == {"desk:reception"}


def test_whoever_drafted_does_not_approve(world):
    dossier = dossier_at(State.PROCESSING, drafter=world.chi.officer, drafted_at=MONDAY)
    drafter = Actor(ActorKind.OFFICER, world.chi.id, frozenset({"leader", "specialist"}), dossier.agency_id)

    assert not may(dossier, "approve", drafter)
    assert may(dossier, "approve", hats(dossier)["office:leader"])


# --- the same, through the services ----------------------------------------------------------------------------------
# Each act with facts that nothing else could be wrong with. `sign` is nobody's act (tests/dossiers/test_results.py),
# and what the news of partner agencies moves is none either (tests/dossiers/test_partner_supplements.py).
ACTS = {
    "accept": lambda pk, world: intake.accept(pk, by=world.an.actor),
    "refuse": lambda pk, world: closing.refuse(pk, by=world.an.actor, reason="Sai nơi nộp"),
    "request_supplement": lambda pk, world: supplement.request(
        pk, by=world.chi.actor, items={"proof": "Mờ"}, reason="Không đọc được"
    ),
    "send_supplement": lambda pk, world: supplement.send(pk, by=world.an.actor),
    "complete_supplement": lambda pk, world: supplement.confirm(pk, by=world.an.actor),
    "lapse": lambda pk, world: closing.lapse(pk, by=world.an.actor),
    "digitize": lambda pk, world: digitization.finish(pk, by=world.an.actor),
    "begin": lambda pk, world: processing.begin(pk, by=world.an.actor, officer_id=world.binh.id),
    "request_obligation": lambda pk, world: fees.request_obligation(
        pk, by=world.binh.actor, amount_vnd=1000, notice="TB-1"
    ),
    "settle_obligation": lambda pk, world: fees.settle_obligation(
        pk, by=world.an.actor, amount_vnd=1000, voucher="KB-1"
    ),
    "reassign": lambda pk, world: processing.reassign(pk, by=world.chi.actor, officer_id=world.binh.id),
    "forward": lambda pk, world: processing.forward(
        pk, by=world.chi.actor, agency=world.other_commune.code, reason="Thường trú nơi khác"
    ),
    "switch_procedure": lambda pk, world: processing.switch_procedure(pk, by=world.chi.actor, procedure="1.004873"),
    "propose": lambda pk, world: processing.propose(pk, by=world.binh.actor, content={"Nội dung": "Đồng ý"}),
    "recall": lambda pk, world: processing.recall(pk, by=world.binh.actor),
    "send_back": lambda pk, world: decision.send_back(pk, by=world.chi.actor, reason="Ghi rõ"),
    "approve": lambda pk, world: decision.approve(pk, by=world.chi.actor),
    "apologise": lambda pk, world: decision.apologise(
        pk, by=world.chi.actor, new_date=date(2024, 4, 10), reason="Phải xác minh"
    ),
    "return_result": lambda pk, world: handover.return_result(pk, by=world.an.actor),
    "withdraw": lambda pk, world: closing.withdraw(pk, by=world.lan.actor, reason="Đổi ý"),
    "stop": lambda pk, world: closing.stop(pk, by=world.chi.actor, reason="Không còn đối tượng"),
}


def test_every_move_of_the_table_has_its_act():
    assert sorted([*ACTS, "sign", "ask_for_partner", "go_on_with_partners"]) == ALL_MOVES


@pytest.mark.parametrize("state", State)
def test_an_act_in_the_wrong_state_is_refused_and_changes_nothing(world, on, state):
    dossier = DossierFactory(state=state, reception=world.commune, applicant=world.lan.person, **COLUMNS[state])
    RequirementFactory(terms=dossier.terms, code="proof", required=False)
    before = everything()

    for move in ACTS.keys() - starting_in(state):
        with on("2024-04-02 09:00"), pytest.raises(moves.WrongState) as refusal:
            ACTS[move](dossier.pk, world)

        assert (refusal.value.params["move"], refusal.value.params["state"]) == (move, state)
    assert everything() == before
