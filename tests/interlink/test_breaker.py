"""An agency that is down is left in peace but for one probe per 30 seconds, and its backlog drains when it is back."""

from datetime import timedelta

import pytest

from interlink.models import Line, Step
from interlink.services import backlog, breaker
from kernel import clock, delivery
from tests.calendars import at
from tests.interlink.conftest import REGISTRATION, number, reply, start, states
from tests.world import settle

AGENCY = "civil-status"


@pytest.fixture
def many(world, agencies, on_monday):
    """Eight births that wait to be registered; civil status is down."""
    agencies.down.add(AGENCY)
    return [start(world, code=f"H99.35.22-240603-000{n}") for n in range(8)]


def line():
    return Line.objects.get(pk=AGENCY)


def calls(agencies):
    return agencies.calls[AGENCY, "inbox"]


def test_after_five_failures_in_a_row_nobody_else_is_tried(many, agencies):
    settle()

    assert calls(agencies) == 5
    assert (line().is_open, line().failures, line().last_cause) == (True, 5, "HTTP 503 closed")
    assert [states(chain)[REGISTRATION] for chain in many] == ["retrying"] * 5 + ["ready"] * 3


def test_one_answer_between_failures_begins_the_count_anew(many, agencies):
    agencies.watcher = lambda *_: agencies.down.discard(AGENCY) if calls(agencies) == 4 else agencies.down.add(AGENCY)

    settle()

    assert (line().failures, line().is_open) == (4, False)


def test_a_refusal_is_an_answer_and_no_failure(many, agencies):
    agencies.down.clear()
    agencies.says[AGENCY, "inbox"] = (422, {"code": "no"})
    settle()

    assert calls(agencies) == 8
    assert not Line.objects.exists()


def test_while_it_is_down_there_is_one_probe_in_30_seconds_by_the_clock_that_is_played(many, agencies):
    settle()
    opened = clock.now()
    for second in range(0, 121, 10):
        with clock.held(opened + timedelta(seconds=second)):
            settle()

    assert calls(agencies) == 5 + 4
    assert line().probes == 4


def test_in_a_running_house_probes_keep_the_real_clock(many, agencies, monkeypatch):
    monkeypatch.setattr(delivery, "is_by_hand", lambda: False)
    backlog.send_due()
    assert calls(agencies) == 5

    with clock.held(at("2024-06-03 17:00")):
        backlog.send_due()
    assert calls(agencies) == 5

    Line.objects.update(next_probe_at=clock.wall())
    backlog.send_due()
    backlog.send_due()
    assert calls(agencies) == 6


def test_the_oldest_step_is_the_canary_and_when_it_passes_all_others_follow_at_once(many, agencies):
    settle()
    agencies.down.clear()
    with clock.held(at("2024-06-04 08:00")):
        settle()

    assert not line().is_open
    assert list(agencies.taken) == [number(chain, REGISTRATION) for chain in many]
    assert {states(chain)[REGISTRATION] for chain in many} == {"waiting"}
    assert calls(agencies) == 5 + 8


def test_what_waited_for_an_agency_goes_out_at_the_hour_at_which_it_is_back(many, agencies):
    settle()
    agencies.down.clear()
    with clock.held(at("2024-06-04 08:00")):
        settle()

    assert {step.sent_at for step in Step.objects.filter(code=REGISTRATION)} == {at("2024-06-04 08:00")}


def test_a_thousandfold_backlog_drains_in_bounded_batches(many, agencies, monkeypatch):
    monkeypatch.setattr(backlog, "BATCH", 3)
    settle()
    agencies.down.clear()
    with clock.held(at("2024-06-04 08:00")):
        taken = [backlog.send_to(AGENCY) for _ in range(5)]

    assert taken == [1, 3, 3, 1, 0]


def test_an_agency_that_is_down_holds_up_nobody_else(registered, agencies, world):
    agencies.down.add("residence")
    Line.objects.create(agency="residence", failures=5, opened_at=clock.now(), next_probe_at=at("2024-06-03 10:00"))
    another = start(world, code="H99.35.22-240603-0002")
    settle()
    reply(agencies, number(another, REGISTRATION))
    settle()

    assert states(another) == {
        "chain": "running",
        REGISTRATION: "completed",
        "residence": "ready",
        "health-card": "waiting",
    }


def test_an_agency_to_which_nothing_is_to_be_sent_is_probed_by_asking_where_an_answer_is(birth, agencies):
    settle()
    agencies.down.add(AGENCY)
    Line.objects.create(agency=AGENCY, failures=5, opened_at=clock.now(), next_probe_at=clock.now())
    with clock.held(at("2024-06-03 17:30")):
        settle()
        assert line().is_open
    agencies.down.clear()
    with clock.held(at("2024-06-04 17:30")):
        settle()

    assert not line().is_open
    assert agencies.calls[AGENCY, "nudge"] == 2


def test_two_callers_get_one_probe(many, agencies):
    settle()
    with clock.held(clock.now() + timedelta(minutes=1)):
        first, second = breaker.connect(AGENCY), breaker.connect(AGENCY)

    assert first.probe
    assert second is None
