"""Five kinds of failure, one shape: a stable code, a sentence in two languages, params (RFC 9457)."""

import re

import pytest
from django.apps import apps
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kernel import errors
from kernel.errors import Forbidden, Invalid, Missing, Problem, Refused, Unavailable

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class LunchBreak(Refused):
    """The desk is closed. params: until, desks."""

    code = "lunch-break"
    sentence = _("The desks %(desks)s open at %(until)s.")


def problems(kind=Problem):
    """Return every problem of the house, by way of what derives from the five kinds."""
    for derived in kind.__subclasses__():
        if derived.__module__.split(".")[0] in {*apps.app_configs, "config"}:
            yield derived
        yield from problems(derived)


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        (Invalid, 400, "invalid"),
        (Forbidden, 403, "forbidden"),
        (Missing, 404, "missing"),
        (Refused, 409, "refused"),
        (Unavailable, 503, "unavailable"),
    ],
)
def test_the_five_kinds_have_their_status_and_code(kind, status, code):
    assert (kind.status, kind.code) == (status, code)
    assert kind().as_body()["status"] == status


def test_a_problem_is_told_with_its_params():
    with translation.override("en"):
        assert LunchBreak(until="13:30", desks=[1, 2]).told() == "The desks 1, 2 open at 13:30."


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (["a", "b"], "a, b"),
        (("a",), "a"),
        (frozenset({"a"}), "a"),
        ({"a": 1, "b": [2]}, "a: 1, b: [2]"),
        ([], ""),
        (7, "7"),
        (None, "None"),
        ("100 %", "100 %"),
    ],
)
def test_params_are_told_as_people_list_things(value, told):
    assert str(LunchBreak(desks=value, until="13:30")) == f"lunch-break: The desks {told} open at 13:30."


def test_a_problem_in_the_log_is_its_code_and_its_english_sentence():
    with translation.override("vi"):
        assert str(LunchBreak(until="13:30", desks=[1])) == "lunch-break: The desks 1 open at 13:30."


def test_the_body_has_the_members_of_problem_json_in_both_languages():
    with translation.override("en"):
        body = LunchBreak(until="13:30", desks=[1, 2]).as_body()

    assert body.keys() == {"type", "title", "status", "code", "detail", "messages", "params"}
    assert body["type"] == "/problems/lunch-break"
    assert (body["title"], body["status"], body["code"]) == ("Refused", 409, "lunch-break")
    assert body["detail"] == body["messages"]["en"] == "The desks 1, 2 open at 13:30."
    assert body["messages"].keys() == set(errors.LANGUAGES) == {"vi", "en"}
    assert body["params"] == {"until": "13:30", "desks": [1, 2]}


def test_making_the_body_leaves_the_language_in_force():
    with translation.override("en"):
        LunchBreak(until="", desks=[]).as_body()

        assert translation.get_language() == "en"


def test_every_problem_of_the_house_has_a_code_in_kebab_case_and_a_sentence():
    wrong = [problem.__qualname__ for problem in problems() if not (problem.sentence and KEBAB.fullmatch(problem.code))]

    assert wrong == []


def test_no_two_problems_of_a_room_share_a_code():
    seen, doubles = {}, []
    for problem in problems():
        key = (problem.__module__, problem.__dict__.get("code"))
        if key[1] and seen.setdefault(key, problem) is not problem:
            doubles.append(key)

    assert doubles == []
