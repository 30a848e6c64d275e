"""What tests of money ask for, here and at the bank: an order of Lan's, her try to pay, a wire to this process."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from payments.models import Attempt, Order
from payments.services import checkout, orders
from payments.services.orders import Charge
from payments.states import LineKind, Purpose
from tests.loopback import loopback
from tests.personas import Cast

FRIDAY = "2024-04-26 09:00"
SUBJECT_CODE = "H99.35.22-240426-0007"
CHARGES = (
    Charge(LineKind.PHI, "PHI-01", "Phí thẩm định", 5_000),
    Charge(LineKind.LE_PHI, "LP-01", "Lệ phí cấp giấy", 10_000),
)


@pytest.fixture(autouse=True)
def friday(on: Callable[..., Any]) -> Iterator[None]:
    """It is Friday morning, unless a test holds another hour."""
    with on(FRIDAY):
        yield


@pytest.fixture
def wire() -> Iterator[None]:
    """Calls to other offices end in this process: the only stand-in for the wire."""
    with loopback():
        yield


@pytest.fixture
def order_of(world: Cast) -> Callable[..., Order]:
    """Open an order of Lan's at An's commune: 5,000 of charges and 10,000 of levies unless told otherwise."""

    def made(subject: str = "dossier:12", code: str = SUBJECT_CODE, charges: Any = CHARGES) -> Order:
        return orders.open(
            subject=subject,
            subject_code=code,
            purpose=Purpose.FEE,
            agency_id=world.commune.pk,
            payer_id=world.lan.id,
            charges=charges,
            by=world.an.actor,
        )

    return made


@pytest.fixture
def order(order_of: Callable[..., Order]) -> Order:
    return order_of()


@pytest.fixture
def attempt(order: Order, world: Cast) -> Attempt:
    """Lan is at VNPAY's page since 09:00."""
    return checkout.start(order.pk, gateway="vnpay", by=world.lan.actor)
