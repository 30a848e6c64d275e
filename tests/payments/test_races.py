"""However many come at once, money is taken once (product.md, section 3)."""

from functools import partial

import pytest

from kernel import delivery, journal
from kernel.errors import Problem
from payments.gateways.contract import Verdict
from payments.models import Attempt, Notice, Order, Receipt, Refund
from payments.services import checkout, notices, orders, refunds
from tests.payments.bank import hour, told
from tests.racing import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def moves_made(order):
    return list(journal.history(order.stream).exclude(move="").values_list("move", flat=True))


def test_twenty_copies_of_a_notice_at_once_settle_once(attempt):
    verdicts = race([partial(notices.receive, "vnpay", told(attempt))] * 20)
    race([delivery.drain] * 4)

    assert sorted(verdict.value for verdict in verdicts) == ["already"] * 19 + ["taken"]
    assert Notice.objects.values_list("copies", "outcome").get() == (20, "settled")
    order = Order.objects.get()
    assert (order.state, moves_made(order)) == ("paid", ["start_payment", "settle"])
    assert Receipt.objects.count() == 2
    assert journal.verify().verified


def test_one_notice_applied_by_twenty_at_once_settles_once(attempt):
    assert notices.receive("vnpay", told(attempt)) is Verdict.TAKEN
    pk = Notice.objects.get().pk

    outcomes = race([partial(notices.apply, pk)] * 20)

    assert set(outcomes) == {"settled"}
    assert moves_made(Order.objects.get()) == ["start_payment", "settle"]


def test_twenty_different_payments_of_one_try_settle_once_and_are_listed(attempt):
    copies = [told(attempt, TransactionNo=f"140000{number:02d}") for number in range(20)]

    race([partial(notices.receive, "vnpay", raw) for raw in copies])
    race([partial(notices.apply, pk) for pk in Notice.objects.values_list("pk", flat=True)])

    assert sorted(Notice.objects.values_list("outcome", flat=True)) == ["listed"] * 19 + ["settled"]
    assert Order.objects.get().paid_vnd == 15_000


def test_twenty_clicks_begin_one_try(order, world):
    begun = race([partial(checkout.begin, order.pk, gateway="vnpay", by=world.lan.actor)] * 20)

    assert {attempt.txn_ref for attempt in begun} == {f"{order.code}-1"}
    assert Attempt.objects.count() == 1


def test_cash_and_the_banks_word_at_once_are_one_payment(attempt, world, on):
    with on("2024-04-26 09:15"):
        checkout.expire(attempt.pk)
        notices.receive("vnpay", told(attempt, at=hour("2024-04-26 09:10")))
        cash = partial(orders.collect, attempt.order_id, amount_vnd=15_000, by=world.an.actor)
        race([cash, partial(notices.apply, Notice.objects.get().pk), cash])

    order = Order.objects.get()
    assert (order.state, order.paid_vnd) == ("paid", 15_000)
    assert order.attempts.filter(state="success").count() == 1
    assert Receipt.objects.count() == 2


def test_twenty_refunds_at_once_give_back_no_more_than_was_paid(order, world):
    orders.collect(order.pk, amount_vnd=15_000, by=world.an.actor)

    asked = race([partial(refunds.request, order.pk, amount_vnd=4_000, reason="Hoàn", by=world.an.actor)] * 20)

    assert sum(isinstance(each, Problem) for each in asked) == 17
    assert sorted(Refund.objects.values_list("reference", flat=True)) == [f"{order.code}-1-R{n}" for n in (1, 2, 3)]


def test_receipts_of_twenty_orders_at_once_have_twenty_numbers(order_of, world):
    made = [order_of(f"dossier:{number}", f"H99.35.22-240426-{number:04d}") for number in range(20)]

    race([partial(orders.collect, order.pk, amount_vnd=15_000, by=world.an.actor) for order in made])

    numbers = sorted(Receipt.objects.filter(kind="phi").values_list("number", flat=True))
    assert numbers == [f"PH24-{number:07d}" for number in range(1, 21)]
