"""A step is sent in three beats; whatever is killed between them, the agency has the message once (ADR 0005)."""

from datetime import timedelta
from itertools import pairwise

import pytest

from interlink.adapters import partners
from interlink.models import Message, Step
from interlink.services import backlog, steps
from kernel import clock
from kernel.journal import ChangedMeanwhile
from tests.calendars import at
from tests.interlink.conftest import CARD, REGISTRATION, RESIDENCE, hand_in, number, reply, start, states, step_of
from tests.world import settle


class Killed(BaseException):
    """What kill -9 looks like from inside: nothing after it is run."""


def test_a_message_goes_out_once_however_often_the_step_is_taken_up(birth, agencies):
    step = step_of(birth, REGISTRATION)
    for _ in range(3):
        steps.send(step.pk)

    assert agencies.calls == {("civil-status", "inbox"): 1}


def test_a_step_whose_turn_has_not_come_is_not_sent(birth, agencies):
    steps.send(step_of(birth, RESIDENCE).pk)

    assert states(birth)[RESIDENCE] == "blocked"
    assert agencies.calls == {}


def test_while_the_message_is_on_its_way_the_step_is_being_sent_under_a_lease(birth, agencies):
    seen = []
    agencies.watcher = lambda *_: seen.append(Step.objects.get(code=REGISTRATION))

    settle()

    (step,) = seen
    assert step.state == "sending"
    assert timedelta(seconds=50) < step.leased_until - clock.wall() <= steps.LEASE


def test_a_worker_killed_on_the_telephone_loses_nothing(birth, agencies):
    def die(*_):
        raise Killed

    agencies.watcher = die
    with pytest.raises(Killed):
        steps.send(step_of(birth, REGISTRATION).pk)
    agencies.watcher = lambda *_: None
    settle()
    assert states(birth)[REGISTRATION] == "sending"

    Step.objects.filter(state="sending").update(leased_until=clock.wall() - timedelta(seconds=1))
    settle()

    assert states(birth)[REGISTRATION] == "waiting"
    assert list(agencies.taken) == [number(birth, REGISTRATION)]
    assert Message.objects.get().attempts == 2


def test_a_worker_killed_before_it_could_record_sends_the_same_message_again(birth, agencies, monkeypatch):
    step = step_of(birth, REGISTRATION)
    claimed = steps._claim(step.pk)
    partners.agency("civil-status").deliver(claimed.body, claimed.message_id)

    Step.objects.filter(state="sending").update(leased_until=clock.wall() - timedelta(seconds=1))
    with clock.held(clock.now() + timedelta(hours=1)):
        settle()

    assert agencies.calls == {("civil-status", "inbox"): 2}
    assert list(agencies.taken) == [number(birth, REGISTRATION)]
    assert states(birth)[REGISTRATION] == "waiting"


def test_a_worker_whose_lease_has_ended_does_not_undo_what_the_next_one_did(birth, agencies):
    step = step_of(birth, REGISTRATION)
    agencies.down.add("civil-status")
    late = steps._claim(step.pk)
    Step.objects.filter(state="sending").update(leased_until=clock.wall() - timedelta(seconds=1))
    agencies.down.clear()
    settle()

    steps._record_silence(late, "timeout")

    assert states(birth)[REGISTRATION] == "waiting"


def test_an_agency_that_is_down_is_tried_again_later_under_the_same_number(birth, agencies):
    agencies.down.add("civil-status")
    settle()
    step = step_of(birth, REGISTRATION)
    assert (step.state, step.reason, step.next_attempt_at) == ("retrying", "HTTP 503 closed", at("2024-06-03 09:01"))

    agencies.down.clear()
    with clock.held(at("2024-06-03 09:00:59")):
        settle()
        assert states(birth)[REGISTRATION] == "retrying"
    with clock.held(at("2024-06-03 09:01")):
        settle()

    assert states(birth)[REGISTRATION] == "waiting"
    sent = Message.objects.get()
    assert (sent.message_id, sent.attempts) == (number(birth, REGISTRATION), 2)


def test_the_waits_between_tries_grow_to_an_hour(birth, agencies, settings):
    settings.INTERLINK_BREAKER_FAILURES = 1000
    agencies.down.add("civil-status")
    hours = [at("2024-06-03 09:00")]
    for _ in range(7):
        with clock.held(hours[-1]):
            settle()
        hours.append(step_of(birth, REGISTRATION).next_attempt_at)

    waits = [(later - earlier) // timedelta(minutes=1) for earlier, later in pairwise(hours)]
    assert waits == [1, 5, 15, 30, 60, 60, 60]


def test_every_try_of_one_attempt_has_the_same_bytes(birth, agencies):
    bodies = []
    agencies.watcher = lambda _agency, _address, body: bodies.append(body)
    agencies.down.add("civil-status")
    settle()
    agencies.down.clear()
    with clock.held(at("2024-06-03 10:00")):
        settle()

    assert len(bodies) == 2
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize("status", [400, 409, 413, 422])
def test_what_an_agency_will_never_take_is_left_to_a_person(birth, agencies, status):
    agencies.says["civil-status", "inbox"] = (status, {"code": "unknown-service"})

    settle()

    step = step_of(birth, REGISTRATION)
    assert (step.state, step.reason, step.next_attempt_at) == ("failed", f"{status} unknown-service", None)
    assert Message.objects.get().first_answer == {"status": status, "cause": "unknown-service"}
    assert states(birth)["chain"] == "running"


@pytest.mark.parametrize(
    "reply_of_the_agency",
    [
        (202, b"<html>OK</html>"),
        (202, b""),
        (202, {"schema": "interlink.ack/2"}),
        (202, {"schema": "interlink.ack/1", "message_id": "another", "body_sha256": "0" * 64}),
        (401, {"code": "seal-broken"}),
        (404, {"code": "not-found"}),
        (302, b""),
        (500, b""),
    ],
    ids=["a page", "nothing", "an unknown kind", "of another message", "401", "404", "a redirect", "500"],
)
def test_an_acknowledgement_that_is_none_means_trying_again(birth, agencies, reply_of_the_agency):
    agencies.says["civil-status", "inbox"] = reply_of_the_agency

    settle()

    assert states(birth)[REGISTRATION] == "retrying"


def test_an_earlier_answer_that_lacks_what_the_next_agency_needs_is_left_to_a_person(birth, agencies):
    settle()
    reply(agencies, number(birth, REGISTRATION), data={"soDangKy": "1"})
    settle()

    assert states(birth) == {"chain": "running", REGISTRATION: "completed", RESIDENCE: "failed", CARD: "failed"}
    assert step_of(birth, RESIDENCE).reason == "input-missing"
    assert agencies.services() == [REGISTRATION]


def test_after_a_jump_of_the_clock_a_step_goes_out_at_its_own_hour(birth, agencies):
    with clock.held(at("2024-06-13 10:00")):
        settle()

    assert agencies.envelope(number(birth, REGISTRATION))["sent_at"] == "2024-06-03T09:00:00+07:00"
    assert step_of(birth, REGISTRATION).sent_at == at("2024-06-03 09:00")


def test_an_answer_of_day_two_is_of_day_two_however_late_it_is_applied(registered, agencies):
    agency, body = agencies.answer(number(registered, CARD), at="2024-06-04T10:00:00+07:00")
    with clock.held(at("2024-06-13 10:00")):
        hand_in(agency, body)
        settle()

    assert step_of(registered, CARD).finished_at == at("2024-06-04 10:00")


@pytest.mark.parametrize(
    ("told", "kept"),
    [("2031-01-01T00:00:00+07:00", "2024-06-03 09:00"), ("1999-01-01T00:00:00+00:00", "2024-06-03 09:00")],
)
def test_an_answer_is_neither_of_tomorrow_nor_older_than_the_question(registered, agencies, told, kept):
    reply(agencies, number(registered, CARD), at=told)
    settle()

    assert step_of(registered, CARD).finished_at == at(kept)


def test_a_batch_is_bounded_and_takes_the_oldest_first(world, agencies, monkeypatch):
    monkeypatch.setattr(backlog, "BATCH", 2)
    made = []
    for minute in range(4):
        with clock.held(at(f"2024-06-03 09:0{minute}")):
            made.append(start(world, code=f"H99.35.22-240603-000{minute}"))
    with clock.held(at("2024-06-03 10:00")):
        assert backlog.send_to("civil-status") == 2

    assert list(agencies.taken) == [number(chain, REGISTRATION) for chain in made[:2]]


def test_a_row_that_fails_never_stops_the_rest(world, agencies, on_monday):
    first, second = start(world, code="H99.35.22-240603-0001"), start(world, code="H99.35.22-240603-0002")
    Step.objects.filter(chain=first, code=REGISTRATION).update(code="no-such-service")

    settle()

    assert states(second)[REGISTRATION] == "waiting"


def test_two_claims_of_one_row_are_refused_by_the_journal(birth):
    step, same = Step.objects.get(code=REGISTRATION), Step.objects.get(code=REGISTRATION)
    steps.send(step.pk)

    with pytest.raises(ChangedMeanwhile):
        steps._give_over(same, "too late")
