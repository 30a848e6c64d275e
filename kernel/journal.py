"""One journal for audit, outbox and event log: a hash chain per stream, written in the transaction of the change."""

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from kernel import clock, delivery, events, tasks
from kernel.actors import Actor
from kernel.errors import Refused
from kernel.models import NO_DIGEST, Delivery, JournalEntry, Streamed

logger = logging.getLogger(__name__)

HEAD = ("journal_sequence", "journal_digest", "journal_at")


class ChangedMeanwhile(Refused):
    """Somebody wrote to the subject's journal after it was read. params: stream."""

    code = "changed-meanwhile"
    sentence = _("Somebody changed this meanwhile; look again.")


@dataclass(frozen=True, slots=True)
class Step:
    """The move that an entry records; empty for an event that moved nothing."""

    move: str = ""
    source: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """Where a stream stops being what was written."""

    stream: str
    sequence: int
    reason: str


@dataclass(frozen=True, slots=True)
class Verification:
    streams: int
    entries: int
    breaks: tuple[Break, ...]

    @property
    def verified(self) -> bool:
        return not self.breaks


def append(
    subject: Streamed, event: object, by: Actor, *, step: Step = Step(), changed: Iterable[str] = ()
) -> JournalEntry:
    """Write one line on the subject's stream, store its head (and the `changed` fields), and address the listeners.

    Runs inside the caller's transaction. A stream never goes backwards: a consequence that is played late bears the
    hour of the line before it at the earliest. Raises ChangedMeanwhile if the subject is not as it was read.
    """
    entry = _next_entry(subject, event, by, step)
    _store(subject, entry, changed)
    entry.save(force_insert=True)
    listeners = events.listeners_of(entry.name)
    if listeners:
        Delivery.objects.bulk_create(Delivery(entry=entry, listener=listener.name) for listener in listeners)
        _nudge_on_commit()
    return entry


def history(stream: str) -> QuerySet[JournalEntry]:
    """Return the stream's entries, oldest first."""
    return JournalEntry.objects.filter(stream=stream).order_by("sequence")


def event_of(entry: JournalEntry) -> Any:
    """Return the typed event that the entry records."""
    return events.decode(entry.name, json.loads(entry.payload))


def facts_of(entry: JournalEntry) -> dict[str, Any]:
    """Return the recorded facts as plain JSON values, without the type."""
    facts: dict[str, Any] = json.loads(entry.payload)
    return facts


def digest_of(
    previous: str,
    stream: str,
    sequence: int,
    name: str,
    step: tuple[str, str, str],
    actor: str,
    at: datetime,
    recorded_at: datetime,
    payload: str,
) -> str:
    """Return SHA-256 (hex) over the line's fields, joined by newlines, hours in UTC: anyone can compute it again."""
    line = "\n".join(
        (previous, stream, str(sequence), name, *step, actor, at.isoformat(), recorded_at.isoformat(), payload)
    )
    return sha256(line.encode()).hexdigest()


def verify(stream: str | None = None) -> Verification:
    """Recompute every chain (or one) and compare each head with its subject; the first break of a stream is told."""
    breaks: list[Break] = []
    heads: dict[str, tuple[int, str]] = {}
    entries = 0
    for name, lines in groupby(_lines(stream), key=itemgetter(0)):
        count, head, broken = _verify_chain(name, lines)
        entries += count
        heads[name] = head
        breaks += [broken] if broken else []
    broken_streams = {found.stream for found in breaks}
    breaks += [found for found in _compare_heads(heads, stream) if found.stream not in broken_streams]
    return Verification(streams=len(heads), entries=entries, breaks=tuple(breaks))


def _next_entry(subject: Streamed, event: object, by: Actor, step: Step) -> JournalEntry:
    at = clock.now().astimezone(UTC)
    entry = JournalEntry(
        stream=subject.stream,
        sequence=subject.journal_sequence + 1,
        name=events.name_of(type(event)),
        move=step.move,
        source=step.source,
        target=step.target,
        actor=str(by),
        at=at if subject.journal_at is None else max(at, subject.journal_at),
        recorded_at=clock.wall(),
        payload=json.dumps(events.encode(event), ensure_ascii=False, separators=(",", ":")),
        previous=subject.journal_digest,
    )
    entry.digest = digest_of(
        entry.previous,
        entry.stream,
        entry.sequence,
        entry.name,
        (entry.move, entry.source, entry.target),
        entry.actor,
        entry.at,
        entry.recorded_at,
        entry.payload,
    )
    return entry


def _store(subject: Streamed, entry: JournalEntry, changed: Iterable[str]) -> None:
    """Compare and swap: the row is written only if its journal stands where we read it."""
    read_at = subject.journal_sequence
    subject.journal_sequence, subject.journal_digest, subject.journal_at = entry.sequence, entry.digest, entry.at
    values = {name: getattr(subject, name) for name in (*changed, *HEAD)}
    stored = type(subject)._base_manager.filter(pk=subject.pk, journal_sequence=read_at).update(**values)
    if stored != 1:
        raise ChangedMeanwhile(stream=subject.stream)


def _nudge_on_commit() -> None:
    """One nudge for all the news of a transaction: whoever delivers takes everything that is due."""
    waiting = transaction.get_connection().run_on_commit
    if not any(call is _nudge for _savepoints, call, _robust in waiting):
        transaction.on_commit(_nudge)


def _nudge() -> None:
    """Tell the worker that there is news. A broker that is down costs time only: the sweep finds the rows."""
    if delivery.is_by_hand():
        return
    try:
        tasks.deliver_news.delay()
    # The broker in folders answers with the file system's own failures.
    except (OperationalError, OSError):
        logger.warning("nudge_lost")


def _lines(stream: str | None) -> Iterator[tuple[Any, ...]]:
    entries = JournalEntry.objects.all() if stream is None else JournalEntry.objects.filter(stream=stream)
    fields = ("stream", "sequence", "name", "move", "source", "target", "actor", "at", "recorded_at", "payload")
    return entries.order_by("stream", "sequence").values_list(*fields, "previous", "digest").iterator(chunk_size=5000)


def _verify_chain(stream: str, lines: Iterable[tuple[Any, ...]]) -> tuple[int, tuple[int, str], Break | None]:
    expected, previous, count = 1, NO_DIGEST, 0
    broken: Break | None = None
    for _stream, sequence, name, move, source, target, actor, at, recorded_at, payload, told_previous, digest in lines:
        count += 1
        if broken:
            continue
        if sequence != expected:
            broken = Break(stream, expected, "an entry is missing")
        elif told_previous != previous:
            broken = Break(stream, sequence, "the entry does not follow the one before it")
        elif digest != digest_of(
            previous, stream, sequence, name, (move, source, target), actor, at, recorded_at, payload
        ):
            broken = Break(stream, sequence, "the entry was altered")
        expected, previous = sequence + 1, digest
    return count, (expected - 1, previous), broken


def _compare_heads(heads: dict[str, tuple[int, str]], only: str | None) -> Iterator[Break]:
    for model in apps.get_models():
        if not issubclass(model, Streamed):
            continue
        subjects = model._base_manager.filter(journal_sequence__gt=0)
        if only is not None:
            kind, _colon, pk = only.partition(":")
            subjects = subjects.filter(pk=pk) if kind == model._meta.model_name else subjects.none()
        for pk, sequence, digest in subjects.values_list("pk", "journal_sequence", "journal_digest").iterator():
            stream = f"{model._meta.model_name}:{pk}"
            last, last_digest = heads.get(stream, (0, NO_DIGEST))
            if last != sequence:
                yield Break(stream, min(last, sequence) + 1, "the journal and its subject end at different entries")
            elif last_digest != digest:
                yield Break(stream, sequence, "the subject's head is another digest")
