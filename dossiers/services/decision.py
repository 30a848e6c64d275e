"""The leader decides: approve, send back, apologise for a delay."""

from datetime import date

from django.db import transaction

from dossiers.errors import NewDateInvalid, SignerIsDrafter
from dossiers.events import ApologyGiven, ProposalSentBack, ResultApproved
from dossiers.models import Dossier
from dossiers.services import closing, handover
from dossiers.services.handover import Desk
from kernel import calendar_store, clock
from kernel.actors import Actor
from kernel.moves import move


@transaction.atomic
def approve(dossier_id: int, *, by: Actor) -> Dossier:
    """Approve the draft; rendering, the leader's signature and the seal follow at this very hour.

    Raises SignerIsDrafter and what a move raises.
    """
    dossier = Dossier.objects.locked(dossier_id, by)
    if dossier.drafter_id is not None and dossier.drafter_id == by.id:
        raise SignerIsDrafter
    event = ResultApproved(dossier.pk, by.id or 0)
    move(dossier.approve, by=by, event=event, at=clock.now(), signer_id=by.id)
    return dossier


@transaction.atomic
def send_back(dossier_id: int, *, by: Actor, reason: str) -> Dossier:
    """Send the draft back to its officer. Raises ReasonMissing and what a move raises."""
    dossier = Dossier.objects.locked(dossier_id, by)
    why, drafter_id = closing.given(reason), dossier.drafter_id
    move(dossier.send_back, by=by, event=ProposalSentBack(dossier.pk, why))
    handover.note(dossier, giver=Desk.leader(), receiver=Desk.officer(drafter_id), note=why)
    return dossier


@transaction.atomic
def apologise(dossier_id: int, *, by: Actor, new_date: date, reason: str) -> Dossier:
    """Apologise for a delay and name a new date (form 04), once and before the term ends.

    The due date stays: a late result is late, with an apology. Raises NewDateInvalid, ReasonMissing, and what a move
    raises (apology-already-given, apology-too-late).
    """
    dossier = Dossier.objects.locked(dossier_id, by)
    why = closing.given(reason)
    if dossier.due_on is not None and (new_date <= dossier.due_on or not calendar_store.loaded().is_working(new_date)):
        raise NewDateInvalid(extended_to_on=new_date.isoformat(), due_on=dossier.due_on.isoformat())
    event = ApologyGiven(dossier.pk, dossier.due_on or new_date, new_date, why)
    move(dossier.apologise, by=by, event=event, extended_to_on=new_date, reason=why)
    return dossier
