"""The door of the population database: one question, one answer, at once."""

import json
from hashlib import sha256

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kernel.errors import Invalid, Problem
from sandbox import door
from sandbox.behaviours import steering
from sandbox.population import database
from sandbox.population.database import Question

OFFICE = "population"
MOST_BYTES = 100_000


class QuestionUnreadable(Invalid):
    """The body is no JSON object."""

    code = "question-unreadable"
    sentence = _("The question cannot be read.")


@csrf_exempt
@require_POST
def lookup(request: HttpRequest) -> HttpResponseBase:
    """Answer a look-up: 200 with what is known, 404 not-found, 409 mismatch, 410 deceased, 429 rate-limited."""
    try:
        body = door.body_of(request, MOST_BYTES)
        manner = steering.manner(OFFICE, "lookup", sha256(body).hexdigest())
        if "down" in manner:
            return door.closed(manner)
        door.check_seal(request, body, OFFICE)
        facts = database.answer(_question(body), is_limited="rate-limited" in manner)
        return door.sealed(facts, OFFICE)
    except Problem as refusal:
        return door.problem(refusal)


def _question(body: bytes) -> Question:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise QuestionUnreadable from None
    if not isinstance(told, dict):
        raise QuestionUnreadable
    return Question.read(told)
