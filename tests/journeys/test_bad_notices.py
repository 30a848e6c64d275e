"""Whatever the bank's address is sent, a dossier is settled by a sealed word alone, once (docs/sources.md, rule F-15).

The doors of the payments room are tested in tests/payments; here the dossier that waits for its money is looked at.
"""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from rest_framework.test import APIClient

from dossiers.models import Dossier
from dossiers.services import intake
from dossiers.states import Channel, FeeTiming, State
from kernel import clock, delivery, journal
from payments.models import Notice, Order
from payments.services import checkout
from tests.factories.dossiers import FeeFactory, TermsFactory
from tests.payments.bank import told
from tests.stages import file

NOTICES = "/api/v1/payments/notices/vnpay"
TUESDAY = "2024-04-02 09:00"


@pytest.fixture
def attempt(world, on):
    """Lan filed online and is at VNPAY's page to pay 4,000 đ before acceptance."""
    terms = TermsFactory(fee_timing=FeeTiming.FIRST)
    FeeFactory(terms=terms)
    with on(TUESDAY):
        dossier = file(world, terms, Channel.ONLINE)
        yield checkout.start(dossier.fee_order_id, gateway="vnpay", by=world.lan.actor)


def send(raw):
    """Send a notice and let what comes of it be delivered; return what the bank is answered."""
    answer = APIClient().get(f"{NOTICES}?{raw}")
    delivery.drain()
    return answer.status_code, answer.json()["RspCode"]


def case():
    """Return the dossier's row, its story and its order's state."""
    dossier = Dossier.objects.values().get()
    story = [entry.name for entry in journal.history(f"dossier:{dossier['id']}")]
    return dossier, story, Order.objects.get().state


@pytest.mark.parametrize(
    ("spoil", "answer", "is_trusted"),
    [
        (lambda attempt: told(attempt) + "0", (401, "97"), False),
        (lambda attempt: told(attempt, TxnRef="H99.35.22-240402-0099-1"), (200, "01"), True),
        (lambda attempt: told(attempt, Amount="400100"), (200, "04"), True),
        (lambda attempt: told(attempt, at=clock.now() - timedelta(days=3, seconds=1)), (200, "99"), True),
        (lambda attempt: told(attempt, at=clock.now() + timedelta(minutes=16)), (200, "00"), True),
    ],
    ids=["bad seal", "unknown order", "another amount", "older than the replay window", "paid too late"],
)
def test_a_notice_that_is_not_the_payment_leaves_the_dossier_as_it_was(attempt, spoil, answer, is_trusted):
    before = case()

    assert send(spoil(attempt)) == answer

    assert case() == before
    assert Notice.objects.get().is_trusted is is_trusted


def test_a_notice_that_is_replayed_a_hundred_times_settles_the_dossier_once(attempt):
    answers = [send(told(attempt)) for _copy in range(100)]

    assert answers == [(200, "00"), *[(200, "02")] * 99]
    dossier, story, order = case()
    assert (dossier["fee_receipt"], story.count("dossiers.FeeRecorded"), order) == ("LP24-0000001", 1, "paid")
    assert Notice.objects.get().copies == 100


def test_while_the_database_is_busy_nothing_is_lost_and_the_banks_repetition_settles_the_dossier(attempt):
    before = case()

    def busy(execute, sql, params, many, context):
        if sql.startswith("INSERT"):
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(busy):
        assert send(told(attempt)) == (503, "99")
    assert (case(), Notice.objects.count()) == (before, 0)

    assert send(told(attempt)) == (200, "00")
    assert case()[2] == "paid"


def test_an_unsettled_dossier_is_accepted_only_after_the_true_notice(attempt, world):
    send(told(attempt) + "0")
    send(told(attempt))

    intake.accept(Dossier.objects.get().pk, by=world.an.actor)

    assert Dossier.objects.get().state == State.RECEIVED
