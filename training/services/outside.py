"""What happens outside the office in a scenario: a payer at the bank's page, a trainer who breaks an agency."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import httpx

from dossiers.models import Dossier
from kernel import clock, telephone
from kernel.actors import Actor
from payments.models import Order
from payments.services import checkout
from sandbox.behaviours import steering

Facts = Mapping[str, Any]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def pay_online(dossier_id: int, facts: Facts, by: Actor) -> None:
    """Pay what is to be paid for a dossier: start at the gateway `gateway`, and click `outcome` on the bank's page."""
    dossier = Dossier.objects.get(pk=dossier_id)
    order = Order.objects.unpaid().get(subject=dossier.stream)
    attempt = checkout.start(order.pk, gateway=facts["gateway"], by=by)
    page = _followed(telephone.call("GET", attempt.redirect_url), attempt.redirect_url)
    chosen = urlencode({"outcome": facts["outcome"]}).encode()
    # The bank leads the browser back; that page only reads, whatever it says.
    _followed(telephone.call("POST", page, content=chosen, headers=FORM), "")


def steer(_dossier_id: int, facts: Facts, _by: Actor) -> None:
    """Let an office of the outside world behave otherwise from now on, until `until`."""
    until: datetime = facts["until"]
    steering.switch_on(
        facts["behaviour"],
        office=facts["office"],
        parameters=facts.get("parameters", {}),
        from_at=clock.now(),
        until_at=until if until.tzinfo else until.replace(tzinfo=clock.TZ),
    )


ACTS: dict[str, Callable[[int, Facts, Actor], object]] = {"pay_online": pay_online, "steer": steer}


def _followed(reply: httpx.Response, instead: str) -> str:
    """Follow a redirect, as a browser does, and return where it led; `instead` without one."""
    if reply.next_request is None:
        return instead
    address = str(reply.next_request.url)
    telephone.call("GET", address)
    return address
