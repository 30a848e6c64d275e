"""Identities of the form: total = resolved + in process; received = carried over + online + counter and post
(docs/sources.md, rule M-3)."""

from hypothesis import given
from hypothesis import strategies as st

from reports.columns import COLUMNS, Arrival, Figures, Standing

TALLIES = st.dictionaries(
    st.tuples(st.sampled_from(Arrival), st.sampled_from(Standing)), st.integers(min_value=0, max_value=10**9)
)


def assert_identities(figures: Figures) -> None:
    received, resolved, in_process, of_which = (
        figures.received,
        figures.resolved,
        figures.in_process,
        figures.of_which,
    )
    assert figures.total == resolved.total + in_process.total
    assert figures.total == received.carried_over + received.online + received.counter_post
    assert resolved.total == resolved.early + resolved.on_time + resolved.late
    assert in_process.total == in_process.within_time + in_process.overdue
    assert of_which.late_apology_kept <= resolved.late
    assert of_which.withdrawn_after_due <= of_which.withdrawn <= resolved.on_time
    assert of_which.paused + of_which.stopped <= in_process.within_time


@given(TALLIES)
def test_the_identities_hold_whatever_is_counted(tally):
    figures = Figures.of(tally)

    assert_identities(figures)
    assert figures.total == sum(tally.values())


def test_each_standing_is_in_one_column_of_the_form():
    finest = ("resolved.early", "resolved.on_time", "resolved.late", "in_process.within_time", "in_process.overdue")

    for standing in Standing:
        assert sum(standing in COLUMNS[path].standings for path in finest) == 1, standing


def test_each_arrival_is_in_one_column_of_the_form():
    for arrival in Arrival:
        assert (
            sum(arrival in COLUMNS[f"received.{of}"].arrivals for of in ("carried_over", "online", "counter_post")) == 1
        )
