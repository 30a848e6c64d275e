"""What the case asks of the payments room: orders for what is due, cancelled or given back when nothing is due."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dossiers import fee_rules, queries
from dossiers.fee_rules import Assessment
from dossiers.models import Dossier, ProcedureTerms
from dossiers.states import PAUSED, Channel, FeeTiming, State
from kernel.actors import SYSTEM, Actor
from payments.models import Order
from payments.refund_rule import Work
from payments.services import orders, refunds
from payments.services.orders import Charge
from payments.states import UNPAID, LineKind, Purpose

# What a change of the fee writes on the dossier.
COLUMNS = ("fee_lines", "fee_vnd", "fee_timing", "relief_proof", "fee_order_id")
NOT_BEGUN = (State.REGISTERED, State.RECEIVED, State.DIGITIZED)
OBLIGATION_CODE = "NVTC"


def assessed(
    terms: ProcedureTerms, channel: Channel, form: Mapping[str, Any], on: date, *, is_relieved: bool = True
) -> Assessment:
    """Return what a dossier pays under these terms. Raises FormAnswerInvalid."""
    return fee_rules.assess(queries.fee_rules(terms, channel), form, on, is_relieved=is_relieved)


def note(dossier: Dossier, terms: ProcedureTerms, fee: Assessment) -> None:
    """Write what is due on the dossier, in memory: lines, sum, when it is paid, what a reduction is proved by."""
    dossier.fee_lines, dossier.fee_vnd = fee_rules.rows_of(fee.lines), fee.amount_vnd
    dossier.fee_timing, dossier.relief_proof = fee.timing or terms.fee_timing, fee.proof


def open_prepaid_fee(dossier: Dossier, by: Actor) -> None:
    """Open the order of a fee that is paid before acceptance, if one is due; the caller stores `fee_order_id`."""
    if dossier.fee_timing == FeeTiming.FIRST and dossier.fee_vnd:
        dossier.fee_order = _open_fee(dossier, by)


def open_later_fee(dossier: Dossier, by: Actor) -> None:
    """Open the order of a fee that is paid after acceptance, if one is due, and store it."""
    if dossier.fee_order_id is None and dossier.fee_vnd:
        dossier.fee_order = _open_fee(dossier, by)
        dossier.save(update_fields=["fee_order"])


def open_obligation(dossier: Dossier, by: Actor) -> None:
    """Open the order of the obligation that the dossier waits for, and store it."""
    name = f"Nghĩa vụ tài chính theo thông báo {dossier.obligation_notice}"
    charge = Charge(LineKind.OBLIGATION, OBLIGATION_CODE, name, dossier.obligation_vnd)
    dossier.obligation_order = _open(dossier, Purpose.OBLIGATION, [charge], by)
    dossier.save(update_fields=["obligation_order"])


def work_done(dossier: Dossier) -> Work:
    """Return how far the office has come with a dossier that is to end (docs/sources.md, rule F-27)."""
    state = dossier.paused_from if dossier.state in PAUSED else dossier.state
    return Work.NOT_BEGUN if state in NOT_BEGUN else Work.BEGUN


def call_off(dossier: Dossier, *, work: Work, reason: str) -> None:
    """Cancel what nobody has paid and give back of the rest what the rule says; the caller has locked the dossier.

    The house itself does it: an owner who withdraws may be another than the payer, and a clerk is no cashier.
    """
    for order_id in sorted(filter(None, (dossier.fee_order_id, dossier.obligation_order_id))):
        _call_off(order_id, work, reason)


def exchange_fee(dossier: Dossier, terms: ProcedureTerms, fee: Assessment, *, reason: str, by: Actor) -> bool:
    """Put another fee in the place of the dossier's, in memory but for the orders; tell whether it is another one.

    What was paid goes back whole: nothing was done for it (docs/sources.md, rule F-27).
    """
    if fee_rules.rows_of(fee.lines) == dossier.fee_lines:
        return False
    if dossier.fee_order_id:
        _call_off(dossier.fee_order_id, Work.NOT_BEGUN, reason)
    note(dossier, terms, fee)
    dossier.fee_order = _open_fee(dossier, by) if fee.amount_vnd else None
    dossier.fee_settled_at, dossier.fee_receipt = None, ""
    return True


def _call_off(order_id: int, work: Work, reason: str) -> None:
    # Read under the lock: the bank's word may have come this moment.
    order = Order.objects.locked(order_id, SYSTEM)
    if order.state in UNPAID:
        orders.cancel(order_id, reason=reason, by=SYSTEM)
    else:
        refunds.by_rule(order_id, work=work, reason=reason, by=SYSTEM)


def _open_fee(dossier: Dossier, by: Actor) -> Order:
    charges = [
        Charge(LineKind(line["kind"]), line["code"], line["name_vi"], line["amount_vnd"]) for line in dossier.fee_lines
    ]
    return _open(dossier, Purpose.FEE, charges, by)


def _open(dossier: Dossier, purpose: Purpose, charges: list[Charge], by: Actor) -> Order:
    """The desk that received collects, and whoever filed pays (docs/sources.md, rule F-26)."""
    return orders.open(
        subject=dossier.stream,
        subject_code=dossier.code,
        purpose=purpose,
        agency_id=dossier.reception_id,
        payer_id=dossier.submitter_id,
        charges=charges,
        by=by,
    )
