"""The facts that moves ask for; each reads the dossier's own aggregate only and names its refusal."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.states import UNRESOLVED, FeeTiming, Identity, PaperState
from kernel import clock
from kernel.moves import Guard, Params

# A dossiers.models.Dossier; guards stand below the models and cannot name it.
Dossier = Any
Test = Callable[[Dossier], bool]
Details = Callable[[Dossier], Params]


def guard(code: str, sentence: str | Promise, details: Details | None = None) -> Callable[[Test], Guard]:
    """Make a Guard of a predicate."""
    return lambda test: Guard(code, sentence, test, details)


def missing_papers(dossier: Dossier) -> list[str]:
    """Return the codes of required components that are not in the dossier."""
    present = {paper.requirement_id for paper in dossier.papers.all()}
    return [need.code for need in dossier.terms.requirements.all() if need.required and need.pk not in present]


def open_supplement_items(dossier: Dossier) -> list[str]:
    """Return the codes of what was asked for and is not delivered: components, and what partner agencies lack."""
    waiting = dossier.supplements.filter(
        completed_at=None, items__isnull=False, items__fulfilled_at=None, items__overtaken_at=None
    )
    codes = waiting.order_by("items__pk").values_list("items__requirement__code", "items__partner_code")
    return [requirement or asked for requirement, asked in codes]


def _missing_papers(dossier: Dossier) -> Params:
    return {"missing": missing_papers(dossier)}


def _undigitized_papers(dossier: Dossier) -> Params:
    return {"papers": [paper.name_vi for paper in dossier.papers.all() if paper.state == PaperState.WAITING]}


@guard("papers-incomplete", _("Required papers are missing: %(missing)s."), _missing_papers)
def papers_complete(dossier: Dossier) -> bool:
    return not missing_papers(dossier)


@guard("papers-not-digitized", _("These papers are not digitized yet: %(papers)s."), _undigitized_papers)
def papers_digitized(dossier: Dossier) -> bool:
    return all(paper.state != PaperState.WAITING for paper in dossier.papers.all())


def _standing(dossier: Dossier) -> Params:
    return {"identity": dossier.identity, "standing": str(Identity(dossier.identity).label)}


@guard("identity-unresolved", _("The owner's identity is not settled: %(standing)s."), _standing)
def identity_resolved(dossier: Dossier) -> bool:
    """What was not answered yet does not stand in the way: the desk does not wait for another office."""
    return dossier.identity not in UNRESOLVED


def _relief_proof(dossier: Dossier) -> Params:
    return {"missing": [dossier.relief_proof]}


@guard(
    "relief-unproven",
    _("The fee was reduced on a claim that is not proved: %(missing)s is missing. Receive it, or reject the claim."),
    _relief_proof,
)
def relief_proven(dossier: Dossier) -> bool:
    claimed = dossier.relief_proof
    return not claimed or bool(dossier.papers.filter(requirement__code=claimed).exists())


@guard("fee-unpaid", _("The fee of this procedure is paid before acceptance, and it is not paid yet."))
def prepaid_fee_settled(dossier: Dossier) -> bool:
    return dossier.fee_timing != FeeTiming.FIRST or bool(dossier.is_fee_settled)


@guard("fee-unpaid", _("The fee is not paid yet; the result is handed over once it is."))
def fee_settled(dossier: Dossier) -> bool:
    return bool(dossier.is_fee_settled)


@guard("supplement-overdue-not-yet", _("The citizen still has time to supplement."))
def supplement_overdue(dossier: Dossier) -> bool:
    return bool(dossier.supplement_due_on and clock.today() > dossier.supplement_due_on)


def _open_items(dossier: Dossier) -> Params:
    return {"items": open_supplement_items(dossier)}


@guard("supplement-incomplete", _("Not everything that was asked for is there: %(items)s."), _open_items)
def supplement_fulfilled(dossier: Dossier) -> bool:
    return not open_supplement_items(dossier)


@guard("supplement-already-sent", _("The supplement was already sent; a clerk is checking it."))
def supplement_not_sent(dossier: Dossier) -> bool:
    return dossier.supplement_sent_at is None


@guard("result-already-approved", _("The result is approved; only its issue is outstanding."))
def not_approved(dossier: Dossier) -> bool:
    return dossier.approved_at is None


@guard("result-approved-not-yet", _("No leader has approved the result."))
def approved(dossier: Dossier) -> bool:
    return dossier.approved_at is not None


@guard("result-not-drafted", _("There is no draft of the result yet."))
def drafted(dossier: Dossier) -> bool:
    return dossier.drafted_at is not None


@guard("result-already-drafted", _("The draft lies with the leader; recall it first."))
def not_drafted(dossier: Dossier) -> bool:
    return dossier.drafted_at is None


@guard("result-not-sealed", _("The result has no number and seal yet."))
def result_sealed(dossier: Dossier) -> bool:
    return bool(dossier.result_number)


@guard("apology-already-given", _("A dossier is extended with an apology only once."))
def not_apologised(dossier: Dossier) -> bool:
    return dossier.extended_to_on is None


@guard("apology-too-late", _("An apology with a new date is given before the term ends."))
def not_yet_overdue(dossier: Dossier) -> bool:
    return bool(dossier.due_on and clock.today() <= dossier.due_on)


@guard("chain-running", _("The linked service is still running; what the partner agencies answer must be awaited."))
def chain_not_running(dossier: Dossier) -> bool:
    return dossier.chain_id is None or dossier.chain_ended_at is not None


@guard("chain-begun", _("The linked service of this dossier has begun; it cannot become another procedure."))
def chain_not_begun(dossier: Dossier) -> bool:
    return dossier.chain_id is None


@guard("chain-none", _("No partner agency works on this dossier."))
def chain_begun(dossier: Dossier) -> bool:
    return dossier.chain_id is not None


def _unchecked(dossier: Dossier) -> list[str]:
    if dossier.chain_id is None:
        return []
    return [result.step for result in dossier.partner_results.filter(check_due_at__isnull=False)]


def _unchecked_papers(dossier: Dossier) -> Params:
    return {"steps": _unchecked(dossier)}


@guard(
    "partner-papers-unchecked",
    _("The signatures of these partner papers are still being checked: %(steps)s."),
    _unchecked_papers,
)
def partner_papers_checked(dossier: Dossier) -> bool:
    return not _unchecked(dossier)


MAY_BE_PROPOSED: list[Test] = [not_drafted, papers_digitized, chain_not_running, partner_papers_checked]
