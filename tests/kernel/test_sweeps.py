"""Whatever waits in a due column is found by a sweep; one row that fails never stops the rest."""

import pytest

from interlink.models import Line
from kernel import clock, delivery, sweeps
from kernel.sweeps import Due, all_sweeps, due_sweeps, first_due_at, next_due_at, sweep, waits_in
from tests.calendars import at


@pytest.fixture
def registry(monkeypatch):
    """A register of its own, so that no other test plays what is registered here."""
    monkeypatch.setattr(sweeps, "_sweeps", {})
    monkeypatch.setattr(sweeps, "_columns", {})


def play_nothing():
    return 0


def test_a_sweep_is_known_by_its_dotted_name(registry):
    sweep(play_nothing)

    assert all_sweeps() == {f"{__name__}.play_nothing": play_nothing}


def test_registering_twice_is_playing_once(registry):
    sweep(sweep(play_nothing))

    assert len(all_sweeps()) == 1


def test_the_register_is_handed_out_as_a_copy(registry):
    all_sweeps()["mine"] = play_nothing

    assert all_sweeps() == {}


def test_a_clock_that_is_played_by_hand_stops_at_the_next_due_hour(registry, db):
    waits_in(Due(Line, "next_probe_at", {"failures": 5}), Due(Line, "opened_at"))(play_nothing)
    Line.objects.create(agency="a", failures=5, next_probe_at=at("2024-03-01 08:00"))
    Line.objects.create(agency="b", failures=5, next_probe_at=at("2024-03-01 10:00"), opened_at=at("2024-03-02 10:00"))
    Line.objects.create(agency="c", failures=1, next_probe_at=at("2024-03-01 09:30"))

    def stop(hour):
        with clock.held(at(hour)):
            return next_due_at()

    assert stop("2024-03-01 07:00") == at("2024-03-01 08:00")
    # What is due already, and rows that do not wait, are no stops.
    assert stop("2024-03-01 08:00") == at("2024-03-01 10:00")
    assert stop("2024-03-01 10:00") == at("2024-03-02 10:00")
    assert stop("2024-03-02 10:00") is None


def test_what_waits_longest_is_first_whether_its_hour_has_come_or_not(registry, db):
    waits_in(Due(Line, "next_probe_at"))(play_nothing)
    assert first_due_at() is None

    Line.objects.create(agency="a", next_probe_at=at("2024-03-01 10:00"))
    Line.objects.create(agency="b", next_probe_at=at("2024-03-01 08:00"))

    with clock.held(at("2024-03-01 09:00")):
        assert first_due_at() == at("2024-03-01 08:00")


def test_a_play_sweeps_only_where_a_row_is_due_or_nobody_says_where_rows_wait(registry, db, django_assert_num_queries):
    def play_lines():
        return 0

    def play_probes():
        return 0

    sweep(play_nothing)
    sweep(waits_in(Due(Line, "opened_at", {"failures": 5}))(play_lines))
    sweep(waits_in(Due(Line, "next_probe_at", is_stop=False), Due(Line, "opened_at", {"failures": 7}))(play_probes))
    Line.objects.create(agency="a", failures=5, opened_at=at("2024-03-01 08:00"), next_probe_at=at("2024-03-01 09:00"))

    def found(hour):
        with clock.held(at(hour)), django_assert_num_queries(1):
            return due_sweeps()

    assert found("2024-03-01 07:59") == [play_nothing]
    assert found("2024-03-01 08:00") == [play_nothing, play_lines]
    assert found("2024-03-01 09:00") == [play_nothing, play_lines, play_probes]
    with clock.held(at("2024-03-01 08:30")):
        # A column at which nobody stops is swept when somebody comes by.
        assert next_due_at() is None


def test_every_column_in_which_the_house_waits_exists(db):
    with clock.held(at("2024-03-01 07:00")):
        assert next_due_at() is None
        assert {play.__name__ for play in due_sweeps()} == {"sweep_overdue_chains"}


def test_the_house_issues_due_results_by_a_sweep():
    assert "dossiers.tasks.sweep_due_results" in all_sweeps()


def test_a_row_that_fails_is_told_to_the_operators_and_the_next_one_is_played(caplog):
    played = []

    def play(row):
        if row == 2:
            raise ValueError("a poisonous row")
        played.append(row)

    done = [delivery.isolated("try", row, play) for row in (1, 2, 3)]

    assert (done, played) == ([True, False, True], [1, 3])
    (record,) = caplog.records
    assert (record.message, record.sweep, record.row, record.levelname) == ("sweep_row_failed", "try", 2, "ERROR")
