"""Whatever waits in a due column is found by a sweep; one row that fails never stops the rest."""

import pytest

from kernel import delivery, sweeps
from kernel.sweeps import all_sweeps, sweep


@pytest.fixture
def registry(monkeypatch):
    """A register of its own, so that no other test plays what is registered here."""
    monkeypatch.setattr(sweeps, "_sweeps", {})


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
