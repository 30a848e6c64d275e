"""The other ends of a dossier: refused, withdrawn, stopped, lapsed; its orders are called off with it."""

from datetime import date

from django.db import transaction

from dossiers import queries
from dossiers.errors import ReasonMissing
from dossiers.events import DossierRefused, DossierStopped, DossierWithdrawn
from dossiers.models import Dossier
from dossiers.services import charges, linked
from dossiers.states import State
from kernel import clock
from kernel.actors import Actor
from kernel.moves import move


@transaction.atomic
def refuse(dossier_id: int, *, by: Actor, reason: str, legal_ground: str = "") -> Dossier:
    """Do not accept a filed dossier (form 03). Raises ReasonMissing and what a move raises."""
    dossier = Dossier.objects.locked(dossier_id, by)
    why, work = given(reason), charges.work_done(dossier)
    event = DossierRefused(dossier.pk, why)
    move(dossier.refuse, by=by, event=event, at=clock.now(), reason=why, legal_ground=legal_ground.strip())
    charges.call_off(dossier, work=work, reason=why)
    return dossier


@transaction.atomic
def withdraw(dossier_id: int, *, by: Actor, reason: str) -> Dossier:
    """Give the dossier back to its citizen before a decision; what partner agencies have not done yet is given up.

    Raises ReasonMissing, what a move raises, and what `linked.give_up` raises.
    """
    dossier = Dossier.objects.locked(dossier_id, by)
    why, work, due_on = given(reason), charges.work_done(dossier), end_pause(dossier)
    move(dossier.withdraw, by=by, event=DossierWithdrawn(dossier.pk, why), at=clock.now(), reason=why, due_on=due_on)
    linked.give_up(dossier, reason=why)
    linked.hand_over(dossier)
    charges.call_off(dossier, work=work, reason=why)
    return dossier


@transaction.atomic
def stop(dossier_id: int, *, by: Actor, reason: str) -> Dossier:
    """Stop processing by a leader's decision; what partner agencies have not done yet is given up.

    Raises ReasonMissing, what a move raises, and what `linked.give_up` raises.
    """
    dossier = Dossier.objects.locked(dossier_id, by)
    why, work, due_on = given(reason), charges.work_done(dossier), end_pause(dossier)
    move(dossier.stop, by=by, event=DossierStopped(dossier.pk, why), at=clock.now(), reason=why, due_on=due_on)
    linked.give_up(dossier, reason=why)
    linked.hand_over(dossier)
    charges.call_off(dossier, work=work, reason=why)
    return dossier


@transaction.atomic
def lapse(dossier_id: int, *, by: Actor) -> Dossier:
    """Close a dossier whose supplement never came: refused if it was not accepted yet, stopped otherwise."""
    dossier = Dossier.objects.locked(dossier_id, by)
    why, work = "Quá thời hạn bổ sung hồ sơ", charges.work_done(dossier)
    before_acceptance = dossier.paused_from == State.REGISTERED
    event = DossierRefused(dossier.pk, why) if before_acceptance else DossierStopped(dossier.pk, why)
    move(dossier.lapse, by=by, event=event, at=clock.now(), reason=why, due_on=end_pause(dossier))
    charges.call_off(dossier, work=work, reason=why)
    return dossier


def given(reason: str) -> str:
    """Return the reason without blanks around it. Raises ReasonMissing if nothing is left."""
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def end_pause(dossier: Dossier) -> date | None:
    """End the wait that is open, if one is, and return the due date without its days; None before acceptance."""
    ended = dossier.pauses.filter(ended_at=None).update(ended_at=clock.now())
    return queries.explain(dossier).due_on if ended and dossier.received_at else dossier.due_on
