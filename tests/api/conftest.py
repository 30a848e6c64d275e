"""What the tests of the API ask for: a client per persona, and one hour of a Monday."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from identity import tokens
from kernel import telephone
from tests.personas import Cast, Persona
from tests.world import certify

MONDAY = "2024-04-01 09:00"


class Caller(APIClient):
    """A client that is logged in by a token and speaks of addresses below /api/v1/; a fault of the house is a 500."""

    def __init__(self, persona: Persona | None = None, language: str = "en") -> None:
        super().__init__(raise_request_exception=False)
        headers = {"HTTP_ACCEPT_LANGUAGE": language}
        if persona:
            headers["HTTP_AUTHORIZATION"] = f"Bearer {tokens.issue(persona.user)[0]}"
        self.credentials(**headers)

    def generic(self, method: str, path: str, *args: Any, **kwargs: Any) -> Any:
        return super().generic(method, path if path.startswith(("/", "http")) else f"/api/v1/{path}", *args, **kwargs)

    def send(self, path: str, **fields: Any) -> Any:
        """Post a form, as one sends a file."""
        return self.post(path, fields, format="multipart")


@pytest.fixture(autouse=True)
def _one_hour(on: Callable[..., Any]) -> Iterator[None]:
    """It is Monday morning, unless a test holds another hour; and no throttle has counted anything."""
    cache.clear()
    with on(MONDAY):
        yield


@pytest.fixture(autouse=True)
def nobody_outside() -> Iterator[None]:
    """Nobody outside answers, unless a test connects somebody."""

    def no_line(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("Nobody is there.", request=request)

    with telephone.through(httpx.MockTransport(no_line)):
        yield


@pytest.fixture
def calls(world: Cast) -> Callable[..., Caller]:
    """Make a client for a persona, `calls("an")`; with `calls()` nobody is logged in."""
    return lambda name=None, language="en": Caller(getattr(world, name) if name else None, language)


@pytest.fixture
def certified(world: Cast, on: Callable[..., Any]) -> Cast:
    """The cast with hands that can sign."""
    with on("2024-01-02 08:00"):
        certify(world)
    return world
