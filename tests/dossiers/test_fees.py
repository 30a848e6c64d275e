"""A fee is settled once, and an obligation stops the clock until it is paid (docs/sources.md, D-15 and D-17)."""

from datetime import date

import pytest

from dossiers.models import Dossier, Pause
from dossiers.services import fees
from dossiers.states import Channel, FeeTiming, PauseCause, State, SupplementRule
from kernel import delivery, journal
from payments.services import checkout
from tests.calendars import at
from tests.payments import bank
from tests.refusals import refused
from tests.stages import Stage

TUESDAY = "2024-04-02 09:00"
FEE = {"fee": True, "fee_timing": FeeTiming.FIRST}


@pytest.fixture
def pay(world):
    return lambda dossier, amount_vnd=8000, by=None: fees.record(
        dossier.pk, by=by or world.an.actor, amount_vnd=amount_vnd
    )


# --- the fee ---------------------------------------------------------------------------------------------------------
def test_a_cashier_takes_the_fee_and_its_receipt_is_numbered_in_the_same_act(world, on, dossier_in, pay):
    dossier = dossier_in(Stage.FILED, **FEE)

    with on(TUESDAY):
        pay(dossier)

    paid = Dossier.objects.get()
    assert (paid.fee_settled_at, paid.fee_receipt, paid.is_fee_settled) == (at(TUESDAY), "LP24-0000001", True)
    assert (paid.fee_order.state, paid.fee_order.method) == ("paid", "cash")
    last = journal.history(paid.stream).last()
    assert (last.name, last.actor, last.move) == ("dossiers.FeeRecorded", str(world.an.actor), "")
    assert journal.facts_of(last) == {"dossier_id": paid.pk, "amount_vnd": 8000, "receipt": "LP24-0000001"}


def test_the_news_of_a_fee_that_the_cashier_took_tells_nothing_new(on, dossier_in, pay):
    dossier = dossier_in(Stage.FILED, **FEE)
    with on(TUESDAY):
        pay(dossier)
    lines = journal.history(dossier.stream).count()

    with on("2024-04-02 15:00"):
        assert delivery.drain() > 0

    paid = Dossier.objects.get()
    assert (paid.fee_settled_at, paid.reception_from_at) == (at(TUESDAY), at(TUESDAY))
    assert journal.history(dossier.stream).count() == lines


def test_online_the_lower_fee_is_due(on, dossier_in, pay):
    dossier = dossier_in(Stage.FILED, channel=Channel.ONLINE, **FEE)

    with on(TUESDAY):
        with refused("amount-differs") as refusal:
            pay(dossier, 8000)
        pay(dossier, 4000)

    assert refusal.value.params == {"due_vnd": 4000, "paid_vnd": 8000}


def test_a_fee_that_is_paid_later_is_not_taken_before_acceptance(on, dossier_in, pay):
    dossier = dossier_in(Stage.FILED, fee=True, fee_timing=FeeTiming.LATER)

    with on(TUESDAY), refused("fee-not-due-yet"):
        pay(dossier)


def test_the_counter_takes_no_fee_while_it_is_being_paid_at_a_gateway(world, on, dossier_in, pay):
    dossier = dossier_in(Stage.FILED, **FEE)

    with on(TUESDAY):
        checkout.start(dossier.fee_order_id, gateway="vnpay", by=world.lan.actor)
        with refused("wrong-state"):
            pay(dossier)


@pytest.mark.parametrize(
    ("amount_vnd", "code"),
    [(7999, "amount-differs"), (8001, "amount-differs"), (0, "amount-invalid"), (-8000, "amount-invalid")],
)
def test_no_other_amount_settles_a_fee(on, dossier_in, pay, amount_vnd, code):
    dossier = dossier_in(Stage.FILED, **FEE)

    with on(TUESDAY), refused(code):
        pay(dossier, amount_vnd)


def test_a_fee_is_paid_once(on, dossier_in, pay):
    dossier = dossier_in(Stage.FILED, **FEE)

    with on(TUESDAY):
        pay(dossier)
        with refused("fee-already-settled"):
            pay(dossier)


def test_where_nothing_is_due_nothing_is_paid(on, dossier_in, pay):
    dossier = dossier_in(Stage.FILED)

    with on(TUESDAY), refused("fee-already-settled"):
        pay(dossier)


@pytest.mark.parametrize("name", ["lan", "binh", "chi", "trang"])
def test_only_a_cashier_takes_money(world, on, dossier_in, pay, name):
    dossier = dossier_in(Stage.FILED, **FEE)

    with on(TUESDAY), refused("not-your-move") as refusal:
        pay(dossier, by=getattr(world, name).actor)

    assert refusal.value.params == {"move": "record-fee", "roles": ["cashier"]}


def test_a_fee_paid_after_acceptance_leaves_the_clock_of_the_desk_alone(on, dossier_in, pay):
    dossier = dossier_in(Stage.PROCESSING, fee=True, fee_timing=FeeTiming.LATER)

    with on("2024-04-04 09:00"):
        pay(dossier)

    paid = Dossier.objects.get()
    assert (paid.reception_from_at, paid.due_on) == (dossier.reception_from_at, dossier.due_on)


# --- the obligation --------------------------------------------------------------------------------------------------
@pytest.fixture
def owed(world, on, dossier_in):
    """Due on 8 April; a tax notice of 12,500,000 đ went out on Wednesday 3 April."""

    def notify(**promised):
        dossier = dossier_in(Stage.PROCESSING, **promised)
        with on("2024-04-03 10:00"):
            fees.request_obligation(dossier.pk, by=world.binh.actor, amount_vnd=12_500_000, notice=" TB-2024/0815 ")
        return dossier

    return notify


@pytest.fixture
def settle(world):
    return lambda dossier, amount_vnd=12_500_000, voucher="KB-1": fees.settle_obligation(
        dossier.pk, by=world.an.actor, amount_vnd=amount_vnd, voucher=voucher
    )


def test_an_obligation_stops_the_clock(owed):
    owed()

    dossier, pause = Dossier.objects.get(), Pause.objects.get()
    assert (dossier.state, dossier.obligation_vnd) == (State.AWAITING_PAYMENT, 12_500_000)
    assert (dossier.obligation_notice, dossier.due_on) == ("TB-2024/0815", date(2024, 4, 8))
    assert (pause.cause, pause.started_at, pause.ended_at) == (PauseCause.PAYMENT, at("2024-04-03 10:00"), None)


@pytest.mark.parametrize("rule", SupplementRule)
def test_the_days_of_a_payment_are_added_whatever_the_supplement_rule_is(on, owed, settle, rule):
    dossier = owed(supplement_rule=rule)

    with on("2024-04-10 08:30"):
        settled = settle(dossier)

    assert (settled.state, settled.due_on) == (State.PROCESSING, date(2024, 4, 15))
    assert Pause.objects.get().ended_at == at("2024-04-10 08:30")


def test_the_settlement_is_told_with_its_voucher_and_the_new_date(on, owed, settle):
    dossier = owed()

    with on("2024-04-10 08:30"):
        settle(dossier, voucher=" KB-2024/1177 ")

    assert journal.facts_of(journal.history(dossier.stream).last()) == {
        "dossier_id": dossier.pk,
        "amount_vnd": 12_500_000,
        "voucher": "KB-2024/1177",
        "due_on": "2024-04-15",
    }


def test_the_treasurys_voucher_is_kept_with_the_payment_of_its_order(world, on, owed, settle):
    dossier = owed()

    with on("2024-04-10 08:30"):
        settled = settle(dossier, voucher=" KB-2024/1177 ")
        delivery.drain()

    order = settled.obligation_order
    paid_by = order.attempts.get()
    assert (order.purpose, order.state, order.method) == ("obligation", "paid", "treasury")
    assert (paid_by.voucher, paid_by.collected_by_id) == ("KB-2024/1177", world.an.id)
    assert [receipt.number for receipt in order.receipts.all()] == ["NV24-0000001"]
    names = [entry.name for entry in journal.history(dossier.stream)]
    assert names.count("dossiers.ObligationSettled") == 1


def test_an_obligation_that_is_paid_online_moves_the_dossier_on_by_itself(world, on, owed):
    dossier = Dossier.objects.get(pk=owed().pk)

    with on("2024-04-10 08:30"):
        bank.pays(dossier.obligation_order, by=world.lan.actor)

    settled = Dossier.objects.get()
    assert (settled.state, settled.due_on) == (State.PROCESSING, date(2024, 4, 15))
    last = journal.history(dossier.stream).last()
    assert (last.actor, last.move, journal.facts_of(last)["voucher"]) == ("system", "settle_obligation", "NV24-0000001")


def test_a_voucher_after_the_payment_online_is_refused(world, on, owed, settle):
    dossier = Dossier.objects.get(pk=owed().pk)

    with on("2024-04-10 08:30"):
        bank.pays(dossier.obligation_order, by=world.lan.actor)
        with refused("wrong-state"):
            settle(dossier)


def test_an_obligation_is_no_more_than_can_be_paid_at_once(world, on, dossier_in):
    dossier = dossier_in(Stage.PROCESSING)

    with on(TUESDAY), refused("order-too-large"):
        fees.request_obligation(dossier.pk, by=world.binh.actor, amount_vnd=10_000_000_000, notice="TB-1")


@pytest.mark.parametrize(
    ("payment", "code"),
    [
        ({"amount_vnd": 12_499_999}, "amount-differs"),
        ({"amount_vnd": 0}, "amount-invalid"),
        ({"voucher": " "}, "reason-missing"),
    ],
)
def test_no_other_payment_settles_an_obligation(on, owed, settle, payment, code):
    dossier = owed()

    with on("2024-04-10 08:30"), refused(code):
        settle(dossier, **payment)


@pytest.mark.parametrize(
    ("amount_vnd", "notice", "code"),
    [(0, "TB-1", "amount-invalid"), (-1, "TB-1", "amount-invalid"), (1, " ", "reason-missing")],
)
def test_an_obligation_has_an_amount_and_a_notice(world, on, dossier_in, amount_vnd, notice, code):
    dossier = dossier_in(Stage.PROCESSING)

    with on(TUESDAY), refused(code):
        fees.request_obligation(dossier.pk, by=world.binh.actor, amount_vnd=amount_vnd, notice=notice)


def test_a_second_obligation_takes_the_place_of_the_first(world, on, owed, settle):
    dossier = owed()
    with on("2024-04-05 09:00"):
        settle(dossier)
        fees.request_obligation(dossier.pk, by=world.chi.actor, amount_vnd=1000, notice="TB-2")
    with on("2024-04-09 09:00"):
        settle(dossier, amount_vnd=1000)

    assert (Dossier.objects.get().due_on, Pause.objects.count()) == (date(2024, 4, 12), 2)


# --- the price -------------------------------------------------------------------------------------------------------
def test_money_costs_a_fixed_number_of_queries(world, on, dossier_in, pay, settle, django_assert_num_queries):
    dossier = dossier_in(Stage.PROCESSING, fee=True, fee_timing=FeeTiming.LATER)

    with on(TUESDAY), django_assert_num_queries(18):
        pay(dossier)
    with on(TUESDAY), django_assert_num_queries(16):
        fees.request_obligation(dossier.pk, by=world.binh.actor, amount_vnd=1000, notice="TB-1")
    with on(TUESDAY), django_assert_num_queries(21):
        settle(dossier, amount_vnd=1000)
