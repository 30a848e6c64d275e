"""Beat sends a pulse, a worker takes it, a row remembers: the broker of plain files answers no ping."""

from datetime import timedelta

import pytest
from celery import current_app

from kernel import clock, pulse
from kernel.models import Pulse
from kernel.tasks import feel_pulse

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def long_ago(worker, **before):
    Pulse.objects.create(worker=worker, beaten_at=clock.wall() - timedelta(**before))


def test_the_task_leaves_the_pulse_of_the_worker_that_took_it():
    feel_pulse.push_request(hostname="worker-1@house")
    try:
        feel_pulse.run()
    finally:
        feel_pulse.pop_request()

    assert [each.worker for each in pulse.felt(MINUTE)] == ["worker-1@house"]
    assert current_app.tasks["kernel.tasks.feel_pulse"].ignore_result


def test_a_worker_has_one_row_however_often_its_pulse_is_felt():
    long_ago("worker-1@house", minutes=5)
    assert pulse.felt(MINUTE) == []

    pulse.beat("worker-1@house")

    assert [each.worker for each in pulse.felt(MINUTE)] == ["worker-1@house"]
    assert Pulse.objects.count() == 1


def test_a_worker_that_was_not_felt_for_a_day_is_forgotten():
    long_ago("worker-1@house", days=1, seconds=1)
    long_ago("worker-2@house", hours=23)

    pulse.beat("worker-3@house")

    assert set(Pulse.objects.values_list("worker", flat=True)) == {"worker-2@house", "worker-3@house"}


def test_the_pulse_is_real_time_whatever_the_clock_shows(on):
    with on("2024-04-03 16:00"):
        pulse.beat("worker-1@house")

        assert len(pulse.felt(MINUTE)) == 1
