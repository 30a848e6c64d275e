"""The bank's sealed word decides, each news once; other money changes nothing and is listed (F-15, F-17, F-20).

Source: docs/sources.md, rules F-15, F-17 and F-20.
"""

from datetime import timedelta

import pytest

from kernel import clock, delivery, journal
from kernel.models import Delivery
from payments.events import DiscrepancyFound, NoticeReceived, OrderSettled, PaymentFailed
from payments.gateways.contract import Verdict
from payments.models import Attempt, Discrepancy, Notice, Order, Receipt
from payments.services import checkout, notices, orders
from payments.states import AttemptState, OrderState, Outcome
from tests.payments.bank import hour, told


def received(raw):
    """Receive a notice and let the journal apply it."""
    verdict = notices.receive("vnpay", raw)
    delivery.drain()
    return verdict


def standing():
    """Where every order and try stands, and what was receipted."""
    return (
        list(Order.objects.values("state", "paid_vnd", "journal_sequence")),
        list(Attempt.objects.values("txn_ref", "state", "paid_at")),
        Receipt.objects.count(),
    )


def listed():
    return list(Discrepancy.objects.values_list("kind", "state"))


def test_the_notice_is_stored_first_and_applied_from_the_journal(attempt, on):
    with on("2024-04-26 09:04:10"):
        verdict = notices.receive("vnpay", told(attempt))

    notice = Notice.objects.get()
    assert (verdict, notice.is_trusted, notice.outcome) == (Verdict.TAKEN, True, Outcome.WAITING)
    assert Order.objects.get().state == OrderState.WAITING
    entry = journal.history(notice.stream).get()
    assert journal.event_of(entry) == NoticeReceived(notice.pk, "vnpay", attempt.txn_ref)

    with on("2024-04-26 10:00"):
        delivery.drain()

    order, attempt = Order.objects.get(), Attempt.objects.get()
    assert (order.state, order.paid_vnd, order.method) == (OrderState.PAID, 15_000, "online")
    assert (attempt.state, attempt.gateway_txn, attempt.bank_code) == (AttemptState.SUCCESS, "14000001", "NCB")
    assert attempt.paid_at == order.settled_at == hour("2024-04-26 09:04:10")
    assert Notice.objects.get().outcome == Outcome.SETTLED
    assert journal.event_of(journal.history(order.stream).last()) == OrderSettled(
        order.pk,
        "dossier:12",
        15_000,
        hour("2024-04-26 09:04:10"),
        "online",
        "LP24-0000001, PH24-0000001",
        "fee",
        attempt.txn_ref,
    )


def test_a_notice_replayed_a_hundred_times_settles_once(attempt):
    raw = told(attempt)

    verdicts = [received(raw) for _copy in range(100)]

    assert verdicts == [Verdict.TAKEN, *[Verdict.ALREADY] * 99]
    assert Notice.objects.get().copies == 100
    assert Order.objects.get().paid_vnd == 15_000
    assert Receipt.objects.count() == 2
    assert Delivery.objects.filter(done_at=None).count() == 0


def test_applying_a_notice_again_has_no_effect(attempt):
    received(told(attempt))
    before = standing()

    assert notices.apply(Notice.objects.get().pk) == Outcome.SETTLED
    assert standing() == before


def test_the_same_news_in_other_words_is_known(attempt):
    received(told(attempt))

    assert received(told(attempt, OrderInfo="Another text")) == Verdict.ALREADY
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("code", ["13", "51", "24", "11"])
def test_a_failure_ends_the_try_and_the_order_waits_for_another(attempt, world, code):
    assert received(told(attempt, code)) == Verdict.TAKEN

    order = Order.objects.get()
    assert (order.state, order.paid_vnd) == (OrderState.NOT_PAID, 0)
    assert Attempt.objects.get().state == AttemptState.FAILED
    last = journal.event_of(journal.history(order.stream).last())
    assert last == PaymentFailed(order.pk, attempt.txn_ref, code)
    assert checkout.start(order.pk, gateway="vnpay", by=world.lan.actor).txn_ref == f"{order.code}-2"


def test_a_failure_after_the_payment_is_no_news(attempt):
    received(told(attempt))
    before = standing()

    received(told(attempt, "24", TransactionNo="14000002"))

    assert standing() == before
    assert listed() == []


def test_a_bad_seal_is_kept_as_untrusted_and_changes_nothing(attempt):
    before = standing()
    raw = told(attempt).replace("vnp_Amount=1500000", "vnp_Amount=100")

    verdicts = [received(raw) for _copy in range(3)]

    notice = Notice.objects.get()
    assert verdicts == [Verdict.BAD_SEAL] * 3
    assert (notice.is_trusted, notice.outcome, notice.copies) == (False, Outcome.UNTRUSTED, 3)
    assert (notice.raw, notice.txn_ref, notice.event_key) == (raw, "", None)
    assert standing() == before
    assert notices.apply(notice.pk) == Outcome.UNTRUSTED
    assert standing() == before


def test_a_sealed_notice_that_cannot_be_read_is_kept_as_untrusted(attempt):
    assert received(told(attempt, PayDate="yesterday")) == Verdict.FAULT
    assert Notice.objects.get().outcome == Outcome.UNTRUSTED
    assert Order.objects.get().state == OrderState.WAITING


def test_money_for_an_order_that_is_not_ours_is_listed(attempt):
    before = standing()

    assert received(told(attempt, TxnRef="H99.35.22-240426-0099-1")) == Verdict.UNKNOWN_ORDER
    assert listed() == [("unknown-order", "open")]
    assert standing() == before
    entry, notice = Discrepancy.objects.get(), Notice.objects.get()
    found = journal.event_of(journal.history(notice.stream).last())
    assert found == DiscrepancyFound(entry.pk, "unknown-order", "H99.35.22-240426-0099-1", 15_000)


@pytest.mark.parametrize("amount", ["1400000", "1600000", "100"])
def test_another_amount_changes_nothing_and_is_listed(attempt, amount):
    before = standing()

    assert received(told(attempt, Amount=amount)) == Verdict.WRONG_AMOUNT
    assert listed() == [("wrong-amount", "open")]
    assert standing() == before


def test_a_failure_of_nobodys_order_is_not_listed(attempt):
    received(told(attempt, "24", TxnRef="H99.35.22-240426-0099-1"))

    assert listed() == []


def test_a_payment_in_its_last_second_is_in_time(attempt, on):
    with on("2024-04-26 09:15:00"):
        received(told(attempt))

    assert Order.objects.get().state == OrderState.PAID


def test_a_payment_after_its_time_is_listed_and_never_silently_taken(attempt, on):
    with on("2024-04-26 09:15:01"):
        checkout.expire(attempt.pk)
        before = standing()
        assert received(told(attempt)) == Verdict.TAKEN

    assert Order.objects.get().state == OrderState.EXPIRED
    assert listed() == [("late-success", "open")]
    assert standing() == before


def test_a_payment_in_time_of_which_we_hear_late_is_taken(attempt, on):
    with on("2024-04-26 09:30"):
        checkout.expire(attempt.pk)
        received(told(attempt, at=hour("2024-04-26 09:14:59")))

    assert Order.objects.get().state == OrderState.PAID
    assert listed() == []


def test_a_payment_in_time_ends_the_next_try_whose_money_is_then_a_second_one(attempt, world, on):
    with on("2024-04-26 09:20"):
        second = checkout.start(attempt.order_id, gateway="vnpay", by=world.lan.actor)
        received(told(attempt, at=hour("2024-04-26 09:10")))
        assert Attempt.objects.get(pk=second.pk).state == AttemptState.EXPIRED

        received(told(second, TransactionNo="14000002"))

    assert Order.objects.get().paid_vnd == 15_000
    assert listed() == [("duplicate", "open")]


def test_money_for_a_try_that_was_paid_before_under_another_number_is_a_second_one(attempt):
    received(told(attempt))

    received(told(attempt, TransactionNo="14000002"))

    assert Order.objects.get().paid_vnd == 15_000
    assert listed() == [("duplicate", "open")]


def test_money_for_a_cancelled_order_is_listed(attempt, world):
    orders.cancel(attempt.order_id, reason="Rút hồ sơ", by=world.lan.actor)

    received(told(attempt))

    assert Order.objects.get().state == OrderState.CANCELLED
    assert listed() == [("late-success", "open")]


def test_a_success_after_a_failure_of_the_same_try_is_listed(attempt):
    received(told(attempt, "13"))

    received(told(attempt, TransactionNo="14000002"))

    assert Order.objects.get().state == OrderState.NOT_PAID
    assert listed() == [("late-success", "open")]


def test_a_notice_from_outside_the_replay_window_is_not_believed(attempt, on):
    raw = told(attempt, at=hour("2024-04-26 09:05"))
    with on("2024-04-29 09:05:01"):
        checkout.expire(attempt.pk)
        before = standing()
        assert received(raw) == Verdict.FAULT

    assert listed() == [("stale-notice", "open")]
    assert standing() == before


def test_a_notice_at_the_edge_of_the_replay_window_is_taken(attempt, on):
    raw = told(attempt, at=hour("2024-04-26 09:05"))
    with on("2024-04-29 09:05"):
        assert received(raw) == Verdict.TAKEN

    assert Order.objects.get().state == OrderState.PAID
    assert timedelta(days=3) == notices.REPLAY_WINDOW


def test_a_notice_of_one_gateway_is_none_of_the_other(order, world, wire):
    attempt = checkout.start(order.pk, gateway="platform", by=world.lan.actor)

    assert received(told(attempt)) == Verdict.UNKNOWN_ORDER
    assert Order.objects.get().state == OrderState.WAITING


def test_an_unsealed_text_that_no_database_keeps_is_kept_all_the_same(db):
    assert notices.receive("platform", "{\0}") == Verdict.BAD_SEAL
    assert Notice.objects.get().raw == "{\N{SYMBOL FOR NULL}}"


def test_a_notice_bears_the_hour_of_its_arrival(attempt, on):
    with on("2024-04-26 09:06"):
        notices.receive("vnpay", told(attempt, at=hour("2024-04-26 09:05")))
        assert Notice.objects.get().received_at == clock.now()
