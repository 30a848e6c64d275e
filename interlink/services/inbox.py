"""The inbox: a call from an agency is trusted, read, kept once, and applied when the news is delivered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import F

from interlink import enclosures, messages
from interlink.adapters import partners
from interlink.errors import MessageIdReused, NotYourStep, ReplyToUnknown, SealRefused
from interlink.events import AnswerReceived
from interlink.messages import Answer
from interlink.models import Message, RefusedCall
from interlink.services import steps
from interlink.states import SETTLED, Direction
from kernel import clock, journal, signed_http
from kernel.actors import SYSTEM
from kernel.errors import Problem
from kernel.signed_http import SealBroken, SealExpired

# Of what is not taken: how much of each body, and how many different ones, so that a flood fills no disk.
EXCERPT = 2000
MOST_REFUSED = 10_000


@dataclass(frozen=True, slots=True)
class Taken:
    """How an answer was taken: `is_first` is False for a copy, and for what comes after the step has settled."""

    message_id: str
    body_sha256: str
    is_first: bool


def receive(agency: str, body: bytes, headers: Mapping[str, str]) -> Taken:
    """Take an answer from an agency; a second copy is taken and ignored.

    agency   the code that the caller claims
    headers  with the seal on the raw body
    Raises SealRefused, SchemaUnknown, MessageMalformed, ReplyToUnknown, NotYourStep, MessageIdReused; such a call is
    kept among those that were not taken.
    """
    try:
        _check_seal(agency, body, headers)
        return _take(agency, messages.read_answer(body), sha256(body).hexdigest())
    except Problem as refusal:
        _keep_refused(agency, body, refusal)
        raise


def _check_seal(agency: str, body: bytes, headers: Mapping[str, str]) -> None:
    secret = partners.secret_of(agency)
    if secret is None:
        raise SealRefused(agency=agency[:40])
    try:
        signed_http.check(body, headers, secret)
    except (SealBroken, SealExpired) as failure:
        raise SealRefused(agency=agency) from failure


def _take(agency: str, answer: Answer, digest: str) -> Taken:
    # Before the row is locked: the same paper is kept once, and one that nobody asked for does no harm.
    if answer.paper:
        enclosures.keep(answer.paper.content)
    return Taken(answer.message_id, digest, _keep(agency, answer, digest))


@transaction.atomic
def _keep(agency: str, answer: Answer, digest: str) -> bool:
    """Store an answer, and address it to whoever applies it; tell whether it was the first and came in time."""
    sent = _question(agency, answer)
    step = sent.step
    known = Message.objects.filter(agency=sent.agency, message_id=answer.message_id).first()
    if known is not None:
        if known.body_sha256 != digest:
            raise MessageIdReused(message_id=answer.message_id)
        return False
    with clock.held(_hour(answer, sent)):
        message = Message.objects.create(
            step=step,
            direction=Direction.IN,
            agency=sent.agency,
            message_id=answer.message_id,
            schema=messages.ANSWER,
            attempt=sent.attempt,
            outcome=answer.outcome,
            body_sha256=digest,
            content=answer.content(),
            first_at=clock.now(),
        )
        if step.state in SETTLED:
            steps.note(step, message)
            return False
        journal.append(step, AnswerReceived(step.chain_id, step.pk, message.pk), SYSTEM)
        return True


def _question(agency: str, answer: Answer) -> Message:
    """Return the message that is answered, its step locked. Raises ReplyToUnknown, NotYourStep."""
    asked = Message.objects.filter(message_id=answer.in_reply_to, direction=Direction.OUT)
    sent = asked.select_related("step__chain").select_for_update(of=("step",)).first()
    if sent is None:
        raise ReplyToUnknown(in_reply_to=answer.in_reply_to)
    if sent.agency != agency:
        raise NotYourStep
    return sent


def _hour(answer: Answer, sent: Message) -> datetime:
    """Return the hour of an answer: its own, which the seal vouches for, unless it lies ahead or before the question.

    So an answer that was given on day 2 is of day 2, also when the clock has jumped to day 10 meanwhile.
    """
    return max(min(answer.at, clock.now()), sent.first_at)


def _keep_refused(agency: str, body: bytes, refusal: Problem) -> None:
    if RefusedCall.objects.count() >= MOST_REFUSED:
        return
    found, created = RefusedCall.objects.get_or_create(
        agency=_storable(agency)[:40],
        code=refusal.code,
        body_sha256=sha256(body).hexdigest(),
        defaults={
            "status": refusal.status,
            "excerpt": _storable(body[:EXCERPT].decode(errors="replace")),
            "last_at": clock.wall(),
        },
    )
    if not created:
        RefusedCall.objects.filter(pk=found.pk).update(calls=F("calls") + 1, last_at=clock.wall())


def _storable(text: str) -> str:
    return text.replace("\x00", "�")
