"""An agency that does not answer in time is flagged and asked; what got lost on the way is found again."""

import pytest

from interlink.services import nudges
from kernel import clock, journal
from tests.calendars import at
from tests.interlink.conftest import CARD, REGISTRATION, hand_in, number, reply, states, step_of
from tests.interlink.refusals import refused
from tests.world import settle


def test_a_step_is_silent_from_the_hour_at_which_its_answer_was_due(birth, agencies):
    settle()
    with clock.held(at("2024-06-03 16:59")):
        settle()
        assert step_of(birth, REGISTRATION).silent_at is None
    with clock.held(at("2024-06-05 10:00")):
        settle()

    step = step_of(birth, REGISTRATION)
    assert step.silent_at == at("2024-06-03 17:00")
    (line,) = journal.history(step.stream).filter(name="interlink.StepSilent")
    assert line.at == at("2024-06-03 17:00")


def test_a_silent_agency_is_asked_once_and_then_once_per_working_day(birth, agencies):
    settle()
    for hour in ("2024-06-03 17:00", "2024-06-03 18:00", "2024-06-04 07:00", "2024-06-04 16:59", "2024-06-04 17:00"):
        with clock.held(at(hour)):
            settle()

    assert agencies.calls["civil-status", "nudge"] == 2
    assert step_of(birth, REGISTRATION).nudge_at == at("2024-06-05 17:00")


def test_a_message_that_the_agency_does_not_know_goes_out_again_under_its_number(birth, agencies):
    settle()
    agencies.forgotten.add(number(birth, REGISTRATION))
    with clock.held(at("2024-06-04 10:00")):
        settle()

    step = step_of(birth, REGISTRATION)
    assert (step.state, step.answer_due_at, step.silent_at) == ("waiting", at("2024-06-04 17:00"), None)
    assert agencies.calls["civil-status", "inbox"] == 2
    assert list(agencies.taken) == [number(birth, REGISTRATION)]


def test_an_answer_that_was_lost_comes_again_when_the_agency_is_asked(birth, agencies):
    settle()
    agency, body = agencies.answer(number(birth, REGISTRATION))

    def send_again(_agency, address, _body):
        if address == "nudge":
            hand_in(agency, body)

    agencies.watcher = send_again
    agencies.says["civil-status", "nudge"] = (200, {"state": "answered"})
    with clock.held(at("2024-06-03 17:00")):
        settle()

    assert states(birth)[REGISTRATION] == "completed"


@pytest.mark.parametrize("told", [(200, {"state": "asleep"}), (200, b""), (503, b""), (404, {"code": "not-found"})])
def test_an_agency_that_cannot_say_is_asked_again_an_hour_later(birth, agencies, told):
    settle()
    agencies.says["civil-status", "nudge"] = told
    with clock.held(at("2024-06-03 17:00")):
        settle()

    assert step_of(birth, REGISTRATION).nudge_at == at("2024-06-04 08:00")
    assert states(birth)[REGISTRATION] == "waiting"


def test_an_officer_has_the_agency_asked_before_the_answer_is_due(birth, agencies, world):
    settle()
    nudges.nudge(step_of(birth, REGISTRATION).pk, by=world.binh.actor)
    settle()

    step = step_of(birth, REGISTRATION)
    assert agencies.calls["civil-status", "nudge"] == 1
    assert step.silent_at is None
    story = [(entry.name, entry.actor) for entry in journal.history(step.stream)][-2:]
    assert story == [("interlink.StepNudged", str(world.binh.actor)), ("interlink.AgencyAsked", "system")]


def test_a_step_that_is_not_with_its_agency_is_not_asked_about(registered, agencies, world):
    with refused("wrong-state"):
        nudges.nudge(step_of(registered, REGISTRATION).pk, by=world.binh.actor)
    nudges.ask(step_of(registered, REGISTRATION).pk)

    assert not any(address == "nudge" for _agency, address in agencies.calls)


def test_whoever_is_not_on_the_case_has_nobody_asked(registered, world):
    step = step_of(registered, CARD)

    with refused("not-your-move"):
        nudges.nudge(step.pk, by=world.an.actor)
    with refused("step-missing"):
        nudges.nudge(step.pk, by=world.dung.actor)
    with refused("step-missing"):
        nudges.nudge(step.pk, by=world.lan.actor)


def test_an_answer_in_time_is_never_asked_for(registered, agencies):
    reply(agencies, number(registered, CARD))
    settle()
    with clock.held(at("2024-06-20 10:00")):
        settle()

    assert agencies.calls["insurance", "nudge"] == 0
