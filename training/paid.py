"""What was paid in a play: every order with its tries, how the house learned of the money, and the receipts."""

from dataclasses import dataclass
from typing import Any

from dossiers.models import Dossier
from payments.models import Attempt, Notice, Order, Receipt
from payments.states import Outcome
from training.services.playing import Played
from training.wording import iso_hour


@dataclass(frozen=True, slots=True)
class Paid:
    """An order of a dossier. `told_by`: how the house learned of the money ("notice", "statement"); "" in cash."""

    key: str
    dossier: Dossier
    order: Order
    attempts: tuple[Attempt, ...]
    receipts: tuple[Receipt, ...]
    told_by: str


def read(made: Played) -> list[Paid]:
    """Return every order of the played dossiers, oldest first."""
    keys = {pk: key for key, pk in made.ids.items()}
    dossiers = {dossier.stream: dossier for dossier in Dossier.objects.filter(pk__in=keys)}
    orders = Order.objects.filter(subject__in=dossiers).prefetch_related("attempts", "receipts").order_by("pk")
    told = Notice.objects.filter(attempt__order__in=orders, outcome=Outcome.SETTLED)
    told_by = dict(told.values_list("attempt__order_id", "origin"))
    return [
        Paid(
            keys[dossiers[order.subject].pk],
            dossiers[order.subject],
            order,
            tuple(order.attempts.all()),
            tuple(order.receipts.all()),
            told_by.get(order.pk, ""),
        )
        for order in orders
    ]


def as_document(paid: Paid) -> dict[str, Any]:
    """Return an order as it goes into JSON; hours are Vietnam's, amounts đồng, unknown is null."""
    order = paid.order
    return {
        "key": paid.key,
        "dossier": paid.dossier.code,
        "order": order.code,
        "purpose": order.purpose,
        "amount_vnd": order.amount_vnd,
        "state": order.state,
        "method": order.method or None,
        "opened_at": iso_hour(order.opened_at),
        "settled_at": iso_hour(order.settled_at),
        "told_by": paid.told_by or None,
        "attempts": [_attempt(attempt) for attempt in paid.attempts],
        "receipts": [
            {"number": receipt.number, "kind": receipt.kind, "amount_vnd": receipt.amount_vnd}
            for receipt in paid.receipts
        ],
        "refunded_vnd": order.refunded_vnd,
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "txn_ref": attempt.txn_ref,
        "gateway": attempt.gateway,
        "state": attempt.state,
        "started_at": iso_hour(attempt.started_at),
        "paid_at": iso_hour(attempt.paid_at),
        "response_code": attempt.response_code or None,
    }
