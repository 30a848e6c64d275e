"""GET /health says whether the house stands: the database answers, and what the simulated clock shows."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection

from kernel import clock, clock_store
from tests.calendars import at


def test_a_world_without_a_clock_runs_on_the_real_one(db, client):
    answer = client.get("/health")

    assert answer.status_code == 200
    shown = answer.json()["clock"]
    assert (answer.json()["status"], answer.json()["database"]) == ("ok", "ok")
    assert (shown["rate"], shown["frozen"]) == (1.0, False)
    assert shown["shown_at"][:10] == clock.wall().astimezone(clock.TZ).date().isoformat()


def test_a_frozen_clock_shows_its_hour(db, client):
    clock_store.start(at("2024-04-01 09:00"))

    assert client.get("/health").json()["clock"] == {
        "shown_at": "2024-04-01T09:00:00+07:00",
        "rate": 0.0,
        "frozen": True,
    }


def test_a_running_clock_tells_its_rate(db, client):
    clock_store.start(clock.wall() + timedelta(days=1))
    clock_store.run(Decimal(60))

    assert client.get("/health").json()["clock"]["rate"] == 60.0


def test_it_costs_one_query_and_no_cache_keeps_it(db, client, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert "no-store" in client.get("/health")["Cache-Control"]


def test_a_silent_database_is_a_503(db, client):
    def silent(*_arguments):
        raise DatabaseError("nobody there")

    with connection.execute_wrapper(silent):
        answer = client.get("/health")

    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer.json()["code"] == "database-silent"
    assert "nobody there" not in answer.content.decode()


@pytest.mark.parametrize("method", ["post", "delete"])
def test_it_is_only_looked_at(db, client, method):
    assert getattr(client, method)("/health").status_code == 405
