"""A citizen pays his dossier's fee at the bank's page, over real HTTP: REST, hosted page, sealed notice, statement.

Only a browser's clicks are played by hand. Source: docs/sources.md, rules F-14, F-15, F-22 and F-26.
"""

import re
from contextlib import ExitStack

import httpx
import pytest

from dossiers.models import Dossier
from dossiers.states import FeeTiming
from identity import tokens
from kernel import clock, clock_store, delivery
from payments.models import Attempt, Notice
from payments.tasks import sweep_due_statements, sweep_overdue_attempts
from tests.calendars import at
from tests.factories.dossiers import FeeFactory, TermsFactory


@pytest.fixture
def house(shared_house, world, live_server, settings):
    """The house and its bank behind one real address, on the morning of 2 April 2024."""
    bank = f"{live_server.url}/sandbox/bank"
    settings.PAYMENT_BANK_URL = settings.PAYMENT_PAGE_URL = settings.SANDBOX_BANK_PAGE_URL = bank
    settings.PAYMENT_RETURN_URL = f"{live_server.url}/api/v1/payments/return"
    settings.SANDBOX_BANK_NOTICES_URL = f"{live_server.url}/api/v1/payments/notices"
    clock_store.start(at("2024-04-02 09:00"))
    FeeFactory(terms=TermsFactory(fee_timing=FeeTiming.FIRST))
    return world


@pytest.fixture
def client(live_server):
    """Return a client of the API under somebody's log-in."""

    with ExitStack() as opened:

        def logged_in(persona):
            headers = {"Authorization": f"Bearer {tokens.issue(persona.user)[0]}"}
            return opened.enter_context(httpx.Client(base_url=f"{live_server.url}/api/v1/", headers=headers))

        yield logged_in


def filed(lan, house):
    """File a dossier over REST; return its address."""
    body = {"procedure": "1.004873", "reception": house.commune.code, "form": {}}
    return f"dossiers/{lan.post('dossiers', json=body).raise_for_status().json()['code']}"


def at_the_banks_page(lan, address):
    """Do what the dossier says may be done about its order; return the address of the bank's page."""
    [order] = lan.get(address).json()["orders"]
    ways = {way["name"]: way for way in order["ways"]}
    begun = lan.post(ways["checkout"]["address"], json={"gateway": "vnpay"})
    assert begun.status_code == 201, begun.text
    page = httpx.get(begun.json()["redirect_url"], follow_redirects=True)
    assert "4.000 đ" in page.text
    return page


def click(page, outcome):
    """Press a button of the bank's menu and follow the browser back to the merchant."""
    assert outcome in re.findall(r'name="outcome" value="([\w-]+)"', page.text)
    return httpx.post(page.url, data={"outcome": outcome}, follow_redirects=True).json()


def test_a_citizen_pays_at_the_banks_page_and_the_desk_may_accept(house, client):
    lan, an = client(house.lan), client(house.an)
    address = filed(lan, house)
    assert an.post(f"{address}/accept").json()["code"] == "fee-unpaid"

    shown = click(at_the_banks_page(lan, address), "paid")
    delivery.drain()

    # The browser's return shows what the bank says and decides nothing; the notice had come by then.
    assert (shown["is_success"], shown["response_code"]) == (True, "00")
    paid = lan.get(address).json()
    assert paid["fee"]["settled_at"] == "2024-04-02T09:00:00+07:00"
    assert paid["fee"]["receipt"] == "LP24-0000001"
    assert [(order["state"], order["ways"]) for order in paid["orders"]] == [("paid", [])]
    assert an.post(f"{address}/accept").json()["state"] == "received"


def test_a_wrong_password_and_a_lost_notice_end_with_the_money_found_in_the_statement(house, client):
    lan, an = client(house.lan), client(house.an)
    address = filed(lan, house)

    shown = click(at_the_banks_page(lan, address), "wrong-otp")
    delivery.drain()
    assert (shown["is_success"], shown["response_code"]) == (False, "13")
    assert lan.get(address).json()["orders"][0]["state"] == "not-paid"

    click(at_the_banks_page(lan, address), "notice-lost")
    delivery.drain()
    assert lan.get(address).json()["fee"]["settled_at"] is None
    assert an.post(f"{address}/accept").json()["code"] == "fee-unpaid"
    assert list(Attempt.objects.order_by("pk").values_list("state", flat=True)) == ["failed", "created"]

    clock_store.jump(at("2024-04-03 07:01"))
    with clock.held(at("2024-04-03 07:01")):
        sweep_overdue_attempts()
        assert sweep_due_statements() == 1
        delivery.drain()

    found = lan.get(address).json()
    assert (found["fee"]["receipt"], found["orders"][0]["state"]) == ("LP24-0000001", "paid")
    assert Notice.objects.latest("pk").origin == "statement"
    assert an.post(f"{address}/accept").json()["state"] == "received"
    assert Dossier.objects.get().fee_order.paid_vnd == 4_000
