"""Money over REST: who sees an order, checkout once per key, the page of return, the pictures (rules F-14, F-19, F-20).

Source: docs/sources.md, rules F-14, F-19 and F-20.
"""

import pytest

from kernel import delivery, telephone
from payments.models import Attempt, Discrepancy, Notice, Order
from payments.services import checkout, notices, orders
from sandbox.bank import desk
from sandbox.bank.models import Payment
from sandbox.bank.states import Outcome
from tests.api.conftest import Caller
from tests.payments.bank import told
from tests.refusals import everything

ORDER = "payments/orders/H99.35.22-240426-0007"


@pytest.fixture
def calls(world):
    return lambda name=None: Caller(getattr(world, name) if name else None)


def test_the_payer_reads_everything_about_his_order(calls, attempt):
    answer = calls("lan").get(ORDER)

    shown = answer.json()
    assert answer.status_code == 200
    assert (shown["state"], shown["state_label"], shown["amount_vnd"]) == ("waiting", "payment under way", 15_000)
    assert [line["amount_vnd"] for line in shown["lines"]] == [5_000, 10_000]
    assert [(tried["txn_ref"], tried["expires_at"]) for tried in shown["attempts"]] == [
        (attempt.txn_ref, "2024-04-26T09:15:00+07:00")
    ]


@pytest.mark.parametrize(
    ("name", "status"),
    [("lan", 200), ("an", 200), ("binh", 200), ("chi", 200), ("trang", 200), ("dung", 404), (None, 401)],
)
def test_an_order_is_its_payers_and_its_offices(calls, order, name, status):
    assert calls(name).get(ORDER).status_code == status
    assert len(calls("lan").get("payments/orders").json()["results"]) == 1
    if name == "dung":
        assert calls(name).get("payments/orders").json()["results"] == []


def test_orders_are_found_by_what_is_paid_for(calls, order, order_of):
    order_of("dossier:13", "H99.35.22-240426-0008")

    found = calls("an").get("payments/orders", {"subject_code": "H99.35.22-240426-0008"}).json()["results"]

    assert [row["code"] for row in found] == ["H99.35.22-240426-0008"]


def test_a_checkout_leads_to_the_gateway(calls, order):
    answer = calls("lan").post(f"{ORDER}/checkout", {"gateway": "vnpay"})

    assert answer.status_code == 201
    assert answer.json()["txn_ref"] == "H99.35.22-240426-0007-1"
    assert answer.json()["redirect_url"].startswith("http://127.0.0.1:8001/sandbox/bank/vnpay/pay?")


def test_a_checkout_is_done_once_per_key(calls, order, on):
    lan = calls("lan")
    first = lan.post(f"{ORDER}/checkout", {"gateway": "vnpay"}, headers={"Idempotency-Key": "k-1"})
    with on("2024-04-26 09:20"):
        checkout.expire(Attempt.objects.get().pk)
        again = lan.post(f"{ORDER}/checkout", {"gateway": "vnpay"}, headers={"Idempotency-Key": "k-1"})
        other = lan.post(f"{ORDER}/checkout", {"gateway": "platform"}, headers={"Idempotency-Key": "k-1"})

    assert (again.status_code, again["Idempotent-Replayed"]) == (201, "true")
    assert again.json()["txn_ref"] == first.json()["txn_ref"]
    assert again.json()["state"] == "expired"
    assert (other.status_code, other.json()["code"]) == (409, "idempotency-key-reused")
    assert Attempt.objects.count() == 1


def test_a_checkout_at_the_platform_calls_it_outside_any_transaction(calls, order, wire):
    answer = calls("lan").post(f"{ORDER}/checkout", {"gateway": "platform"}, headers={"Idempotency-Key": "k-1"})

    assert answer.status_code == 201
    assert answer.json()["redirect_url"].endswith(str(Payment.objects.get().key))


@pytest.mark.parametrize(
    ("name", "body", "status", "code"),
    [
        ("lan", {"gateway": "momo"}, 400, "input-invalid"),
        ("lan", {}, 400, "input-invalid"),
        ("binh", {"gateway": "vnpay"}, 403, "not-your-move"),
        ("dung", {"gateway": "vnpay"}, 404, "order-missing"),
        (None, {"gateway": "vnpay"}, 401, "not-logged-in"),
    ],
)
def test_a_checkout_that_is_refused_changes_nothing(calls, order, name, body, status, code):
    caller = calls(name)
    before = everything()

    answer = caller.post(f"{ORDER}/checkout", body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert everything() == before


def test_a_paid_order_is_not_paid_again(calls, order, world):
    orders.collect(order.pk, amount_vnd=15_000, by=world.an.actor)

    answer = calls("lan").post(f"{ORDER}/checkout", {"gateway": "vnpay"})

    assert (answer.status_code, answer.json()["code"]) == (409, "wrong-state")


def test_a_cashier_takes_the_money_and_the_answer_says_so(calls, order):
    answer = calls("an").post(f"{ORDER}/collect", {"amount_vnd": 15_000})

    assert (answer.status_code, answer.json()["state"], answer.json()["method"]) == (200, "paid", "cash")
    assert calls("lan").post(f"{ORDER}/collect", {"amount_vnd": 15_000}).status_code == 409


def test_a_refund_is_asked_for_and_shown(calls, order):
    calls("an").post(f"{ORDER}/collect", {"amount_vnd": 15_000})

    answer = calls("an").post(f"{ORDER}/refunds", {"amount_vnd": 5_000, "reason": "Rút hồ sơ"})

    assert (answer.status_code, answer.json()["reference"]) == (201, "H99.35.22-240426-0007-1-R1")
    assert calls("lan").get(ORDER).json()["refunds"][0]["state"] == "at-counter"


def test_the_gateway_is_asked_what_became_of_a_payment(calls, attempt, wire, on):
    telephone.call("GET", attempt.redirect_url)
    assert calls("lan").post(f"{ORDER}/inquire").json()["state"] == "waiting"
    desk.play(Payment.objects.get().pk, Outcome.NOTICE_LOST)

    assert calls("lan").post(f"{ORDER}/inquire").json()["state"] == "paid"


def test_an_order_that_nobody_tried_to_pay_has_nothing_to_ask_for(calls, order):
    answer = calls("lan").post(f"{ORDER}/inquire")

    assert (answer.status_code, answer.json()["code"]) == (409, "nothing-tried")


def test_the_page_of_return_reads_and_never_pays(calls, attempt):
    raw = told(attempt)
    before = everything()

    answer = calls().get(f"payments/return/vnpay?{raw}")

    assert answer.json() == {
        "order": "H99.35.22-240426-0007",
        "amount_vnd": 15_000,
        "state": "waiting",
        "state_label": "payment under way",
        "txn_ref": attempt.txn_ref,
        "is_success": True,
        "response_code": "00",
    }
    assert everything() == before
    notices.receive("vnpay", raw)
    delivery.drain()
    assert calls().get(f"payments/return/vnpay?{raw}").json()["state"] == "paid"


@pytest.mark.parametrize(
    ("more", "status", "code"), [("0", 403, "notice-unsealed"), ("&vnp_TxnRef=x", 403, "notice-unsealed")]
)
def test_a_return_that_the_gateway_did_not_seal_shows_nothing(calls, attempt, more, status, code):
    answer = calls().get(f"payments/return/vnpay?{told(attempt)}{more}")

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_return_of_nobodys_payment_shows_nothing(calls, attempt):
    answer = calls().get(f"payments/return/vnpay?{told(attempt, TxnRef='H99-1')}")

    assert (answer.status_code, answer.json()["code"]) == (404, "order-missing")


def test_the_vietqr_is_a_picture_for_who_may_see_the_order(calls, order):
    svg, png = calls("lan").get(f"{ORDER}/vietqr.svg"), calls("lan").get(f"{ORDER}/vietqr.png")

    assert (svg["Content-Type"], png["Content-Type"]) == ("image/svg+xml", "image/png")
    assert b"<svg" in svg.content
    assert png.content.startswith(b"\x89PNG")
    assert calls("dung").get(f"{ORDER}/vietqr.png").status_code == 404
    assert calls("lan").get(f"{ORDER}/vietqr.gif").status_code == 404


def test_the_platforms_bill_is_fetched_as_pdf(calls, order, world, wire):
    assert calls("lan").get(f"{ORDER}/bill").json()["code"] == "bill-missing"
    checkout.start(order.pk, gateway="platform", by=world.lan.actor)
    desk.play(Payment.objects.get().pk, Outcome.NOTICE_LOST)
    notices.inquire(order.pk, by=world.lan.actor)

    bill = calls("lan").get(f"{ORDER}/bill")

    assert (bill.status_code, bill["Content-Type"]) == (200, "application/pdf")
    assert bill.content.startswith(b"%PDF-")


def test_the_exception_list_is_worked_off_over_rest(calls, attempt, on):
    with on("2024-04-26 09:20"):
        notices.receive("vnpay", told(attempt))
        delivery.drain()
        checkout.expire(attempt.pk)
    (entry,) = calls("an").get("payments/discrepancies", {"state": "open"}).json()["results"]
    assert (entry["kind"], entry["order"], entry["amount_vnd"]) == ("late-success", attempt.order.code, 15_000)
    assert calls("lan").get("payments/discrepancies").json()["results"] == []

    answer = calls("an").post(f"payments/discrepancies/{entry['id']}/accept", {"reason": "Đã nộp đủ"})

    assert (answer.status_code, answer.json()["state"]) == (200, "accepted")
    assert Order.objects.get().state == "paid"
    again = calls("an").post(f"payments/discrepancies/{entry['id']}/dismiss", {"reason": "Nhầm"})
    assert (again.status_code, again.json()["code"]) == (409, "discrepancy-decided")


@pytest.mark.parametrize("rows", [1, 10])
def test_a_list_and_an_order_cost_a_fixed_number_of_queries(calls, world, order_of, rows, django_assert_num_queries):
    for number in range(rows):
        made = order_of(f"dossier:{number}", f"H99.35.22-240426-{number:04d}")
        attempt = checkout.start(made.pk, gateway="vnpay", by=world.lan.actor)
        notices.receive("vnpay", told(attempt, Amount="100", TransactionNo=f"1400000{number}"))
        delivery.drain()
    assert Discrepancy.objects.count() == rows
    an = calls("an")

    # Each: the token with its user, the appointment, the rows. An order has its lines, tries, refunds and receipts.
    with django_assert_num_queries(3):
        an.get("payments/orders", {"page_size": 25})
    with django_assert_num_queries(3):
        an.get("payments/discrepancies", {"page_size": 25})
    with django_assert_num_queries(7):
        an.get("payments/orders/H99.35.22-240426-0000")


def test_acts_cost_a_fixed_number_of_queries(order_of, world, django_assert_num_queries):
    first, second, third = (order_of(f"dossier:{n}", f"H99.35.22-240426-000{n}") for n in (1, 2, 3))
    # The first payment of a day, and the first receipt of a year, make the row that the others find.
    checkout.start(third.pk, gateway="vnpay", by=world.lan.actor)
    orders.collect(first.pk, amount_vnd=15_000, by=world.an.actor)

    with django_assert_num_queries(12):
        attempt = checkout.start(second.pk, gateway="vnpay", by=world.lan.actor)
    with django_assert_num_queries(10):
        notices.receive("vnpay", told(attempt))
    with django_assert_num_queries(13):
        notices.apply(Notice.objects.values_list("pk", flat=True).get())
