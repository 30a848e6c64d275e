"""House and agencies over the real wire: a linked birth and a linked death come to their end, whatever happens."""

from datetime import timedelta

import pytest

from interlink.models import Chain, Step
from kernel import clock, telephone
from sandbox.agencies import seeding
from sandbox.agencies.models import Allowance, Birth, Card, Resident
from sandbox.behaviours import steering
from tests.calendars import at
from tests.interlink.conftest import BIRTH_FACTS, DEATH_FACTS, start
from tests.sandbox import loopback
from tests.sandbox.loopback import Loopback
from tests.world import settle

MONDAY = at("2024-06-03 09:00")
# What is due in between is played at its own hour all the same.
WATCH = timedelta(hours=6)


@pytest.fixture
def line(world):
    """House and outside world on one machine, as the embedded default has them; their people live there."""
    seeding.seed()
    with telephone.through(Loopback({"127.0.0.1": loopback.outside()})):
        yield world


def live(days, begun_at=MONDAY):
    """Let so many simulated days go by, and everything happen that is due in them."""
    for watch in range(4 * days + 1):
        with clock.held(begun_at + watch * WATCH):
            settle()


def ends(chain):
    return Chain.objects.get(pk=chain.pk).state, dict(Step.objects.filter(chain=chain).values_list("code", "state"))


def test_a_linked_birth_ends_within_four_working_days(line):
    with clock.held(MONDAY):
        chain = start(line)

    live(4)

    assert ends(chain) == (
        "completed",
        {"birth-registration": "completed", "residence": "completed", "health-card": "completed"},
    )
    finished_at = Chain.objects.get(pk=chain.pk).finished_at
    assert at("2024-06-04 07:00") < finished_at < at("2024-06-06 17:00")
    assert (Birth.objects.count(), Card.objects.count()) == (1, 1)
    assert Resident.objects.exclude(dossier_code="").count() == 1


def test_a_linked_death_ends_within_ten_working_days(line):
    choices = {"sub_procedures": "four", "beneficiary_class": "insured"}
    facts = {**DEATH_FACTS, "beneficiary_class": "insured"}
    with clock.held(MONDAY):
        chain = start(line, route="2.002622", facts=facts, choices=choices)

    live(14)

    assert ends(chain) == (
        "completed",
        {
            "death-registration": "completed",
            "deregistration": "completed",
            "funeral-allowance-insured": "completed",
            "survivor-allowance": "completed",
        },
    )
    assert Chain.objects.get(pk=chain.pk).finished_at < at("2024-06-17 17:00")
    assert Allowance.objects.count() == 2


def test_an_insurer_that_is_down_for_a_day_delays_the_card_only(line):
    steering.switch_on("down", office="insurance", until_at=at("2024-06-05 09:00"))
    with clock.held(MONDAY):
        chain = start(line)

    live(1)
    state, steps = ends(chain)
    assert (state, steps["birth-registration"], steps["health-card"]) == ("running", "completed", "retrying")
    live(7, MONDAY + timedelta(days=1))

    assert ends(chain)[0] == "completed"


@pytest.mark.parametrize("preset", ["chaos", "rough"])
def test_whatever_the_agencies_do_every_chain_ends_and_nothing_is_done_twice(line, preset):
    families = seeding.settle_families(6)
    steering.play(preset, seed="3")
    with clock.held(MONDAY):
        chains = [start(line, f"H99.35.22-240603-{place:04}", facts=facts) for place, facts in _births(families)]

    live(20)

    states = [ends(chain) for chain in chains]
    settled = {"completed", "partly-done", "refused", "abandoned"}
    assert [state for state, _steps in states if state not in settled and preset == "chaos"] == []
    if preset == "chaos":
        assert {state for state, _steps in states} == {"completed"}
        assert (Birth.objects.count(), Card.objects.count()) == (6, 6)
        assert Resident.objects.exclude(dossier_code="").count() == 6
    done = sum(steps["birth-registration"] == "completed" for _state, steps in states)
    assert Birth.objects.count() == done


def _births(families):
    for place, family in enumerate(families, 1):
        yield (
            place,
            {
                **BIRTH_FACTS,
                "birth_proof_number": f"GCS-{place}",
                "child_name": f"{family.father.full_name} Con",
                "mother_name": family.mother.full_name,
                "mother_personal_number": family.mother.number,
                "father_name": family.father.full_name,
                "father_personal_number": family.father.number,
                "householder_name": family.father.full_name,
                "householder_personal_number": family.father.number,
            },
        )
