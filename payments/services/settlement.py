"""What it means that an order is paid: its try succeeds, receipts are issued, the day's statement is awaited.

The caller has locked the order and is in a transaction.
"""

from datetime import date, datetime, time, timedelta
from itertools import groupby

from kernel import clock
from kernel.actors import SYSTEM
from kernel.moves import check, move
from payments import numbering
from payments.events import OrderSettled
from payments.gateways.contract import Told
from payments.models import Attempt, Order, Receipt, Statement
from payments.states import AttemptState, LineKind, Method

# The statement of a day is there in the morning of the next (docs/sources.md, rule F-22).
STATEMENT_HOUR = time(7)


def settle(order: Order, attempt: Attempt, told: Told) -> None:
    """Record the bank's word that a try was paid in time. Raises WrongState."""
    check(order.settle, by=SYSTEM)
    was_awaited = attempt.state == AttemptState.CREATED
    succeed(attempt, told)
    # Of the tries of an order one is awaited at most.
    if not was_awaited:
        stop_waiting(order)
    # Last, because everybody whose receipt is of the same series waits from here on until we commit.
    event = settled(order, Method(attempt.method), txn_ref=attempt.txn_ref)
    move(order.settle, by=SYSTEM, event=event, at=clock.now(), paid_by=Method(attempt.method))


def settled(order: Order, method: Method, *, txn_ref: str) -> OrderSettled:
    """Issue the receipts, charges and levies apart, and return the news of the settlement."""
    numbers = ", ".join(receipt.number for receipt in _issue_receipts(order))
    return OrderSettled(order.pk, order.subject, order.amount_vnd, clock.now(), method, numbers, order.purpose, txn_ref)


def succeed(attempt: Attempt, told: Told) -> None:
    """Mark the one try that paid the order, with what the bank says of it."""
    attempt.state, attempt.ended_at = AttemptState.SUCCESS, clock.now()
    attempt.paid_at, attempt.gateway_txn = told.paid_at, told.gateway_txn
    attempt.bank_code, attempt.response_code = told.bank_code, told.response_code
    attempt.save()
    # The day on which it began is expected since then.
    if _day(told.paid_at) != _day(attempt.started_at):
        expect_statement(told.paid_at)


def stop_waiting(order: Order) -> None:
    """Nobody waits for a try of this order any more; what is paid for one now is not expected."""
    waiting = order.attempts.filter(state=AttemptState.CREATED)
    for attempt in waiting:
        attempt.state, attempt.ended_at = AttemptState.EXPIRED, clock.now()
        attempt.save(update_fields=["state", "ended_at"])


def expect_statement(at: datetime) -> None:
    """Let the day's statement be fetched and compared on the next morning."""
    on = _day(at)
    due_at = datetime.combine(on + timedelta(days=1), STATEMENT_HOUR, clock.TZ)
    Statement.objects.get_or_create(on=on, defaults={"due_at": due_at})


def _day(at: datetime) -> date:
    return at.astimezone(clock.TZ).date()


def _issue_receipts(order: Order) -> list[Receipt]:
    lines = sorted(order.lines.all(), key=lambda line: line.kind)
    return Receipt.objects.bulk_create(
        Receipt(
            order=order,
            agency_id=order.agency_id,
            kind=kind,
            number=numbering.next_receipt_number(order.agency_id, LineKind(kind), clock.today()),
            amount_vnd=sum(line.amount_vnd for line in of_kind),
            issued_at=clock.now(),
        )
        for kind, of_kind in groupby(lines, key=lambda line: line.kind)
    )
