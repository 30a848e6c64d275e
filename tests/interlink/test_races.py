"""What two workers do at once happens once: on PostgreSQL, with real locks."""

import pytest

from interlink.models import Message, Step
from interlink.services import breaker, inbox, steps
from kernel import clock, delivery, journal
from kernel.errors import Problem
from tests.interlink import partner
from tests.interlink.conftest import CARD, REGISTRATION, RESIDENCE, number, reply, states, step_of
from tests.racing import race
from tests.world import settle

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def moves_of(stream):
    return [entry.move for entry in journal.history(stream) if entry.move]


def test_the_last_two_answers_applied_at_once_end_the_chain_once(registered, agencies):
    for step in (RESIDENCE, CARD):
        reply(agencies, number(registered, step))

    race([delivery.drain, delivery.drain])
    settle()

    assert states(registered)["chain"] == "completed"
    assert moves_of(registered.stream) == ["settle"]
    assert journal.verify().verified


def test_the_first_answer_applied_by_two_workers_releases_each_step_once(birth, agencies):
    settle()
    reply(agencies, number(birth, REGISTRATION))

    race([delivery.drain] * 4)
    settle()

    assert sorted(agencies.services()) == sorted([REGISTRATION, RESIDENCE, CARD])
    assert moves_of(step_of(birth, CARD).stream) == ["release", "claim", "acknowledge"]


def test_a_step_that_four_workers_take_up_is_sent_once(birth, agencies):
    step = step_of(birth, REGISTRATION)

    taken = race([lambda: steps.send(step.pk)] * 4)

    assert sorted(taken) == [False, False, False, True]
    assert agencies.calls == {("civil-status", "inbox"): 1}


def test_twenty_copies_of_an_answer_at_once_are_taken_once(registered, agencies):
    agency, body = agencies.answer(number(registered, CARD))

    taken = race([lambda: inbox.receive(agency, body, partner.sealed(agency, body))] * 20)
    settle()

    assert not any(isinstance(each, Problem) for each in taken)
    assert sum(each.is_first for each in taken) == 1
    assert Message.objects.filter(agency=agency, direction="in").count() == 1
    assert states(registered)[CARD] == "completed"


def test_an_answer_that_comes_while_the_receipt_is_recorded_is_not_lost(birth, agencies):
    step = step_of(birth, REGISTRATION)
    claimed = steps._claim(step.pk)
    ack = steps.partners.agency("civil-status").deliver(claimed.body, claimed.message_id)
    agency, body = agencies.answer(claimed.message_id)

    race(
        [lambda: steps._record_receipt(claimed, ack), lambda: inbox.receive(agency, body, partner.sealed(agency, body))]
    )
    settle()

    assert states(birth)[REGISTRATION] == "completed"
    assert journal.verify().verified


def test_of_many_callers_one_gets_the_probe(birth):
    for _ in range(5):
        breaker.failed(breaker.Call("civil-status"), "timeout")
    with clock.held(breaker.hour().replace(hour=12)):
        calls = race([lambda: breaker.connect("civil-status")] * 8)

    assert sum(call is not None for call in calls) == 1


def test_failures_counted_at_once_are_all_counted(birth):
    race([lambda: breaker.failed(breaker.Call("residence"), "timeout")] * 4)

    assert breaker.Line.objects.get(pk="residence").failures == 4
    assert Step.objects.filter(state="blocked").count() == 2
