"""What a person can do about a stuck step: try again, send anew corrected, give up; each with permission and a line."""

import pytest

from interlink.models import Chain
from interlink.services import chains, stuck
from kernel import journal, moves
from tests.interlink.conftest import CARD, REGISTRATION, RESIDENCE, number, reply, states, step_of
from tests.interlink.refusals import refused
from tests.world import settle

CORRECTED = {"birth_proof_number": "GCS-2024-000124"}


@pytest.fixture
def failed(birth, agencies):
    """A birth that civil status does not take because of the number of its proof."""
    agencies.says["civil-status", "inbox"] = (422, {"code": "proof-unknown"})
    settle()
    del agencies.says["civil-status", "inbox"]
    return Chain.objects.get()


@pytest.fixture
def retrying(birth, agencies):
    agencies.down.add("civil-status")
    settle()
    agencies.down.clear()
    return Chain.objects.get()


def last_line(step):
    entry = journal.history(step.stream).last()
    return entry.name, entry.move, entry.actor


def test_a_message_that_waits_for_its_next_try_is_tried_now(retrying, agencies, world):
    stuck.resume(step_of(retrying, REGISTRATION).pk, by=world.binh.actor)
    assert last_line(step_of(retrying, REGISTRATION)) == ("interlink.StepResumed", "resume", str(world.binh.actor))
    settle()

    assert states(retrying)[REGISTRATION] == "waiting"
    assert list(agencies.taken) == [number(retrying, REGISTRATION)]


def test_a_message_that_was_not_taken_is_tried_again_under_its_number(failed, agencies, world):
    stuck.resume(step_of(failed, REGISTRATION).pk, by=world.chi.actor)
    settle()

    assert list(agencies.taken) == [number(failed, REGISTRATION)]


def test_a_request_is_sent_anew_with_corrected_facts_under_the_next_number(failed, agencies, world):
    stuck.resend(step_of(failed, REGISTRATION).pk, by=world.binh.actor, facts=CORRECTED, reason="Nhập sai số")
    entry = journal.history(step_of(failed, REGISTRATION).stream).last()
    settle()

    told = agencies.envelope(number(failed, REGISTRATION, attempt=2))
    assert (told["schema"], told["data"]["maGCS"]) == ("interlink.request/1", "GCS-2024-000124")
    assert list(agencies.taken) == [number(failed, REGISTRATION, attempt=2)]
    event = journal.event_of(entry)
    assert (event.attempt, event.corrected, event.reason) == (2, ("birth_proof_number",), "Nhập sai số")


def test_a_step_given_up_takes_with_it_what_needs_it(failed, world):
    stuck.abandon(step_of(failed, REGISTRATION).pk, by=world.chi.actor, reason="Gia đình rút")

    assert states(failed) == {
        "chain": "abandoned",
        REGISTRATION: "abandoned",
        RESIDENCE: "abandoned",
        CARD: "abandoned",
    }
    assert step_of(failed, REGISTRATION).reason == "Gia đình rút"
    assert step_of(failed, CARD).reason == "Không gửi vì bước trước không hoàn thành: birth-registration"


def test_one_branch_given_up_leaves_the_other(registered, agencies, world):
    stuck.abandon(step_of(registered, RESIDENCE).pk, by=world.chi.actor, reason="Làm riêng")
    reply(agencies, number(registered, CARD))
    settle()

    assert states(registered)["chain"] == "partly-done"


def test_a_whole_chain_given_up_keeps_what_is_done(registered, world):
    chains.abandon(registered.pk, by=world.chi.actor, reason="Gia đình rút")

    assert states(registered) == {
        "chain": "partly-done",
        REGISTRATION: "completed",
        RESIDENCE: "abandoned",
        CARD: "abandoned",
    }


def test_a_birth_that_may_be_registered_any_moment_is_not_given_up(birth, world):
    settle()

    with refused("step-irrevocable"):
        stuck.abandon(step_of(birth, REGISTRATION).pk, by=world.chi.actor, reason="Gia đình rút")
    with refused("step-irrevocable"):
        chains.abandon(birth.pk, by=world.chi.actor, reason="Gia đình rút")


def test_before_it_is_sent_a_birth_is_given_up(birth, agencies, world):
    chains.abandon(birth.pk, by=world.chi.actor, reason="Gia đình rút")
    settle()

    assert states(birth)["chain"] == "abandoned"
    assert agencies.calls == {}


@pytest.mark.parametrize(
    ("act", "given"),
    [
        (stuck.resume, {}),
        (stuck.resend, {"facts": CORRECTED, "reason": "Nhập sai"}),
        (stuck.abandon, {"reason": "Thôi"}),
    ],
)
def test_only_whoever_is_on_the_case_acts_and_another_commune_sees_nothing(failed, world, act, given):
    step = step_of(failed, REGISTRATION)

    for persona in (world.an, world.trang):
        with refused("not-your-move"):
            act(step.pk, by=persona.actor, **given)
    for persona in (world.dung, world.lan):
        with pytest.raises(Exception, match="missing"):
            act(step.pk, by=persona.actor, **given)


def test_giving_up_is_a_leader_s(failed, world):
    with refused("not-your-move"):
        stuck.abandon(step_of(failed, REGISTRATION).pk, by=world.binh.actor, reason="Thôi")
    with refused("not-your-move"):
        chains.abandon(failed.pk, by=world.binh.actor, reason="Thôi")


@pytest.mark.parametrize("act", ["resume", "resend"])
def test_a_step_that_is_with_its_agency_is_neither_tried_again_nor_sent_anew(registered, world, act):
    given = {"facts": CORRECTED, "reason": "Nhập sai"} if act == "resend" else {}

    with refused("wrong-state"):
        getattr(stuck, act)(step_of(registered, CARD).pk, by=world.binh.actor, **given)


def test_a_resend_says_what_is_different_and_why(failed, world):
    step = step_of(failed, REGISTRATION)

    with refused("nothing-corrected"):
        stuck.resend(step.pk, by=world.binh.actor, facts={}, reason="Nhập sai")
    with refused("reason-missing"):
        stuck.resend(step.pk, by=world.binh.actor, facts=CORRECTED, reason=" ")
    with refused("fact-unknown"):
        stuck.resend(step.pk, by=world.binh.actor, facts={"colour": "xanh"}, reason="Nhập sai")


def test_giving_up_needs_a_reason(failed, world):
    with refused("reason-missing"):
        stuck.abandon(step_of(failed, REGISTRATION).pk, by=world.chi.actor, reason="")
    with refused("reason-missing"):
        chains.abandon(failed.pk, by=world.chi.actor, reason="")


def test_a_step_that_is_not_there_is_missing(world):
    with refused("step-missing"):
        stuck.abandon(10**9, by=world.chi.actor, reason="Thôi")


def test_what_is_open_to_an_officer_is_told_with_the_guard_that_says_no(birth, world):
    settle()

    offers = {offer.name: offer.blocked_by for offer in moves.available(step_of(birth, REGISTRATION), world.chi.actor)}

    assert {name: guard and guard.code for name, guard in offers.items()} == {
        "nudge": None,
        "abandon": "step-irrevocable",
    }
