"""The exception list is worked off by people: accepted, given back or dismissed, each for a reason (rule F-20).

Source: docs/sources.md, rule F-20.
"""

import pytest

from kernel import delivery, journal
from payments.events import DiscrepancyClosed, UncountedMoneyReturned
from payments.models import Discrepancy, Notice, Order, Receipt, Refund
from payments.services import checkout, discrepancies, notices, orders, refunds
from payments.states import AttemptState, OrderState, RefundState
from tests.payments.bank import hour, told
from tests.refusals import refused


@pytest.fixture
def late(attempt, on):
    """Lan's money came at 09:20; her time was over at 09:15."""
    with on("2024-04-26 09:20"):
        checkout.expire(attempt.pk)
        notices.receive("vnpay", told(attempt))
        delivery.drain()
    return Discrepancy.objects.get()


def test_late_money_may_be_accepted_as_the_payment(late, world, on):
    with on("2024-04-26 10:00"):
        order = discrepancies.accept(late.pk, reason="Công dân đã nộp đủ", by=world.an.actor)

    assert (order.state, order.paid_vnd, order.settled_at) == (OrderState.PAID, 15_000, hour("2024-04-26 10:00"))
    assert order.attempts.get().state == AttemptState.SUCCESS
    assert Receipt.objects.count() == 2
    entry = Discrepancy.objects.get()
    assert (entry.state, entry.decided_by) == ("accepted", str(world.an.actor))
    last = journal.event_of(journal.history(Notice.objects.get().stream).last())
    assert last == DiscrepancyClosed(entry.pk, "accepted", "Công dân đã nộp đủ")


def test_late_money_for_an_order_that_is_paid_meanwhile_is_not_accepted(late, world):
    orders.collect(late.notice.attempt.order_id, amount_vnd=15_000, by=world.an.actor)

    with refused("wrong-state"):
        discrepancies.accept(late.pk, reason="Nhận", by=world.an.actor)


def test_late_money_may_be_given_back_without_touching_the_order(late, world):
    before = Order.objects.values("state", "paid_vnd", "refunded_vnd").get()

    refund = discrepancies.give_back(late.pk, reason="Nộp muộn", by=world.an.actor)
    claimed = refunds._claim(refund.pk)
    assert claimed is not None
    refunds._record(refund.pk, refunds.PaidBack(is_done=True, response_code="00", gateway_txn="15000001"))

    assert Refund.objects.values_list("state", "amount_vnd", "is_full").get() == (RefundState.DONE, 15_000, True)
    assert Order.objects.values("state", "paid_vnd", "refunded_vnd").get() == before
    order = Order.objects.get()
    last = journal.event_of(journal.history(order.stream).last())
    assert last == UncountedMoneyReturned(order.pk, refund.reference, 15_000)


def test_another_amount_is_never_accepted_but_goes_back_as_it_came(attempt, world):
    notices.receive("vnpay", told(attempt, Amount="1600000"))
    delivery.drain()
    entry = Discrepancy.objects.get()

    with refused("discrepancy-not-acceptable"):
        discrepancies.accept(entry.pk, reason="Nhận", by=world.an.actor)
    assert discrepancies.give_back(entry.pk, reason="Sai số tiền", by=world.an.actor).amount_vnd == 16_000


def test_money_for_nobodys_order_is_seen_by_those_who_see_all_and_dismissed(world, attempt):
    notices.receive("vnpay", told(attempt, TxnRef="H99.35.22-240426-0099-1"))
    delivery.drain()
    entry = Discrepancy.objects.get()

    with refused("discrepancy-missing"):
        discrepancies.dismiss(entry.pk, reason="Đã báo ngân hàng", by=world.an.actor)
    with refused("discrepancy-not-returnable"):
        discrepancies.give_back(entry.pk, reason="Trả", by=world.trang.actor)
    assert discrepancies.dismiss(entry.pk, reason="Đã báo ngân hàng", by=world.trang.actor).state == "dismissed"


def test_one_decides_once_and_for_a_reason(late, world):
    with refused("reason-missing"):
        discrepancies.dismiss(late.pk, reason=" ", by=world.an.actor)
    discrepancies.dismiss(late.pk, reason="Đã trả tại ngân hàng", by=world.an.actor)

    with refused("discrepancy-decided"):
        discrepancies.accept(late.pk, reason="Nhận", by=world.an.actor)


@pytest.mark.parametrize(
    ("name", "code"), [("binh", "not-your-money"), ("dung", "discrepancy-missing"), ("lan", "discrepancy-missing")]
)
def test_who_does_not_handle_the_money_decides_nothing(late, world, name, code):
    by = getattr(world, name).actor

    with refused(code):
        discrepancies.give_back(late.pk, reason="Trả", by=by)
    with refused(code):
        discrepancies.dismiss(late.pk, reason="Bỏ", by=by)
