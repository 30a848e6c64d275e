"""Money neither appears nor disappears, in whatever order the bank's word and people's acts come.

Source: product.md, section 3: sum money over settled attempts only; final states win.
"""

import contextlib
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel import clock, journal
from kernel.actors import SYSTEM
from kernel.errors import Problem
from payments.gateways.contract import PaidBack
from payments.models import Attempt, Discrepancy, Notice, Order, Receipt, Refund
from payments.services import checkout, discrepancies, notices, orders, refunds
from payments.states import AttemptState, OrderState, RefundState
from tests.payments.bank import hour, told

START = hour("2024-04-26 09:00")

ACTS = st.one_of(
    st.tuples(st.just("start"), st.just(0), st.just("")),
    # A notice for one of the first three tries, with a code, for the amount or another, under one of two numbers.
    st.tuples(
        st.just("notice"),
        st.integers(0, 2),
        st.sampled_from(["ok", "ok", "ok", "failed", "wrong-amount", "second-number", "late", "unsealed"]),
    ),
    st.tuples(st.just("replay"), st.integers(0, 5), st.just("")),
    st.tuples(st.just("wait"), st.integers(1, 30), st.just("")),
    st.tuples(st.just("cash"), st.sampled_from([15_000, 14_000]), st.just("")),
    st.tuples(st.just("cancel"), st.just(0), st.just("")),
    st.tuples(st.just("refund"), st.sampled_from([0, 1_000, 7_000, 15_000]), st.just("")),
    st.tuples(st.just("paid-back"), st.integers(0, 2), st.sampled_from(["done", "refused"])),
    st.tuples(st.just("accept"), st.integers(0, 2), st.just("")),
    st.tuples(st.just("give-back"), st.integers(0, 2), st.just("")),
)


class Play:
    """One order, and whatever is done to it; what is refused has no effect."""

    def __init__(self, order, world):
        self.order, self.world, self.now, self.sent = order, world, START, []

    def act(self, name, number, what):
        with clock.held(self.now), contextlib.suppress(Problem, IndexError):
            getattr(self, name.replace("-", "_"))(number, what)

    def start(self, _number, _what):
        checkout.start(self.order.pk, gateway="vnpay", by=self.world.lan.actor)

    def notice(self, number, what):
        attempt = self.order.attempts.exclude(gateway="counter").order_by("pk")[number]
        changes = {"TransactionNo": f"1400000{attempt.number}"}
        changes |= {"Amount": "1600000"} if what == "wrong-amount" else {}
        changes |= {"TransactionNo": f"1500000{attempt.number}"} if what == "second-number" else {}
        at = attempt.expires_at + timedelta(seconds=1) if what == "late" else self.now
        raw = told(attempt, "24" if what == "failed" else "00", at, **changes)
        self.sent.append(raw + "0" if what == "unsealed" else raw)
        self.receive(self.sent[-1])

    def replay(self, number, _what):
        self.receive(self.sent[number])

    def receive(self, raw):
        notices.receive("vnpay", raw)
        for pk in Notice.objects.filter(outcome="waiting").values_list("pk", flat=True):
            notices.apply(pk)

    def wait(self, minutes, _what):
        self.now += timedelta(minutes=minutes)
        with clock.held(self.now):
            for pk in Attempt.objects.overdue(self.now).values_list("pk", flat=True):
                checkout.expire(pk)

    def cash(self, amount_vnd, _what):
        orders.collect(self.order.pk, amount_vnd=amount_vnd, by=self.world.an.actor)

    def cancel(self, _number, _what):
        orders.cancel(self.order.pk, reason="Rút hồ sơ", by=self.world.lan.actor)

    def refund(self, amount_vnd, _what):
        refunds.request(self.order.pk, amount_vnd=amount_vnd or None, reason="Hoàn", by=SYSTEM)

    def paid_back(self, number, what):
        refund = Refund.objects.order_by("pk")[number]
        if refund.state == RefundState.AT_COUNTER:
            refunds.hand_back(refund.pk, by=self.world.an.actor)
        elif refunds._claim(refund.pk):
            refunds._record(refund.pk, PaidBack(what == "done", "00" if what == "done" else "95", "15000001"))

    def accept(self, number, _what):
        discrepancies.accept(Discrepancy.objects.order_by("pk")[number].pk, reason="Nhận", by=self.world.an.actor)

    def give_back(self, number, _what):
        discrepancies.give_back(Discrepancy.objects.order_by("pk")[number].pk, reason="Trả", by=self.world.an.actor)


def check(order):
    """What is true after every act."""
    order = Order.objects.get(pk=order.pk)
    settled = list(order.attempts.filter(state=AttemptState.SUCCESS))
    back = order.refunds.filter(state=RefundState.DONE, discrepancy=None).aggregate(vnd=Sum("amount_vnd"))["vnd"] or 0
    assert len(settled) <= 1
    assert order.paid_vnd == sum(attempt.amount_vnd for attempt in settled)
    assert order.refunded_vnd == back <= order.paid_vnd
    assert order.left_vnd == sum(attempt.amount_vnd for attempt in settled) - back
    receipted = Receipt.objects.filter(order=order).aggregate(vnd=Sum("amount_vnd"))["vnd"] or 0
    assert receipted == order.paid_vnd
    assert order.state == {
        (False, 0): order.state if order.state in ("not-paid", "waiting", "expired", "cancelled") else None,
        (True, 0): OrderState.PAID,
        (True, order.paid_vnd): OrderState.REFUNDED,
    }.get((bool(settled), back), OrderState.PARTLY_REFUNDED)
    assert (order.state == OrderState.WAITING) == order.attempts.filter(state=AttemptState.CREATED).exists()
    # Every đồng that moved at the bank is a payment, or stands on the list.
    moved = Notice.objects.filter(is_trusted=True, response_code="00").exclude(outcome="repeated")
    counted = {attempt.gateway_txn for attempt in settled if attempt.method == "online"}
    on_list = set(Discrepancy.objects.exclude(state="accepted").values_list("notice__gateway_txn", flat=True))
    assert set(moved.values_list("gateway_txn", flat=True)) <= counted | on_list


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=3, max_size=14))
def test_what_was_paid_is_what_settled_minus_what_went_back(order, world, acts):
    with transaction.atomic():
        play = Play(order, world)
        for act in acts:
            play.act(*act)
            check(order)
        assert journal.verify().verified
        transaction.set_rollback(True)
