"""Time stands still inside one request: at most one look at the clock, equal stamps within an act."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from kernel import clock, clock_store
from kernel.middleware import HoldClock

REQUEST = RequestFactory().get("/")


def test_a_request_looks_at_the_clock_once(db, django_assert_num_queries):
    clock_store.run(rate=3600)
    looks = []

    def view(request):
        looks.extend([clock.now(), clock.now(), clock.today()])
        return HttpResponse()

    with django_assert_num_queries(1):
        HoldClock(view)(REQUEST)

    assert looks[0] == looks[1]
    assert looks[2] == looks[0].date()


def test_a_request_that_needs_no_clock_does_not_ask_for_it(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        HoldClock(lambda request: HttpResponse())(REQUEST)


def test_the_next_request_sees_a_later_hour(db):
    clock_store.run(rate=3600)
    hours = []
    served = HoldClock(lambda request: hours.append(clock.now()) or HttpResponse())

    served(REQUEST)
    served(REQUEST)

    assert hours[0] < hours[1] < hours[0] + timedelta(days=1)


def test_the_hour_is_let_go_when_the_view_fails(db, django_assert_num_queries):
    def view(request):
        clock.now()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        HoldClock(view)(REQUEST)

    with django_assert_num_queries(1):
        clock.now()
