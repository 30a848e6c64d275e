"""Each try to pay has a reference of its own and fifteen minutes (docs/sources.md, rules F-14 and F-20)."""

import httpx
import pytest

from kernel import journal, telephone
from payments.events import OrderExpired, PaymentFailed, PaymentStarted
from payments.models import Attempt, Order, Statement
from payments.services import checkout
from payments.states import AttemptState, OrderState
from payments.tasks import sweep_overdue_attempts
from tests.payments.bank import hour
from tests.refusals import refused


def last_event(order):
    return journal.event_of(journal.history(order.stream).last())


def test_a_try_has_its_reference_its_page_and_fifteen_minutes(order, world):
    attempt = checkout.start(order.pk, gateway="vnpay", by=world.lan.actor)

    assert (attempt.txn_ref, attempt.state) == ("H99.35.22-240426-0007-1", AttemptState.CREATED)
    assert attempt.redirect_url.startswith("http://127.0.0.1:8001/sandbox/bank/vnpay/pay?vnp_Amount=1500000&")
    assert (attempt.started_at, attempt.expires_at) == (hour("2024-04-26 09:00"), hour("2024-04-26 09:15"))
    assert Order.objects.get().state == OrderState.WAITING
    assert last_event(order) == PaymentStarted(order.pk, attempt.txn_ref, "vnpay", attempt.expires_at)


def test_a_day_on_which_somebody_pays_is_compared_on_the_next_morning(attempt):
    assert list(Statement.objects.values_list("on", "due_at")) == [
        (hour("2024-04-26 00:00").date(), hour("2024-04-27 07:00"))
    ]


def test_whoever_comes_back_to_a_try_under_way_gets_the_same_page(attempt, world, on):
    with on("2024-04-26 09:14"):
        again = checkout.start(attempt.order_id, gateway="vnpay", by=world.lan.actor)

    assert (again.pk, again.redirect_url) == (attempt.pk, attempt.redirect_url)
    assert journal.history(attempt.order.stream).count() == 2


def test_another_gateway_must_wait_for_the_end_of_the_try(attempt, world):
    with refused("payment-under-way") as refusal:
        checkout.begin(attempt.order_id, gateway="platform", by=world.lan.actor)

    assert refusal.value.params == {"gateway": "vnpay", "until": "09:15 26/04/2024"}


def test_after_its_time_the_next_try_bears_the_next_number(attempt, world, on):
    with on("2024-04-26 09:15"):
        second = checkout.start(attempt.order_id, gateway="vnpay", by=world.lan.actor)

    assert second.txn_ref == "H99.35.22-240426-0007-2"
    assert Attempt.objects.get(pk=attempt.pk).state == AttemptState.EXPIRED


def test_the_sweep_ends_a_try_at_its_own_hour(attempt, on):
    with on("2024-05-06 08:00"):
        assert sweep_overdue_attempts() == 1
        assert sweep_overdue_attempts() == 0

    order = Order.objects.get()
    assert order.state == OrderState.EXPIRED
    assert last_event(order) == OrderExpired(order.pk, "dossier:12", attempt.txn_ref)
    assert journal.history(order.stream).last().at == hour("2024-04-26 09:15")


def test_the_sweep_leaves_a_try_that_has_time(attempt, on):
    with on("2024-04-26 09:14"):
        assert sweep_overdue_attempts() == 0
        checkout.expire(attempt.pk)

    assert Order.objects.get().state == OrderState.WAITING


def test_a_gateway_that_is_not_ours_is_refused(order, world):
    with refused("gateway-unknown") as refusal:
        checkout.begin(order.pk, gateway="momo", by=world.lan.actor)

    assert refusal.value.params == {"gateway": "momo", "known": ["vnpay", "platform"]}


@pytest.mark.parametrize("name", ["binh", "chi"])
def test_an_officer_who_handles_no_money_begins_no_payment(order, world, name):
    with refused("not-your-move"):
        checkout.begin(order.pk, gateway="vnpay", by=getattr(world, name).actor)


def test_an_officer_who_handles_no_money_joins_none_either(attempt, world):
    with refused("not-your-move"):
        checkout.begin(attempt.order_id, gateway="vnpay", by=world.binh.actor)


def test_a_gateway_that_is_silent_ends_the_try_and_another_may_follow(order, world):
    def dead(request):
        raise httpx.ConnectError("refused")

    with telephone.through(httpx.MockTransport(dead)), pytest.raises(telephone.NoAnswer):
        checkout.start(order.pk, gateway="platform", by=world.lan.actor)

    assert Order.objects.get().state == OrderState.NOT_PAID
    assert last_event(order) == PaymentFailed(order.pk, f"{order.code}-1", "no-session")
    assert checkout.start(order.pk, gateway="vnpay", by=world.lan.actor).txn_ref == f"{order.code}-2"


def test_the_platform_gives_the_address_of_its_page(order, world, wire):
    attempt = checkout.start(order.pk, gateway="platform", by=world.lan.actor)

    assert attempt.redirect_url.startswith("http://127.0.0.1:8001/sandbox/bank/pay/")
    assert checkout.connect(attempt.txn_ref).redirect_url == attempt.redirect_url
