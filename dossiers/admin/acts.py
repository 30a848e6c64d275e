"""The acts of the dossier's page: for each move the form that asks for its facts and the service that makes it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers import guards
from dossiers.admin import asking, linked, telling
from dossiers.errors import PaperMissing
from dossiers.models import Dossier, Paper, PaperRequirement
from dossiers.services import (
    closing,
    decision,
    digitization,
    fees,
    handover,
    identity_check,
    intake,
    papers,
    partner_supplements,
    processing,
    supplement,
)
from dossiers.states import Identity, PaperKind, PaperState, State
from identity.desks import told
from kernel import moves
from kernel.actors import Actor
from kernel.moves import GuardRefuses, Offer

Service = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Act:
    """What `form` asks goes to `service(dossier_id, by=actor, **facts)`. A grave one ends the dossier."""

    form: type[asking.Plain]
    service: Service
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Errand:
    """An act that moves nothing, so that no row of the table of moves tells its name and who may do it."""

    label: str | Promise
    form: type[asking.Plain]
    service: Service
    may: Callable[[Dossier, Actor], bool]


@dataclass(frozen=True, slots=True)
class PaperErrand:
    """An errand for one paper; the service also takes `requirement`, its code."""

    label: str | Promise
    form: type[asking.Plain]
    service: Service
    may: Callable[[Dossier, Actor, PaperRequirement, Paper | None], bool]


@dataclass(frozen=True, slots=True)
class Button:
    """An act on offer; `blocked` is the sentence of the guard that still says no."""

    name: str
    label: str | Promise
    blocked: str = ""
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """An act that somebody asks to do. `button` is empty when it is not on offer, to him or in this state."""

    form: type[asking.Plain]
    service: Service
    button: Button | None
    need: PaperRequirement | None = None


MOVES: dict[str, Act] = {
    "accept": Act(asking.Plain, intake.accept),
    "refuse": Act(asking.Refusal, closing.refuse, grave=True),
    "digitize": Act(asking.Plain, digitization.finish),
    "begin": Act(asking.ToOfficer, processing.begin),
    "request_supplement": Act(asking.Defects, supplement.request),
    "send_supplement": Act(asking.Plain, supplement.send),
    "complete_supplement": Act(asking.Plain, supplement.confirm),
    "lapse": Act(asking.Plain, closing.lapse, grave=True),
    "request_obligation": Act(asking.Obligation, fees.request_obligation),
    "settle_obligation": Act(asking.ObligationPaid, fees.settle_obligation),
    "reassign": Act(asking.ToOfficer, processing.reassign),
    "forward": Act(asking.ToAgency, processing.forward),
    "switch_procedure": Act(asking.ToProcedure, processing.switch_procedure),
    "propose": Act(asking.Draft, processing.propose),
    "recall": Act(asking.Plain, processing.recall),
    "send_back": Act(asking.Reason, decision.send_back),
    "approve": Act(asking.Plain, decision.approve),
    "apologise": Act(asking.NewDate, decision.apologise),
    "return_result": Act(asking.HandingOver, handover.return_result),
    "withdraw": Act(asking.Reason, closing.withdraw, grave=True),
    "stop": Act(asking.Stop, closing.stop, grave=True),
}


def _owes_fee(dossier: Dossier, actor: Actor) -> bool:
    may, is_due = fees.MAY_RECORD(dossier, actor), dossier.fee_order_id is not None
    return may and is_due and not dossier.is_fee_settled and dossier.closed_at is None


def _owes_refund(dossier: Dossier, actor: Actor) -> bool:
    had_orders = dossier.fee_order_id is not None or dossier.obligation_order_id is not None
    return had_orders and fees.MAY_RECORD(dossier, actor) and fees.to_hand_back(dossier).exists()


def _claims_relief(dossier: Dossier, actor: Actor) -> bool:
    claims = bool(dossier.relief_proof) and dossier.state == State.REGISTERED
    return claims and fees.MAY_CHECK(dossier, actor) and dossier.fee_settled_at is None


def _may_check(dossier: Dossier, actor: Actor) -> bool:
    is_open = dossier.identity not in identity_check.SETTLED and dossier.closed_at is None
    return is_open and identity_check.MAY_CHECK(dossier, actor)


def _may_confirm(dossier: Dossier, actor: Actor) -> bool:
    stands = dossier.identity in (Identity.MISMATCH, Identity.NOT_FOUND) and dossier.closed_at is None
    return stands and identity_check.MAY_CONFIRM(dossier, actor)


def _may_answer(dossier: Dossier, actor: Actor) -> bool:
    waits = dossier.state == State.AWAITING_SUPPLEMENT and partner_supplements.MAY_ANSWER(dossier, actor)
    return waits and bool(linked.open_items(dossier))


ERRANDS: dict[str, Errand] = {
    "check_identity": Errand(_("Check the identity"), asking.Plain, identity_check.ask_now, _may_check),
    "confirm_identity": Errand(_("Confirm the identity"), asking.Reason, identity_check.confirm, _may_confirm),
    "record_fee": Errand(_("Record the fee as paid"), asking.FeePaid, fees.record, _owes_fee),
    "hand_back": Errand(_("Pay a refund out"), asking.MoneyBack, fees.hand_back, _owes_refund),
    "correct_declaration": Errand(
        _("Correct the declaration"), asking.Correction, partner_supplements.correct, _may_answer
    ),
    "answer_partner": Errand(_("Answer an agency"), asking.PartnerAnswer, partner_supplements.answer, _may_answer),
    "reject_relief": Errand(_("Do not grant the exemption"), asking.Reason, fees.reject_relief, _claims_relief),
}


def _may_add(dossier: Dossier, actor: Actor, need: PaperRequirement, paper: Paper | None) -> bool:
    here = papers.MAY_ADD(dossier, actor) and dossier.state in papers.OPEN_TO_DESK
    waits = paper is None or paper.state == PaperState.WAITING or need.code in guards.open_supplement_items(dossier)
    return here and waits and need.kind != PaperKind.EFORM


def _may_reuse(dossier: Dossier, actor: Actor, need: PaperRequirement, paper: Paper | None) -> bool:
    return need.reusable and _may_add(dossier, actor, need, paper)


def _may_certify(dossier: Dossier, actor: Actor, _need: PaperRequirement, paper: Paper | None) -> bool:
    here = digitization.MAY_CERTIFY(dossier, actor) and dossier.state in digitization.OPEN_TO_CERTIFY
    return here and paper is not None and paper.state == PaperState.WAITING and paper.scan_id is not None


def _certify(dossier_id: int, *, requirement: str, by: Actor) -> Paper:
    paper = Paper.objects.filter(dossier=dossier_id, requirement__code=requirement).first()
    if paper is None:
        raise PaperMissing
    return digitization.certify(paper.pk, by=by)


PAPER_ERRANDS: dict[str, PaperErrand] = {
    "present": PaperErrand(_("Presented"), asking.Presented, papers.present, _may_add),
    "upload": PaperErrand(_("Scan"), asking.Scan, papers.upload, _may_add),
    "reuse": PaperErrand(_("From the vault"), asking.FromVault, papers.reuse, _may_reuse),
    "certify": PaperErrand(_("Certify"), asking.Plain, _certify, _may_certify),
}


def buttons(dossier: Dossier, actor: Actor) -> Iterator[Button]:
    """Yield the moves that the actor may make from here, open or blocked, and the errands on offer."""
    for offer in moves.available(dossier, by=actor):
        yield Button(offer.name, offer.label, _blocked(offer, dossier), MOVES[offer.name].grave)
    for name, errand in ERRANDS.items():
        if errand.may(dossier, actor):
            yield Button(name, errand.label)


def paper_buttons(dossier: Dossier, actor: Actor, need: PaperRequirement, paper: Paper | None) -> Iterator[Button]:
    """Yield what the actor may do with one paper, which may not be there yet."""
    for name, errand in PAPER_ERRANDS.items():
        if errand.may(dossier, actor, need, paper):
            yield Button(name, errand.label)


def chosen(dossier: Dossier, actor: Actor, name: str) -> Chosen | None:
    """Return the move or errand of a name; None if there is no such act."""
    act = MOVES.get(name) or ERRANDS.get(name)
    return Chosen(act.form, act.service, _named(name, buttons(dossier, actor))) if act else None


def chosen_for_paper(dossier: Dossier, actor: Actor, name: str, requirement: str) -> Chosen | None:
    """Return the errand of a name for a paper that the procedure asks for; None if there is no such paper or errand."""
    errand = PAPER_ERRANDS.get(name)
    need = next((need for need in dossier.terms.requirements.all() if need.code == requirement), None)
    if errand is None or need is None:
        return None
    paper = next((paper for paper in dossier.papers.all() if paper.requirement_id == need.pk), None)
    button = _named(name, paper_buttons(dossier, actor, need, paper))
    return Chosen(errand.form, partial(errand.service, requirement=requirement), button, need)


def _named(name: str, offered: Iterator[Button]) -> Button | None:
    return next((button for button in offered if button.name == name), None)


def _blocked(offer: Offer, dossier: Dossier) -> str:
    guard = offer.blocked_by
    return told(GuardRefuses(guard, **guard.params(dossier)), telling.papers(dossier)) if guard else ""
