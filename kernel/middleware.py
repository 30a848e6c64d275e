"""Lets time stand still inside one request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kernel import clock


class HoldClock:
    """One request is one unit of work: at most one look at the clock, equal stamps within an act."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with clock.unit_of_work():
            return self.get_response(request)
