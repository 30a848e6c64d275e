"""Processing: the dossier goes to an officer, who drafts the result; leaders steer it between officers and agencies."""

from collections.abc import Mapping

from django.db import transaction

from dossiers import forms, queries
from dossiers.errors import AgencyNotCompetent, OfficerUnfit
from dossiers.events import (
    DossierForwarded,
    DossierReassigned,
    LinkedServiceEnded,
    ProcedureSwitched,
    ProcessingBegun,
    ProposalRecalled,
    ResultProposed,
)
from dossiers.models import Dossier
from dossiers.services import charges, closing, handover, linked, partner_supplements
from dossiers.services.handover import Desk
from dossiers.states import Channel
from identity.queries import appointment_of
from identity.roles import Role
from interlink import queries as interlink
from kernel import clock, journal
from kernel.actors import SYSTEM, Actor
from kernel.moves import check, move


@transaction.atomic
def begin(dossier_id: int, *, by: Actor, officer_id: int) -> Dossier:
    """Hand the digitized dossier to an officer of the resolving agency; a linked service goes to its partners with it.

    The control slip notes it. Raises OfficerUnfit, what a move raises, and of a linked service what `linked.begin`
    raises; nothing is changed then.
    """
    dossier = Dossier.objects.locked(dossier_id, by)
    _check_officer(dossier, officer_id)
    move(dossier.begin, by=by, event=ProcessingBegun(dossier.pk, officer_id), handler_id=officer_id)
    handover.note(dossier, giver=Desk.reception(by.id), receiver=Desk.officer(officer_id))
    linked.begin(dossier, by=by)
    return dossier


@transaction.atomic
def record_findings(dossier_id: int) -> list[int]:
    """Note that the dossier's linked service has ended, with what stands of it; the clock runs if it waited for it.

    What follows is a person's: the specialist proposes, or the leader stops the dossier. Returns the ids of results
    whose papers are to be checked. A repeat finds nothing to do.
    """
    dossier = Dossier.objects.locked(dossier_id, SYSTEM)
    chain = dossier.chain
    if chain is None or chain.finished_at is None or dossier.chain_ended_at is not None:
        return []
    to_check = linked.keep_results(dossier)
    partner_supplements.catch_up(dossier, [])
    ended = interlink.ended(chain)
    dossier.chain_ended_at, dossier.chain_outcome = chain.finished_at, chain.state
    event = LinkedServiceEnded(dossier.pk, chain.state, ended.standing, ended.lacking, ended.reason)
    journal.append(dossier, event, SYSTEM, changed=["chain_ended_at", "chain_outcome"])
    return to_check


@transaction.atomic
def reassign(dossier_id: int, *, by: Actor, officer_id: int) -> Dossier:
    """Give the dossier to another officer of the same agency. Raises OfficerUnfit and what a move raises."""
    dossier = Dossier.objects.locked(dossier_id, by)
    _check_officer(dossier, officer_id)
    giver = Desk.officer(dossier.handler_id)
    move(dossier.reassign, by=by, event=DossierReassigned(dossier.pk, officer_id), handler_id=officer_id)
    handover.note(dossier, giver=giver, receiver=Desk.officer(officer_id))
    return dossier


@transaction.atomic
def forward(dossier_id: int, *, by: Actor, agency: str, reason: str) -> Dossier:
    """Pass the dossier on to another competent agency, e.g. one filed outside its boundary.

    agency  its code. Raises AgencyUnknown, AgencyNotCompetent, ReasonMissing and what a move raises.
    """
    dossier = Dossier.objects.locked(dossier_id, by)
    target, source = queries.agency(agency), dossier.agency
    if target.kind not in (dossier.procedure.authority, *dossier.procedure.also_competent) or target == source:
        raise AgencyNotCompetent(agency=target.code, procedure=dossier.procedure.code)
    event = DossierForwarded(dossier.pk, source.code, target.code, closing.given(reason))
    giver = Desk.officer(by.id)
    move(dossier.forward, by=by, event=event, agency_id=target.pk)
    handover.note(dossier, giver=giver, receiver=Desk.agency(target), note=closing.given(reason))
    return dossier


@transaction.atomic
def switch_procedure(dossier_id: int, *, by: Actor, procedure: str) -> Dossier:
    """Handle the dossier under another procedure of the same authority: its date is computed again from its receipt,
    and another fee takes the place of the first.

    Raises ProcedureUnknown, ProcedureLinked, TermsMissing, AgencyNotCompetent, FormFieldUnknown, FormIncomplete and
    what a move raises.
    """
    dossier = Dossier.objects.locked(dossier_id, by)
    # Before the date is computed: only an accepted dossier has one.
    check(dossier.switch_procedure, by=by)
    terms = queries.terms_in_force(procedure, clock.today())
    linked.check_switch(procedure)
    if dossier.agency.kind not in (terms.procedure.authority, *terms.procedure.also_competent):
        raise AgencyNotCompetent(agency=dossier.agency.code, procedure=procedure)
    forms.check(terms.procedure.form_fields, dossier.form)
    due_on = queries.explain(dossier, terms).due_on
    fee = charges.assessed(terms, Channel(dossier.channel), dossier.form, clock.today())
    move(
        dossier.switch_procedure,
        by=by,
        event=ProcedureSwitched(dossier.pk, dossier.procedure.code, procedure, due_on),
        procedure_id=terms.procedure_id,
        terms_id=terms.pk,
        due_on=due_on,
    )
    if charges.exchange_fee(dossier, terms, fee, reason=f"Chuyển sang thủ tục {procedure}", by=by):
        dossier.save(update_fields=[*charges.COLUMNS, "fee_settled_at", "fee_receipt"])
    return dossier


@transaction.atomic
def propose(dossier_id: int, *, by: Actor, content: Mapping[str, str]) -> Dossier:
    """Lay a draft of the result before the leader.

    content  what the result says: label and text, in order. Raises what a move raises (papers-not-digitized, ...).
    """
    dossier = Dossier.objects.locked(dossier_id, by)
    move(
        dossier.propose,
        by=by,
        event=ResultProposed(dossier.pk, by.id or 0),
        at=clock.now(),
        drafter_id=by.id,
        draft=[(str(label), str(text)) for label, text in content.items()],
    )
    handover.note(dossier, giver=Desk.officer(by.id), receiver=Desk.leader())
    return dossier


@transaction.atomic
def recall(dossier_id: int, *, by: Actor) -> Dossier:
    """Take the draft back before it is approved. Raises what a move raises."""
    dossier = Dossier.objects.locked(dossier_id, by)
    move(dossier.recall, by=by, event=ProposalRecalled(dossier.pk))
    handover.note(dossier, giver=Desk.leader(), receiver=Desk.officer(by.id))
    return dossier


def _check_officer(dossier: Dossier, officer_id: int) -> None:
    if appointment_of(officer_id, dossier.agency_id, Role.SPECIALIST) is None:
        raise OfficerUnfit(officer=officer_id, role=str(Role.SPECIALIST))
