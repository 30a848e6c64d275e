"""News goes up after the commit: per stream, in order, each at its own hour, exactly once for database work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Event

import pytest
from django.db import IntegrityError, transaction

from kernel import clock, delivery, journal
from kernel.actors import SYSTEM
from kernel.events import event, on
from kernel.models import Delivery, IdempotentAnswer, JournalEntry
from tests.calendars import at
from tests.factories.dossiers import DossierFactory
from tests.racing import race

NINE, TEN = at("2024-04-01 09:00"), at("2024-04-02 10:00")


@event
@dataclass(frozen=True, slots=True)
class BellRang:
    tone: str


# What an ear does with the news besides noting it.
ACTS: dict[str, Callable[[BellRang, JournalEntry], object]] = {}


@on(BellRang)
def left_ear(occurred: BellRang, entry: JournalEntry) -> None:
    hear("left", occurred, entry)


@on(BellRang)
def right_ear(occurred: BellRang, entry: JournalEntry) -> None:
    hear("right", occurred, entry)


def hear(ear: str, occurred: BellRang, entry: JournalEntry) -> None:
    note(ear, occurred.tone)
    if ear in ACTS:
        ACTS[ear](occurred, entry)


def note(ear: str, tone: str) -> None:
    """Do some database work: a second note of the same tone by the same ear is refused."""
    IdempotentAnswer.objects.create(
        owner=ear, key=tone, request_sha256="", status=200, body={}, recorded_at=clock.wall()
    )


def notes(ear: str) -> list[str]:
    return list(IdempotentAnswer.objects.filter(owner=ear).order_by("pk").values_list("key", flat=True))


@pytest.fixture
def bell(db):
    """A subject that can ring."""
    return DossierFactory()


@pytest.fixture
def other_bell(bell):
    return DossierFactory(terms=bell.terms)


def ring(bell, *tones, at=NINE):
    with clock.held(at):
        return [journal.append(bell, BellRang(tone), SYSTEM) for tone in tones]


def deaf_to(*tones):
    def act(occurred, entry):
        if occurred.tone in tones:
            raise ValueError(f"cannot bear {occurred.tone}")

    return act


def pending(listener="left"):
    rows = Delivery.objects.filter(done_at=None, listener=f"{__name__}.{listener}_ear").select_related("entry")
    return [journal.event_of(row.entry).tone for row in rows.order_by("entry_id")]


def test_every_listener_hears_everything_in_the_order_of_the_stream(bell):
    ring(bell, "a", "b", "c")

    delivered = delivery.drain()

    assert delivered == 6
    assert notes("left") == notes("right") == ["a", "b", "c"]
    assert not Delivery.objects.filter(done_at=None).exists()


def test_nothing_is_heard_before_it_is_delivered(bell):
    ring(bell, "a")

    assert notes("left") == []


def test_streams_are_delivered_by_the_hour_of_their_lines(bell, other_bell):
    ring(bell, "second", at=TEN)
    ring(other_bell, "first", at=NINE)

    delivery.drain()

    assert notes("left") == ["first", "second"]


def test_the_clock_of_a_listener_shows_the_hour_of_the_line(bell, monkeypatch):
    hours = []
    monkeypatch.setitem(ACTS, "left", lambda occurred, entry: hours.append((clock.now(), entry.at)))
    ring(bell, "a", at=NINE)
    ring(bell, "b", at=TEN)

    with clock.held(at("2024-05-01 00:00")):
        delivery.drain()

        assert clock.now() == at("2024-05-01 00:00")
    assert hours == [(NINE, NINE), (TEN, TEN)]


def test_what_is_delivered_is_marked_with_the_real_hour(bell):
    before = clock.wall()
    ring(bell, "a")

    delivery.drain()

    done = Delivery.objects.first()
    assert before <= done.done_at <= clock.wall()
    assert (done.attempts, done.error) == (0, "")


def test_a_second_drain_delivers_nothing_twice(bell):
    ring(bell, "a")
    delivery.drain()

    assert delivery.drain() == 0
    assert notes("left") == ["a"]


def test_a_delivery_that_is_done_is_not_done_again(bell):
    ring(bell, "a")
    delivery.drain()
    done = Delivery.objects.first()

    assert delivery.deliver(done.pk) is False
    assert notes("left") == ["a"]


def test_a_listener_that_fails_leaves_neither_its_rows_nor_its_mark(bell, monkeypatch):
    monkeypatch.setitem(ACTS, "left", deaf_to("a"))
    ring(bell, "a")

    delivered = delivery.drain()

    assert delivered == 1
    assert (notes("left"), pending()) == ([], ["a"])
    failed = Delivery.objects.get(done_at=None)
    assert (failed.attempts, failed.error) == (1, "ValueError: cannot bear a")


def test_a_listener_that_fails_by_the_database_is_postponed_as_well(bell, monkeypatch):
    note("left", "a")
    ring(bell, "a")

    delivery.drain()

    assert notes("right") == ["a"]
    assert Delivery.objects.get(done_at=None).error.startswith("IntegrityError: ")


def test_poison_holds_up_its_own_stream_and_listener_only(bell, other_bell, monkeypatch):
    monkeypatch.setitem(ACTS, "left", deaf_to("b"))
    ring(bell, "a", "b", "c")
    ring(other_bell, "d")

    delivery.drain()

    assert (notes("left"), pending("left")) == (["a", "d"], ["b", "c"])
    assert (sorted(notes("right")), pending("right")) == (["a", "b", "c", "d"], [])


def test_a_postponed_delivery_waits_for_its_hour(bell, monkeypatch):
    monkeypatch.setitem(ACTS, "left", deaf_to("a"))
    ring(bell, "a")

    delivery.drain()
    again = delivery.drain()

    assert again == 0
    assert Delivery.objects.get(done_at=None).attempts == 1


def test_each_attempt_waits_longer_on_the_real_clock(bell, monkeypatch):
    monkeypatch.setitem(ACTS, "left", deaf_to("a"))
    ring(bell, "a")
    waits = []

    for _attempt in range(7):
        Delivery.objects.update(next_attempt_at=None)
        before = clock.wall()
        delivery.drain()
        waits.append(round((Delivery.objects.get(done_at=None).next_attempt_at - before).total_seconds()))

    assert waits == [5, 30, 120, 600, 3600, 3600, 3600]
    assert Delivery.objects.get(done_at=None).attempts == 7


def test_what_failed_is_delivered_in_order_once_it_can_be(bell, monkeypatch):
    monkeypatch.setitem(ACTS, "left", deaf_to("b"))
    ring(bell, "a", "b", "c")
    delivery.drain()
    monkeypatch.delitem(ACTS, "left")
    Delivery.objects.update(next_attempt_at=clock.wall() - timedelta(seconds=1))

    delivered = delivery.drain()

    assert delivered == 2
    assert notes("left") == ["a", "b", "c"]
    assert set(Delivery.objects.values_list("error", flat=True)) == {""}


def test_a_person_may_let_a_postponed_delivery_be_tried_at_once(bell, monkeypatch):
    monkeypatch.setitem(ACTS, "left", deaf_to("a"))
    ring(bell, "a")
    delivery.drain()
    failed = Delivery.objects.get(done_at=None)
    monkeypatch.delitem(ACTS, "left")

    assert delivery.retry(failed.pk) is True
    assert delivery.drain() == 1
    assert delivery.retry(failed.pk) is False


def test_the_operators_are_told_of_every_failure(bell, monkeypatch, caplog):
    monkeypatch.setitem(ACTS, "left", deaf_to("a"))
    ring(bell, "a")

    delivery.drain()

    failed = Delivery.objects.get(done_at=None)
    (record,) = [record for record in caplog.records if record.name == "kernel.delivery"]
    assert (record.message, record.delivery, record.attempt) == ("delivery_failed", failed.pk, 1)


def test_news_for_a_listener_that_is_gone_waits_and_is_told(bell):
    (entry,) = ring(bell, "a")
    Delivery.objects.filter(entry=entry, listener__endswith="left_ear").update(listener="nobody.listens")

    delivery.drain()

    assert Delivery.objects.get(done_at=None).error == "KeyError: 'nobody.listens'"


def test_a_long_error_is_cut(bell, monkeypatch):
    monkeypatch.setitem(ACTS, "left", lambda occurred, entry: {}["x" * 2000])
    ring(bell, "a")

    delivery.drain()

    assert len(Delivery.objects.get(done_at=None).error) == 500


def test_a_listener_may_ring_again_and_the_echo_is_delivered_in_the_same_drain(bell, other_bell, monkeypatch):
    def echo(occurred, entry):
        if occurred.tone == "a":
            journal.append(other_bell, BellRang("echo"), SYSTEM)

    monkeypatch.setitem(ACTS, "left", echo)
    ring(bell, "a")

    delivered = delivery.drain()

    assert delivered == 4
    assert JournalEntry.objects.get(stream=other_bell.stream).at == NINE


def test_one_listener_hears_an_entry_once(bell):
    ring(bell, "a")
    twin = Delivery.objects.first()
    twin.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_more_news_than_a_batch_is_drained_whole(bell, monkeypatch):
    monkeypatch.setattr(delivery, "BATCH", 2)
    ring(bell, "a", "b", "c")

    assert delivery.drain() == 6


def test_pending_news_is_listed_oldest_first(bell, other_bell):
    ring(bell, "later", at=TEN)
    ring(other_bell, "earlier", at=NINE)

    tones = [journal.event_of(row.entry).tone for row in delivery.pending()]

    assert tones == ["earlier", "earlier", "later", "later"]


def test_a_drain_costs_a_fixed_number_of_queries_per_delivery(bell, django_assert_num_queries):
    ring(bell, "a")

    # Twice the heads; for each of two listeners a savepoint around lock, note and mark.
    with django_assert_num_queries(2 + 2 * 5):
        delivery.drain()


def test_by_hand_holds_inside_its_block_only():
    outside = delivery.is_by_hand()
    with delivery.by_hand():
        inside = delivery.is_by_hand()

    assert inside
    assert delivery.is_by_hand() == outside


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_workers_share_the_news_without_doubles_and_in_order():
    terms = DossierFactory().terms
    bells = [DossierFactory(terms=terms) for _bell in range(4)]
    for number, bell in enumerate(bells):
        with transaction.atomic():
            ring(bell, *(f"{number}{tone}" for tone in "abcde"))

    delivered = race([delivery.drain] * 4)

    assert sum(delivered) == 40
    assert not Delivery.objects.filter(done_at=None).exists()
    for ear in ("left", "right"):
        by_bell = [[tone for tone in notes(ear) if tone[0] == str(number)] for number in range(4)]
        assert by_bell == [[f"{number}{tone}" for tone in "abcde"] for number in range(4)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_worker_passes_over_what_another_one_holds(monkeypatch):
    bell = DossierFactory()
    with transaction.atomic():
        ring(bell, "a")
    held, released = Event(), Event()

    def hold_on(occurred, entry):
        held.set()
        assert released.wait(timeout=20)

    def pass_over():
        assert held.wait(timeout=20)
        delivered = delivery.deliver(Delivery.objects.get(listener__endswith="left_ear").pk)
        released.set()
        return delivered

    monkeypatch.setitem(ACTS, "left", hold_on)

    _delivered, passed_over = race([delivery.drain, pass_over])

    assert passed_over is False
    assert (notes("left"), Delivery.objects.filter(attempts__gt=0).count()) == (["a"], 0)
