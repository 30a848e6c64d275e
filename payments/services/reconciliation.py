"""The day after: the bank's statement beside our payments, line by line; lost notices come in by the same door."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from hashlib import sha256

import httpx
from django.conf import settings
from django.db import transaction

from kernel import clock, journal, signed_http, telephone
from kernel.actors import SYSTEM
from kernel.errors import Problem
from payments import numbering, statement_file
from payments.errors import DayNotOver, StatementRefused, StatementUnreadable
from payments.events import DayReconciled
from payments.models import Attempt, Notice, Order, Statement, StatementLine
from payments.services import notices, settlement
from payments.statement_file import Row
from payments.states import AttemptState, Finding, Method, Origin, Outcome

# Simulated minutes before a statement that was not there is fetched again.
BACK_OFF_MINUTES = (15, 60, 240, 1440)
TRANSFER = "transfer"


def fetch(on: date) -> bytes:
    """Fetch the statement of a day from the bank. Raises NoAnswer, StatementRefused."""
    path = f"{on:%Y-%m-%d}.csv"
    # Where the bank is, and the secret shared with it, are the deployment's to say.
    seal = signed_http.seal(path.encode(), settings.PAYMENT_VNPAY_SECRET)
    answer = telephone.call("GET", f"{settings.PAYMENT_BANK_URL}/statements/{path}", headers=seal)
    if answer.status_code != httpx.codes.OK:
        raise StatementRefused(on=on.isoformat(), status=answer.status_code)
    return answer.content


def reconcile(on: date, content: bytes, *, source: str) -> Statement:
    """Compare the payments of a day with the bank's statement; a repeat compares anew and doubles nothing.

    content  the file, CSV; source says where it came from
    First each payment that we know nothing of goes through the door of the notices, alone in its transaction; then
    the findings are recorded together. Raises DayNotOver, StatementUnreadable.
    """
    if on >= clock.today():
        raise DayNotOver(on=on.isoformat())
    rows = statement_file.read(content)
    for row in rows:
        if row.paid_at.date() != on:
            raise StatementUnreadable(line=row.number, what=f"pay_date is not {on.isoformat()}")
    recovered = {row.number for row in rows if row.is_paid and _take(row) == Outcome.SETTLED}
    return _record(on, rows, recovered, source=source, content=content)


def reconcile_due(statement_id: int) -> None:
    """Fetch and compare a day that is due; a bank that does not answer is asked again later."""
    statement = Statement.objects.get(pk=statement_id)
    try:
        reconcile(statement.on, fetch(statement.on), source=settings.PAYMENT_BANK_URL)
    except Problem as failure:
        _postpone(statement_id, str(failure))


def _take(row: Row) -> Outcome | None:
    """Let the bank's word on a payment in, unless it is known; return what became of it just now, if anything."""
    attempt = _attempt_of(row)
    if attempt is not None and attempt.state == AttemptState.SUCCESS and attempt.gateway_txn == row.gateway_txn:
        return None
    txn_ref = attempt.txn_ref if attempt else row.txn_ref or row.gateway_txn
    gateway = attempt.gateway if attempt else TRANSFER
    notice, _verdict = notices.take(gateway, str(row), row.told(txn_ref), Origin.STATEMENT)
    was_waiting = Notice.objects.filter(pk=notice.pk, outcome=Outcome.WAITING).exists()
    outcome = notices.apply(notice.pk)
    return outcome if was_waiting else None


def _attempt_of(row: Row) -> Attempt | None:
    """Return the try that a row is about. A transfer has none before it is seen here; then it gets one."""
    if row.txn_ref:
        return Attempt.objects.filter(txn_ref=row.txn_ref).first()
    known = Attempt.objects.filter(gateway=TRANSFER, gateway_txn=row.gateway_txn).first()
    return known or _attempt_for_transfer(row)


@transaction.atomic
def _attempt_for_transfer(row: Row) -> Attempt | None:
    order = Order.objects.filter(code=row.dossier_code).first()
    if order is None:
        return None
    number = Order.objects.locked(order.pk, SYSTEM).attempts.count() + 1
    return Attempt.objects.create(
        order=order,
        number=number,
        txn_ref=numbering.txn_ref(order, number),
        method=Method.TRANSFER,
        gateway=TRANSFER,
        gateway_txn=row.gateway_txn,
        amount_vnd=order.amount_vnd,
        # Nobody waited for it.
        state=AttemptState.EXPIRED,
        started_at=row.paid_at,
    )


@transaction.atomic
def _record(on: date, rows: list[Row], recovered: set[int], *, source: str, content: bytes) -> Statement:
    settlement.expect_statement(datetime.combine(on, time.min, clock.TZ))
    statement = Statement.objects.select_for_update().get(on=on)
    statement.lines.all().delete()
    lines = [_line(statement, row, recovered) for row in rows]
    lines += [_missing(statement, attempt) for attempt in _not_in_file(on, lines)]
    StatementLine.objects.bulk_create(lines)
    counts = Counter(line.finding for line in lines)
    event = DayReconciled(
        statement.pk,
        on,
        matched=counts[Finding.MATCHED],
        recovered=len(recovered),
        amount_differs=counts[Finding.AMOUNT_DIFFERS],
        money_without_dossier=counts[Finding.MONEY_WITHOUT_DOSSIER],
        dossier_without_money=counts[Finding.DOSSIER_WITHOUT_MONEY],
    )
    statement.source, statement.sha256 = source[:120], sha256(content).hexdigest()
    statement.reconciled_at, statement.error = clock.now(), ""
    journal.append(statement, event, SYSTEM, changed=("source", "sha256", "reconciled_at", "error"))
    return statement


def _line(statement: Statement, row: Row, recovered: set[int]) -> StatementLine:
    attempt = _attempt_of(row) if row.is_paid else None
    return StatementLine(
        statement=statement,
        number=row.number,
        gateway_txn=row.gateway_txn,
        txn_ref=row.txn_ref,
        amount_vnd=row.amount_vnd,
        bank_code=row.bank_code,
        paid_at=row.paid_at,
        status=row.status,
        dossier_code=row.dossier_code,
        fee_code=row.fee_code,
        finding=_finding(row, attempt),
        is_recovered=row.number in recovered,
        attempt=attempt,
    )


def _finding(row: Row, attempt: Attempt | None) -> Finding:
    if not row.is_paid:
        return Finding.NO_MONEY
    if attempt is None:
        return Finding.MONEY_WITHOUT_DOSSIER
    if attempt.amount_vnd != row.amount_vnd:
        return Finding.AMOUNT_DIFFERS
    counted = attempt.state == AttemptState.SUCCESS and attempt.gateway_txn == row.gateway_txn
    return Finding.MATCHED if counted else Finding.MONEY_WITHOUT_DOSSIER


def _not_in_file(on: date, lines: list[StatementLine]) -> list[Attempt]:
    start = datetime.combine(on, time.min, clock.TZ)
    shown = {line.attempt_id for line in lines}
    banked = Attempt.objects.banked_on(start, start + timedelta(days=1))
    return [attempt for attempt in banked if attempt.pk not in shown]


def _missing(statement: Statement, attempt: Attempt) -> StatementLine:
    assert attempt.paid_at is not None, "A paid try has its hour."
    return StatementLine(
        statement=statement,
        gateway_txn=attempt.gateway_txn,
        txn_ref=attempt.txn_ref,
        amount_vnd=attempt.amount_vnd,
        bank_code=attempt.bank_code,
        paid_at=attempt.paid_at,
        status=attempt.response_code,
        finding=Finding.DOSSIER_WITHOUT_MONEY,
        attempt=attempt,
    )


@transaction.atomic
def _postpone(statement_id: int, error: str) -> None:
    statement = Statement.objects.select_for_update().get(pk=statement_id)
    wait = BACK_OFF_MINUTES[min(statement.tries, len(BACK_OFF_MINUTES) - 1)]
    statement.tries, statement.error = statement.tries + 1, error[:250]
    statement.due_at = clock.now() + timedelta(minutes=wait)
    statement.save(update_fields=["tries", "error", "due_at"])
