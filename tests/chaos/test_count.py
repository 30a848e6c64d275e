"""The count after a storm sees each kind of harm: a storm that counts nothing would prove nothing."""

from datetime import date

import pytest

from interlink.models import Chain
from payments.models import Attempt, Notice, Order, Receipt
from payments.services import notices
from payments.states import AttemptState
from sandbox.agencies.models import Birth, Request
from sandbox.bank.models import Payment
from sandbox.bank.states import PaymentState
from sandbox.bank.states import Service as BankService
from tests.chaos import count
from tests.interlink.conftest import agencies, birth, on_monday  # noqa: F401 - fixtures
from tests.payments.bank import told
from tests.payments.fixtures import attempt, friday, order, order_of, wire  # noqa: F401 - fixtures

CODE = "H99.35.22-240603-0001"


def registered(number: int, code: str = CODE) -> Birth:
    return Birth.objects.create(
        number=number,
        book="01/2024",
        page=1,
        registered_on=date(2024, 6, 3),
        dossier_code=code,
        proof_number=f"GCS-{number}",
        child_number=f"00322400000{number}",
        child_name="Phan Minh Anh",
        mother_number="003190000001",
        born_on=date(2024, 5, 20),
    )


def booked(attempt: Attempt, **changes) -> Payment:  # noqa: F811
    """What the bank's books say of a try that was paid."""
    known = {
        "service": BankService.VNPAY,
        "txn_ref": attempt.txn_ref,
        "amount_vnd": attempt.amount_vnd,
        "paid_vnd": attempt.amount_vnd,
        "info": "Le phi",
        "ordered_at": attempt.started_at,
        "booked_at": attempt.started_at,
        "state": PaymentState.PAID,
        "response_code": "00",
    }
    return Payment.objects.create(**known | changes)


@pytest.fixture
def paid(attempt):  # noqa: F811
    """A try that the bank has booked and told us of."""
    booked(attempt)
    notices.receive("vnpay", told(attempt))
    notices.apply(Notice.objects.get().pk)
    return Order.objects.get()


def test_a_chain_that_never_ended_is_lost(birth):  # noqa: F811
    found = count.everything(1, 0)

    assert (found.chains, found.finished, found.lost, found.is_sound) == (1, 0, 1, False)


def test_a_service_that_we_hold_to_be_done_and_the_register_does_not_know_is_lost(birth):  # noqa: F811
    Chain.objects.get().steps.filter(code="birth-registration").update(state="completed", finished_at=birth.started_at)

    assert count.missing_effects() == 1
    registered(1, birth.code)
    assert count.missing_effects() == 0


def test_a_child_that_is_registered_twice_for_a_dossier_is_seen(db):
    registered(1)
    assert count.doubled_effects() == 0

    registered(2)

    assert count.doubled_effects() == 1


def test_a_service_that_is_asked_for_under_two_numbers_is_seen(db, friday):  # noqa: F811
    for number in ("1", "2"):
        Request.objects.create(
            agency="civil-status",
            message_id=number,
            schema="interlink.request/1",
            service="birth-registration",
            channel="linked",
            sender="H99.35.22",
            dossier_code=CODE,
            callback="",
            content={},
            body_sha256=number,
            received_at="2024-06-03T09:00+07:00",
        )

    assert count.doubled_effects() == 1


def test_money_that_the_bank_holds_and_nobody_here_knows_of_is_seen(attempt):  # noqa: F811
    booked(attempt)

    assert count.unaccounted_payments() == [attempt.txn_ref]


def test_a_payment_that_was_told_and_receipted_is_sound(paid):
    assert (count.unaccounted_payments(), count.double_charges()) == ([], 0)


def test_an_order_that_is_paid_twice_is_seen_unless_the_second_is_on_the_list(paid):
    again = paid.attempts.get()
    again.pk, again.txn_ref, again.number, again.state = None, "another", 2, AttemptState.EXPIRED
    again.save(force_insert=True)
    booked(again)
    assert (count.double_charges(), count.unaccounted_payments()) == (1, ["another"])

    notices.receive("vnpay", told(again, TransactionNo="14000002"))
    notices.apply(Notice.objects.get(txn_ref="another").pk)

    assert (count.double_charges(), count.unaccounted_payments()) == (0, [])


def test_a_receipt_over_another_sum_is_seen(paid):
    Receipt.objects.filter(amount_vnd=5_000).update(amount_vnd=6_000)

    assert count.double_charges() == 1


def test_an_order_that_is_paid_without_any_money_is_seen(paid):
    Payment.objects.all().delete()

    assert count.double_charges() == 1
