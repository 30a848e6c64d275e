"""Whatever happens in whatever order, a chain ends in one final state and nothing is done twice."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from interlink.models import Chain, Step
from interlink.services import backlog, chains, nudges, steps, stuck
from interlink.states import ENDED, SETTLED, Outcome
from kernel import clock, delivery, journal
from kernel.errors import Missing, Refused
from tests.calendars import at
from tests.interlink.conftest import MONDAY, hand_in, start

CORRECTED = {"birth_proof_number": "GCS-9"}
ITEMS = [{"code": "consent", "what": "Đồng ý"}]


def settle() -> None:
    """Deliver the news and play this room's own sweeps until nothing is left to do."""
    sweeps = (backlog.send_due, backlog.ask_about_silent, backlog.expire_supplements, backlog.flag_overdue_chains)
    while delivery.drain() + sum(sweep() for sweep in sweeps):
        pass


class LinkedBirth(RuleBasedStateMachine):
    """A linked birth, its agencies and its officers, each doing what comes to mind."""

    world = agencies = None

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.now = at(MONDAY)
        self.settled: dict[str, str] = {}
        self.post: list[tuple[str, bytes]] = []
        for kept in (self.agencies.taken, self.agencies.calls, self.agencies.down, self.agencies.says):
            kept.clear()

    @initialize()
    def begin(self) -> None:
        with clock.held(self.now):
            self.chain = start(self.world)

    def act(self, play) -> None:
        """Do something at the present hour; a refusal is an answer, too."""
        with clock.held(self.now), suppress(Missing, Refused):
            play()

    def step(self, data) -> Step:
        return data.draw(st.sampled_from(list(Step.objects.filter(chain=self.chain).order_by("pk"))))

    @rule()
    def play_the_sweeps(self) -> None:
        self.act(settle)

    @rule(minutes=st.sampled_from([1, 45, 60 * 10, 60 * 24 * 3]))
    def time_goes_by(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(agency=st.sampled_from(["civil-status", "residence", "insurance"]))
    def an_agency_goes_down_or_comes_back(self, agency: str) -> None:
        self.agencies.down ^= {agency}

    @rule(agency=st.sampled_from(["civil-status", "residence", "insurance"]))
    def an_agency_takes_nothing_or_everything_again(self, agency: str) -> None:
        if self.agencies.says.pop((agency, "inbox"), None) is None:
            self.agencies.says[agency, "inbox"] = (422, {"code": "no"})

    @precondition(lambda self: self.agencies.taken)
    @rule(data=st.data(), outcome=st.sampled_from(Outcome.values))
    def an_agency_writes_an_answer(self, data, outcome: str) -> None:
        with clock.held(self.now):
            number = data.draw(st.sampled_from(sorted(self.agencies.taken)))
            told = {"items": ITEMS} if outcome == Outcome.SUPPLEMENT else {}
            self.post.append(self.agencies.answer(number, outcome, **told))

    @precondition(lambda self: self.post)
    @rule(data=st.data())
    def an_answer_arrives_early_late_or_twice(self, data) -> None:
        letter = data.draw(st.sampled_from(self.post))
        self.act(lambda: hand_in(*letter))

    @rule(data=st.data())
    def a_worker_dies_on_the_telephone(self, data) -> None:
        self.act(lambda: steps._claim(self.step(data).pk))
        Step.objects.filter(state="sending").update(leased_until=clock.wall() - timedelta(seconds=1))

    @rule()
    def the_applicant_supplies(self) -> None:
        self.act(lambda: chains.supply(self.chain.pk, by=self.world.an.actor))

    @rule(data=st.data())
    def an_officer_asks(self, data) -> None:
        self.act(lambda: nudges.nudge(self.step(data).pk, by=self.world.binh.actor))

    @rule(data=st.data())
    def an_officer_tries_again(self, data) -> None:
        self.act(lambda: stuck.resume(self.step(data).pk, by=self.world.binh.actor))

    @rule(data=st.data())
    def an_officer_sends_anew(self, data) -> None:
        given = {"facts": CORRECTED, "reason": "Sai số"}
        self.act(lambda: stuck.resend(self.step(data).pk, by=self.world.binh.actor, **given))

    @rule(data=st.data())
    def a_leader_gives_a_step_up(self, data) -> None:
        self.act(lambda: stuck.abandon(self.step(data).pk, by=self.world.chi.actor, reason="Thôi"))

    @invariant()
    def what_has_settled_stays_as_it_is(self) -> None:
        rows = Step.objects.filter(chain__code="H99.35.22-240603-0001", state__in=SETTLED)
        now = dict(rows.values_list("code", "state"))
        assert {code: now.get(code) for code in self.settled} == self.settled
        self.settled = now

    @invariant()
    def a_chain_has_ended_when_all_its_steps_have(self) -> None:
        for chain in Chain.objects.all():
            states = chain.steps.values_list("state", flat=True)
            assert (chain.state in ENDED) == all(state in SETTLED for state in states)

    def teardown(self) -> None:
        try:
            self.bring_it_to_its_end()
        finally:
            transaction.savepoint_rollback(self.savepoint)

    def bring_it_to_its_end(self) -> None:
        """Every agency works again, every letter arrives, and every officer does his duty."""
        self.agencies.down.clear()
        self.agencies.says.clear()
        for _ in range(12):
            self.now += timedelta(hours=5)
            self.act(settle)
            for step in Step.objects.filter(chain=self.chain, state="failed"):
                self.act(lambda step=step: stuck.resume(step.pk, by=self.world.binh.actor))
            self.the_applicant_supplies()
            self.act(settle)
            for step in Step.objects.filter(chain=self.chain, state="waiting").select_related("chain"):
                with clock.held(self.now):
                    self.act(lambda step=step: hand_in(*self.agencies.answer(step.message_id)))
            for letter in self.post:
                self.act(lambda letter=letter: hand_in(*letter))
            self.act(settle)
        self.check_the_end()

    def check_the_end(self) -> None:
        chain = Chain.objects.get(pk=self.chain.pk)
        assert chain.state in ENDED
        assert not delivery.pending().exists()
        assert journal.verify().verified
        assert [entry.move for entry in journal.history(chain.stream)].count("settle") == 1
        for step in chain.steps.all():
            moves = Counter(entry.move for entry in journal.history(step.stream))
            assert moves["complete"] + moves["refuse"] + moves["abandon"] == 1
            # A new number only for what was supplied or corrected; a number that meets another body is refused.
            assert step.attempt == 1 + moves["supply"] + moves["resend"]
            assert "message-id-reused" not in step.reason


@pytest.mark.django_db
def test_a_chain_ends_in_one_final_state_whatever_happens_in_whatever_order(world, agencies):
    machine = type("Birth", (LinkedBirth,), {"world": world, "agencies": agencies})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=5, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
