"""One journal: a chain of digests per stream, in the transaction of the change, append-only (docs/sources.md, J-2)."""

from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from importlib import import_module

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from dossiers.models import Dossier
from kernel import clock, journal
from kernel.actors import SYSTEM, Actor, ActorKind
from kernel.events import event, on
from kernel.journal import Step
from kernel.models import NO_DIGEST, Delivery, JournalEntry
from tests.brokers import as_in_a_request, broker
from tests.calendars import at
from tests.factories.dossiers import DossierFactory
from tests.refusals import refused

protection = import_module("kernel.migrations.0002_journal_is_append_only")

AN = Actor(ActorKind.OFFICER, 7)
NINE, TEN = at("2024-04-01 09:00"), at("2024-04-01 10:00")


@event
@dataclass(frozen=True, slots=True)
class NoteWritten:
    """Nobody listens."""

    text: str


@event
@dataclass(frozen=True, slots=True)
class NewsCried:
    """Two listen."""

    text: str


@on(NewsCried)
def neighbour(occurred, entry):
    """Hears."""


@on(NewsCried)
def friend(occurred, entry):
    """Hears."""


@pytest.fixture
def dossier(db):
    return DossierFactory()


def another_dossier():
    return DossierFactory(terms=Dossier.objects.get().terms)


@pytest.fixture
def three_notes(dossier):
    """Return the stream of a dossier with three lines."""
    with clock.held(NINE):
        for text in ("một", "hai", "ba"):
            journal.append(dossier, NoteWritten(text), AN)
    return dossier.stream


# --- a line ---------------------------------------------------------------------------------------------------------
def test_a_line_says_what_happened_to_whom_by_whom_and_when(dossier):
    with clock.held(NINE):
        before = clock.wall()
        journal.append(dossier, NoteWritten("Đủ giấy tờ"), AN, step=Step("accept", "registered", "received"))

    entry = JournalEntry.objects.get()
    assert (entry.stream, entry.sequence, entry.name) == (f"dossier:{dossier.pk}", 1, "tests.NoteWritten")
    assert (entry.move, entry.source, entry.target) == ("accept", "registered", "received")
    assert (entry.actor, entry.at) == ("officer:7", NINE)
    assert before <= entry.recorded_at <= clock.wall()
    assert entry.payload == '{"text":"Đủ giấy tờ"}'
    assert journal.event_of(entry) == NoteWritten("Đủ giấy tờ")
    assert journal.facts_of(entry) == {"text": "Đủ giấy tờ"}


def test_an_event_that_moved_nothing_has_no_step(dossier):
    entry = journal.append(dossier, NoteWritten(""), SYSTEM)

    assert (entry.move, entry.source, entry.target) == ("", "", "")


def test_each_line_carries_the_digest_of_the_line_before_it(three_notes):
    first, second, third = journal.history(three_notes)

    assert [first.sequence, second.sequence, third.sequence] == [1, 2, 3]
    assert [first.previous, second.previous, third.previous] == [NO_DIGEST, first.digest, second.digest]


def test_anyone_can_compute_a_digest_again(three_notes):
    entry = journal.history(three_notes)[1]

    line = "\n".join(
        [
            entry.previous,
            entry.stream,
            "2",
            "tests.NoteWritten",
            "",
            "",
            "",
            "officer:7",
            "2024-04-01T02:00:00+00:00",
            entry.recorded_at.astimezone(UTC).isoformat(),
            '{"text":"hai"}',
        ]
    )
    assert entry.digest == sha256(line.encode()).hexdigest()


def test_each_subject_has_a_chain_of_its_own(dossier):
    other = another_dossier()

    journal.append(dossier, NoteWritten("một"), AN)
    journal.append(other, NoteWritten("một"), AN)

    assert [entry.sequence for entry in JournalEntry.objects.all()] == [1, 1]
    assert {entry.previous for entry in JournalEntry.objects.all()} == {NO_DIGEST}


def test_the_head_of_the_chain_lies_on_the_subject(dossier):
    with clock.held(NINE):
        entry = journal.append(dossier, NoteWritten("một"), AN)

    stored = Dossier.objects.get()
    assert (stored.journal_sequence, stored.journal_digest, stored.journal_at) == (1, entry.digest, NINE)


def test_a_line_is_stored_with_the_fields_that_it_is_about_and_no_others(dossier):
    dossier.summary, dossier.fee_receipt = "Đổi", "BL-1"

    journal.append(dossier, NoteWritten("một"), AN, changed=["fee_receipt"])

    stored = Dossier.objects.get()
    assert (stored.fee_receipt, stored.summary) == ("BL-1", "Xác nhận tình trạng hôn nhân")


def test_a_stream_never_goes_backwards_in_time(dossier):
    with clock.held(TEN):
        journal.append(dossier, NoteWritten("một"), AN)
    with clock.held(NINE):
        journal.append(dossier, NoteWritten("hai"), AN)
    with clock.held(at("2024-04-01 11:00")):
        journal.append(dossier, NoteWritten("ba"), AN)

    hours = [f"{entry.at.astimezone(clock.TZ):%H:%M}" for entry in journal.history(dossier.stream)]
    assert hours == ["10:00", "10:00", "11:00"]


def test_an_append_is_one_update_and_one_insert(dossier, django_assert_num_queries):
    with clock.held(NINE), django_assert_num_queries(2):
        journal.append(dossier, NoteWritten("một"), AN)


def test_any_number_of_listeners_is_one_insert_more(dossier, django_assert_num_queries):
    with clock.held(NINE), django_assert_num_queries(3):
        journal.append(dossier, NewsCried("một"), AN)

    listeners = set(Delivery.objects.values_list("entry__sequence", "listener", "done_at", "attempts"))
    assert listeners == {(1, f"{__name__}.neighbour", None, 0), (1, f"{__name__}.friend", None, 0)}


# --- all or nothing --------------------------------------------------------------------------------------------------
def test_a_rollback_leaves_nothing(dossier, django_capture_on_commit_callbacks):
    head = Dossier.objects.values("journal_sequence", "journal_digest", "journal_at").get()

    @transaction.atomic
    def cry_and_fail():
        journal.append(dossier, NewsCried("một"), AN)
        raise ZeroDivisionError

    with django_capture_on_commit_callbacks() as to_be_nudged, pytest.raises(ZeroDivisionError):
        cry_and_fail()

    assert to_be_nudged == []
    assert not JournalEntry.objects.exists()
    assert not Delivery.objects.exists()
    assert Dossier.objects.values("journal_sequence", "journal_digest", "journal_at").get() == head


def test_a_subject_that_was_read_before_another_line_was_written_is_refused(dossier):
    stale = Dossier.objects.get()
    journal.append(dossier, NoteWritten("một"), AN)

    with refused("changed-meanwhile") as refusal, transaction.atomic():
        journal.append(stale, NewsCried("hai"), AN)

    assert refusal.value.params == {"stream": f"dossier:{dossier.pk}"}


def test_the_database_gives_a_sequence_once_per_stream(three_notes):
    entry = journal.history(three_notes)[2]
    entry.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)


# --- append-only -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kernel_journalentry SET actor = 'officer:8' WHERE sequence = 2",
        "UPDATE kernel_journalentry SET digest = digest",
        "DELETE FROM kernel_journalentry WHERE sequence = 3",
        "DELETE FROM kernel_journalentry",
    ],
)
def test_the_database_refuses_to_change_or_delete_a_line(three_notes, statement):
    before = list(JournalEntry.objects.values())

    with pytest.raises(DatabaseError, match="the journal is append-only"), transaction.atomic():
        connection.cursor().execute(statement)

    assert list(JournalEntry.objects.values()) == before


def test_the_database_refuses_what_django_asks_for_as_well(three_notes):
    entry = JournalEntry.objects.first()
    entry.actor = "officer:8"

    for change in (entry.save, entry.delete, JournalEntry.objects.all().delete):
        with pytest.raises(DatabaseError, match="the journal is append-only"), transaction.atomic():
            change()


# --- the nudge -------------------------------------------------------------------------------------------------------
@pytest.fixture
def cry(dossier, django_capture_on_commit_callbacks):
    """Cry news as a request does, and commit."""

    def act():
        with django_capture_on_commit_callbacks(execute=True):
            journal.append(dossier, NewsCried("một"), AN)

    return lambda: as_in_a_request(act)


def warnings(caplog):
    return [record.message for record in caplog.records if record.name == "kernel.journal"]


def test_a_broker_that_is_down_costs_nothing_but_a_warning(cry, caplog):
    with broker():
        cry()

    assert Delivery.objects.filter(done_at=None).count() == 2
    assert warnings(caplog) == ["nudge_lost"]


def test_a_queue_folder_that_is_gone_costs_nothing_but_a_warning(cry, tmp_path, caplog):
    folders = ("data_folder_in", "data_folder_out", "control_folder", "processed_folder")

    with broker("filesystem://localhost", **dict.fromkeys(folders, str(tmp_path / "gone"))):
        cry()

    assert Delivery.objects.filter(done_at=None).count() == 2
    assert warnings(caplog) == ["nudge_lost"]


def test_news_that_nobody_hears_nudges_nobody(dossier, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as nudges:
        journal.append(dossier, NoteWritten("một"), AN)
        journal.append(dossier, NewsCried("hai"), AN)

    assert len(nudges) == 1


def test_all_the_news_of_a_transaction_is_one_nudge(dossier, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as nudges:
        journal.append(dossier, NewsCried("một"), AN)
        journal.append(dossier, NewsCried("hai"), AN)

    assert len(nudges) == 1


def test_news_after_a_savepoint_was_given_up_is_still_told(dossier, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as nudges:
        given_up = transaction.savepoint()
        journal.append(dossier, NewsCried("một"), AN)
        transaction.savepoint_rollback(given_up)
        dossier.refresh_from_db(fields=["journal_sequence", "journal_digest", "journal_at"])
        journal.append(dossier, NewsCried("hai"), AN)

    assert len(nudges) == 1
