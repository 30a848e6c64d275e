"""The door of an agency: takes a sealed message once, acknowledges it, and says what became of earlier ones."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel import calendar_store, clock
from kernel.errors import Refused
from sandbox.agencies import envelopes
from sandbox.agencies.envelopes import Envelope
from sandbox.agencies.models import Answer, Outcome, Request, RequestState
from sandbox.agencies.offices import Office
from sandbox.behaviours import drawing, steering
from sandbox.behaviours.steering import Manner


class MessageIdReused(Refused):
    """The number came before, with another body. params: message_id."""

    code = "message-id-reused"
    sentence = _("The number %(message_id)s was used for another message.")


class ReplyToUnknown(Refused):
    """A supplement to a request that this office does not have. params: in_reply_to."""

    code = "reply-to-unknown"
    sentence = _("There is no request %(in_reply_to)s here that could be supplemented.")


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that is kept; `is_first` is False for a copy of one that was. `manner` is how it is treated."""

    request: Request
    is_first: bool
    manner: Manner


def receive(office: Office, body: bytes) -> Taken:
    """Keep a message, due within the office's own hours; a copy is known by its number and body.

    Raises SchemaUnknown, MessageMalformed, ServiceUnknown, MessageIdReused, ReplyToUnknown.
    """
    envelope, digest = envelopes.read(body, office), sha256(body).hexdigest()
    manner = steering.manner(office.code, envelope.service, envelope.message_id)
    known = _known(office, envelope, digest)
    if known is not None:
        return Taken(known, is_first=False, manner=manner)
    try:
        with transaction.atomic():
            return Taken(_kept(office, envelope, digest, manner), is_first=True, manner=manner)
    except IntegrityError:
        known = _known(office, envelope, digest)
        if known is None:
            raise
        return Taken(known, is_first=False, manner=manner)


@transaction.atomic
def nudge(office: Office, message_id: str) -> tuple[str, Answer | None]:
    """Return what is known of a message, "unknown", "waiting" or "answered", and the answer that now goes out again."""
    request = Request.objects.filter(agency=office.code, message_id=message_id).first()
    if request is None:
        return "unknown", None
    last = request.supplements.order_by("-pk").first() or request
    given = Answer.objects.select_for_update(of=("self",)).filter(request=last).exclude(outcome=Outcome.RECEIVED)
    answer = given.order_by("-pk").first()
    if answer is None:
        return "waiting", None
    answer.next_attempt_at, answer.copies_left = clock.now(), max(answer.copies_left, 1)
    answer.save(update_fields=["next_attempt_at", "copies_left"])
    return "answered", answer


def remembered(office: Office, since: datetime) -> list[dict[str, Any]]:
    """Return what came and went since a simulated hour: numbers, digests, hours."""
    requests = Request.objects.filter(agency=office.code, received_at__gte=since).order_by("pk")
    answers = Answer.objects.written().filter(agency=office.code, at__gte=since).order_by("pk")
    came = requests.values_list("message_id", "body_sha256", "received_at")
    went = answers.values_list("message_id", "body_sha256", "at")
    return [_line(*row, direction="in") for row in came] + [_line(*row, direction="out") for row in went]


def _line(message_id: str, digest: str, at: datetime, *, direction: str) -> dict[str, Any]:
    return {
        "message_id": message_id,
        "direction": direction,
        "body_sha256": digest,
        "at": at.astimezone(clock.TZ).isoformat(),
    }


def _known(office: Office, envelope: Envelope, digest: str) -> Request | None:
    request = Request.objects.filter(agency=office.code, message_id=envelope.message_id).first()
    if request is not None and request.body_sha256 != digest:
        raise MessageIdReused(message_id=envelope.message_id)
    return request


def _kept(office: Office, envelope: Envelope, digest: str, manner: Manner) -> Request:
    first = _first(office, envelope) if envelope.is_supplement else None
    return Request.objects.create(
        agency=office.code,
        message_id=envelope.message_id,
        first=first,
        schema=envelope.schema,
        service=envelope.service,
        channel=envelope.channel,
        sender=envelope.sender,
        dossier_code=envelope.dossier_code,
        callback=envelope.callback,
        content=envelope.content,
        body_sha256=digest,
        received_at=clock.now(),
        answer_due_at=_answer_due_at(office, envelope, manner),
    )


def _first(office: Office, envelope: Envelope) -> Request:
    """Return the request that is supplemented; if it still waits, its supplement is answered in its place."""
    asked = Q(message_id=envelope.in_reply_to, service=envelope.service, first=None)
    request = Request.objects.select_for_update().filter(asked, agency=office.code).first()
    if request is None:
        raise ReplyToUnknown(in_reply_to=envelope.in_reply_to)
    request.state, request.answer_due_at = RequestState.SUPPLEMENTED, None
    request.save(update_fields=["state", "answer_due_at"])
    return request


def _answer_due_at(office: Office, envelope: Envelope, manner: Manner) -> datetime:
    if "at-once" in manner:
        return clock.now()
    drawn = drawing.draw(manner.seed, office.code, "latency", envelope.message_id)
    return office.done_at(
        clock.now(),
        envelope.service,
        envelope.channel,
        drawn,
        calendar_store.loaded(),
        factor=_factor(manner),
    )


def _factor(manner: Manner) -> int:
    return int(manner.of("slow", "factor")) if "slow" in manner else 1
