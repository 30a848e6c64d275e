"""What can be asked of the case: the catalogue in force, a dossier's date with its ledger, its story."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from dossiers import deadlines
from dossiers.deadlines import Terms
from dossiers.errors import (
    AgencyUnknown,
    DossierMissing,
    PaperMissing,
    PartnerResultMissing,
    ProcedureMissing,
    ProcedureUnknown,
    ReceiptMissing,
    RequirementUnknown,
    ResultMissing,
    TermsMissing,
)
from dossiers.fee_rules import Case, Rule, assess
from dossiers.labels import label_of
from dossiers.models import (
    Dossier,
    EReceipt,
    Fee,
    Paper,
    PaperRequirement,
    PartnerResult,
    Procedure,
    ProcedureTerms,
    Result,
    VaultPaper,
)
from dossiers.permissions import into_the_vault
from dossiers.states import AT_WORK, Channel, FeeKind, Per, State, VaultKind
from identity.models import Agency, Appointment, Officer
from kernel import calendar_store, clock, journal
from kernel.actors import Actor, ActorKind
from kernel.moves import NotYourMove
from kernel.working_time import Due, MinutesDue, Pause, PauseRule
from payments.models import Order


@dataclass(frozen=True, slots=True)
class Component:
    """A paper that is asked for, with the one that is in the dossier, if any."""

    need: PaperRequirement
    paper: Paper | None


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a dossier's timeline: which event, by whom, when, from which state to which, and its facts."""

    sequence: int
    name: str
    label: str
    move: str
    source: str
    target: str
    actor: str
    at: datetime
    facts: dict[str, Any]


def dossier(code: str, actor: Actor) -> Dossier:
    """Return the dossier of a code with what a page about it shows. Raises DossierMissing, also for unseen ones."""
    parties = ("reception", "agency", "applicant", "submitter", "handler", "signer")
    related = ("procedure", "terms", "portal_sync", "identity_check__confirmed_by", *parties)
    found = Dossier.objects.visible_to(actor).select_related(*related).filter(code=code).first()
    if found is None:
        raise DossierMissing
    return found


def dossier_id(code: str, actor: Actor) -> int:
    """Return the id behind a code. Raises DossierMissing, also for unseen ones."""
    pk = Dossier.objects.visible_to(actor).filter(code=code).values_list("pk", flat=True).first()
    if pk is None:
        raise DossierMissing
    return pk


def id_by_chain(chain_id: int) -> int | None:
    """Return the id of the dossier whose linked service a chain is; None if it is nobody's here."""
    return Dossier.objects.filter(chain_id=chain_id).values_list("pk", flat=True).first()


def agency(code: str) -> Agency:
    """Return the agency of a code. Raises AgencyUnknown."""
    found = Agency.objects.filter(code=code).first()
    if found is None:
        raise AgencyUnknown(agency=code)
    return found


def procedure(code: str) -> Procedure:
    """Return a procedure for its page. Raises ProcedureMissing."""
    found = Procedure.objects.filter(code=code).first()
    if found is None:
        raise ProcedureMissing
    return found


def promised(procedure: Procedure, on: date) -> ProcedureTerms | None:
    """Return what a procedure promises on a day, with its fees and papers; None if it promises nothing."""
    return procedure.terms.on(on).prefetch_related("fees", "requirements").first()


def terms_in_force(procedure: str, on: date) -> ProcedureTerms:
    """Return what a procedure promises to who files on a day. Raises ProcedureUnknown, TermsMissing."""
    rows = ProcedureTerms.objects.filter(procedure__code=procedure).select_related("procedure")
    found = rows.on(on).first()
    if found is not None:
        return found
    if rows.exists():
        raise TermsMissing(procedure=procedure, on=on.isoformat())
    raise ProcedureUnknown(procedure=procedure)


def terms_of(row: ProcedureTerms) -> Terms:
    """Return the terms as the deadline rules take them."""
    return Terms(
        days=row.sla_days,
        unit="calendar" if row.sla_unit == "calendar" else "working",
        cut_off=row.cut_off,
        supplement_rule=PauseRule(row.supplement_rule),
    )


def fee_rules(terms: ProcedureTerms, channel: Channel) -> list[Rule]:
    """Return what the terms charge through a channel, as the fee rules take it."""
    return [_fee_rule(fee, channel) for fee in Fee.objects.filter(terms=terms).order_by("pk")]


def fee_vnd(terms: ProcedureTerms, channel: Channel) -> int:
    """Return what an ordinary dossier pays through a channel for one copy of one page, phí and lệ phí together."""
    return assess(fee_rules(terms, channel), {}, clock.today()).amount_vnd


def _fee_rule(fee: Fee, channel: Channel) -> Rule:
    return Rule(
        kind=FeeKind(fee.kind),
        code=fee.code,
        name_vi=fee.name_vi,
        unit_vnd=fee.online_vnd if channel == Channel.ONLINE else fee.direct_vnd,
        per=Per(fee.per),
        first_unit=fee.first_unit,
        further_from=fee.further_from,
        further_vnd=fee.further_vnd,
        max_vnd=fee.max_vnd,
        # A case that is only told in words is nobody's until somebody says which answer makes it.
        case=Case(fee.case_question or fee.when_vi, tuple(fee.case_answers), fee.case_late_calendar_days),
        instead_of=tuple(fee.instead_of),
        proof=fee.proof,
        timing=fee.timing,
    )


def requirement(terms_id: int, code: str) -> PaperRequirement:
    """Return what the terms say of a paper. Raises RequirementUnknown."""
    found = PaperRequirement.objects.filter(terms_id=terms_id, code=code).first()
    if found is None:
        raise RequirementUnknown(requirement=code)
    return found


def requirements(terms_id: int, codes: Iterable[str]) -> list[PaperRequirement]:
    """Return what the terms say of several papers, in the order of the terms. Raises RequirementUnknown."""
    wanted = list(codes)
    found = list(PaperRequirement.objects.filter(terms_id=terms_id, code__in=wanted))
    unknown = [code for code in wanted if code not in {need.code for need in found}]
    if unknown:
        raise RequirementUnknown(requirement=", ".join(unknown))
    return found


def components(dossier: Dossier) -> list[Component]:
    """Return every paper that the terms ask for, in their order, with the one that is there."""
    there = {paper.requirement_id: paper for paper in dossier.papers.all()}
    return [Component(need, there.get(need.pk)) for need in dossier.terms.requirements.all()]


def paper(dossier_id: int, requirement: str) -> Paper:
    """Return the paper of a dossier that answers a requirement, with its files. Raises PaperMissing."""
    papers = Paper.objects.filter(dossier_id=dossier_id, requirement__code=requirement)
    found = papers.select_related("scan", "certified").first()
    if found is None:
        raise PaperMissing
    return found


def vault_for(dossier: Dossier, code: str, actor: Actor) -> QuerySet[VaultPaper]:
    """Return what the owner's vault holds for a requirement, to those who may take it from there.

    Raises RequirementUnknown, NotYourMove.
    """
    need = requirement(dossier.terms_id, code)
    if not into_the_vault(dossier, actor):
        raise NotYourMove(move="reuse", roles=list(into_the_vault.roles))
    return usable_in_vault(dossier.applicant_id, need)


def usable_in_vault(owner_id: int, need: PaperRequirement) -> QuerySet[VaultPaper]:
    """Return the owner's valid papers that can stand in for a requirement: the same component, or its result."""
    fits = Q(kind=VaultKind.COMPONENT, requirement_code=need.code)
    if need.result_code:
        fits |= Q(kind=VaultKind.RESULT, requirement_code=need.result_code)
    kept = VaultPaper.objects.usable(owner_id, clock.today()) if need.reusable else VaultPaper.objects.none()
    return kept.filter(fits).order_by("-digitized_at")


def is_overdue(dossier: Dossier) -> bool:
    """Tell whether the dossier is at work after its due date; what `overdue` of the query set finds."""
    return dossier.state in AT_WORK and dossier.due_on is not None and dossier.due_on < clock.today()


def pauses(dossier: Dossier) -> list[Pause]:
    """Return the waits since acceptance, those that have ended, as the deadline rules take them."""
    return [
        Pause(wait.started_at, wait.ended_at, str(wait.get_cause_display()), PauseRule(wait.rule))
        for wait in dossier.pauses.all()
        if wait.ended_at and dossier.received_at and wait.started_at >= dossier.received_at
    ]


def explain(dossier: Dossier, terms: ProcedureTerms | None = None) -> Due:
    """Return the due date of an accepted dossier with its ledger, from the facts and not from the stored date.

    terms  other terms to compute with, when a dossier is to change its procedure
    """
    assert dossier.received_at is not None, "A dossier that is not accepted has no date."
    return deadlines.explain(
        dossier.received_at, terms_of(terms or dossier.terms), pauses(dossier), calendar_store.loaded()
    )


def explain_reception(dossier: Dossier) -> MinutesDue:
    """Return the hour by which a filed dossier is to be accepted, with the opening hours that lead to it."""
    return deadlines.explain_reception(dossier.reception_from_at, calendar_store.loaded())


def timeline(dossier: Dossier) -> list[Happening]:
    """Return everything that happened to a dossier, from its journal, oldest first."""
    return [
        Happening(
            entry.sequence,
            entry.name.partition(".")[2],
            label_of(entry.name),
            entry.move,
            entry.source,
            entry.target,
            entry.actor,
            entry.at,
            journal.facts_of(entry),
        )
        for entry in journal.history(dossier.stream)
    ]


def names_of_officers(actors: Iterable[str]) -> dict[str, str]:
    """Return the names of the officers among actors as the journal writes them ("officer:12"), by that text."""
    ids = {text: text.partition(":")[2] for text in actors if text.startswith(f"{ActorKind.OFFICER}:")}
    names = dict(Officer.objects.filter(pk__in=set(ids.values())).values_list("pk", "full_name"))
    return {text: names.get(int(pk), "") for text, pk in ids.items()}


def post_of(actor: str) -> Appointment | None:
    """Return today's post of an officer as the journal writes him ("officer:12"); None if it names no officer."""
    kind, _colon, officer_id = actor.partition(":")
    if kind != ActorKind.OFFICER or not officer_id:
        return None
    posts = Appointment.objects.on(clock.today()).filter(officer_id=officer_id)
    return posts.select_related("officer", "agency").first()


def for_the_portal(dossier_ids: Iterable[int]) -> list[Dossier]:
    """Return dossiers with everything that the national portal is told of them."""
    related = ("procedure", "reception", "agency", "applicant", "fee_order", "result", "identity_check")
    parts = (
        "terms__fees",
        "papers__requirement",
        "papers__vault_paper",
        "supplements__items__requirement",
        "supplements__requested_by",
        "supplements__completed_by",
    )
    rows = Dossier.objects.filter(pk__in=dossier_ids).select_related(*related)
    return list(rows.prefetch_related(*parts).order_by("pk"))


def acting_officer(dossier: Dossier, move: str) -> int | None:
    """Return the id of the officer who last made a move, from the journal; None if no officer did."""
    actors = journal.history(dossier.stream).filter(move=move).values_list("actor", flat=True)
    kind, _colon, officer_id = (actors.last() or "").partition(":")
    return int(officer_id) if kind == ActorKind.OFFICER and officer_id else None


def orders(dossier: Dossier) -> QuerySet[Order]:
    """Return every order that was ever opened for a dossier, oldest first, with what a page shows of it."""
    parts = ("lines", "receipts", "refunds")
    return Order.objects.filter(subject_code=dossier.code).order_by("pk").prefetch_related(*parts)


def e_receipt(dossier: Dossier, number: str, actor: Actor) -> EReceipt:
    """Return a sealed e-receipt; of citizens its payer alone sees it. Raises ReceiptMissing."""
    rows = EReceipt.objects.filter(dossier=dossier, receipt__number=number, file__isnull=False).select_related("file")
    found = (rows.filter(receipt__order__payer_id=actor.id) if actor.is_citizen else rows).first()
    if found is None:
        raise ReceiptMissing
    return found


def result(dossier: Dossier, actor: Actor) -> Result:
    """Return the signed result; a citizen sees it from its return on. Raises ResultMissing."""
    found = Result.objects.filter(dossier=dossier, signed_at__isnull=False).select_related("file").first()
    if found is None or (actor.is_citizen and dossier.state != State.RETURNED):
        raise ResultMissing
    return found


def may_read_partner_papers(dossier: Dossier, actor: Actor) -> bool:
    """Tell whether what partner agencies found out is the actor's to see: the owner's only once the dossier ends."""
    if actor.is_citizen:
        return dossier.closed_at is not None and actor.id == dossier.applicant_id
    return True


def partner_result(dossier: Dossier, step: str, actor: Actor) -> PartnerResult:
    """Return what a partner agency did, with its paper. Raises PartnerResultMissing."""
    found = dossier.partner_results.filter(step=step, paper__isnull=False).select_related("paper").first()
    if found is None or not may_read_partner_papers(dossier, actor):
        raise PartnerResultMissing
    return found
