"""What journeys over real HTTP ask for: a house that many requests share, and that is empty again afterwards."""

from collections.abc import Iterator

import pytest
from django.db import connection

from kernel import telephone
from kernel.models import Delivery, JournalEntry

KEEPER = "journal_no_delete"


@pytest.fixture
def shared_house(transactional_db: None) -> Iterator[None]:
    """Let requests see what others committed; SQLite empties tables by DELETE, which the journal refuses (ADR 0003)."""
    yield
    # The process keeps its line to other offices open; this one is about to close.
    telephone._outside_line().close()
    telephone._outside_line.cache_clear()
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [KEEPER])
        (trigger,) = cursor.fetchone()
        cursor.execute(f"DROP TRIGGER {KEEPER}")
        Delivery.objects.all().delete()
        JournalEntry.objects.all().delete()
        cursor.execute(trigger)
