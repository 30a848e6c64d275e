"""Answers that nobody had to type: which question takes which fact, the proof of it, and where each answer is from."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.core import signing

from dossiers.errors import PrefillInvalid
from dossiers.states import Origin
from identity.population import PersonFacts

QUESTIONS = Path(__file__).parent / "catalogue" / "prefill.toml"
SALT = "dossiers.prefilled"
# Real time: as long as somebody stands at the counter.
LIFE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Offered:
    """A value that is offered for a question, and where it is from."""

    value: str
    origin: Origin


Answers = Mapping[str, Offered]


def answers(facts: PersonFacts, asked: set[str]) -> dict[str, Offered]:
    """Return what the facts answer among the questions asked."""
    told = _told(facts)
    named = {**_questions()["everybody"], **_questions().get(str(facts.sex), {})}
    found = {question: told[fact] for question, fact in named.items() if question in asked and told[fact]}
    return {question: Offered(value, Origin.POPULATION) for question, value in found.items()}


def sealed(offered: Answers, *, number: str, officer_id: int | None) -> str:
    """Return a token that proves to the filing what was offered, about whom and to whom."""
    rows = {name: [each.value, str(each.origin)] for name, each in offered.items()}
    return signing.dumps({"number": number, "officer": officer_id, "answers": rows}, salt=SALT, compress=True)


def opened(token: str, *, number: str, officer_id: int | None) -> dict[str, Offered]:
    """Return what was offered. Raises PrefillInvalid for a token of another person, another officer, or too old."""
    try:
        told: dict[str, Any] = signing.loads(token, salt=SALT, max_age=LIFE)
    except signing.BadSignature as failure:
        raise PrefillInvalid from failure
    if (told["number"], told["officer"]) != (number, officer_id):
        raise PrefillInvalid
    return {name: Offered(value, Origin(origin)) for name, (value, origin) in told["answers"].items()}


def origins(form: Mapping[str, Any], offered: Answers) -> dict[str, str]:
    """Return where each answer of a form is from; what was changed after it was offered is typed."""
    kept = {name for name, each in offered.items() if str(form.get(name)) == each.value}
    return {name: str(offered[name].origin if name in kept else Origin.TYPED) for name in form}


def _told(facts: PersonFacts) -> dict[str, str]:
    householder = facts.householder
    return {
        "full_name": facts.full_name,
        "born_on": facts.born_on.isoformat() if facts.born_on else "",
        "number": facts.number,
        "ethnicity": facts.ethnicity,
        "nationality": facts.nationality,
        "residence": facts.residence,
        "householder_name": householder.full_name if householder else "",
        "householder_number": householder.number if householder else "",
    }


@cache
def _questions() -> dict[str, dict[str, str]]:
    return tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))
