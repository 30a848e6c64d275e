"""Between offices a raw body is sealed: HMAC-SHA256 over the hour and the body, good for five minutes."""

import hmac
from datetime import timedelta
from hashlib import sha256

import pytest
from django.test import RequestFactory

from kernel import clock, signed_http
from kernel.signed_http import SealBroken, SealExpired
from tests.calendars import at

BODY, SECRET = '{"họ tên":"Lan"}'.encode(), "bí mật"


def sealed(age=timedelta(), *, body=BODY, secret=SECRET):
    """Seal a body as another program would, some time ago."""
    timestamp = str(int((clock.wall() - age).timestamp()))
    mac = hmac.new(secret.encode(), timestamp.encode() + b"." + body, sha256).hexdigest()
    return {"X-Seal-Timestamp": timestamp, "X-Seal": mac}


def test_what_is_sealed_is_accepted():
    signed_http.check(BODY, signed_http.seal(BODY, SECRET), SECRET)


def test_anyone_with_the_secret_can_make_the_same_seal():
    signed_http.check(BODY, sealed(), SECRET)


def test_the_hour_of_a_seal_is_the_real_one():
    with clock.held(at("2024-04-01 09:00")):
        headers = signed_http.seal(BODY, SECRET)

    signed_http.check(BODY, headers, SECRET)


def test_headers_are_found_however_they_are_written():
    names = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in sealed().items()}
    request = RequestFactory().post("/", BODY, content_type="application/json", **names)

    signed_http.check(request.body, request.headers, SECRET)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (BODY + b" ", sealed()),
        (BODY, sealed(secret="another")),
        (BODY, {}),
        (BODY, {"X-Seal": sealed()["X-Seal"]}),
        (BODY, {"X-Seal-Timestamp": sealed()["X-Seal-Timestamp"]}),
        (BODY, sealed() | {"X-Seal": "đỏ"}),
        (BODY, sealed() | {"X-Seal-Timestamp": "now"}),
        (BODY, sealed() | {"X-Seal-Timestamp": "-1"}),
        (BODY, sealed() | {"X-Seal-Timestamp": "٣"}),
        (BODY, sealed() | {"X-Seal-Timestamp": "9" * 5000}),
        (BODY, sealed() | {"X-Seal-Timestamp": str(int(clock.wall().timestamp()) + 1)}),
    ],
    ids=[
        "another body",
        "another secret",
        "no headers",
        "no hour",
        "no seal",
        "a seal of no letters",
        "a word for an hour",
        "an hour below zero",
        "digits of another script",
        "an hour without end",
        "another hour",
    ],
)
def test_a_seal_that_does_not_fit_is_broken(body, headers):
    with pytest.raises(SealBroken):
        signed_http.check(body, headers, SECRET)


@pytest.mark.parametrize("age", [timedelta(seconds=290), timedelta(seconds=-290)])
def test_within_five_minutes_a_seal_is_good(age):
    signed_http.check(BODY, sealed(age), SECRET)


@pytest.mark.parametrize("age", [timedelta(seconds=310), timedelta(seconds=-310), timedelta(days=365)])
def test_outside_five_minutes_a_seal_has_expired(age):
    with pytest.raises(SealExpired) as refusal:
        signed_http.check(BODY, sealed(age), SECRET)

    assert refusal.value.params == {"window_seconds": 300}


def test_an_expired_seal_that_does_not_fit_is_called_broken():
    with pytest.raises(SealBroken):
        signed_http.check(BODY, sealed(timedelta(days=1), secret="another"), SECRET)


def test_every_office_has_a_secret_of_its_own_that_both_sides_can_derive():
    secret = signed_http.secret_of("residence", "gốc")

    assert secret == hmac.new("gốc".encode(), b"residence", sha256).hexdigest()
    assert secret != signed_http.secret_of("insurance", "gốc")
