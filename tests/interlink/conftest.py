"""What the tests of linked services ask for: the agencies at the far end of the wire, chains, and answers."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from interlink.models import Chain, Step
from interlink.services import chains, inbox
from kernel import clock, telephone
from tests.calendars import at
from tests.interlink import partner
from tests.interlink.partner import Agencies
from tests.personas import Cast
from tests.world import settle

MONDAY = "2024-06-03 09:00"
REQUESTER = {
    "requester_name": "Trần Thị Lan",
    "requester_relation": "parent",
    "requester_personal_number": "003190000001",
    "requester_phone": "0900000001",
}
BIRTH_FACTS: dict[str, Any] = {
    **REQUESTER,
    "child_name": "Phan Minh Anh",
    "child_sex": "female",
    "child_born_on": "2024-05-20",
    "child_birthplace": "Bệnh viện huyện Ánh Dương",
    "child_hometown": "Xã An Phú",
    "child_ethnicity": "Kinh",
    "child_nationality": "Việt Nam",
    "birth_kind": "ordinary",
    "birth_proof_number": "GCS-2024-000123",
    "birth_proof_on": "2024-05-21",
    "mother_name": "Trần Thị Lan",
    "mother_born_on": "1990-05-12",
    "mother_ethnicity": "Kinh",
    "mother_nationality": "Việt Nam",
    "mother_residence_kind": "permanent",
    "mother_residence": "Thôn Đông, xã An Phú",
    "mother_personal_number": "003190000001",
    "father_name": "Phan Văn Hùng",
    "father_personal_number": "003085000002",
    "residence_address": "Thôn Đông, xã An Phú",
    "householder_name": "Phan Văn Hùng",
    "householder_personal_number": "003085000002",
    "householder_relation": "child",
    "householder_consents": True,
    "first_care_facility": "Trạm y tế xã An Phú",
}
DEATH_FACTS: dict[str, Any] = {
    **REQUESTER,
    "requester_relation": "child",
    "deceased_name": "Nguyễn Văn Cựu",
    "deceased_sex": "male",
    "deceased_born_on": "1940-01-01",
    "deceased_ethnicity": "Kinh",
    "deceased_residence": "Thôn Bắc, xã An Phú",
    "deceased_personal_number": "003040000009",
    "died_on": "2024-06-01",
    "death_place": "Tại nhà",
    "death_cause": "Tuổi già",
    "death_notice_kind": "notice",
    "death_notice_number": "BT-12",
    "death_notice_on": "2024-06-01",
    "death_notice_issuer": "UBND xã An Phú",
    "payout_method": "cash",
}
REGISTRATION, RESIDENCE, CARD = "birth-registration", "residence", "health-card"


@pytest.fixture
def agencies() -> Iterator[Agencies]:
    """The partner agencies, reached by everything that is called inside the test."""
    made = Agencies()
    with telephone.through(httpx.WSGITransport(made)):
        yield made


@pytest.fixture
def on_monday() -> Iterator[None]:
    """It is nine o'clock on a Monday, until a test says otherwise."""
    with clock.held(at(MONDAY)):
        yield


@pytest.fixture
def birth(world: Cast, agencies: Agencies, on_monday: None) -> Chain:
    """A linked birth that has begun; nothing is sent yet."""
    return start(world)


@pytest.fixture
def registered(birth: Chain, agencies: Agencies) -> Chain:
    """A linked birth whose child is registered; residence and card lie with their agencies."""
    settle()
    reply(agencies, number(birth, REGISTRATION))
    settle()
    return birth


def start(world: Cast, code: str = "H99.35.22-240603-0001", route: str = "2.002621", **given: Any) -> Chain:
    given = {"facts": BIRTH_FACTS if route == "2.002621" else DEATH_FACTS, "by": world.binh.actor, **given}
    return chains.start(route, subject=f"dossier:{code[-1]}", code=code, agency_id=world.commune.pk, **given)


def number(chain: Chain, step: str, attempt: int = 1) -> str:
    """Return the number of our message for a step."""
    return f"{chain.code}/{step}/{attempt}"


def reply(agencies: Agencies, in_reply_to: str, outcome: str = "completed", **told: Any) -> inbox.Taken:
    """Let an agency answer; the news is not delivered yet."""
    agency, body = agencies.answer(in_reply_to, outcome, **told)
    return hand_in(agency, body)


def hand_in(agency: str, body: bytes) -> inbox.Taken:
    return inbox.receive(agency, body, partner.sealed(agency, body))


def step_of(chain: Chain, code: str) -> Step:
    return Step.objects.select_related("chain").get(chain=chain, code=code)


def states(chain: Chain) -> dict[str, str]:
    """Return the state of the chain and of each step, by code."""
    steps = dict(Step.objects.filter(chain=chain).values_list("code", "state"))
    return {"chain": Chain.objects.get(pk=chain.pk).state, **steps}


def at_hour(text: str) -> Callable[[], Any]:
    return clock.held(at(text))
