"""The declared chains hold together: order, agencies, terms, and facts that the e-forms really ask for."""

from datetime import time

import pytest

from dossiers.catalogue import reading
from interlink import declarations, routes, terms
from interlink.adapters import partners
from interlink.declarations import Fact, Finding, compose
from interlink.errors import FactsIncomplete, InputMissing
from interlink.models import Chain
from interlink.routes import BIRTH, DEATH, ROUTES, SEPARATE
from interlink.states import Effect
from tests.interlink.conftest import BIRTH_FACTS, DEATH_FACTS, RESIDENCE, number, reply, start, states
from tests.interlink.partner import BIRTH_FINDINGS
from tests.world import settle

every_route = pytest.mark.parametrize("route", ROUTES.values(), ids=lambda route: route.code)


@every_route
def test_a_route_names_partners_and_has_terms_for_every_step(route):
    assert {leg.agency for leg in route.legs} <= set(partners.CODES)
    assert [route.days_of(leg) <= route.days for leg in route.legs] == [True] * len(route.legs)
    assert {route.effect_of(leg) for leg in route.legs} <= set(Effect)


def test_the_terms_are_of_routes_and_steps_that_there_are():
    declared = {route.code: {leg.code for leg in route.legs} for route in ROUTES.values()}

    assert {code: set(row.steps) for code, row in terms.read().routes.items()} == declared


@pytest.mark.parametrize("route", [BIRTH, DEATH], ids=lambda route: route.code)
def test_what_a_step_takes_from_an_earlier_answer_is_there_by_then(route):
    before: set[str] = set()
    legs = {leg.code: leg for leg in route.legs}
    for leg in route.legs:
        reached = set(leg.after) | {code for name in leg.after for code in legs[name].after}
        assert {found.step for found in declarations.findings_of(leg.shape)} <= reached <= before
        before.add(leg.code)


@pytest.mark.parametrize("route", [BIRTH, DEATH], ids=lambda route: route.code)
def test_every_fact_is_asked_for_by_the_e_form_or_known_of_who_files(route):
    procedure = next(each for each in reading.load().procedures if each.code == route.code)
    asked = {field.name: field.required for field in procedure.form}
    told = {fact.name: fact.required for leg in route.legs for fact in declarations.facts_of(leg.shape)}

    unasked = set(told) - set(asked)
    assert {name for name in unasked if not name.startswith("requester_")} == set()
    assert [name for name in told if told[name] and not asked.get(name, True)] == []


def test_the_terms_are_those_of_the_articles():
    assert (BIRTH.days, DEATH.days) == (4, 10)
    assert [(BIRTH.days_of(leg), BIRTH.cut_off_of(leg)) for leg in BIRTH.legs] == [(0, time(15)), (2, None), (2, None)]
    assert (routes.SUPPLEMENT.notice_hours, routes.SUPPLEMENT.days) == (24, 7)


def test_what_was_not_declared_is_left_out_and_so_is_a_block_of_nothing():
    shape = {"a": Fact("a"), "b": {"c": Fact("c")}, "d": "TE1", "e": Finding("birth", "n")}

    assert compose(shape, {"a": False}, {"birth": {"n": "7"}}) == {"a": False, "d": "TE1", "e": "7"}
    with pytest.raises(InputMissing):
        compose(shape, {"a": 1}, {})


def test_each_service_can_be_asked_for_alone():
    assert [route.code for route in SEPARATE] == [
        "paper:birth-registration",
        "paper:residence",
        "paper:health-card",
        "paper:death-registration",
        "paper:deregistration",
        "paper:funeral-allowance-insured",
        "paper:funeral-support-social",
        "paper:survivor-allowance",
    ]


def test_a_service_that_stands_alone_takes_earlier_results_from_whoever_asks(world, agencies, on_monday):
    earlier = {"birth-registration": BIRTH_FINDINGS}
    chain = start(world, route="paper:residence", facts=BIRTH_FACTS, earlier=earlier)
    settle()
    told = agencies.envelope(number(chain, RESIDENCE))
    reply(agencies, number(chain, RESIDENCE))
    settle()

    assert told["channel"] == "paper"
    assert told["data"]["khaiSinh"]["soDangKy"] == BIRTH_FINDINGS["soDangKy"]
    assert states(chain) == {"chain": "completed", RESIDENCE: "completed"}
    assert chain.budget_days == 15


def test_a_service_that_stands_alone_does_not_begin_without_the_results_it_builds_on(world, agencies, on_monday):
    facts = {**DEATH_FACTS, "beneficiary_class": "insured"}

    with pytest.raises(FactsIncomplete) as refusal:
        start(world, route="paper:deregistration", facts=facts)

    assert refusal.value.params["missing"] == [
        "death-registration.quyenSo",
        "death-registration.soDangKy",
        "death-registration.trangSo",
    ]
    assert not Chain.objects.exists()
