"""`verify_journal` over a journal of a hundred thousand entries."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection

from dossiers.models import Dossier
from kernel import journal
from kernel.actors import SYSTEM
from kernel.models import JournalEntry
from tests.bench import world
from tests.bench.lines import Line, alone, rate

TARGET = 50_000
ENTRIES, BATCH = 40, 125
NAME = "dossiers.ProposalSentBack"
RECORDED_AT = datetime(2026, 11, 21, 8, 30, 0, 123456, tzinfo=UTC)


def measure(*, quick: bool) -> Iterator[Line]:
    rounds, streams = (1, 5) if quick else (5, 2600)
    _write(streams)
    world.settle_statistics()
    entries = JournalEntry.objects.count()
    yield alone(f"verify_journal, {connection.vendor}", lambda: rate(entries, _verified), rounds=rounds, target=TARGET)


def _verified() -> None:
    report = journal.verify()
    if not report.verified:
        raise RuntimeError(report.breaks[0])


def _write(streams: int) -> None:
    """Store dossiers, each with a chain that is whole and ends at the dossier's head."""
    dossiers = [Dossier(pk=pk, journal_sequence=ENTRIES) for pk in world.drafted(streams)]
    for start in range(0, streams, BATCH):
        some = dossiers[start : start + BATCH]
        JournalEntry.objects.bulk_create([entry for dossier in some for entry in _chain(dossier)], batch_size=1000)
        Dossier.objects.bulk_update(some, ["journal_sequence", "journal_digest", "journal_at"])


def _chain(dossier: Dossier) -> Iterator[JournalEntry]:
    """Yield the entries of a stream, a day apart, and leave its head on the dossier."""
    actor, payload = str(SYSTEM), f'{{"dossier_id":{dossier.pk},"reason":"Hồ sơ chưa hợp lệ"}}'
    for sequence in range(1, ENTRIES + 1):
        previous, at = dossier.journal_digest, world.FILED_AT + timedelta(days=sequence, microseconds=dossier.pk)
        line = (previous, dossier.stream, sequence, NAME, ("", "", ""), actor, at, RECORDED_AT, payload)
        dossier.journal_digest, dossier.journal_at = journal.digest_of(*line), at
        yield JournalEntry(
            stream=dossier.stream,
            sequence=sequence,
            name=NAME,
            actor=actor,
            at=at,
            recorded_at=RECORDED_AT,
            payload=payload,
            previous=previous,
            digest=dossier.journal_digest,
        )
