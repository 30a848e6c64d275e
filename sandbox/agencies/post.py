"""Sends the answers of the agencies over HTTP: claim, send, record; repeated until the asker has taken them."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.db import transaction

from kernel import clock, signed_http, telephone
from kernel.telephone import NoAnswer
from sandbox import door
from sandbox.agencies import envelopes, offices, papers, work
from sandbox.agencies.desks.case import Sheet
from sandbox.agencies.models import Answer, SignedPaper
from sandbox.agencies.work import LEASE

JSON = {"Content-Type": "application/json"}
TAKEN = (HTTPStatus.OK, HTTPStatus.ACCEPTED)
# Simulated: before the second, third, ... try; the last one repeats.
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60))
# What is refused for good is not sent for ever; a nudge sends it again.
MOST_REFUSALS = 10
WRONG_SECRET = "nobody's"


@dataclass(frozen=True, slots=True)
class Letter:
    """An answer as this try has it."""

    body: bytes
    secret: str


def work_and_send(request_id: int) -> bool:
    """Answer a request whose hour has come, and hand the answers over to the post; tell whether it was done here.

    One that gets lost on the way is written all the same: the agency believes to have sent it.
    """
    answers = work.answer(request_id)
    for answer in answers:
        if answer.attempts:
            _post(answer)
        elif answer.next_attempt_at is None:
            write(answer)
    return bool(answers)


def send(answer_id: int) -> bool:
    """Send an answer that is due and record the reply; tell whether it went out here."""
    answer = _claimed(answer_id)
    if answer is None:
        return False
    _post(answer)
    return True


def write(answer: Answer) -> bytes:
    """Put an answer into its final bytes; its paper is signed the first time and kept. Outside any transaction."""
    if answer.paper is None and answer.paper_facts:
        answer.paper = _paper(answer)
    name = f"{answer.request.service}.pdf"
    body = envelopes.answer_body(answer, answer.request.message_id, answer.paper, name)
    if not answer.body_sha256:
        answer.body_sha256 = sha256(body).hexdigest()
        answer.save(update_fields=["paper", "body_sha256"])
    return body


def _paper(answer: Answer) -> SignedPaper:
    office = offices.office(answer.agency)
    if "signed-beforehand" in answer.manner:
        return papers.signed_beforehand(answer.request.service, office)
    facts = answer.paper_facts
    with clock.held(answer.at):
        return papers.signed(Sheet(facts["title"], facts["number"], tuple(map(tuple, facts["lines"]))), office)


@transaction.atomic
def _claimed(answer_id: int) -> Answer | None:
    due = Answer.objects.due(clock.now()).filter(pk=answer_id).select_related("request", "paper")
    answer = due.select_for_update(of=("self",)).first()
    if answer is None or (answer.leased_until is not None and answer.leased_until > clock.wall()):
        return None
    answer.leased_until, answer.attempts = clock.wall() + LEASE, answer.attempts + 1
    answer.save(update_fields=["leased_until", "attempts"])
    return answer


def _post(answer: Answer) -> None:
    """Send a claimed answer and record the reply."""
    letter = _letter(answer, write(answer))
    try:
        headers = {**JSON, "X-Agency": answer.agency, **signed_http.seal(letter.body, letter.secret)}
        reply = telephone.call("POST", answer.request.callback, content=letter.body, headers=headers)
    except NoAnswer as silence:
        _record(answer, status=0, told=silence.code)
    else:
        _record(answer, status=reply.status_code, told=f"HTTP {reply.status_code}")


def _letter(answer: Answer, body: bytes) -> Letter:
    """Return what goes into the post; the first tries may be broken or wrongly sealed, as the trainer wants."""
    broken, misread = answer.manner.get("malformed-answer"), answer.manner.get("wrong-seal")
    is_broken = broken is not None and answer.attempts <= broken["times"]
    is_misread = misread is not None and answer.attempts <= misread["times"]
    return Letter(
        body=_broken(body, broken["kind"]) if is_broken else body,
        secret=WRONG_SECRET if is_misread else door.secret_of(answer.agency),
    )


def _broken(body: bytes, kind: str) -> bytes:
    if kind == "cut":
        return body[: len(body) // 2]
    told: dict[str, Any] = json.loads(body)
    if kind == "schema":
        told["schema"] = "interlink.answer/9"
    else:
        del told["outcome"]
    return json.dumps(told).encode()


def _record(answer: Answer, *, status: int, told: str) -> None:
    is_taken = status in TAKEN
    copies_left = max(answer.copies_left - is_taken, 0)
    # Unless somebody else took over when the lease had ended.
    mine = Answer.objects.filter(pk=answer.pk, attempts=answer.attempts)
    mine.update(
        last_reply=told,
        leased_until=None,
        taken_at=answer.taken_at or (clock.now() if is_taken else None),
        copies_left=copies_left,
        next_attempt_at=_next_copy_at(answer, copies_left) if is_taken else _next_try_at(answer, status),
    )


def _next_copy_at(answer: Answer, copies_left: int) -> datetime | None:
    minutes = answer.manner.get("double-answer", {}).get("minutes", 0)
    return clock.now() + timedelta(minutes=minutes) if copies_left else None


def _next_try_at(answer: Answer, status: int) -> datetime | None:
    is_refused = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    if is_refused and answer.attempts >= MOST_REFUSALS:
        return None
    return clock.now() + BACK_OFF[min(answer.attempts, len(BACK_OFF)) - 1]
