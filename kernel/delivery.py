"""Hands journal entries to listeners: per stream, in order, each at its own hour, exactly once for database work."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from json import loads

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from kernel import clock, events
from kernel.models import Delivery

logger = logging.getLogger(__name__)

BATCH = 200
# Real seconds before the second, third, ... attempt; the last one repeats. A poison message is looked at by a person.
BACK_OFF_SECONDS = (5, 30, 120, 600, 3600)

_by_hand: ContextVar[bool] = ContextVar("delivered_by_hand", default=False)


@contextmanager
def by_hand() -> Iterator[None]:
    """Leave out the nudges to the worker: whoever plays the clock calls `drain()` and the sweeps himself."""
    token = _by_hand.set(True)
    try:
        yield
    finally:
        _by_hand.reset(token)


def is_by_hand() -> bool:
    """Tell whether nudges are left out here."""
    return _by_hand.get()


def drain() -> int:
    """Deliver what is due until nothing is; return how many were delivered. Safe in any number of processes."""
    delivered = 0
    while True:
        heads = list(_heads().values_list("pk", flat=True)[:BATCH])
        done = sum(deliver(pk) for pk in heads)
        delivered += done
        if not done:
            return delivered


def deliver(delivery_id: int) -> bool:
    """Run one listener and mark the delivery done, in one transaction; tell whether it was done here.

    A listener that fails leaves no trace but the attempt, the error and the hour of the next attempt, and holds up
    only its own stream.
    """
    try:
        with transaction.atomic():
            return _deliver_locked(delivery_id)
    except Exception as failure:  # noqa: BLE001 - whatever a listener raises must not stop the other streams
        _postpone(delivery_id, failure)
        return False


def retry(delivery_id: int) -> bool:
    """Let a pending delivery be tried at once, whatever its back-off says; tell whether it is pending."""
    return Delivery.objects.filter(pk=delivery_id, done_at=None).update(next_attempt_at=None) == 1


def isolated(what: str, row_id: int, play: Callable[[int], object]) -> bool:
    """Play one row of a sweep; a row that fails is told to the operators and never stops the rest."""
    try:
        play(row_id)
    except Exception:
        logger.exception("sweep_row_failed", extra={"sweep": what, "row": row_id})
        return False
    return True


def pending() -> QuerySet[Delivery]:
    """Return what is not delivered yet, oldest entry first."""
    return Delivery.objects.filter(done_at=None).select_related("entry").order_by("entry__at", "entry_id")


def stuck() -> QuerySet[Delivery]:
    """Return what a listener has failed on and is not delivered yet, oldest entry first."""
    return pending().filter(attempts__gt=0)


def _deliver_locked(delivery_id: int) -> bool:
    rows = Delivery.objects.filter(pk=delivery_id, done_at=None).select_related("entry")
    found = rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked, of=("self",))
    delivery = found.first()
    if delivery is None:
        return False
    entry = delivery.entry
    listener = events.find_listener(delivery.listener)
    with clock.held(entry.at):
        listener.function(events.decode(entry.name, loads(entry.payload)), entry)
    delivery.done_at, delivery.error = clock.wall(), ""
    delivery.save(update_fields=["done_at", "error"])
    return True


def _heads() -> QuerySet[Delivery]:
    """The first pending delivery of every stream and listener, if its hour has come."""
    earlier = Delivery.objects.filter(
        done_at=None,
        listener=OuterRef("listener"),
        entry__stream=OuterRef("entry__stream"),
        entry__sequence__lt=OuterRef("entry__sequence"),
    )
    due = Q(next_attempt_at=None) | Q(next_attempt_at__lte=clock.wall())
    return pending().filter(due).exclude(Exists(earlier))


def _postpone(delivery_id: int, failure: Exception) -> None:
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
        delivery.attempts += 1
        wait = BACK_OFF_SECONDS[min(delivery.attempts, len(BACK_OFF_SECONDS)) - 1]
        delivery.next_attempt_at = clock.wall() + timedelta(seconds=wait)
        delivery.error = f"{type(failure).__name__}: {failure}"[:500]
        delivery.save(update_fields=["attempts", "next_attempt_at", "error"])
    logger.error("delivery_failed", extra={"delivery": delivery_id, "attempt": delivery.attempts}, exc_info=failure)
