"""Whoever alters, removes or slips in a line of the journal is found by stream and sequence (docs/sources.md, J-2)."""

import json
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from dossiers.models import Dossier
from kernel import clock, journal
from kernel.actors import Actor, ActorKind
from kernel.events import event
from kernel.journal import Break
from kernel.models import NO_DIGEST, JournalEntry
from tests.calendars import at
from tests.factories.dossiers import DossierFactory

protection = import_module("kernel.migrations.0002_journal_is_append_only")

AN = Actor(ActorKind.OFFICER, 7)


@event
@dataclass(frozen=True, slots=True)
class LineWritten:
    text: str


@pytest.fixture
def dossier(db):
    return DossierFactory()


def another_dossier():
    return DossierFactory(terms=Dossier.objects.get().terms)


@pytest.fixture
def three_notes(dossier):
    """Return the stream of a dossier with three lines."""
    with clock.held(at("2024-04-01 09:00")):
        for text in ("một", "hai", "ba"):
            journal.append(dossier, LineWritten(text), AN)
    return dossier.stream


@contextmanager
def protection_removed():
    """Let the journal be changed, as someone with the keys of the database could."""
    undo = {"sqlite": protection.SQLITE_BACK, "postgresql": protection.POSTGRESQL_BACK}[connection.vendor]
    redo = {"sqlite": protection.SQLITE, "postgresql": protection.POSTGRESQL}[connection.vendor]
    with connection.cursor() as cursor:
        for statement in undo:
            cursor.execute(statement)
        yield cursor
        for statement in redo:
            cursor.execute(statement)


def tamper(statement, *params):
    with protection_removed() as cursor:
        cursor.execute(statement, params)
        assert cursor.rowcount == 1


def breaks():
    return journal.verify().breaks


def test_an_untouched_journal_is_verified_and_counted(three_notes):
    journal.append(another_dossier(), LineWritten("một"), AN)

    found = journal.verify()

    assert (found.verified, found.streams, found.entries, found.breaks) == (True, 2, 4, ())


def test_an_empty_journal_is_whole(db):
    assert journal.verify() == journal.Verification(streams=0, entries=0, breaks=())


@pytest.mark.parametrize(
    ("column", "forged"),
    [
        ("payload", '{"text":"hại"}'),
        ("payload", '{"text": "hai"}'),
        ("actor", "officer:8"),
        ("name", "tests.LineForged"),
        ("move", "accept"),
        ("source", "received"),
        ("target", "received"),
        ("at", "2024-04-01 01:59:59+00:00"),
        ("recorded_at", "2024-04-01 01:59:59+00:00"),
        ("digest", "f" * 64),
    ],
)
def test_an_altered_line_is_found_with_its_stream_and_sequence(three_notes, column, forged):
    tamper(f"UPDATE kernel_journalentry SET {connection.ops.quote_name(column)} = %s WHERE sequence = 2", forged)

    assert breaks() == (Break(three_notes, 2, "the entry was altered"),)


def test_a_line_that_follows_another_one_is_found(three_notes):
    tamper("UPDATE kernel_journalentry SET previous = %s WHERE sequence = 2", "f" * 64)

    assert breaks() == (Break(three_notes, 2, "the entry does not follow the one before it"),)


def test_a_line_altered_with_its_digest_made_anew_is_found_at_the_next(three_notes):
    second = journal.history(three_notes)[1]
    step = (second.move, second.source, second.target)
    forged = journal.digest_of(
        second.previous, second.stream, 2, second.name, step, "officer:8", second.at, second.recorded_at, second.payload
    )

    tamper("UPDATE kernel_journalentry SET actor = 'officer:8', digest = %s WHERE sequence = 2", forged)

    assert breaks() == (Break(three_notes, 3, "the entry does not follow the one before it"),)


def test_a_removed_middle_line_is_found(three_notes):
    tamper("DELETE FROM kernel_journalentry WHERE sequence = 2")

    assert breaks() == (Break(three_notes, 2, "an entry is missing"),)


def test_a_removed_first_line_is_found(three_notes):
    tamper("DELETE FROM kernel_journalentry WHERE sequence = 1")

    assert breaks() == (Break(three_notes, 1, "an entry is missing"),)


def test_a_removed_last_line_is_found_by_the_head_on_the_subject(three_notes):
    tamper("DELETE FROM kernel_journalentry WHERE sequence = 3")

    assert breaks() == (Break(three_notes, 3, "the journal and its subject end at different entries"),)


def test_a_stream_that_was_removed_whole_is_found(dossier):
    journal.append(dossier, LineWritten("một"), AN)

    tamper("DELETE FROM kernel_journalentry")

    assert breaks() == (Break(f"dossier:{dossier.pk}", 1, "the journal and its subject end at different entries"),)


def test_a_line_slipped_in_at_the_end_is_found(three_notes):
    last = journal.history(three_notes)[2]
    step = ("", "", "")
    digest = journal.digest_of(last.digest, three_notes, 4, last.name, step, "system", last.at, last.at, "{}")

    JournalEntry.objects.create(
        stream=three_notes,
        sequence=4,
        name=last.name,
        actor="system",
        at=last.at,
        recorded_at=last.at,
        payload="{}",
        previous=last.digest,
        digest=digest,
    )

    assert breaks() == (Break(three_notes, 4, "the journal and its subject end at different entries"),)


def test_a_chain_that_was_written_anew_to_its_end_is_found_by_the_head(dossier):
    entry = journal.append(dossier, LineWritten("một"), AN)
    step = ("", "", "")
    forged = journal.digest_of(
        NO_DIGEST, entry.stream, 1, entry.name, step, "officer:8", entry.at, entry.recorded_at, entry.payload
    )

    tamper("UPDATE kernel_journalentry SET actor = 'officer:8', digest = %s", forged)

    assert breaks() == (Break(entry.stream, 1, "the subject's head is another digest"),)


def test_one_stream_is_verified_by_itself(three_notes):
    other = another_dossier()
    journal.append(other, LineWritten("một"), AN)
    tamper("UPDATE kernel_journalentry SET actor = 'officer:8' WHERE stream = %s AND sequence = 2", three_notes)

    assert journal.verify(other.stream).verified
    assert journal.verify(three_notes).breaks == (Break(three_notes, 2, "the entry was altered"),)


def test_every_broken_stream_is_named_once(three_notes):
    other = another_dossier()
    journal.append(other, LineWritten("một"), AN)

    with protection_removed() as cursor:
        cursor.execute("UPDATE kernel_journalentry SET actor = 'officer:8'")

    assert {(found.stream, found.sequence) for found in breaks()} == {(three_notes, 1), (other.stream, 1)}
    assert len(breaks()) == 2


def test_the_command_says_that_the_journal_is_whole(three_notes, capsys):
    with translation.override("en"):
        call_command("verify_journal")

    assert capsys.readouterr().out == "The journal is whole: 1 streams, 3 entries.\n"


def test_the_command_exits_with_1_and_names_stream_and_sequence(three_notes, capsys):
    tamper("UPDATE kernel_journalentry SET actor = 'officer:8' WHERE sequence = 2")

    with translation.override("en"), pytest.raises(CommandError, match=f"{three_notes} #2: ") as failure:
        call_command("verify_journal")

    assert failure.value.returncode == 1
    assert capsys.readouterr().out == "The journal is BROKEN in 1 places: 1 streams, 3 entries.\n"


def test_the_command_tells_the_same_as_json(three_notes, capsys):
    tamper("DELETE FROM kernel_journalentry WHERE sequence = 3")

    with pytest.raises(CommandError):
        call_command("verify_journal", "--json", "--stream", three_notes)

    assert json.loads(capsys.readouterr().out) == {
        "streams": 1,
        "entries": 2,
        "verified": False,
        "breaks": [
            {
                "stream": three_notes,
                "sequence": 3,
                "reason": "the journal and its subject end at different entries",
            }
        ],
    }
