"""Families in a play: the same services office by office, each office taking its own time, and what is told of them."""

from dataclasses import replace

import pytest

from interlink.models import Chain
from interlink.states import ChainState
from kernel import clock, journal
from sandbox.agencies import seeding
from sandbox.behaviours import steering
from tests.calendars import at
from tests.loopback import loopback
from training import scenario
from training.errors import OfficeRefused
from training.services import playing


@pytest.fixture
def outside(certified):
    """The people of the outside world, at the other end of a wire."""
    seeding.seed()
    with loopback():
        yield


@pytest.fixture
def on_foot(outside):
    """Play the family that carries its papers about; `changed` are other facts that it declares."""

    def play(**changed):
        families = scenario.load("families")
        story = families.on_paper[0]
        story = replace(story, facts={**story.facts, **changed})
        return playing.play(replace(families, dossiers=(), on_paper=(story,), ends_at=None))

    return play


def test_each_office_is_asked_half_a_day_after_the_one_before_has_answered(on_foot):
    played = on_foot()

    birth, residence, card = Chain.objects.filter(pk__in=played.on_paper["birth-on-paper"]).order_by("pk")
    assert [chain.route for chain in (birth, residence, card)] == [
        "paper:birth-registration",
        "paper:residence",
        "paper:health-card",
    ]
    assert birth.started_at == at("2024-11-04 08:30")
    for before, after in ((birth, residence), (residence, card)):
        assert before.state == ChainState.COMPLETED
        assert before.finished_at < after.started_at
    # What the first found out is handed in with the next.
    assert residence.earlier["birth-registration"]["soDinhDanh"] == birth.steps.get().findings["soDinhDanh"]
    assert journal.verify().verified


def test_the_play_ends_at_the_last_counter_unless_the_scenario_goes_on(on_foot):
    on_foot()

    assert Chain.objects.latest("pk").state == ChainState.RUNNING
    assert clock.now() == Chain.objects.latest("pk").started_at


def test_papers_that_an_office_refuses_go_no_further(on_foot):
    steering.switch_on("refusal", office="residence")

    with pytest.raises(OfficeRefused) as refusal:
        on_foot()

    assert refusal.value.params == {"dossier": "birth-on-paper", "service": "paper:residence"}
    assert Chain.objects.count() == 2


def test_an_answer_that_was_lost_is_asked_for_and_the_walk_goes_on(on_foot):
    steering.switch_on("lost-answer", office="civil-status")

    played = on_foot()

    assert len(played.on_paper["birth-on-paper"]) == 3
