"""What the tests of the outside world ask for: its people, its offices at the end of a wire, the asking house."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from kernel import clock, telephone
from sandbox.agencies import seeding, tasks
from tests.calendars import at
from tests.sandbox import loopback
from tests.sandbox.loopback import House, Loopback

MONDAY = "2024-06-03 09:00"
FAR = "2024-12-02 09:00"


@dataclass
class Wire:
    """The outside world as the house reaches it, and the hour on the wall."""

    house: House

    def call(self, method: str, path: str, body: bytes = b"", office: str = "", **headers: str) -> httpx.Response:
        """Call an address below /sandbox/, under the seal of an office if one is named."""
        if office:
            headers = {**loopback.sealed(body, office), **headers}
        url = f"http://{loopback.OUTSIDE}/sandbox/{path}"
        return telephone.call(method, url, content=body or None, headers=headers)

    def post(self, path: str, told: Any, office: str = "") -> httpx.Response:
        return self.call("POST", path, json.dumps(told).encode(), office)

    def post_plain(self, path: str, told: Any, **headers: str) -> httpx.Response:
        return self.call("POST", path, json.dumps(told).encode(), **headers)

    def ask(self, agency: str, service: str, data: dict[str, Any], **told: Any) -> httpx.Response:
        """Send a request to an agency's inbox."""
        return self.post(f"agencies/{agency}/inbox", loopback.envelope(service, data, **told), agency)

    def nudge(self, agency: str, message_id: str) -> str:
        told = {"schema": "interlink.nudge/1", "message_id": message_id}
        return self.post(f"agencies/{agency}/nudge", told, agency).json()["state"]

    def settle(self, until: str = FAR) -> list[dict[str, Any]]:
        """Let the hour come at which everything is answered; return the answers that came meanwhile."""
        before = len(self.house.calls)
        with clock.held(at(until)):
            while tasks.sweep_due_requests() + tasks.sweep_due_answers():
                pass
        return self.house.answers[before:]

    def answered(self, agency: str, service: str, data: dict[str, Any], **told: Any) -> dict[str, Any]:
        """Return the one answer to a request."""
        assert self.ask(agency, service, data, **told).status_code == 202
        (answer,) = self.settle()
        return answer


@pytest.fixture
def people(db: None) -> None:
    """Those who live in the outside world before anything happens."""
    seeding.seed()


@pytest.fixture
def wire(people: None) -> Iterator[Wire]:
    """The offices and the house, connected; it is nine o'clock on Monday, 3 June 2024."""
    house = House()
    transport = Loopback({loopback.OUTSIDE: loopback.outside(), loopback.HOUSE: house})
    with telephone.through(transport), clock.held(at(MONDAY)):
        yield Wire(house)


@pytest.fixture
def at_hour() -> Callable[[str], Any]:
    """Hold the clock at a local hour."""

    @contextmanager
    def held(text: str) -> Iterator[None]:
        with clock.held(at(text)):
            yield

    return held
