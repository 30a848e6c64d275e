"""The supplement loop: asked for once, item by item; the clock pauses and runs again towards a new date."""

from collections.abc import Mapping

from django.db import transaction

from dossiers import deadlines, queries
from dossiers.errors import SupplementEmpty
from dossiers.events import SupplementCompleted, SupplementRequested, SupplementSent
from dossiers.models import Dossier, Pause, Supplement, SupplementItem
from dossiers.services import closing, partner_supplements
from dossiers.states import PauseCause
from kernel import calendar_store, clock
from kernel.actors import Actor
from kernel.moves import move


@transaction.atomic
def request(dossier_id: int, *, by: Actor, items: Mapping[str, str], reason: str) -> Supplement:
    """Ask for every missing or wrong paper in one request (form 02); the clock pauses.

    items  what is wrong, by requirement code
    A second request during processing is a leader's. Raises SupplementEmpty, ReasonMissing, RequirementUnknown,
    and what a move raises.
    """
    dossier = Dossier.objects.locked(dossier_id, by)
    if not items:
        raise SupplementEmpty
    needs = {need: items[need.code].strip() for need in queries.requirements(dossier.terms_id, items)}
    now, why = clock.now(), closing.given(reason)
    answer_due_on = calendar_store.loaded().add_days(clock.today(), dossier.terms.supplement_days)
    codes = tuple(need.code for need in needs)
    event = SupplementRequested(dossier.pk, dossier.supplements_count + 1, codes, answer_due_on)
    move(dossier.request_supplement, by=by, event=event, answer_due_on=answer_due_on)
    supplement = Supplement.objects.create(
        dossier=dossier,
        requested_by_id=by.id or 0,
        requested_at=now,
        reason=why,
        answer_due_on=answer_due_on,
        previous_due_on=dossier.due_on,
    )
    SupplementItem.objects.bulk_create(
        SupplementItem(supplement=supplement, requirement=need, defect=defect) for need, defect in needs.items()
    )
    Pause.objects.create(
        dossier=dossier, cause=PauseCause.SUPPLEMENT, rule=dossier.terms.supplement_rule, started_at=now
    )
    return supplement


@transaction.atomic
def send(dossier_id: int, *, by: Actor) -> Dossier:
    """Say that everything asked for is there; a clerk checks it next. Raises what a move raises."""
    dossier = Dossier.objects.locked(dossier_id, by)
    event = SupplementSent(dossier.pk, dossier.supplements_count)
    move(dossier.send_supplement, by=by, event=event, at=clock.now())
    Supplement.objects.filter(dossier=dossier, completed_at=None).update(sent_at=clock.now())
    return dossier


@transaction.atomic
def confirm(dossier_id: int, *, by: Actor) -> Dossier:
    """Confirm that the supplement is complete: the clock runs again, and the new date is computed with its ledger.

    What partner agencies asked for goes to them. Raises what a move raises (supplement-incomplete), and
    interlink.errors.NothingAsked when an agency has stopped waiting meanwhile.
    """
    dossier = Dossier.objects.locked(dossier_id, by)
    due_on = closing.end_pause(dossier)
    # Before acceptance the desk has its 8 working hours again.
    reception_from_at = dossier.reception_from_at if dossier.received_at else clock.now()
    move(
        dossier.complete_supplement,
        by=by,
        event=SupplementCompleted(dossier.pk, dossier.supplements_count, dossier.due_on, due_on),
        due_on=due_on,
        reception_from_at=reception_from_at,
        reception_due_at=deadlines.reception_due(reception_from_at, calendar_store.loaded()),
    )
    confirmed = Supplement.objects.filter(dossier=dossier, completed_at=None)
    asked = confirmed.first() if dossier.chain_id else None
    confirmed.update(completed_at=clock.now(), completed_by_id=by.id, due_on=due_on)
    if asked is not None:
        partner_supplements.supply(dossier, asked)
    return dossier
