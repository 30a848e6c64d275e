"""The money of a dossier over REST: its orders, what the caller may do about them, its receipts."""

import pytest

from dossiers.services import closing, fees, intake
from dossiers.tasks import sweep_due_receipts
from kernel import delivery
from tests.api import situations
from tests.api.situations import FEE_VND
from tests.factories.identity import PersonFactory, UserFactory
from tests.payments import bank


@pytest.fixture
def owing(world):
    return situations.owing_fee(world)


def test_a_dossier_names_its_order_and_what_its_payer_may_do(world, calls, owing):
    shown = calls("lan").get(f"dossiers/{owing.code}").json()

    [order] = shown["orders"]
    assert (order["code"], order["state"], order["purpose"]) == (owing.code, "not-paid", "fee")
    assert (order["amount_vnd"], order["paid_vnd"], order["refunded_vnd"]) == (FEE_VND, 0, 0)
    assert [(line["kind"], line["amount_vnd"]) for line in order["lines"]] == [("le_phi", FEE_VND)]
    base = f"http://testserver/api/v1/payments/orders/{owing.code}"
    assert order["ways"] == [
        {"name": "checkout", "method": "POST", "address": f"{base}/checkout"},
        {"name": "vietqr", "method": "GET", "address": f"{base}/vietqr.svg"},
    ]
    assert shown["fee"]["lines"] == [{"kind": "le_phi", "code": "LP", "name_vi": "Lệ phí", "amount_vnd": FEE_VND}]


def test_only_who_may_pay_is_offered_to_pay(world, calls, owing):
    ways = {name: calls(name).get(f"dossiers/{owing.code}").json()["orders"][0]["ways"] for name in ("an", "binh")}

    assert [way["name"] for way in ways["an"]] == ["checkout", "vietqr"]
    assert ways["binh"] == []


def test_a_paid_order_shows_its_receipts_and_offers_nothing(world, calls, owing):
    fees.record(owing.pk, by=world.an.actor, amount_vnd=FEE_VND)

    [order] = calls("lan").get(f"dossiers/{owing.code}").json()["orders"]

    assert (order["state"], order["ways"]) == ("paid", [])
    assert [(receipt["kind"], receipt["amount_vnd"]) for receipt in order["receipts"]] == [("le_phi", FEE_VND)]


def test_a_withdrawn_dossier_shows_what_goes_back(world, calls, owing):
    bank.pays(owing.fee_order, by=world.lan.actor)
    intake.accept(owing.pk, by=world.an.actor)
    closing.withdraw(owing.pk, by=world.lan.actor, reason="Đổi ý")

    shown = calls("lan").get(f"dossiers/{owing.code}").json()

    [refund] = shown["orders"][0]["refunds"]
    assert (refund["amount_vnd"], refund["state"], shown["refunded_vnd"]) == (FEE_VND, "due", 0)


def test_a_receipt_is_a_pdf_for_its_payer_and_for_those_who_work_on_the_dossier(certified, calls, owing):
    bank.pays(owing.fee_order, by=certified.lan.actor)
    number = owing.fee_order.receipts.get().number
    address = f"dossiers/{owing.code}/receipts/{number}"
    assert calls("lan").get(address).status_code == 404
    sweep_due_receipts()

    answers = {name: calls(name).get(address) for name in ("lan", "an", "binh", "dung")}

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "lan": 200,
        "an": 200,
        "binh": 200,
        "dung": 404,
    }
    assert answers["lan"]["Content-Type"] == "application/pdf"
    assert answers["lan"]["Cache-Control"] == "private, no-store"
    assert b"".join(answers["lan"].streaming_content).startswith(b"%PDF-")


def test_an_owner_for_whom_somebody_else_paid_sees_the_dossier_but_not_the_receipt(certified, calls, owing):
    bank.pays(owing.fee_order, by=certified.lan.actor)
    number = owing.fee_order.receipts.get().number
    sweep_due_receipts()
    payer = UserFactory(username="payer", person=PersonFactory()).person
    type(owing.fee_order).objects.filter(pk=owing.fee_order_id).update(payer=payer)

    seen = calls("lan").get(f"dossiers/{owing.code}")
    answer = calls("lan").get(f"dossiers/{owing.code}/receipts/{number}")

    assert seen.json()["orders"][0]["ways"] == []
    assert (answer.status_code, answer.json()["code"]) == (404, "receipt-missing")


def test_the_payment_request_is_printed_while_something_is_unpaid(world, calls, owing):
    address = f"dossiers/{owing.code}/payment-request"
    assert calls("lan").get(address)["Content-Type"] == "application/pdf"

    fees.record(owing.pk, by=world.an.actor, amount_vnd=FEE_VND)
    delivery.drain()

    assert (calls("lan").get(address).status_code, calls("lan").get(address).json()["code"]) == (404, "form-missing")
