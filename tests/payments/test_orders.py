"""Orders are opened over their lines, cancelled, and paid at the counter (docs/sources.md, rules F-20 and F-23)."""

import pytest

from kernel import journal
from payments import queries
from payments.errors import OrderEmpty
from payments.events import OrderCancelled, OrderOpened, OrderSettled
from payments.models import Attempt, Order, Receipt
from payments.services import checkout, orders
from payments.services.orders import Charge
from payments.states import AttemptState, LineKind, OrderState, Purpose
from tests.payments.bank import hour
from tests.payments.fixtures import CHARGES
from tests.refusals import refused


def last_event(order):
    return journal.event_of(journal.history(order.stream).last())


def test_an_order_is_opened_over_the_sum_of_its_lines(order, world):
    assert (order.code, order.state, order.amount_vnd) == ("H99.35.22-240426-0007", OrderState.NOT_PAID, 15_000)
    assert list(order.lines.values_list("kind", "amount_vnd")) == [("phi", 5_000), ("le_phi", 10_000)]
    assert last_event(order) == OrderOpened(order.pk, "dossier:12", "fee", 15_000)


def test_the_same_order_is_opened_once(order, order_of):
    assert order_of().pk == order.pk
    assert Order.objects.count() == 1


def test_another_unpaid_order_for_the_same_purpose_is_refused(order, order_of):
    with refused("order-already-open") as refusal:
        order_of(charges=CHARGES[:1])

    assert refusal.value.params == {"order": order.code, "amount_vnd": 15_000}


def test_an_obligation_stands_beside_the_fee_under_a_code_of_its_own(order, world):
    obligation = orders.open(
        subject="dossier:12",
        subject_code=order.subject_code,
        purpose=Purpose.OBLIGATION,
        agency_id=world.commune.pk,
        payer_id=world.lan.id,
        charges=[Charge(LineKind.OBLIGATION, "TB-77", "Lệ phí trước bạ", 1_250_000)],
        by=world.binh.actor,
    )

    assert obligation.code == "H99.35.22-240426-0007.2"
    assert obligation.description == "Nghia vu tai chinh ho so H99.35.22-240426-0007"


@pytest.mark.parametrize("charges", [[], [Charge(LineKind.PHI, "P", "Phí", 0)], [Charge(LineKind.PHI, "P", "Phí", -1)]])
def test_an_order_over_nothing_is_refused(world, order_of, charges):
    with refused("order-empty") as refusal:
        order_of(charges=charges)

    assert isinstance(refusal.value, OrderEmpty)


def test_more_than_a_gateway_can_tell_is_refused(world, order_of):
    with refused("order-too-large"):
        order_of(charges=[Charge(LineKind.PHI, "P", "Phí", 10_000_000_000)])


def test_a_cashier_takes_the_whole_amount_and_receipts_charges_and_levies_apart(order, world):
    paid = orders.collect(order.pk, amount_vnd=15_000, by=world.an.actor)

    assert (paid.state, paid.method, paid.paid_vnd, paid.left_vnd) == ("paid", "cash", 15_000, 15_000)
    assert list(Receipt.objects.values_list("number", "kind", "amount_vnd")) == [
        ("LP24-0000001", "le_phi", 10_000),
        ("PH24-0000001", "phi", 5_000),
    ]
    attempt = Attempt.objects.get()
    assert (attempt.txn_ref, attempt.state, attempt.collected_by_id) == (f"{order.code}-1", "success", world.an.id)
    assert last_event(order) == OrderSettled(
        order.pk,
        "dossier:12",
        15_000,
        hour("2024-04-26 09:00"),
        "cash",
        "LP24-0000001, PH24-0000001",
        "fee",
        f"{order.code}-1",
    )


def test_receipts_of_an_agency_and_year_are_numbered_on(order_of, world, on):
    first, second = order_of(), order_of("dossier:13", "H99.35.22-240426-0008")
    orders.collect(first.pk, amount_vnd=15_000, by=world.an.actor)
    orders.collect(second.pk, amount_vnd=15_000, by=world.an.actor)

    assert sorted(second.receipts.values_list("number", flat=True)) == ["LP24-0000002", "PH24-0000002"]
    with on("2025-01-02 09:00"):
        third = order_of("dossier:14", "H99.35.22-250102-0001")
        orders.collect(third.pk, amount_vnd=15_000, by=world.an.actor)
    assert sorted(third.receipts.values_list("number", flat=True)) == ["LP25-0000001", "PH25-0000001"]


@pytest.mark.parametrize("amount_vnd", [14_999, 15_001, 1])
def test_the_counter_takes_neither_more_nor_less(order, world, amount_vnd):
    with refused("amount-differs") as refusal:
        orders.collect(order.pk, amount_vnd=amount_vnd, by=world.an.actor)

    assert refusal.value.params == {"due_vnd": 15_000, "paid_vnd": amount_vnd}


def test_the_counter_takes_no_money_while_a_payment_is_under_way(attempt, world):
    with refused("wrong-state") as refusal:
        orders.collect(attempt.order_id, amount_vnd=15_000, by=world.an.actor)

    assert refusal.value.params == {"move": "collect", "state": "waiting", "allowed": ["cancel"]}


def test_the_counter_takes_the_money_of_whoever_did_not_pay_in_time(attempt, world, on):
    with on("2024-04-26 09:15"):
        checkout.expire(attempt.pk)
        paid = orders.collect(attempt.order_id, amount_vnd=15_000, by=world.an.actor)

    assert paid.state == OrderState.PAID
    assert list(paid.attempts.values_list("txn_ref", "state")) == [
        (f"{paid.code}-1", AttemptState.EXPIRED),
        (f"{paid.code}-2", AttemptState.SUCCESS),
    ]


def test_a_cancelled_order_waits_for_nobody(attempt, world):
    cancelled = orders.cancel(attempt.order_id, reason="Rút hồ sơ", by=world.lan.actor)

    assert (cancelled.state, cancelled.closing_reason) == (OrderState.CANCELLED, "Rút hồ sơ")
    assert Attempt.objects.get().state == AttemptState.EXPIRED
    assert last_event(cancelled) == OrderCancelled(cancelled.pk, "dossier:12", "Rút hồ sơ")


def test_an_order_is_cancelled_for_a_reason(order, world):
    with refused("reason-missing"):
        orders.cancel(order.pk, reason="  ", by=world.an.actor)


def test_after_a_cancelled_order_another_one_may_be_opened(order, order_of, world):
    orders.cancel(order.pk, reason="Sai mức phí", by=world.an.actor)

    assert order_of(charges=CHARGES[:1]).code == "H99.35.22-240426-0007.2"


@pytest.mark.parametrize("stranger", ["dung", "other_citizen"])
def test_what_one_may_not_see_is_not_there(order, world, stranger):
    by = world.dung.actor if stranger == "dung" else world.lan.actor.__class__(world.lan.actor.kind, 10**6)

    with refused("order-missing"):
        orders.cancel(order.pk, reason="Nhầm", by=by)
    with refused("order-missing"):
        orders.collect(order.pk, amount_vnd=15_000, by=by)


def test_a_voucher_of_the_treasury_pays_the_whole_order_and_is_kept(order, world):
    paid = orders.record_voucher(order.pk, amount_vnd=15_000, voucher=" KB-2024/1177 ", by=world.an.actor)

    assert (paid.state, paid.method, paid.paid_vnd) == ("paid", "treasury", 15_000)
    attempt = Attempt.objects.get()
    assert (attempt.method, attempt.voucher, attempt.collected_by_id) == ("treasury", "KB-2024/1177", world.an.id)
    assert (last_event(order).method, last_event(order).receipt_no) == ("treasury", "LP24-0000001, PH24-0000001")


@pytest.mark.parametrize(
    ("payment", "code"),
    [
        ({"amount_vnd": 14_999, "voucher": "KB-1"}, "amount-differs"),
        ({"amount_vnd": 15_000, "voucher": " "}, "voucher-missing"),
    ],
)
def test_no_other_voucher_pays_an_order(order, world, payment, code):
    with refused(code):
        orders.record_voucher(order.pk, by=world.an.actor, **payment)


def test_a_paid_order_takes_no_voucher(order, world):
    orders.collect(order.pk, amount_vnd=15_000, by=world.an.actor)

    with refused("wrong-state"):
        orders.record_voucher(order.pk, amount_vnd=15_000, voucher="KB-1", by=world.an.actor)


def test_an_order_names_its_receipts_apart(order, world):
    assert queries.receipt_numbers(order) == ""

    orders.collect(order.pk, amount_vnd=15_000, by=world.an.actor)

    assert queries.receipt_numbers(order) == "LP24-0000001, PH24-0000001"
