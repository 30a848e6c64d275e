"""Answers come late, twice and in the wrong order; a step settles once, and what is done stands (rule K-6)."""

from itertools import permutations

import pytest

from interlink import queries
from interlink.models import Chain
from interlink.services import stuck
from interlink.states import ChainState, StepState, outcome_of
from kernel import journal
from tests.interlink.conftest import CARD, REGISTRATION, RESIDENCE, hand_in, number, reply, states, step_of
from tests.world import settle

DONE, REFUSED, GIVEN_UP = StepState.COMPLETED, StepState.REFUSED, StepState.ABANDONED


@pytest.mark.parametrize(
    ("steps", "outcome"),
    [
        ([DONE, DONE, DONE], ChainState.COMPLETED),
        ([DONE, REFUSED, DONE], ChainState.PARTLY_DONE),
        ([DONE, GIVEN_UP, GIVEN_UP], ChainState.PARTLY_DONE),
        ([REFUSED, GIVEN_UP, GIVEN_UP], ChainState.REFUSED),
        ([GIVEN_UP, GIVEN_UP, GIVEN_UP], ChainState.ABANDONED),
    ],
)
def test_a_chain_ends_as_its_steps_did(steps, outcome):
    assert outcome_of(steps) == outcome


def test_a_refusal_at_the_first_step_ends_the_chain_and_nothing_is_sent_to_the_others(birth, agencies):
    settle()
    reply(agencies, number(birth, REGISTRATION), "refused", reason="Trùng giấy chứng sinh")
    settle()

    assert states(birth) == {"chain": "refused", REGISTRATION: "refused", RESIDENCE: "abandoned", CARD: "abandoned"}
    assert agencies.services() == [REGISTRATION]
    assert queries.what_stands(Chain.objects.get()) == []
    last = journal.history(f"chain:{birth.pk}").last()
    assert journal.event_of(last).reason == "Trùng giấy chứng sinh"


def test_a_refused_residence_leaves_the_birth_and_the_card_standing(registered, agencies):
    reply(agencies, number(registered, RESIDENCE), "refused", reason="Chủ hộ không đồng ý")
    settle()
    assert states(registered)["chain"] == "running"
    reply(agencies, number(registered, CARD))
    settle()

    assert states(registered) == {
        "chain": "partly-done",
        REGISTRATION: "completed",
        RESIDENCE: "refused",
        CARD: "completed",
    }
    stands = queries.what_stands(Chain.objects.get())
    assert [(each.step, each.effect, each.given_up) for each in stands] == [
        (REGISTRATION, "irrevocable", False),
        (CARD, "correctable", False),
    ]
    ending = journal.event_of(journal.history(f"chain:{registered.pk}").last())
    assert (ending.standing, ending.lacking) == ((REGISTRATION, CARD), (RESIDENCE,))


@pytest.mark.parametrize("order", list(permutations(["received", "completed", "refused"])))
def test_whatever_the_order_of_answers_the_first_final_one_counts(registered, agencies, order):
    answers = {outcome: agencies.answer(number(registered, CARD), outcome) for outcome in order}
    for outcome in order:
        hand_in(*answers[outcome])
        settle()

    first_final = next(outcome for outcome in order if outcome != "received")
    assert states(registered)[CARD] == first_final


@pytest.mark.parametrize("order", list(permutations(["received", "completed", "refused"])))
def test_answers_that_pile_up_before_they_are_applied_settle_the_step_once(registered, agencies, order):
    for outcome in order:
        reply(agencies, number(registered, CARD), outcome)
    settle()

    first_final = next(outcome for outcome in order if outcome != "received")
    assert states(registered)[CARD] == first_final
    moves = [entry.move for entry in journal.history(step_of(registered, CARD).stream)]
    assert sum(move in ("complete", "refuse") for move in moves) == 1


def test_that_an_agency_says_it_has_the_message_is_an_acknowledgement(birth, agencies):
    agencies.says["civil-status", "inbox"] = (500, b"")
    settle()
    message_id = number(birth, REGISTRATION)
    agencies.taken[message_id] = ("civil-status", b'{"service": "birth-registration"}')

    reply(agencies, message_id, "received")
    settle()

    assert states(birth)[REGISTRATION] == "waiting"


def test_an_answer_to_a_message_whose_acknowledgement_was_lost_counts(birth, agencies):
    agencies.says["civil-status", "inbox"] = (500, b"")
    settle()
    message_id = number(birth, REGISTRATION)
    agencies.taken[message_id] = ("civil-status", b'{"service": "birth-registration"}')

    reply(agencies, message_id)
    settle()

    assert states(birth)[REGISTRATION] == "completed"
    assert agencies.calls["civil-status", "inbox"] == 1


def test_what_is_done_after_the_house_gave_it_up_stands_nevertheless(registered, agencies, world):
    stuck.abandon(step_of(registered, CARD).pk, by=world.chi.actor, reason="Gia đình tự làm")
    reply(agencies, number(registered, CARD))
    reply(agencies, number(registered, RESIDENCE))
    settle()

    assert states(registered) == {
        "chain": "partly-done",
        REGISTRATION: "completed",
        RESIDENCE: "completed",
        CARD: "abandoned",
    }
    stands = queries.what_stands(Chain.objects.get())
    assert [(each.step, each.given_up) for each in stands] == [(REGISTRATION, False), (RESIDENCE, False), (CARD, True)]
    assert stands[2].findings["soThe"] == "TE1990123456789"


def test_a_request_that_a_corrected_one_replaced_is_not_refused_any_more(birth, agencies, world):
    agencies.says["civil-status", "inbox"] = (422, {"code": "mother-unknown"})
    settle()
    first = number(birth, REGISTRATION)
    agencies.taken[first] = ("civil-status", b'{"service": "birth-registration"}')
    del agencies.says["civil-status", "inbox"]
    step = step_of(birth, REGISTRATION)
    stuck.resend(step.pk, by=world.binh.actor, facts={"mother_name": "Trần Thị Lan"}, reason="Sai tên")
    settle()

    reply(agencies, first, "refused", reason="Không rõ mẹ")
    settle()

    assert states(birth)[REGISTRATION] == "waiting"
    reply(agencies, number(birth, REGISTRATION, attempt=2))
    settle()
    assert states(birth)[REGISTRATION] == "completed"
