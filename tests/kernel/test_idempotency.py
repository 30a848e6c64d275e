"""A request with an Idempotency-Key is answered once: the same key and body get the first answer again."""

from datetime import date

import pytest
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from identity.models import Person
from kernel.api import once_per_key
from kernel.errors import Refused
from kernel.http_errors import IdempotencyKeyInvalid
from kernel.models import IdempotentAnswer
from tests.factories.identity import PersonFactory
from tests.racing import race
from tests.refusals import refused

BODY = {"họ tên": "Lan", "giấy tờ": [1, 2]}


def asked(body=BODY, *, key="k1", path="/api/v1/persons"):
    headers = {} if key is None else {"Idempotency-Key": key}
    return Request(APIRequestFactory().post(path, body, format="json", headers=headers), parsers=[JSONParser()])


def enter_a_person():
    """The act: it leaves a row, and every answer differs from the one before."""
    person = PersonFactory()
    return Response({"id": person.pk, "born_on": person.born_on}, status=201)


def answered(request, owner="citizen:1"):
    return once_per_key(request, owner, enter_a_person)


def test_without_a_key_every_request_acts(db):
    first, second = answered(asked(key=None)), answered(asked(key=None))

    assert first.data["id"] != second.data["id"]
    assert (Person.objects.count(), IdempotentAnswer.objects.count()) == (2, 0)


def test_the_same_key_and_body_get_the_first_answer_again(db):
    first = answered(asked())
    again = answered(asked())

    assert Person.objects.count() == 1
    assert first.data == {"id": Person.objects.get().pk, "born_on": date(1985, 5, 12)}
    assert again.data == {"id": Person.objects.get().pk, "born_on": "1985-05-12"}
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")


def test_only_a_repeated_answer_says_that_it_is_one(db):
    assert "Idempotent-Replayed" not in answered(asked()).headers


def test_the_order_of_the_members_is_no_difference(db):
    answered(asked())
    again = answered(asked(dict(reversed(BODY.items()))))

    assert again.headers["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize(
    "other", [asked({**BODY, "họ tên": "An"}), asked(path="/api/v1/dossiers")], ids=["another body", "another address"]
)
def test_the_same_key_for_something_else_is_refused(db, other):
    answered(asked())

    with refused("idempotency-key-reused"):
        answered(other)


def test_a_key_belongs_to_whoever_used_it(db):
    answered(asked(), owner="citizen:1")
    other = answered(asked(), owner="citizen:2")

    assert "Idempotent-Replayed" not in other.headers
    assert Person.objects.count() == 2


def test_another_key_is_another_request(db):
    answered(asked(key="k1"))
    answered(asked(key="k2"))

    assert Person.objects.count() == 2


def test_an_act_that_is_refused_leaves_its_key_free(db):
    def act():
        PersonFactory()
        raise Refused

    with refused("refused"):
        once_per_key(asked(), "citizen:1", act)

    assert answered(asked()).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 101])
def test_a_key_has_1_to_100_characters(db, key):
    with refused("idempotency-key-invalid") as refusal:
        answered(asked(key=key))

    assert refusal.value.status == IdempotencyKeyInvalid.status == 400


def test_the_longest_key_is_kept_whole(db):
    answered(asked(key="x" * 100))

    assert IdempotentAnswer.objects.get().key == "x" * 100


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_requests_that_race_for_a_key_one_acts_and_both_get_its_answer():
    answers = race([lambda: answered(asked())] * 4)

    assert Person.objects.count() == IdempotentAnswer.objects.count() == 1
    assert {answer.data["id"] for answer in answers} == {Person.objects.get().pk}
