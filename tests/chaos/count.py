"""What came of it all, counted in the registers of the agencies, in the books of the bank, and in our journal."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Sum

from interlink.models import Chain, Step
from interlink.states import ENDED, ChainState, StepState
from kernel import journal
from payments.models import Attempt, Discrepancy, Order, Receipt
from payments.states import AttemptState, OrderState
from sandbox.agencies.models import Allowance, Birth, Card, Death, Request, Resident
from sandbox.bank.models import Payment
from sandbox.bank.states import PaymentState

# In which register a service leaves its one line, and under which column the dossier stands there.
REGISTERS = {
    "birth-registration": (Birth, "dossier_code", {}),
    "residence": (Resident, "dossier_code", {}),
    "health-card": (Card, "dossier_code", {}),
    "death-registration": (Death, "dossier_code", {}),
    "deregistration": (Resident, "ended_by_dossier_code", {}),
    "funeral-allowance-insured": (Allowance, "dossier_code", {"service": "funeral-allowance-insured"}),
    "funeral-support-social": (Allowance, "dossier_code", {"service": "funeral-support-social"}),
    "survivor-allowance": (Allowance, "dossier_code", {"service": "survivor-allowance"}),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What is to be told of a store; `is_sound` if nothing was lost and nothing done twice."""

    chains: int
    finished: int
    lost: int
    duplicated: int
    orders: int
    paid: int
    lost_payments: int
    double_charges: int
    journal_verified: bool

    @property
    def is_sound(self) -> bool:
        harm = (self.lost, self.duplicated, self.lost_payments, self.double_charges)
        return not any(harm) and self.finished == self.chains and self.journal_verified


def everything(chains: int, orders: int) -> Found:
    """Count what came of so many chains and orders."""
    finished = Chain.objects.filter(state=ChainState.COMPLETED).count()
    return Found(
        chains=chains,
        finished=finished,
        lost=chains - Chain.objects.filter(state__in=ENDED).count() + missing_effects(),
        duplicated=doubled_effects(),
        orders=orders,
        paid=Order.objects.filter(state=OrderState.PAID).count(),
        lost_payments=len(unaccounted_payments()),
        double_charges=double_charges(),
        journal_verified=journal.verify().verified,
    )


def missing_effects() -> int:
    """Count the services that we hold to be done and of which the agency's register knows nothing."""
    return sum(len(_done(service) - set(_entries(service))) for service in REGISTERS)


def doubled_effects() -> int:
    """Count what an agency did more than once for a dossier, and did although it was not asked to."""
    too_many = sum(sum(entries.values()) - len(entries) for entries in map(_entries, REGISTERS))
    asked_twice = Request.objects.filter(first=None).values("dossier_code", "service").annotate(times=Count("pk"))
    return too_many + asked_twice.filter(times__gt=1).count()


def unaccounted_payments() -> list[str]:
    """Return the references under which the bank holds money that neither paid an order nor is on our list."""
    known = set(Attempt.objects.filter(state=AttemptState.SUCCESS).values_list("txn_ref", flat=True))
    return sorted(_kept_by_us() - known)


def double_charges() -> int:
    """Count the orders for which we keep money twice, or receipted another sum, or that are paid without any money.

    What is on the exception list is not kept: it is given back.
    """
    orders = Counter(Attempt.objects.filter(txn_ref__in=_kept_by_us()).values_list("order", flat=True))
    twice = sum(times > 1 for times in orders.values())
    receipted = dict(Receipt.objects.values_list("order").annotate(Sum("amount_vnd")))
    paid = Order.objects.filter(state=OrderState.PAID).values_list("pk", "paid_vnd")
    wrongly = sum(receipted.get(pk) != paid_vnd for pk, paid_vnd in paid)
    at_the_bank = Payment.objects.filter(state=PaymentState.PAID).values_list("txn_ref", flat=True)
    free = Attempt.objects.filter(state=AttemptState.SUCCESS).exclude(txn_ref__in=set(at_the_bank))
    return twice + wrongly + free.count()


def _kept_by_us() -> set[str]:
    """Return the references of what was paid at the bank, was not given back and is on no exception list."""
    standing = Payment.objects.filter(state=PaymentState.PAID, paid_vnd__gt=F("refunded_vnd"))
    listed = Discrepancy.objects.values_list("notice__txn_ref", flat=True)
    return set(standing.values_list("txn_ref", flat=True)) - set(listed)


def stuck() -> dict[str, int]:
    """Return how many steps stand where, of those that are not done."""
    return _counted(Step.objects.exclude(state=StepState.COMPLETED).values_list("code", "state"))


def _entries(service: str) -> Counter[str]:
    model, column, among = REGISTERS[service]
    rows = model.objects.filter(**among).exclude(**{column: ""})
    return Counter(rows.values_list(column, flat=True))


def _done(service: str) -> set[str]:
    done = Step.objects.filter(code=service, state=StepState.COMPLETED)
    return set(done.values_list("chain__code", flat=True))


def _counted(rows: Iterable[tuple[str, str]]) -> dict[str, int]:
    return {" ".join(row): times for row, times in Counter(rows).items()}
