"""The wire as an agency reads and writes it: requests and supplements in, acknowledgements and answers out."""

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel import clock
from kernel.errors import Invalid
from sandbox.agencies.models import Answer, Request, SignedPaper
from sandbox.agencies.offices import CHANNELS, Office
from sandbox.door import MOST_BYTES

REQUEST = "interlink.request/1"
SUPPLEMENT = "interlink.supplement/1"
NUDGE = "interlink.nudge/1"
ACK = "interlink.ack/1"
ANSWER = "interlink.answer/1"
LONGEST_ID, LONGEST_CODE, LONGEST_URL = 120, 40, 500


class SchemaUnknown(Invalid):
    """The message is of a schema that this office does not read. params: schema."""

    code = "schema-unknown"
    sentence = _("Messages of the schema “%(schema)s” are not read here.")


class MessageMalformed(Invalid):
    """A field is missing or not of its kind. params: field."""

    code = "message-malformed"
    sentence = _("The message is malformed at “%(field)s”.")


class ServiceUnknown(Invalid):
    """The office does not do that. params: service."""

    code = "service-unknown"
    sentence = _("This office does not offer “%(service)s”.")


@dataclass(frozen=True, slots=True)
class Envelope:
    """A request or a supplement as it came; `content` is everything but the bytes of its papers."""

    schema: str
    message_id: str
    in_reply_to: str
    service: str
    channel: str
    sender: str
    dossier_code: str
    callback: str
    content: Mapping[str, Any]

    @property
    def is_supplement(self) -> bool:
        return self.schema == SUPPLEMENT


def read(body: bytes, office: Office) -> Envelope:
    """Return the message of a body. Raises SchemaUnknown, MessageMalformed, ServiceUnknown."""
    told = _told(body, REQUEST, SUPPLEMENT)
    service = _text(told, "service", LONGEST_CODE)
    if service not in office.services:
        raise ServiceUnknown(service=service)
    channel = _text(told, "channel", LONGEST_CODE, default=CHANNELS[0])
    if channel not in CHANNELS:
        raise MessageMalformed(field="channel")
    if not isinstance(told.get("data"), dict):
        raise MessageMalformed(field="data")
    for field in ("sent_at", "answer_due_at"):
        _hour(told, field)
    return Envelope(
        schema=told["schema"],
        message_id=_text(told, "message_id", LONGEST_ID),
        in_reply_to=_text(told, "in_reply_to", LONGEST_ID) if told["schema"] == SUPPLEMENT else "",
        service=service,
        channel=channel,
        sender=_text(told, "from", LONGEST_CODE),
        dossier_code=_text(told, "dossier_code", LONGEST_ID // 2),
        callback=_address(told),
        content={**told, "papers": [_enclosure(paper) for paper in _list(told, "papers")]},
    )


def read_nudge(body: bytes) -> str:
    """Return the number that is asked about. Raises SchemaUnknown, MessageMalformed."""
    return _text(_told(body, NUDGE), "message_id", LONGEST_ID)


def ack(request: Request, office: Office) -> dict[str, str]:
    """Return the acknowledgement of a request: the same words however often it is given."""
    received_at = request.received_at.astimezone(clock.TZ)
    return {
        "schema": ACK,
        "message_id": request.message_id,
        "receipt_no": f"{office.symbol}-{received_at:%y%m%d}-{request.pk:06}",
        "body_sha256": request.body_sha256,
        "received_at": received_at.isoformat(),
    }


def answer_body(answer: Answer, in_reply_to: str, paper: SignedPaper | None, name: str) -> bytes:
    """Return the bytes of an answer: the same every time, because its paper is kept."""
    enclosed = paper and {
        "name": name,
        "sha256": paper.sha256,
        "content_base64": b64encode(bytes(paper.content)).decode(),
    }
    told = {
        "schema": ANSWER,
        "message_id": answer.message_id,
        "in_reply_to": in_reply_to,
        "outcome": answer.outcome,
        "at": answer.at.astimezone(clock.TZ).isoformat(),
        **answer.content,
        "paper": enclosed,
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def _told(body: bytes, *schemas: str) -> dict[str, Any]:
    try:
        told = json.loads(body.decode())
        # What no database takes is no message: lone surrogates, NUL.
        kept = json.dumps(told, ensure_ascii=False, allow_nan=False)
        kept.encode()
    except (ValueError, RecursionError) as failure:
        raise MessageMalformed(field="body") from failure
    if "\\u0000" in kept or not isinstance(told, dict):
        raise MessageMalformed(field="body")
    if told.get("schema") not in schemas:
        raise SchemaUnknown(schema=str(told.get("schema"))[:80])
    return told


def _text(told: Mapping[str, Any], field: str, longest: int, default: str | None = None) -> str:
    value = told.get(field, default)
    if not isinstance(value, str) or not value or len(value) > longest:
        raise MessageMalformed(field=field)
    return value


def _hour(told: Mapping[str, Any], field: str) -> datetime:
    try:
        at = datetime.fromisoformat(_text(told, field, LONGEST_CODE))
    except ValueError as failure:
        raise MessageMalformed(field=field) from failure
    if at.tzinfo is None:
        raise MessageMalformed(field=field)
    return at


def _address(told: Mapping[str, Any]) -> str:
    address = _text(told, "callback", LONGEST_URL)
    if not address.startswith(("http://", "https://")):
        raise MessageMalformed(field="callback")
    return address


def _list(told: Mapping[str, Any], field: str) -> list[Any]:
    value = told.get(field, [])
    if not isinstance(value, list):
        raise MessageMalformed(field=field)
    return value


def _enclosure(paper: Any) -> dict[str, str]:
    if not isinstance(paper, dict):
        raise MessageMalformed(field="papers")
    name, digest = _text(paper, "name", 250), _text(paper, "sha256", 64)
    try:
        content = b64decode(_text(paper, "content_base64", MOST_BYTES), validate=True)
    except (NotBase64, ValueError) as failure:
        raise MessageMalformed(field="papers") from failure
    if sha256(content).hexdigest() != digest:
        raise MessageMalformed(field="papers")
    return {"name": name, "sha256": digest}
