"""The partner agencies keep the wire's contract: sealed in, acknowledged once, answered at an hour of their own."""

import json
from hashlib import sha256

import pytest

from kernel import clock, signed_http
from sandbox import door
from sandbox.agencies.models import Answer, Request
from tests.calendars import at
from tests.sandbox import declared
from tests.sandbox.loopback import envelope, paper, sealed

BIRTH = "birth-registration"
INBOX = "agencies/civil-status/inbox"


def body_of(**told):
    return json.dumps(envelope(BIRTH, declared.BIRTH, **told)).encode()


def test_a_request_is_acknowledged_with_a_receipt_and_the_digest_of_its_body(wire):
    body = body_of()

    reply = wire.call("POST", INBOX, body, "civil-status")

    kept = Request.objects.get()
    assert reply.status_code == 202
    assert reply.json() == {
        "schema": "interlink.ack/1",
        "message_id": f"H99.35.22-240603-0001/{BIRTH}/1",
        "receipt_no": f"HT-240603-{kept.pk:06}",
        "body_sha256": sha256(body).hexdigest(),
        "received_at": "2024-06-03T09:00:00+07:00",
    }
    signed_http.check(reply.content, reply.headers, door.secret_of("civil-status"))


def test_the_same_message_again_gets_the_first_acknowledgement_and_is_done_once(wire, at_hour):
    body = body_of()
    first = wire.call("POST", INBOX, body, "civil-status")

    with at_hour("2024-06-03 10:00"):
        second = wire.call("POST", INBOX, body, "civil-status")

    assert (second.status_code, second.content) == (200, first.content)
    assert len(wire.settle()) == 1
    with at_hour("2024-12-03 10:00"):
        third = wire.call("POST", INBOX, body, "civil-status")
    assert (third.status_code, third.content) == (200, first.content)
    assert wire.settle("2024-12-04 10:00") == []


def test_the_same_number_with_another_body_is_refused(wire):
    wire.call("POST", INBOX, body_of(), "civil-status")

    reply = wire.call("POST", INBOX, body_of(sent_at="2024-06-03T09:00:01+07:00"), "civil-status")

    assert (reply.status_code, reply.json()["code"]) == (409, "message-id-reused")
    assert Request.objects.count() == 1


@pytest.mark.parametrize("office", ["residence", "", "nobody"])
def test_a_message_without_the_office_s_own_seal_is_refused(wire, office):
    reply = wire.call("POST", INBOX, body_of(), office)

    assert (reply.status_code, reply.json()["code"], reply.json()["status"]) == (401, "seal-broken", 401)
    assert not Request.objects.exists()


def test_a_seal_over_another_body_is_refused(wire):
    reply = wire.call("POST", INBOX, body_of(), **sealed(b"another", "civil-status"))

    assert reply.status_code == 401


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"schema": "interlink.request/2"}, "schema-unknown"),
        ({"schema": None}, "schema-unknown"),
        ({"service": "health-card"}, "service-unknown"),
        ({"message_id": ""}, "message-malformed"),
        ({"message_id": "x" * 121}, "message-malformed"),
        ({"data": []}, "message-malformed"),
        ({"callback": "file:///etc/passwd"}, "message-malformed"),
        ({"sent_at": "2024-06-03T09:00:00"}, "message-malformed"),
        ({"channel": "pigeon"}, "message-malformed"),
        ({"papers": [{"name": "a.pdf", "sha256": "0" * 64, "content_base64": "AAAA"}]}, "message-malformed"),
        ({"papers": ["a.pdf"]}, "message-malformed"),
    ],
)
def test_what_the_office_cannot_read_is_invalid(wire, told, code):
    reply = wire.call("POST", INBOX, body_of(**told), "civil-status")

    assert (reply.status_code, reply.json()["code"]) == (400, code)
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"\xff", b'{"schema": "a\\u0000"}', b"[" * 100_000, b"1e999", b"NaN"]
)
def test_what_is_no_json_object_is_invalid(wire, body):
    reply = wire.call("POST", INBOX, body, "civil-status")

    assert (reply.status_code, reply.json()["code"]) == (400, "message-malformed")


def test_ten_million_bytes_are_taken_and_one_more_is_not(wire):
    room = door.MOST_BYTES - len(body_of(note=""))
    full = body_of(note="x" * room)
    assert len(full) == door.MOST_BYTES

    assert wire.call("POST", INBOX, full + b" ", "civil-status").status_code == 413
    assert wire.call("POST", INBOX, full, "civil-status").status_code == 202


def test_an_unknown_agency_has_no_door(wire):
    assert wire.call("POST", "agencies/customs/inbox", body_of(), "customs").status_code == 404


def test_the_papers_of_a_request_are_noted_by_name_and_digest(wire):
    wire.call("POST", INBOX, body_of(papers=[paper()]), "civil-status")

    assert Request.objects.get().content["papers"] == [{"name": "a.pdf", "sha256": paper()["sha256"]}]


def test_the_answer_comes_sealed_within_the_opening_hours_and_once(wire):
    wire.ask("civil-status", BIRTH, declared.BIRTH)
    due_at = Request.objects.get().answer_due_at.astimezone(clock.TZ)
    assert wire.settle("2024-06-03 09:01") == []

    answer = wire.settle("2024-06-03 17:00")[0]

    headers, body = wire.house.calls[0]
    assert headers["X-Agency"] == "civil-status"
    signed_http.check(body, headers, door.secret_of("civil-status"))
    assert {name: answer[name] for name in ("schema", "in_reply_to", "outcome", "at", "reason", "items")} == {
        "schema": "interlink.answer/1",
        "in_reply_to": f"H99.35.22-240603-0001/{BIRTH}/1",
        "outcome": "completed",
        "at": due_at.isoformat(),
        "reason": "",
        "items": [],
    }
    assert answer["message_id"].startswith("civil-status-")
    assert at("2024-06-03 09:15") <= due_at <= at("2024-06-03 10:30")
    assert wire.settle() == []


def test_an_answer_that_is_not_taken_is_sent_again_with_back_off_the_same_bytes(wire):
    wire.ask("civil-status", BIRTH, declared.BIRTH)
    wire.house.statuses = [503, 500, 202]
    due_at = Request.objects.get().answer_due_at

    wire.settle()

    assert len({body for _headers, body in wire.house.calls}) == 1
    answer = Answer.objects.get()
    assert (answer.attempts, answer.next_attempt_at, answer.last_reply) == (3, None, "HTTP 202")
    assert (answer.taken_at - due_at).total_seconds() == 3 * 60


def test_an_answer_that_is_refused_for_good_is_sent_ten_times_and_again_when_asked_for(wire):
    wire.ask("civil-status", BIRTH, declared.BIRTH)
    wire.house.statuses = [404] * 10

    wire.settle()

    assert len(wire.house.calls) == 10
    assert wire.settle("2024-12-20 10:00") == []
    assert wire.nudge("civil-status", f"H99.35.22-240603-0001/{BIRTH}/1") == "answered"
    assert len(wire.settle("2024-12-20 10:00")) == 1


def test_a_house_that_is_down_gets_its_answer_when_it_is_back(wire):
    wire.ask("civil-status", BIRTH, declared.BIRTH, callback="http://nobody.example/inbox")
    wire.settle("2024-06-04 17:00")

    answer = Answer.objects.get()
    assert answer.last_reply == "no-answer"
    assert answer.attempts > 10
    assert answer.next_attempt_at > at("2024-06-04 17:00")


def test_nudges_tell_unknown_waiting_and_answered(wire):
    number = f"H99.35.22-240603-0001/{BIRTH}/1"
    assert wire.nudge("civil-status", number) == "unknown"
    wire.ask("civil-status", BIRTH, declared.BIRTH)
    assert wire.nudge("civil-status", number) == "waiting"
    first = wire.settle()[0]

    assert wire.nudge("civil-status", number) == "answered"

    assert wire.settle() == [first]


def test_both_sides_can_compare_what_came_and_went(wire):
    body = body_of()
    wire.call("POST", INBOX, body, "civil-status")
    wire.settle()

    since = {"since": "2024-06-03T00:00:00+07:00"}
    reply = wire.call(
        "GET", f"agencies/civil-status/messages?since={since['since'].replace('+', '%2B')}", b"", "civil-status"
    )

    signed_http.check(reply.content, reply.headers, door.secret_of("civil-status"))
    came, went = reply.json()
    assert (came["direction"], came["body_sha256"]) == ("in", sha256(body).hexdigest())
    assert (went["direction"], went["body_sha256"]) == ("out", sha256(wire.house.calls[0][1]).hexdigest())
    later = wire.call("GET", "agencies/civil-status/messages?since=2024-06-04T00:00:00Z", b"", "civil-status")
    assert later.json() == []


@pytest.mark.parametrize("since", ["", "yesterday", "2024-06-03T09:00:00"])
def test_a_comparison_since_no_hour_is_invalid(wire, since):
    reply = wire.call("GET", f"agencies/civil-status/messages?since={since}", b"", "civil-status")

    assert (reply.status_code, reply.json()["code"]) == (400, "message-malformed")


def test_a_supplement_is_answered_in_the_place_of_its_request(wire):
    lacking = {**declared.BIRTH, "nyc": {}}
    asked = wire.answered("civil-status", BIRTH, lacking)
    supplement = {
        "schema": "interlink.supplement/1",
        "message_id": f"H99.35.22-240603-0001/{BIRTH}/2",
        "in_reply_to": asked["in_reply_to"],
    }

    with clock.held(at("2024-12-03 09:00")):
        assert wire.ask("civil-status", BIRTH, declared.BIRTH, **supplement).status_code == 202
        assert wire.nudge("civil-status", asked["in_reply_to"]) == "waiting"
    (answer,) = wire.settle("2024-12-03 17:00")

    assert (asked["outcome"], [item["code"] for item in asked["items"]]) == ("supplement", ["nyc.HoTen"])
    assert (answer["outcome"], answer["in_reply_to"]) == ("completed", supplement["message_id"])


def test_what_a_supplement_still_lacks_is_a_reason_to_refuse(wire):
    lacking = {**declared.BIRTH, "nyc": {}}
    asked = wire.answered("civil-status", BIRTH, lacking)
    supplement = {"schema": "interlink.supplement/1", "message_id": "second", "in_reply_to": asked["in_reply_to"]}

    answer = wire.answered("civil-status", BIRTH, lacking, **supplement)

    assert (answer["outcome"], answer["data"]) == ("refused", {"maLyDo": "still-lacking"})


def test_a_supplement_to_nothing_is_refused(wire):
    supplement = {"schema": "interlink.supplement/1", "message_id": "second", "in_reply_to": "first"}

    reply = wire.ask("civil-status", BIRTH, declared.BIRTH, **supplement)

    assert (reply.status_code, reply.json()["code"]) == (409, "reply-to-unknown")


def test_health_tells_behaviour_and_opening_hours(wire, at_hour):
    assert wire.call("GET", "agencies/residence/health").json() == {
        "agency": "residence",
        "behaviour": "",
        "open": True,
    }
    with at_hour("2024-06-08 09:00"):
        assert wire.call("GET", "agencies/residence/health").json()["open"]
        assert not wire.call("GET", "agencies/insurance/health").json()["open"]
        assert wire.call("GET", "agencies/population/health").json()["open"]
    assert wire.call("GET", "agencies/customs/health").status_code == 404
