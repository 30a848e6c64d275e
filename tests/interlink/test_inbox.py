"""The inbox over HTTP: a seal first, each answer once, and a clear answer to whatever is wrong with a call."""

import json
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client

from interlink.models import Message, RefusedCall
from interlink.services import inbox
from kernel import clock, signed_http
from kernel.models import Delivery
from tests.interlink import partner
from tests.interlink.conftest import CARD, REGISTRATION, RESIDENCE, number, reply, states
from tests.interlink.refusals import everything
from tests.world import settle

pytestmark = pytest.mark.urls("tests.interlink.urls")
INBOX = "/api/v1/interlink/inbox"


def post(agency, body, headers=None):
    sealed = partner.sealed(agency, body) if headers is None else headers
    return Client(raise_request_exception=False).post(
        INBOX, body, content_type="application/json", headers={"X-Agency": agency, **sealed}
    )


def refuses(status, code, agency, body, headers=None):
    """Check that a call is not taken, changes nothing, and is kept among those that were not taken."""
    before = everything()
    answer = post(agency, body, headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert everything() == before
    assert [(call.status, call.code) for call in RefusedCall.objects.all()] == [(status, code)]


def test_the_first_copy_is_taken_with_202_and_applied_from_the_journal(registered, agencies):
    agency, body = agencies.answer(number(registered, CARD))

    answer = post(agency, body)

    assert answer.status_code == 202
    assert answer.json() == {
        "schema": "interlink.ack/1",
        "message_id": json.loads(body)["message_id"],
        "body_sha256": Message.objects.get(agency=agency, direction="in").body_sha256,
        "received_at": "2024-06-03T09:00:00+07:00",
    }
    assert states(registered)[CARD] == "waiting"
    settle()
    assert states(registered)[CARD] == "completed"


def test_the_same_answer_a_hundred_times_is_taken_once(registered, agencies):
    agency, body = agencies.answer(number(registered, CARD))

    statuses = [post(agency, body).status_code for _ in range(100)]
    settle()

    assert statuses == [202] + [200] * 99
    assert Message.objects.filter(agency=agency, direction="in").count() == 1
    assert states(registered)[CARD] == "completed"
    assert not Delivery.objects.filter(done_at=None).exists()


def test_a_copy_that_comes_after_the_answer_was_applied_changes_nothing(registered, agencies):
    agency, body = agencies.answer(number(registered, CARD))
    post(agency, body)
    settle()
    before = everything()

    assert post(agency, body).status_code == 200
    assert everything() == before


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Seal": "0" * 64},
        {"X-Seal-Timestamp": "1", "X-Seal": "0" * 64},
    ],
)
def test_a_seal_that_does_not_fit_is_not_trusted(registered, agencies, headers):
    agency, body = agencies.answer(number(registered, CARD))

    refuses(401, "seal-refused", agency, body, headers)


def test_a_seal_of_another_agency_is_not_trusted(registered, agencies):
    agency, body = agencies.answer(number(registered, CARD))

    refuses(401, "seal-refused", agency, body, partner.sealed("residence", body))


def test_an_office_that_is_no_partner_is_not_trusted(registered, agencies):
    _agency, body = agencies.answer(number(registered, CARD))

    refuses(401, "seal-refused", "customs", body)


def test_a_seal_older_than_its_window_is_not_trusted(registered, agencies, monkeypatch):
    agency, body = agencies.answer(number(registered, CARD))
    wall = clock.wall
    monkeypatch.setattr(clock, "wall", lambda: wall() - timedelta(minutes=6))
    old = partner.sealed(agency, body)
    monkeypatch.undo()

    refuses(401, "seal-refused", agency, body, old)


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff", b"[]", b"{}", b"null", b'{"schema": "interlink.answer/2"}', b'{"schema": 1}', b"[" * 100_000],
    ids=["nothing", "no text", "a list", "an empty table", "null", "another version", "a number", "a tower"],
)
def test_a_body_that_nobody_reads_is_refused(registered, agencies, body):
    code = "message-malformed" if body in (b"", b"\xff", b"[" * 100_000) else "schema-unknown"

    refuses(400, code, "insurance", body)


@pytest.mark.parametrize(
    "told",
    [
        {"message_id": ""},
        {"message_id": None},
        {"message_id": "x" * 121},
        {"outcome": "maybe"},
        {"outcome": None},
        {"at": "yesterday"},
        {"at": "2024-06-03T09:00:00"},
        {"reason": ["because"]},
        {"reason": "\x00"},
        {"reason": "\ud800"},
        {"reason": "x" * 2001},
        {"items": {"code": "x"}},
        {"items": [{"what": "no code"}]},
        {"items": [{"code": "x"}] * 101},
        {"data": [1]},
        {"data": {"n": "x" * 50_001}},
        {"data": {"n": float("nan")}},
        {"data": {"n": float("inf")}},
        {"paper": {"name": "x"}},
        {"paper": {**partner.paper(), "sha256": "0" * 64}},
        {"paper": {**partner.paper(), "content_base64": "no base64"}},
        {"paper": partner.paper(b"no PDF")},
    ],
    ids=lambda told: str(told)[:40],
)
def test_an_answer_that_is_not_as_its_schema_says_is_refused(registered, agencies, told):
    agency, body = agencies.answer(number(registered, CARD), **told)

    refuses(400, "message-malformed", agency, body)


def test_an_answer_to_a_message_that_was_never_sent_is_refused(registered, agencies):
    agency, body = agencies.answer(number(registered, CARD))

    refuses(404, "reply-to-unknown", agency, body.replace(b"240603-0001", b"240603-9999"))


def test_an_answer_to_another_agency_s_question_is_refused(registered, agencies):
    _agency, body = agencies.answer(number(registered, CARD))

    refuses(409, "not-your-step", "residence", body)


def test_a_number_that_comes_again_with_another_body_is_refused(registered, agencies):
    agency, body = agencies.answer(number(registered, CARD), message_id="insurance-7")
    post(agency, body)
    settle()
    _agency, another = agencies.answer(number(registered, CARD), "refused", message_id="insurance-7")

    refuses(409, "message-id-reused", agency, another)
    assert states(registered)[CARD] == "completed"


def test_an_answer_under_one_of_our_own_numbers_is_refused(registered, agencies):
    agency, body = agencies.answer(number(registered, CARD), message_id=number(registered, CARD))

    refuses(409, "message-id-reused", agency, body)


def test_an_answer_to_a_step_that_has_settled_is_noted_and_ignored(registered, agencies):
    reply(agencies, number(registered, CARD))
    settle()
    agency, body = agencies.answer(number(registered, CARD), "refused", reason="Trùng mã số")

    answer = post(agency, body)
    settle()

    assert answer.status_code == 200
    assert states(registered)[CARD] == "completed"
    assert Message.objects.filter(agency=agency, direction="in").count() == 2


def test_a_message_of_more_than_ten_million_bytes_is_refused_unread(registered, agencies):
    before = everything()

    answer = post("insurance", b"x" * 10_000_001, {})

    assert (answer.status_code, answer.json()["code"]) == (413, "message-too-large")
    assert everything() == before
    assert not RefusedCall.objects.exists()


def test_a_message_of_ten_million_bytes_is_read(registered, agencies):
    agency, body = agencies.answer(number(registered, CARD))

    answer = post(agency, body + b" " * (10_000_000 - len(body)))

    assert answer.status_code == 202


def test_while_the_database_is_busy_the_agency_is_asked_to_come_again(registered, agencies, monkeypatch):
    def busy(*_):
        raise OperationalError("database is locked")

    agency, body = agencies.answer(number(registered, CARD))
    monkeypatch.setattr(inbox, "_take", busy)
    before = everything()
    answer = post(agency, body)
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "inbox-busy", "5")
    assert everything() == before

    monkeypatch.undo()
    assert post(agency, body).status_code == 202


def test_the_same_untrusted_call_is_kept_once_and_counted(registered, agencies):
    agency, body = agencies.answer(number(registered, CARD), reason="x" * 3000)
    for _ in range(3):
        post(agency, body, {})

    call = RefusedCall.objects.get()
    assert (call.agency, call.code, call.calls) == ("insurance", "seal-refused", 3)
    assert call.excerpt.startswith('{"schema": "interlink.answer/1"')
    assert len(call.excerpt) == inbox.EXCERPT


def test_a_flood_of_untrusted_calls_fills_no_table(registered, agencies, monkeypatch):
    monkeypatch.setattr(inbox, "MOST_REFUSED", 3)
    for body in (b"1", b"2", b"3", b"4", b"5"):
        post("insurance", body, {})

    assert RefusedCall.objects.count() == 3


def test_an_answer_is_taken_before_we_have_noted_that_the_agency_has_the_question(birth, agencies):
    agencies.watcher = lambda _agency, _address, _body: None
    kept = agencies._ack

    def answer_at_once(message_id, body):
        agency, told = agencies.answer(message_id)
        assert post(agency, told).status_code == 202
        return kept(message_id, body)

    agencies._ack = answer_at_once
    settle()

    assert states(birth) == {
        "chain": "completed",
        REGISTRATION: "completed",
        RESIDENCE: "completed",
        CARD: "completed",
    }


def test_every_seal_is_on_the_bytes_as_they_came(registered, agencies):
    agency, body = agencies.answer(number(registered, CARD))
    headers = signed_http.seal(body, partner.partners.secret_of(agency))

    refuses(401, "seal-refused", agency, body + b" ", headers)
