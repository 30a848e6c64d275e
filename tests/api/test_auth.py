"""Log-in over REST: tokens on the real clock, sessions with CSRF, and who acts under a log-in."""

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from identity.models import AccessToken
from kernel import clock
from tests.api.conftest import Caller
from tests.api.situations import at_stage
from tests.stages import Stage

PASSWORD = "a-long-password"


@pytest.fixture
def an(world):
    world.an.user.set_password(PASSWORD)
    world.an.user.save()
    return world.an


def log_in(caller: Caller, password: str = PASSWORD):
    return caller.post("auth/login", {"username": "an", "password": password})


def bearer(text: str) -> APIClient:
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=text)
    return client


def test_a_name_and_a_password_give_a_token_that_opens_the_doors(an, calls):
    answer = log_in(calls())

    assert answer.status_code == 200
    assert bearer(f"Bearer {answer.json()['token']}").get("/api/v1/auth/me").json()["username"] == "an"


def test_only_the_digest_of_a_token_is_kept(an, calls):
    token = log_in(calls()).json()["token"]

    [kept] = AccessToken.objects.values()
    assert token not in str(kept)


@pytest.mark.parametrize("password", ["another", PASSWORD.upper(), f" {PASSWORD}"])
def test_a_wrong_password_is_a_401_that_says_how_to_log_in(an, calls, password):
    answer = log_in(calls(), password)

    assert (answer.status_code, answer.json()["code"]) == (401, "login-invalid")
    assert answer["WWW-Authenticate"] == "Bearer"
    assert not AccessToken.objects.exists()


def test_who_was_dismissed_cannot_log_in_and_his_token_is_worth_nothing(an, calls):
    caller = calls("an")
    an.user.is_active = False
    an.user.save()

    assert log_in(calls()).status_code == 401
    assert caller.get("auth/me").json()["code"] == "login-invalid"


def test_a_token_that_has_ended_does_not_stand_in_the_way_of_a_new_one(an):
    answer = bearer("Bearer ended").post("/api/v1/auth/login", {"username": "an", "password": PASSWORD})

    assert answer.status_code == 200


def test_guessing_is_slowed_down(an, calls):
    guesses = [log_in(calls(), f"guess {number}").status_code for number in range(10)]

    answer = log_in(calls())

    assert guesses == [401] * 10
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-requests")
    assert 1 <= answer.json()["params"]["seconds"] <= 60
    assert answer["Retry-After"] == str(answer.json()["params"]["seconds"])


@pytest.mark.parametrize("hour", ["2024-01-02 08:00", "2027-12-30 08:00"])
def test_a_token_ends_on_the_real_clock_whatever_the_simulated_one_shows(an, calls, on, hour):
    caller = calls("an")

    with on(hour):
        assert caller.get("auth/me").status_code == 200

    AccessToken.objects.update(expires_at=clock.wall())
    with on(hour):
        assert caller.get("auth/me").json()["code"] == "login-invalid"


def test_a_token_lasts_as_long_as_a_session(an, calls, settings):
    settings.ACCESS_TOKEN_AGE = 60

    log_in(calls())

    token = AccessToken.objects.get()
    assert token.expires_at - token.issued_at == timedelta(seconds=60)


def test_logging_in_clears_away_the_tokens_that_have_ended(an, calls):
    log_in(calls())
    AccessToken.objects.update(expires_at=clock.wall())

    log_in(calls())

    assert AccessToken.objects.count() == 1


def test_logging_out_makes_this_token_worthless_and_leaves_the_others(an, calls):
    here, elsewhere = calls("an"), calls("an")

    assert here.post("auth/logout").status_code == 204

    assert here.get("auth/me").status_code == 401
    assert elsewhere.get("auth/me").status_code == 200


@pytest.mark.parametrize("header", ["Bearer", "Bearer x", "bearer \xff\xfe", "Bearer a b", f"Bearer {'x' * 5000}"])
def test_a_token_that_is_none_is_a_401(world, header):
    answer = bearer(header).get("/api/v1/auth/me")

    assert (answer.status_code, answer.json()["code"]) == (401, "login-invalid")


@pytest.mark.parametrize("header", ["", "Basic YW46YW4=", "Token abc"])
def test_another_scheme_is_nobody(world, header):
    answer = bearer(header).get("/api/v1/auth/me")

    assert (answer.status_code, answer.json()["code"]) == (401, "not-logged-in")


def test_finding_the_actor_of_a_token_takes_one_query_for_a_citizen_and_two_for_an_officer(
    calls, django_assert_num_queries
):
    lan, an = calls("lan"), calls("an")

    with django_assert_num_queries(2):
        assert lan.get("dossiers/none").status_code == 404
    with django_assert_num_queries(3):
        assert an.get("dossiers/none").status_code == 404


def test_the_session_of_a_page_reads_and_with_its_csrf_token_acts(an, world):
    dossier = at_stage(Stage.FILED)(world)
    browser = APIClient(enforce_csrf_checks=True, raise_request_exception=False)
    browser.login(username="an", password=PASSWORD)
    address = f"/api/v1/dossiers/{dossier.code}"
    browser.cookies["csrftoken"] = token = "t" * 32

    assert browser.get(address).status_code == 200

    bare = browser.post(f"{address}/accept")
    assert (bare.status_code, bare.json()["code"]) == (403, "csrf-failed")

    assert browser.post(f"{address}/accept", headers={"X-CSRFToken": token}).json()["state"] == "received"


def test_me_of_an_officer_names_office_and_roles(calls):
    assert calls("chi", "vi").get("auth/me").json() == {
        "kind": "officer",
        "id": calls("chi").get("auth/me").json()["id"],
        "username": "chi",
        "name": "Phạm Thị Chi",
        "personal_number": "",
        "agency": {"code": "H99.35.22", "name": "Ủy ban nhân dân xã An Phú"},
        "roles": [{"role": "leader", "role_label": "Lãnh đạo"}],
    }


def test_me_of_a_citizen_masks_the_number(world, calls):
    number = world.lan.person.personal_number

    me = calls("lan").get("auth/me").json()

    assert (me["kind"], me["name"], me["agency"], me["roles"]) == ("citizen", "Trần Thị Lan", None, [])
    assert me["personal_number"] == f"{number[:3]}•••••{number[-4:]}"


def test_an_officer_whose_post_has_ended_acts_for_nobody(world, calls, on):
    caller = calls("an")
    with on("2019-12-31 09:00"):
        me = caller.get("auth/me").json()

    assert (me["agency"], me["roles"]) == (None, [])
