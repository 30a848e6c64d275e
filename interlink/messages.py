"""Typed envelopes between this house and partner agencies: written here, and read strictly at the border."""

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from math import isfinite
from typing import Any, NoReturn

from interlink.errors import MessageMalformed, SchemaUnknown
from interlink.states import Outcome

REQUEST = "interlink.request/1"
SUPPLEMENT = "interlink.supplement/1"
ACK = "interlink.ack/1"
ANSWER = "interlink.answer/1"
NUDGE = "interlink.nudge/1"
MOST_BYTES = 10_000_000
LONGEST_ID = 120
LONGEST_TEXT = 2000
MOST_ITEMS = 100
# Characters of JSON: findings are numbers, dates and places.
MOST_FINDINGS = 50_000

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A paper of a message, by its name and the digest under which it is kept."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """What an agency is asked. A supplement is the same, corrected, `in_reply_to` the first message of the request.

    sent_at, answer_due_at  aware, simulated
    channel                 "linked", or "paper" for a service that stands alone
    """

    schema: str
    message_id: str
    service: str
    sender: str
    to: str
    dossier_code: str
    chain_code: str
    sent_at: datetime
    answer_due_at: datetime
    callback: str
    channel: str
    data: Mapping[str, Any]
    papers: tuple[Enclosure, ...] = ()
    in_reply_to: str = ""

    def content(self) -> Content:
        """Return the envelope as it is stored: everything but the bytes of its papers."""
        replies = {"in_reply_to": self.in_reply_to} if self.in_reply_to else {}
        return {
            "schema": self.schema,
            "message_id": self.message_id,
            **replies,
            "service": self.service,
            "from": self.sender,
            "to": self.to,
            "dossier_code": self.dossier_code,
            "chain_code": self.chain_code,
            "sent_at": self.sent_at.isoformat(),
            "answer_due_at": self.answer_due_at.isoformat(),
            "callback": self.callback,
            "channel": self.channel,
            "data": dict(self.data),
            "papers": [{"name": paper.name, "sha256": paper.sha256} for paper in self.papers],
        }


@dataclass(frozen=True, slots=True)
class Ack:
    """The agency has the message."""

    message_id: str
    receipt_no: str
    body_sha256: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that an agency lacks."""

    code: str
    what: str


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """A paper as it arrived; `sha256` has been compared with the bytes."""

    name: str
    sha256: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What an agency answers. `at` is its own hour, aware, simulated; `data` are its findings."""

    message_id: str
    in_reply_to: str
    outcome: Outcome
    at: datetime
    reason: str
    items: tuple[Item, ...]
    data: Mapping[str, Any]
    paper: SignedPaper | None

    def content(self) -> Content:
        """Return the answer as it is stored: everything but the bytes of its paper."""
        return {
            "outcome": str(self.outcome),
            "at": self.at.isoformat(),
            "reason": self.reason,
            "items": [{"code": item.code, "what": item.what} for item in self.items],
            "data": dict(self.data),
            "paper": self.paper and {"name": self.paper.name, "sha256": self.paper.sha256},
        }


@dataclass(frozen=True, slots=True)
class KnownMessage:
    """A message as an agency remembers it; `direction` is seen from there."""

    message_id: str
    direction: str
    body_sha256: str


def body_of(content: Content, read: Callable[[str], bytes]) -> bytes:
    """Return the bytes that travel: the same for the same content, however a database orders its keys.

    read  gives the bytes of a paper by its digest
    """
    papers = [{**paper, "content_base64": b64encode(read(paper["sha256"])).decode()} for paper in content["papers"]]
    return plain_body({**content, "papers": papers})


def plain_body(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_answer(body: bytes) -> Answer:
    """Return an agency's answer. Raises SchemaUnknown, MessageMalformed."""
    told = _told(body, ANSWER)
    outcome = _text(told, "outcome", 20)
    if outcome not in Outcome.values:
        raise MessageMalformed(field="outcome")
    return Answer(
        message_id=_text(told, "message_id", LONGEST_ID),
        in_reply_to=_text(told, "in_reply_to", LONGEST_ID),
        outcome=Outcome(outcome),
        at=_hour(told, "at"),
        reason=_text(told, "reason", LONGEST_TEXT, default=""),
        items=tuple(_item(item) for item in _list(told, "items")),
        data=_table(told, "data"),
        paper=_paper(told.get("paper")),
    )


def read_ack(body: bytes) -> Ack:
    """Return an agency's acknowledgement. Raises SchemaUnknown, MessageMalformed."""
    told = _told(body, ACK)
    return Ack(
        message_id=_text(told, "message_id", LONGEST_ID),
        receipt_no=_text(told, "receipt_no", LONGEST_ID, default=""),
        body_sha256=_text(told, "body_sha256", 64),
    )


def read_nudged(body: bytes) -> str:
    """Return what an agency knows of a message: "unknown", "waiting" or "answered". Raises MessageMalformed."""
    state = _text(_json(body), "state", 20)
    if state not in ("unknown", "waiting", "answered"):
        raise MessageMalformed(field="state")
    return state


def read_known(body: bytes) -> list[KnownMessage]:
    """Return the messages that an agency remembers. Raises MessageMalformed."""
    rows = _json(body)
    if not isinstance(rows, list):
        raise MessageMalformed(field="messages")
    return [
        KnownMessage(_text(row, "message_id", LONGEST_ID), _text(row, "direction", 3), _text(row, "body_sha256", 64))
        for row in rows
    ]


def _told(body: bytes, schema: str) -> dict[str, Any]:
    told = _json(body)
    found = told.get("schema") if isinstance(told, dict) else None
    if found != schema:
        raise SchemaUnknown(schema=str(found)[:80])
    return dict(told)


def _json(body: bytes) -> Any:
    """Return a body's JSON, if a database can keep it: no NUL, no lone surrogates, no numbers without end."""
    try:
        text = body.decode()
        told = json.loads(text, parse_constant=_no_number, parse_float=_finite)
        kept = json.dumps(told, ensure_ascii=False)
        kept.encode()
    except (ValueError, RecursionError) as failure:
        raise MessageMalformed(field="body") from failure
    if "\\u0000" in kept:
        raise MessageMalformed(field="body")
    return told


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _finite(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _no_number(text)


def _text(told: Any, name: str, longest: int, default: str | None = None) -> str:
    value = told.get(name, default) if isinstance(told, dict) else None
    if not isinstance(value, str) or len(value) > longest or (default is None and not value):
        raise MessageMalformed(field=name)
    return value


def _hour(told: Mapping[str, Any], name: str) -> datetime:
    try:
        at = datetime.fromisoformat(_text(told, name, 40))
    except ValueError as failure:
        raise MessageMalformed(field=name) from failure
    if at.tzinfo is None:
        raise MessageMalformed(field=name)
    return at


def _list(told: Mapping[str, Any], name: str) -> list[Any]:
    value = told.get(name, [])
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        raise MessageMalformed(field=name)
    return value


def _table(told: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = told.get(name, {})
    if not isinstance(value, dict) or len(json.dumps(value)) > MOST_FINDINGS:
        raise MessageMalformed(field=name)
    return value


def _item(told: Any) -> Item:
    return Item(_text(told, "code", 60), _text(told, "what", LONGEST_TEXT, default=""))


def _paper(told: Any) -> SignedPaper | None:
    if told is None:
        return None
    name, digest = _text(told, "name", 250), _text(told, "sha256", 64)
    try:
        content = b64decode(_text(told, "content_base64", MOST_BYTES), validate=True)
    except (NotBase64, ValueError) as failure:
        raise MessageMalformed(field="paper") from failure
    if sha256(content).hexdigest() != digest or not content.startswith(b"%PDF-"):
        raise MessageMalformed(field="paper")
    return SignedPaper(name, digest, content)
