"""Whoever comes twice at the same moment is served once: messages, sweeps, registers and keys under real locks."""

import json

import pytest

from kernel import clock, telephone
from sandbox.agencies import inbox, offices, papers, post, seeding
from sandbox.agencies.models import Answer, Birth, Credential, Request, SignedPaper
from sandbox.agencies.tasks import sweep_due_requests
from sandbox.behaviours import steering
from tests.calendars import at
from tests.conftest import load_calendar
from tests.racing import race
from tests.sandbox import declared, loopback
from tests.sandbox.loopback import House, Loopback, envelope

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
MONDAY = at("2024-06-03 09:00")
CIVIL, BIRTH = "civil-status", "birth-registration"


@pytest.fixture
def house():
    """The asking end; the outside world has its people and answers at once."""
    load_calendar()
    seeding.seed()
    steering.switch_on("at-once")
    made = House()
    with clock.held(MONDAY), telephone.through(Loopback({loopback.HOUSE: made})):
        yield made


def receive(**told):
    body = json.dumps(envelope(BIRTH, declared.BIRTH, **told)).encode()
    return lambda: inbox.receive(offices.office(CIVIL), body)


def test_one_message_ten_times_at_once_is_received_once(house):
    taken = race([receive()] * 10)

    assert sorted(each.is_first for each in taken) == [False] * 9 + [True]
    assert Request.objects.count() == 1


def test_ten_workers_answer_a_request_once(house):
    receive()()

    race([sweep_due_requests] * 10)

    assert (len(house.calls), Answer.objects.count(), Birth.objects.count()) == (1, 1, 1)


def test_one_child_declared_in_ten_dossiers_at_once_is_registered_once(house):
    for place in range(10):
        receive(message_id=f"m{place}", dossier_code=f"H99.35.22-240603-{place:04}")()
    requests = Request.objects.values_list("pk", flat=True)

    race([lambda pk=pk: post.work_and_send(pk) for pk in requests])

    outcomes = sorted(answer["outcome"] for answer in house.answers)
    assert outcomes == ["completed"] + ["refused"] * 9
    assert Birth.objects.count() == 1


def test_ten_births_at_once_get_ten_numbers_and_the_authority_is_founded_once(house):
    for place in range(10):
        told = {**declared.BIRTH, "maGCS": f"G{place}", "nks": {**declared.BIRTH["nks"], "HoTen": f"Con {place}"}}
        body = json.dumps(
            envelope(BIRTH, told, message_id=f"m{place}", dossier_code=f"H99.35.22-240603-{place:04}")
        ).encode()
        inbox.receive(offices.office(CIVIL), body)
    requests = Request.objects.values_list("pk", flat=True)

    race([lambda pk=pk: post.work_and_send(pk) for pk in requests])

    assert sorted(Birth.objects.values_list("number", flat=True)) == list(range(1, 11))
    assert sorted(Credential.objects.values_list("holder", flat=True)) == [CIVIL, papers.ROOT]
    assert SignedPaper.objects.count() == 10


def test_a_paper_signed_beforehand_by_ten_at_once_is_one(house):
    signed = race([lambda: papers.signed_beforehand(BIRTH, offices.office(CIVIL))] * 10)

    assert len({each.sha256 for each in signed}) == 1
