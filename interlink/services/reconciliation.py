"""Compares what this house and its partner agencies remember of their messages: numbers and digests."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from interlink.adapters import partners
from interlink.errors import AgencySilent
from interlink.messages import KnownMessage
from interlink.models import Message
from interlink.states import Direction

NEVER_ARRIVED = "never-arrived"
NOT_RECEIVED = "not-received"
UNKNOWN_HERE = "unknown-here"
DIGEST_DIFFERS = "digest-differs"


@dataclass(frozen=True, slots=True)
class Difference:
    """One message that the two sides do not remember alike.

    kind           never-arrived: acknowledged, but unknown there; not-received: sent there, unknown here;
                   unknown-here: received there, never sent here; digest-differs
    ours, theirs   SHA-256 of the body; empty where it is not known
    """

    agency: str
    message_id: str
    kind: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing with one agency gave; `silent` says why it could not be asked, and is empty if it could."""

    agency: str
    matching: int
    differences: tuple[Difference, ...]
    silent: str = ""


def compare(agency: str, since: datetime) -> Comparison:
    """Compare with one partner. A message of ours that nobody has acknowledged yet is no difference."""
    try:
        theirs = {known.message_id: known for known in partners.agency(agency).messages(since)}
    except AgencySilent as silence:
        return Comparison(agency, 0, (), str(silence.params["cause"]))
    rows = Message.objects.filter(agency=agency)
    ours = {row.message_id: row for row in rows.filter(first_at__gte=since)}
    ours |= {row.message_id: row for row in rows.filter(message_id__in=theirs.keys() - ours.keys())}
    matching = sum(ours[number].body_sha256 == theirs[number].body_sha256 for number in ours.keys() & theirs.keys())
    return Comparison(agency, matching, tuple(_differences(agency, ours, theirs)))


def _differences(agency: str, ours: Mapping[str, Message], theirs: Mapping[str, KnownMessage]) -> Iterator[Difference]:
    for number in sorted(ours.keys() | theirs.keys()):
        here, there = ours.get(number), theirs.get(number)
        kind = _kind(here, there)
        if kind:
            yield Difference(agency, number, kind, here.body_sha256 if here else "", there.body_sha256 if there else "")


def _kind(here: Message | None, there: KnownMessage | None) -> str:
    if here and there:
        return "" if here.body_sha256 == there.body_sha256 else DIGEST_DIFFERS
    if there:
        return UNKNOWN_HERE if there.direction == Direction.IN else NOT_RECEIVED
    return NEVER_ARRIVED if here and (here.direction == Direction.IN or here.answered_at) else ""
