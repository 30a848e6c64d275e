"""On the next morning every payment is compared with the bank's statement (docs/sources.md, rule F-22)."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from kernel import delivery, journal, telephone
from payments import statement_file
from payments.errors import StatementUnreadable
from payments.events import DayReconciled
from payments.gateways.contract import stamp
from payments.models import Discrepancy, Notice, Order, Statement, StatementLine
from payments.services import checkout, notices, orders, reconciliation
from payments.states import OrderState
from payments.tasks import sweep_due_statements
from sandbox.bank import desk
from sandbox.bank.models import Payment
from sandbox.bank.states import Outcome
from tests.payments.bank import hour, told
from tests.refusals import refused

DAY = hour("2024-04-26 00:00").date()
NEXT_MORNING = "2024-04-27 07:00"


def statement(*rows):
    """Return a statement file of rows (gateway_txn, txn_ref, amount, hour, status, dossier)."""
    output = io.StringIO(newline="")
    writer = csv.writer(output)
    writer.writerow(statement_file.COLUMNS)
    for txn, ref, amount, at, status, dossier in rows:
        writer.writerow([txn, ref, amount, "NCB", stamp(hour(at)), status, dossier, ""])
    return output.getvalue().encode()


def row(attempt, txn="14000001", amount=15_000, at="2024-04-26 09:05", status="00"):
    return txn, attempt.txn_ref, amount, at, status, attempt.order.code


def settle(attempt, txn="14000001"):
    notices.receive("vnpay", told(attempt, at=hour("2024-04-26 09:05"), TransactionNo=txn))
    delivery.drain()


def compare(on, *rows):
    with on(NEXT_MORNING):
        return reconciliation.reconcile(DAY, statement(*rows), source="statement.csv")


def findings():
    return list(StatementLine.objects.values_list("txn_ref", "finding", "is_recovered"))


def test_a_payment_that_both_sides_know_is_matched(attempt, on):
    settle(attempt)

    compared = compare(on, row(attempt))

    assert findings() == [(attempt.txn_ref, "matched", False)]
    event = journal.event_of(journal.history(compared.stream).get())
    assert event == DayReconciled(compared.pk, DAY, 1, 0, 0, 0, 0)


def test_a_lost_notice_is_found_and_applied_by_the_same_door(attempt, on):
    with on("2024-04-26 09:15"):
        checkout.expire(attempt.pk)

    compare(on, row(attempt))

    assert findings() == [(attempt.txn_ref, "matched", True)]
    order, notice = Order.objects.get(), Notice.objects.get()
    assert (order.state, order.settled_at) == (OrderState.PAID, hour(NEXT_MORNING))
    assert order.attempts.get().paid_at == hour("2024-04-26 09:05")
    assert (notice.origin, notice.outcome) == ("statement", "settled")
    delivery.drain()
    assert Order.objects.get().journal_sequence == order.journal_sequence


def test_a_repeated_comparison_finds_the_same_and_doubles_nothing(attempt, on):
    compare(on, row(attempt))
    sequence = Order.objects.get().journal_sequence

    compare(on, row(attempt))

    assert findings() == [(attempt.txn_ref, "matched", False)]
    assert Order.objects.get().journal_sequence == sequence
    assert Statement.objects.count() == 1


def test_a_late_copy_of_the_notice_changes_nothing_after_the_comparison(attempt, on):
    compare(on, row(attempt))

    with on("2024-04-27 08:00"):
        settle(attempt)

    assert Order.objects.get().paid_vnd == 15_000
    assert Discrepancy.objects.count() == 0


def test_money_that_the_bank_has_for_nobody_of_ours(attempt, on):
    settle(attempt)

    compare(on, row(attempt), ("14000009", "H99.35.22-240426-0099-1", 20_000, "2024-04-26 11:00", "00", "H99"))

    assert findings()[1] == ("H99.35.22-240426-0099-1", "money-without-dossier", False)
    assert Discrepancy.objects.get().kind == "unknown-order"


def test_money_of_another_amount(attempt, on):
    compare(on, row(attempt, amount=16_000))

    assert findings() == [(attempt.txn_ref, "amount-differs", False)]
    assert Order.objects.get().paid_vnd == 0
    assert Discrepancy.objects.get().kind == "wrong-amount"


def test_money_that_came_late_waits_on_the_exception_list(attempt, on):
    compare(on, row(attempt, at="2024-04-26 09:16"))

    assert findings() == [(attempt.txn_ref, "money-without-dossier", False)]
    assert Discrepancy.objects.get().kind == "late-success"


def test_a_dossier_whose_money_the_bank_does_not_show(attempt, on):
    settle(attempt)

    compare(on)

    assert findings() == [(attempt.txn_ref, "dossier-without-money", False)]


def test_money_of_another_number_is_not_the_money_we_know(attempt, on):
    settle(attempt)

    compare(on, row(attempt, txn="14000077"))

    assert findings() == [(attempt.txn_ref, "money-without-dossier", False)]
    assert Discrepancy.objects.get().kind == "duplicate"


def test_a_payment_that_failed_moved_no_money(attempt, on):
    compare(on, row(attempt, status="24"))

    assert findings() == [(attempt.txn_ref, "no-money", False)]
    assert Notice.objects.count() == 0


@pytest.mark.parametrize("voucher", ["", "KB-2024/1177"])
def test_cash_and_the_treasurys_vouchers_are_no_business_of_the_bank(order, world, on, voucher):
    if voucher:
        orders.record_voucher(order.pk, amount_vnd=15_000, voucher=voucher, by=world.an.actor)
    else:
        orders.collect(order.pk, amount_vnd=15_000, by=world.an.actor)

    compare(on)

    assert findings() == []


def test_a_transfer_that_names_the_order_settles_it(order, on):
    compare(on, ("16000001", "", 15_000, "2024-04-26 10:00", "00", order.code))

    paid = Order.objects.get()
    assert (paid.state, paid.method) == (OrderState.PAID, "transfer")
    assert findings() == [("", "matched", True)]
    compare(on, ("16000001", "", 15_000, "2024-04-26 10:00", "00", order.code))
    assert findings() == [("", "matched", False)]


def test_a_transfer_of_another_amount_or_for_nobody_is_listed(order, on):
    compare(
        on,
        ("16000001", "", 14_000, "2024-04-26 10:00", "00", order.code),
        ("16000002", "", 15_000, "2024-04-26 10:00", "00", "H99.35.22-240426-0099"),
    )

    assert [finding for _ref, finding, _recovered in findings()] == ["amount-differs", "money-without-dossier"]
    assert sorted(Discrepancy.objects.values_list("kind", flat=True)) == ["unknown-order", "wrong-amount"]
    assert Order.objects.get().paid_vnd == 0


def test_a_notice_that_came_too_late_to_be_believed_is_confirmed_by_the_statement(attempt, on):
    with on("2024-05-06 08:00"):
        checkout.expire(attempt.pk)
        settle(attempt)
        assert Discrepancy.objects.get().kind == "stale-notice"

        reconciliation.reconcile(DAY, statement(row(attempt)), source="statement.csv")

    assert Order.objects.get().state == OrderState.PAID
    assert Discrepancy.objects.get().state == "accepted"
    assert findings() == [(attempt.txn_ref, "matched", True)]


def test_a_day_that_is_not_over_is_not_compared(attempt, on):
    with on("2024-04-26 23:59"), refused("day-not-over"):
        reconciliation.reconcile(DAY, statement(row(attempt)), source="statement.csv")


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (b"", 1, ", ".join(statement_file.COLUMNS)),
        (b"\xff\xfe", 1, "UTF-8"),
        (b"gateway_txn,txn_ref\r\n1,2\r\n", 1, "amount, bank_code, pay_date, status, dossier_code, fee_code"),
        (statement(("1", "ref", "1.5", "2024-04-26 09:00", "00", "")), 2, "amount"),
        (statement(("1", "ref", 1, "2024-04-26 09:00", "00", "")) + b"x\r\n", 3, "8 columns, 500000 lines"),
        (statement(("", "ref", 1, "2024-04-26 09:00", "00", "")), 2, "gateway_txn"),
        (statement(("1", "ref", 1, "2024-04-25 09:00", "00", "")), 2, "pay_date is not 2024-04-26"),
    ],
)
def test_a_file_that_is_no_statement_of_the_day_is_refused_and_changes_nothing(attempt, on, content, line, what):
    with on(NEXT_MORNING), refused("statement-unreadable") as refusal:
        reconciliation.reconcile(DAY, content, source="statement.csv")

    assert isinstance(refusal.value, StatementUnreadable)
    assert refusal.value.params == {"line": line, "what": what}


@pytest.fixture
def lost(attempt, wire, on):
    """Lan paid at 09:05 and nobody told us."""
    telephone.call("GET", attempt.redirect_url)
    with on("2024-04-26 09:05"):
        desk.play(Payment.objects.get().pk, Outcome.NOTICE_LOST)
    return attempt


def test_the_sweep_fetches_the_statement_on_the_next_morning(lost, on):
    with on("2024-04-27 06:59"):
        assert sweep_due_statements() == 0
    with on("2024-04-29 10:00"):
        assert sweep_due_statements() == 1
        assert sweep_due_statements() == 0

    assert Order.objects.values_list("state", "settled_at").get() == ("paid", hour(NEXT_MORNING))
    assert Statement.objects.get().source == "http://127.0.0.1:8001/sandbox/bank"


def test_a_bank_that_refuses_the_statement_is_asked_again(lost, on, settings):
    settings.SANDBOX_BANK_VNPAY_SECRET = "another"
    with on(NEXT_MORNING):
        assert sweep_due_statements() == 1

    statement = Statement.objects.get()
    assert (statement.tries, statement.due_at) == (1, hour("2024-04-27 07:15"))
    assert statement.error == "statement-refused: The bank does not hand out the statement of 2024-04-26 (HTTP 401)."
    assert Order.objects.get().state == "waiting"


def test_the_command_fetches_compares_and_tells(lost, on, capsys):
    with on(NEXT_MORNING):
        call_command("reconcile_payments", "2024-04-26", "--json")

    told = json.loads(capsys.readouterr().out)
    assert told["findings"] == {
        "matched": 1,
        "amount-differs": 0,
        "money-without-dossier": 0,
        "dossier-without-money": 0,
        "no-money": 0,
    }
    assert told["recovered"] == 1
    (line,) = told["lines"]
    assert (line["txn_ref"], line["order"], line["finding"], line["is_recovered"]) == (
        lost.txn_ref,
        lost.order.code,
        "matched",
        True,
    )


def test_the_command_reads_a_file_and_says_what_differs(attempt, on, tmp_path, capsys):
    settle(attempt)
    path = tmp_path / "statement.csv"
    path.write_bytes(statement())

    with on(NEXT_MORNING):
        call_command("reconcile_payments", "2024-04-26", "--file", str(path))

    assert f"14000001 {attempt.txn_ref} 15000 đ" in capsys.readouterr().out


def test_the_command_fails_aloud(db, on, tmp_path):
    with on(NEXT_MORNING), pytest.raises(CommandError, match="No such file"):
        call_command("reconcile_payments", "2024-04-26", "--file", str(tmp_path / "none.csv"))
