"""The crowd in a process of its own: families begin their chains and pay what they owe, as people pay."""

import time
from random import Random

import httpx
from django.db import OperationalError

from kernel import clock
from kernel.errors import Problem
from payments.models import Order
from payments.services import checkout
from payments.states import OrderState
from sandbox.agencies.seeding import Family
from sandbox.bank.states import Outcome
from tests.chaos import people
from tests.personas import Cast

# How people fare at the bank, by weight.
FATES = {
    Outcome.PAID: 8,
    Outcome.NOTICE_TWICE: 4,
    Outcome.NOTICE_LOST: 3,
    Outcome.WRONG_OTP: 2,
    Outcome.BAD_SEAL: 1,
    Outcome.INSUFFICIENT: 1,
    Outcome.PAID_LATE: 1,
}
GATEWAYS = ("vnpay", "platform")
ROUNDS, PAUSE_SECONDS = 3, 1.0
WAITING_FOR_ANOTHER_TRY = (OrderState.NOT_PAID, OrderState.EXPIRED)


def come(cast: Cast, families: list[Family], seconds: float) -> None:
    """Let a family come every so often, spread over `seconds`; who could not pay tries again, twice at most."""
    draw, begun = Random(len(families)), time.monotonic()
    with httpx.Client(follow_redirects=True, timeout=30, trust_env=False) as browser:
        for number, family in enumerate(families):
            time.sleep(max(0.0, begun + seconds * number / len(families) - time.monotonic()))
            with clock.unit_of_work():
                people.start(number, family, cast)
                order = people.owe(number, cast)
            pay(order.pk, GATEWAYS[number % 2], _fate(draw), cast, browser)
        for _round in range(ROUNDS):
            time.sleep(PAUSE_SECONDS)
            again = Order.objects.filter(state__in=WAITING_FOR_ANOTHER_TRY).values_list("pk", flat=True)
            for order_id in list(again):
                pay(order_id, draw.choice(GATEWAYS), Outcome.PAID, cast, browser)


def pay(order_id: int, gateway: str, fate: Outcome, cast: Cast, browser: httpx.Client) -> bool:
    """Go to the bank's page in a browser and press a button; tell whether one got so far."""
    try:
        with clock.unit_of_work():
            attempt = checkout.start(order_id, gateway=gateway, by=cast.lan.actor)
        page = browser.get(attempt.redirect_url)
        browser.post(page.url, data={"outcome": fate})
    except (Problem, OperationalError, httpx.HTTPError):
        return False
    return True


def _fate(draw: Random) -> Outcome:
    return draw.choices(list(FATES), weights=list(FATES.values()))[0]
