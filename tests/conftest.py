"""What every test may ask for: a held clock, delivery by hand, the personas."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime

import pytest
from django.db import connection
from django.utils import translation
from pytest_django import DjangoDbBlocker

from kernel import calendar_store, clock, delivery
from kernel.models import CalendarYear
from tests.personas import Cast, gather


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of locks and triggers run where they mean something; `make test` runs the suite on PostgreSQL as well."""
    skip = pytest.mark.skip(reason="needs PostgreSQL; the second run of `make test` has it")
    for item in items:
        if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
            item.add_marker(skip)


@pytest.fixture(autouse=True)
def by_hand() -> Iterator[None]:
    """Nothing is nudged: a test that wants the news delivered drains it."""
    with delivery.by_hand():
        yield


@pytest.fixture(autouse=True)
def in_vietnamese() -> Iterator[None]:
    """A request answers in its reader's language and leaves it behind in the thread; each test begins anew."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def on() -> Callable[[str], AbstractContextManager[None]]:
    """Hold the clock at a local hour: `with on("2024-04-03 16:00"):`."""
    return lambda at: clock.held(datetime.fromisoformat(at).replace(tzinfo=clock.TZ))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The real calendar is in every test's database."""
    with django_db_blocker.unblock():
        load_calendar()


@pytest.fixture
def world(db: None) -> Cast:
    """The cast with its two communes, on the real calendar (a flush after a transactional test empties it)."""
    load_calendar()
    return gather()


def load_calendar() -> None:
    if not CalendarYear.objects.exists():
        for year in range(2023, 2028):
            calendar_store.load(year)
