"""Money goes back the way it came, each refund once (docs/sources.md, rules F-16 and F-21)."""

import httpx
import pytest

from kernel import clock, delivery, journal, telephone
from kernel.actors import SYSTEM
from payments.events import OrderRefunded, RefundRefused, RefundRequested
from payments.models import Order, Refund
from payments.refund_rule import Work
from payments.services import checkout, notices, orders, refunds
from payments.states import OrderState, RefundState
from payments.tasks import sweep_due_refunds
from sandbox.bank import desk
from sandbox.bank.models import Payment
from sandbox.bank.models import Refund as BankRefund
from sandbox.bank.states import Outcome, Service
from tests.loopback import house
from tests.payments.bank import hour, told
from tests.refusals import refused


@pytest.fixture
def paid(attempt, wire, on):
    """Lan paid 15,000 at VNPAY: the bank has it in its books, and we have its notice."""
    telephone.call("GET", attempt.redirect_url)
    with on("2024-04-26 09:05"):
        payment = desk.play(Payment.objects.get().pk, Outcome.NOTICE_LOST)
        notices.receive("vnpay", told(attempt, TransactionNo=payment.transaction_no))
        delivery.drain()
    return Order.objects.get()


def test_a_full_refund_is_sent_by_the_sweep_and_recorded(paid, on):
    refund = refunds.request(paid.pk, reason="Rút hồ sơ", by=SYSTEM)

    assert (refund.reference, refund.amount_vnd, refund.is_full) == (f"{paid.code}-1-R1", 15_000, True)
    with on("2024-04-26 10:00"):
        assert sweep_due_refunds() == 1
        assert sweep_due_refunds() == 0

    paid = Order.objects.get()
    assert (paid.state, paid.refunded_vnd, paid.left_vnd) == (OrderState.REFUNDED, 15_000, 0)
    assert BankRefund.objects.values_list("kind", "amount_vnd").get() == ("02", 15_000)
    done = Refund.objects.get()
    assert (done.state, done.gateway_txn) == (RefundState.DONE, BankRefund.objects.get().transaction_no)
    assert [journal.event_of(entry) for entry in journal.history(paid.stream)][-2:] == [
        RefundRequested(paid.pk, refund.reference, 15_000, "Rút hồ sơ"),
        # At the hour at which it was asked for.
        OrderRefunded(paid.pk, "dossier:12", 15_000, hour("2024-04-26 09:00"), refund.reference, True),
    ]


def test_partial_refunds_add_up_to_the_payment(paid, world):
    for amount_vnd in (4_000, 11_000):
        refunds.request(paid.pk, amount_vnd=amount_vnd, reason="Giảm phí", by=world.an.actor)
        sweep_due_refunds()

    assert list(BankRefund.objects.order_by("pk").values_list("kind", "amount_vnd")) == [("03", 4_000), ("03", 11_000)]
    assert Order.objects.get().state == OrderState.REFUNDED


def test_after_a_part_has_gone_back_the_order_is_partly_refunded(paid, world):
    refunds.request(paid.pk, amount_vnd=4_000, reason="Giảm phí", by=world.an.actor)
    sweep_due_refunds()

    order = Order.objects.get()
    assert (order.state, order.left_vnd) == (OrderState.PARTLY_REFUNDED, 11_000)


def test_what_is_on_its_way_back_cannot_go_back_again(paid, world):
    refunds.request(paid.pk, amount_vnd=10_000, reason="Giảm phí", by=world.an.actor)

    with refused("refund-too-large") as refusal:
        refunds.request(paid.pk, amount_vnd=5_001, reason="Giảm phí", by=world.an.actor)

    assert refusal.value.params == {"amount_vnd": 5_001, "left_vnd": 5_000}


def test_of_an_unpaid_order_nothing_goes_back(order, world):
    with refused("nothing-to-refund"):
        refunds.request(order.pk, reason="Rút hồ sơ", by=world.an.actor)


@pytest.mark.parametrize("name", ["binh", "lan"])
def test_only_who_handles_money_lets_it_go(paid, world, name):
    with refused("not-your-money"):
        refunds.request(paid.pk, reason="Rút hồ sơ", by=getattr(world, name).actor)


@pytest.mark.parametrize(("work", "amount_vnd"), [(Work.NOT_BEGUN, 15_000), (Work.BEGUN, 10_000)])
def test_the_rule_says_how_much_goes_back(paid, work, amount_vnd):
    refund = refunds.by_rule(paid.pk, work=work, reason="Rút hồ sơ", by=SYSTEM)

    assert refund is not None
    assert refund.amount_vnd == amount_vnd


def test_once_the_work_is_done_nothing_goes_back(paid):
    assert refunds.by_rule(paid.pk, work=Work.DONE, reason="Rút hồ sơ", by=SYSTEM) is None
    assert Refund.objects.count() == 0


def test_the_rule_gives_back_no_more_than_is_left(paid, world):
    refunds.request(paid.pk, amount_vnd=9_000, reason="Giảm phí", by=world.an.actor)

    refund = refunds.by_rule(paid.pk, work=Work.BEGUN, reason="Rút hồ sơ", by=SYSTEM)

    assert refund is not None
    assert refund.amount_vnd == 6_000


def test_a_bank_that_is_silent_is_asked_again_later_and_pays_once(paid, world, on):
    lost = []

    class Losing(httpx.WSGITransport):
        """The bank does its work; its answer is lost on the way."""

        def handle_request(self, request):
            lost.append(super().handle_request(request).read())
            raise httpx.ReadTimeout("lost")

    refunds.request(paid.pk, reason="Rút hồ sơ", by=world.an.actor)
    with telephone.through(Losing(house)):
        assert sweep_due_refunds() == 1
    waiting = Refund.objects.get()
    assert (waiting.state, waiting.tries, waiting.due_at) == (RefundState.DUE, 1, hour("2024-04-26 09:05"))
    assert len(lost) == 1

    with on("2024-04-26 09:05"):
        sweep_due_refunds()

    assert Refund.objects.get().state == RefundState.DONE
    assert BankRefund.objects.count() == 1
    assert Payment.objects.get(service=Service.VNPAY).refunded_vnd == 15_000


def test_what_a_killed_worker_left_half_way_is_taken_over(paid, world):
    refund = refunds.request(paid.pk, reason="Rút hồ sơ", by=world.an.actor)
    refunds._claim(refund.pk)
    assert sweep_due_refunds() == 0

    Refund.objects.update(leased_until=clock.wall() - refunds.LEASE)
    assert sweep_due_refunds() == 1
    assert Order.objects.get().state == OrderState.REFUNDED


def test_a_bank_that_refuses_is_told_to_people(paid, world):
    Payment.objects.update(paid_vnd=1_000)
    refund = refunds.request(paid.pk, reason="Rút hồ sơ", by=world.an.actor)

    sweep_due_refunds()

    assert Refund.objects.values_list("state", "error").get() == (RefundState.REFUSED, "95")
    order = Order.objects.get()
    assert (order.state, order.refunded_vnd) == (OrderState.PAID, 0)
    last = journal.event_of(journal.history(order.stream).last())
    assert last == RefundRefused(order.pk, refund.reference, "95")


def test_cash_goes_back_over_the_counter(order, world):
    orders.collect(order.pk, amount_vnd=15_000, by=world.an.actor)
    refund = refunds.request(order.pk, amount_vnd=10_000, reason="Rút hồ sơ", by=world.chi.actor)
    assert (refund.state, refund.due_at) == (RefundState.AT_COUNTER, None)
    assert sweep_due_refunds() == 0

    refunds.hand_back(refund.pk, by=world.an.actor)

    order = Order.objects.get()
    assert (order.state, order.left_vnd) == (OrderState.PARTLY_REFUNDED, 5_000)
    with refused("refund-not-at-counter"):
        refunds.hand_back(refund.pk, by=world.an.actor)


def test_only_a_cashier_hands_money_back(order, world):
    orders.collect(order.pk, amount_vnd=15_000, by=world.an.actor)
    refund = refunds.request(order.pk, reason="Rút hồ sơ", by=world.chi.actor)

    with refused("not-your-money"):
        refunds.hand_back(refund.pk, by=world.chi.actor)
    with refused("refund-missing"):
        refunds.hand_back(refund.pk, by=world.dung.actor)


def test_the_platform_takes_no_refunds_so_the_cashier_pays_out(order, world, wire):
    attempt = checkout.start(order.pk, gateway="platform", by=world.lan.actor)
    desk.play(Payment.objects.get().pk, Outcome.NOTICE_LOST)
    notices.inquire(order.pk, by=world.an.actor)

    refund = refunds.request(attempt.order_id, reason="Rút hồ sơ", by=world.an.actor)

    assert refund.state == RefundState.AT_COUNTER
