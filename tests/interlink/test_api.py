"""Linked services over HTTP, for the officers whose agency asks: what they see, and what they do about stuck steps."""

import pytest
from rest_framework.test import APIClient

from interlink.api import CHAIN_ACTS, STEP_ACTS
from interlink.models import Chain
from kernel import clock
from tests.calendars import at
from tests.interlink.conftest import CARD, REGISTRATION, RESIDENCE, number, reply, start, states
from tests.interlink.refusals import everything
from tests.world import settle

pytestmark = pytest.mark.urls("tests.interlink.urls")
ROOT = "/api/v1/interlink"
ACTS = [f"steps/{CARD}/{act.name}" for act in STEP_ACTS] + [act.name for act in CHAIN_ACTS]


def client(persona=None, language="en"):
    api = APIClient(headers={"Accept-Language": language})
    if persona:
        api.force_authenticate(persona.user)
    return api


def of(chain, address=""):
    return f"{ROOT}/chains/{chain.code}{address and '/'}{address}"


def test_a_chain_is_shown_with_its_steps_its_moves_and_what_stands(registered, world):
    told = client(world.chi).get(of(registered)).json()

    assert (told["state"], told["due_on"], told["office"]) == ("running", "2024-06-07", "H99.35.22")
    assert [(step["code"], step["state"]) for step in told["steps"]] == [
        (REGISTRATION, "completed"),
        (RESIDENCE, "waiting"),
        (CARD, "waiting"),
    ]
    assert [(move["name"], move["blocked_by"]) for move in told["steps"][2]["moves"]] == [
        ("nudge", None),
        ("abandon", None),
    ]
    assert [(each["step"], each["effect"]) for each in told["standing"]] == [(REGISTRATION, "irrevocable")]


@pytest.mark.parametrize(
    ("language", "agency", "state"),
    [("vi", "Bảo hiểm xã hội Việt Nam", None), ("en", "Viet Nam Social Security", "With the agency")],
)
def test_names_and_labels_are_in_the_language_asked_for(registered, world, language, agency, state):
    step = client(world.chi, language).get(of(registered)).json()["steps"][2]

    assert step["agency_name"] == agency
    assert state in (None, step["state_label"])


def test_no_personal_data_is_shown(registered, world):
    text = client(world.chi).get(of(registered)).content.decode()

    assert "003224000777" not in text
    assert "Phan Minh Anh" not in text


def test_the_list_is_of_the_caller_s_agency_and_can_be_narrowed(registered, world):
    assert [row["code"] for row in client(world.binh).get(f"{ROOT}/chains").json()["results"]] == [registered.code]
    assert client(world.dung).get(f"{ROOT}/chains").json()["results"] == []
    assert client(world.binh).get(f"{ROOT}/chains", {"state": "completed"}).json()["results"] == []
    assert client(world.binh).get(f"{ROOT}/chains", {"state": "asleep"}).status_code == 400


@pytest.mark.parametrize("chains", [1, 5])
def test_a_longer_list_costs_no_more_queries(world, agencies, on_monday, chains, django_assert_num_queries):
    for n in range(chains):
        start(world, code=f"H99.35.22-240603-000{n}")
    api = client(world.binh)

    with django_assert_num_queries(2):
        assert len(api.get(f"{ROOT}/chains").json()["results"]) == chains


def test_a_chain_costs_five_queries(registered, world, django_assert_num_queries):
    api = client(world.chi)

    with django_assert_num_queries(5):
        api.get(of(registered))


@pytest.mark.parametrize("address", ["", *ACTS])
def test_another_commune_and_a_citizen_find_nothing(registered, world, address):
    before = everything()
    for persona in (world.dung, world.lan):
        api = client(persona)
        given = {"reason": "Thôi", "facts": {"child_name": "Anh"}}
        answer = api.post(of(registered, address), given) if address else api.get(of(registered))
        assert (answer.status_code, answer.json()["code"]) == (404, "chain-missing")
    assert everything() == before


@pytest.mark.parametrize("address", ["chains", "chains/H99.35.22-240603-0001", "orphans", "lines"])
def test_without_a_log_in_there_is_nothing_to_see(registered, address):
    assert client().get(f"{ROOT}/{address}").status_code == 401


def test_a_specialist_has_an_agency_asked(registered, world):
    answer = client(world.binh).post(of(registered, f"steps/{CARD}/nudge"))

    assert answer.status_code == 200
    assert answer.json()["code"] == registered.code


def test_a_leader_gives_up_a_step_with_a_reason(registered, world):
    api = client(world.chi)
    assert api.post(of(registered, f"steps/{CARD}/abandon"), {}).status_code == 400

    answer = api.post(of(registered, f"steps/{CARD}/abandon"), {"reason": "Gia đình tự làm"})

    assert answer.status_code == 200
    assert states(registered)[CARD] == "abandoned"


def test_a_refused_act_says_what_is_allowed(registered, world):
    answer = client(world.binh).post(of(registered, f"steps/{CARD}/resume"))

    assert (answer.status_code, answer.json()["code"]) == (409, "wrong-state")
    assert answer.json()["params"]["allowed"] == ["nudge"]


def test_a_specialist_resumes_and_resends(birth, agencies, world):
    agencies.says["civil-status", "inbox"] = (422, {"code": "proof-unknown"})
    settle()
    api = client(world.binh)
    assert api.post(of(birth, f"steps/{REGISTRATION}/resume")).json()["steps"][0]["state"] == "ready"
    settle()

    given = {"facts": {"birth_proof_number": "GCS-7"}, "reason": "Sai số"}
    assert api.post(of(birth, f"steps/{REGISTRATION}/resend"), given).json()["steps"][0]["attempt"] == 2


def test_the_desk_hands_in_a_supplement(registered, agencies, world):
    reply(agencies, number(registered, RESIDENCE), "supplement", items=[{"code": "consent", "what": "Đồng ý"}])
    settle()

    answer = client(world.an).post(of(registered, "supply"), {"facts": {"householder_name": "Phan Hùng"}})

    assert answer.json()["state"] == "running"
    assert Chain.objects.get().facts["householder_name"] == "Phan Hùng"


def test_a_whole_chain_is_given_up(registered, world):
    answer = client(world.chi).post(of(registered, "abandon"), {"reason": "Gia đình rút"})

    assert answer.json()["state"] == "partly-done"


def test_a_step_that_the_chain_does_not_have_is_missing(registered, world):
    answer = client(world.chi).post(of(registered, "steps/deregistration/nudge"))

    assert (answer.status_code, answer.json()["code"]) == (404, "step-missing")


def test_the_radar_shows_children_with_their_cause(registered, world):
    with clock.held(at("2024-06-10 10:00")):
        rows = client(world.binh).get(f"{ROOT}/orphans").json()
        fewer = client(world.binh).get(f"{ROOT}/orphans", {"days": 6}).json()

    assert [(row["step"], row["cause"], row["cause_label"]) for row in rows] == [
        (RESIDENCE, "waiting", "With the agency"),
        (CARD, "waiting", "With the agency"),
    ]
    assert fewer == []


@pytest.mark.parametrize("days", ["-1", "251", "many"])
def test_a_number_of_days_that_is_none_is_refused(world, days):
    assert client(world.binh).get(f"{ROOT}/orphans", {"days": days}).status_code == 400


def test_the_lines_say_who_is_down(birth, agencies, world):
    agencies.down.add("civil-status")
    settle()

    (line,) = client(world.binh).get(f"{ROOT}/lines").json()
    assert (line["agency"], line["failures"], line["last_cause"]) == ("civil-status", 1, "HTTP 503 closed")
