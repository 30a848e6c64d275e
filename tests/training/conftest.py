"""What the tests of the training floor ask for: hands that can sign."""

import pytest

from kernel import clock
from tests.calendars import at
from tests.personas import Cast
from tests.world import certify


@pytest.fixture
def certified(world: Cast) -> Cast:
    """The cast with certificates in force since the beginning of 2024."""
    with clock.held(at("2024-01-02 08:00")):
        certify(world)
    return world
