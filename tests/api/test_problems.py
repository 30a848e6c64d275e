"""Whatever goes wrong, the answer is problem+json with a stable code, in both languages (RFC 9457)."""

import pytest
from rest_framework.test import APIClient

from kernel import clock

MEMBERS = {"type", "title", "status", "code", "detail", "messages", "params"}


def is_problem(answer, status: int, code: str) -> bool:
    """Tell whether an answer is this problem, whole and consistent."""
    body = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert set(body) >= MEMBERS
    assert set(body["messages"]) == {"vi", "en"}
    assert (answer.status_code, body["code"]) == (status, code)
    return (body["status"], body["type"]) == (status, f"/problems/{code}")


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
@pytest.mark.parametrize(
    "path", ["", "nothing", "dossiers/", "dossiers/H99/nothing", "dossiers/%00", "dossiers/%0A", "dossiers/a%2Fb"]
)
def test_an_unknown_address_is_a_404(calls, method, path):
    assert is_problem(getattr(calls("an"), method)(path), 404, "not-found")


def test_an_unknown_address_is_one_without_a_csrf_token_as_well(calls):
    browser = APIClient(enforce_csrf_checks=True)

    assert is_problem(browser.post("/api/v1/nothing"), 404, "not-found")


def test_without_a_log_in_an_address_is_a_401(calls):
    answer = calls().get("dossiers")

    assert is_problem(answer, 401, "not-logged-in")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_an_unseen_dossier_is_a_404_like_one_that_is_not_there(calls):
    assert is_problem(calls("an").get("dossiers/H99.35.22-240401-9999"), 404, "dossier-missing")


def test_a_wrong_method_is_a_405_that_names_it(calls):
    answer = calls("an").delete("dossiers")

    assert is_problem(answer, 405, "method-not-allowed")
    assert answer["Allow"] == "GET, POST, HEAD, OPTIONS"
    assert answer.json()["params"] == {"method": "DELETE"}


def test_a_wrong_type_of_body_is_a_415(calls):
    answer = calls("an").post("dossiers", "<dossier/>", content_type="text/xml")

    assert is_problem(answer, 415, "unsupported-media-type")
    assert answer.json()["params"] == {"media_type": "text/xml"}


def test_an_answer_in_another_format_is_a_406(calls):
    assert is_problem(calls("an").get("dossiers", headers={"Accept": "text/html"}), 406, "not-acceptable")


@pytest.mark.parametrize(
    "body",
    ["{", '{"a": NaN}', b"\xff\xfe", '{"sex": "\\ud800"}', '{"\\udfff": 1}', "[" * 100_000, "1" * 5_000],
    ids=["broken", "no number", "no text", "half a character", "half a name", "too deep", "too long a number"],
)
def test_a_body_that_cannot_be_read_is_a_400(calls, body):
    answer = calls("an").post("dossiers", body, content_type="application/json")

    assert is_problem(answer, 400, "body-unreadable")


def test_a_body_that_is_too_large_is_not_read(calls, settings):
    caller = calls("an")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    answer = caller.post("dossiers", {"procedure": "x" * 200})

    assert is_problem(answer, 400, "body-too-large")
    assert answer.json()["params"] == {"most_bytes": 100}


@pytest.mark.parametrize("body", [[], "text", 7, None])
def test_a_body_that_is_no_object_is_input_invalid(calls, body):
    answer = calls("an").post("dossiers", body, format="json")

    assert is_problem(answer, 400, "input-invalid")


def test_input_of_a_wrong_shape_says_where(calls):
    body = {"reception": "", "applicant": {"personal_number": "1" * 13, "born_on": "yesterday"}, "form": {"a": [1]}}

    answer = calls("an").post("dossiers", body)

    assert is_problem(answer, 400, "input-invalid")
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
        ("/procedure", "required"),
        ("/reception", "blank"),
        ("/applicant/personal_number", "max_length"),
        ("/applicant/born_on", "invalid"),
        ("/form/a", "invalid"),
    ]


@pytest.mark.parametrize("form", [{"a\u0000b": "x"}, {"x": "a\u0000b"}])
def test_characters_that_no_database_takes_are_input_invalid(calls, world, form):
    body = {"procedure": "1.004873", "reception": world.commune.code, "form": form}

    assert is_problem(calls("lan").post("dossiers", body), 400, "input-invalid")


@pytest.mark.parametrize(
    ("language", "detail"),
    [("en", "There is no such dossier here."), ("en-GB,en;q=0.8", "There is no such dossier here.")],
)
def test_the_detail_is_in_the_language_asked_for(calls, language, detail):
    answer = calls("an", language).get("dossiers/H99")

    assert answer.json()["detail"] == answer.json()["messages"]["en"] == detail
    assert answer["Content-Language"] == "en"


@pytest.mark.parametrize("language", ["", "vi", "fr", "*"])
def test_the_language_is_vietnamese_unless_another_is_asked_for(calls, language):
    answer = calls("an", language).get("dossiers/H99")

    assert answer.json()["detail"] == answer.json()["messages"]["vi"]
    assert answer["Content-Language"] == "vi"


def test_a_fault_of_the_house_is_a_500_that_tells_nothing(calls, settings, monkeypatch):
    monkeypatch.setattr(clock, "_source", "kernel.clock_store.nowhere")
    monkeypatch.setattr(clock._moment.get(), "at", None)

    answer = calls("an").get("dossiers")

    assert is_problem(answer, 500, "internal-error")
    assert "nowhere" not in answer.content.decode()


def test_a_host_that_is_not_ours_is_a_400(calls):
    assert is_problem(calls().get("procedures", headers={"Host": "evil.example"}), 400, "body-unreadable")
