"""What partner agencies ask of the applicant in the middle of a linked service: asked, answered, supplied.

While an agency waits the dossier waits with it, so that both clocks stand (docs/sources.md, rule K-5; ADR 0015).
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from dossiers import files
from dossiers.errors import PartnerItemMissing, PartnersAskNothing
from dossiers.events import PartnerItemAnswered, PartnersGoOn, PartnerSupplementAsked
from dossiers.files import Upload
from dossiers.models import Dossier, Pause, Supplement, SupplementItem
from dossiers.permissions import Either, desk, the_applicant
from dossiers.services import closing, linked
from dossiers.states import PauseCause, State
from identity.roles import Role
from interlink import queries, routes
from interlink.queries import Asked
from interlink.services import chains, supplements
from interlink.services.chains import Attachment
from kernel import clock, journal
from kernel.actors import SYSTEM, Actor
from kernel.moves import NotYourMove, move

MAY_ANSWER = Either(the_applicant, desk(Role.RECEPTION))
# What stands for an item where an agency gives a reason and no list.
WHATEVER = "supplement"


@transaction.atomic
def follow(dossier_id: int) -> Dossier:
    """Bring the dossier in line with what its agencies wait for: ask the citizen, or let the clock run again.

    What an agency asks is told to the citizen with this very act: it stands in his dossier and on form 02.
    """
    dossier = Dossier.objects.locked(dossier_id, SYSTEM)
    if dossier.chain_id is None or dossier.state not in (State.PROCESSING, State.AWAITING_SUPPLEMENT):
        return dossier
    asking = queries.asked(dossier.chain_id)
    for asked in asking:
        _ask(dossier, asked)
    catch_up(dossier, asking)
    return dossier


def catch_up(dossier: Dossier, asking: list[Asked]) -> None:
    """Drop the items that no agency waits for, and go on once nobody waits; the row is locked by the caller."""
    if dossier.state != State.AWAITING_SUPPLEMENT:
        return
    steps = [asked.step for asked in asking]
    _open_items(dossier).exclude(partner_step__in=steps).update(overtaken_at=clock.now())
    if not steps:
        _go_on(dossier)


@transaction.atomic
def correct(dossier_id: int, *, by: Actor, form: Mapping[str, object]) -> Dossier:
    """Correct answers of the declaration for the agencies that wait; every item that is open counts as answered.

    form  the corrected answers, by field name
    Raises NotYourMove, PartnersAskNothing, FormFieldUnknown, FormIncomplete, FormAnswerInvalid, DeclarationUnchanged,
    ChoiceFixed.
    """
    dossier = _open(dossier_id, by)
    linked.correct(dossier, form, by=by)
    _open_items(dossier).update(fulfilled_at=clock.now())
    return dossier


def answer(dossier_id: int, *, item: int, upload: Upload, by: Actor) -> SupplementItem:
    """Give a file for one thing that an agency lacks.

    item  its id. Raises NotYourMove, PartnersAskNothing, PartnerItemMissing, and what `files.store` raises.
    """
    with transaction.atomic():
        _item(_open(dossier_id, by), item)
    # Decoding a large file takes a while: not while the row is locked.
    stored = files.store(upload)
    with transaction.atomic():
        dossier = _open(dossier_id, by)
        asked = _item(dossier, item)
        asked.answer, asked.fulfilled_at = stored, clock.now()
        asked.save(update_fields=["answer", "fulfilled_at"])
        event = PartnerItemAnswered(dossier.pk, asked.partner_step, asked.partner_code, stored.sha256)
        journal.append(dossier, event, by)
        return asked


def supply(dossier: Dossier, supplement: Supplement) -> None:
    """Hand on to the agencies what the citizen answered; the row is locked by the caller, who has moved it.

    What an agency asked meanwhile and the citizen has not heard of yet is not answered with it.
    """
    assert dossier.chain is not None, "Who asks in the middle of a chain works on one."
    kept = dossier.chain.facts
    facts = {name: value for name, value in linked.told(dossier).items() if name in kept and kept[name] != value}
    facts |= _declared_since(dossier)
    items = list(supplement.items.filter(requirement=None, overtaken_at=None).select_related("answer"))
    for step in dict.fromkeys(item.partner_step for item in items):
        papers = [
            Attachment(f"{item.partner_code}.{item.answer.content_type.rpartition('/')[2]}", files.read(item.answer))
            for item in items
            if item.partner_step == step and item.answer
        ]
        chains.supply(dossier.chain.pk, by=SYSTEM, facts=facts, papers=papers, step=step)


def _declared_since(dossier: Dossier) -> dict[str, Any]:
    """Return answers that were left empty when the chain began and that its agencies are told."""
    assert dossier.chain is not None, "Only a chain has facts."
    route = routes.route(dossier.chain.route)
    known = routes.known_facts(route.legs) - set(routes.CHOICES)
    return {name: value for name, value in dossier.form.items() if name in known and name not in dossier.chain.facts}


def _ask(dossier: Dossier, asked: Asked) -> None:
    """Put an agency's request before the citizen, once; one that is there already is only looked through for more."""
    supplement = dossier.supplements.filter(completed_at=None).first()
    open_items = supplement.items.filter(partner_step=asked.step, overtaken_at=None) if supplement else None
    there = set(open_items.values_list("partner_code", flat=True)) if open_items is not None else set()
    items = {item["code"]: item["what"] or item["code"] for item in asked.items} or {WHATEVER: asked.reason or WHATEVER}
    fresh = {code: what for code, what in items.items() if code not in there}
    if not fresh:
        return
    answer_due_on = asked.answer_due_at.astimezone(clock.TZ).date()
    event = PartnerSupplementAsked(dossier.pk, asked.step, asked.agency, tuple(fresh), answer_due_on)
    if supplement is None:
        supplement = _paused(dossier, asked, event)
    else:
        _extended(dossier, supplement, event)
        # What was dropped and is asked for once more is a new item.
        supplement.items.filter(partner_step=asked.step, partner_code__in=fresh).delete()
    SupplementItem.objects.bulk_create(
        SupplementItem(supplement=supplement, partner_step=asked.step, partner_code=code, defect=what)
        for code, what in fresh.items()
    )
    supplements.notified(asked.supplement_id, by=SYSTEM)


def _paused(dossier: Dossier, asked: Asked, event: PartnerSupplementAsked) -> Supplement:
    previous_due_on = dossier.due_on
    move(dossier.ask_for_partner, by=SYSTEM, event=event, answer_due_on=event.answer_due_on)
    Pause.objects.create(
        dossier=dossier,
        cause=PauseCause.SUPPLEMENT,
        rule=dossier.terms.supplement_rule,
        started_at=clock.now(),
    )
    return Supplement.objects.create(
        dossier=dossier,
        requested_at=clock.now(),
        reason=asked.reason,
        answer_due_on=event.answer_due_on,
        previous_due_on=previous_due_on,
    )


def _extended(dossier: Dossier, supplement: Supplement, event: PartnerSupplementAsked) -> None:
    """Let a second agency's items join the request that is open; the citizen has until the later of the two days."""
    supplement.answer_due_on = max(supplement.answer_due_on, event.answer_due_on)
    supplement.sent_at = None
    supplement.save(update_fields=["answer_due_on", "sent_at"])
    dossier.supplement_due_on, dossier.supplement_sent_at = supplement.answer_due_on, None
    journal.append(dossier, event, SYSTEM, changed=["supplement_due_on", "supplement_sent_at"])


def _go_on(dossier: Dossier) -> None:
    previous_due_on, due_on = dossier.due_on, closing.end_pause(dossier)
    assert previous_due_on is not None, "A dossier at work is accepted."
    assert due_on is not None, "A dossier at work is accepted."
    event = PartnersGoOn(dossier.pk, previous_due_on, due_on)
    move(dossier.go_on_with_partners, by=SYSTEM, event=event, due_on=due_on)
    dossier.supplements.filter(completed_at=None).update(completed_at=clock.now(), due_on=due_on)


def _open(dossier_id: int, by: Actor) -> Dossier:
    """Return the locked dossier if this actor may answer its agencies now."""
    dossier = Dossier.objects.locked(dossier_id, by)
    if not MAY_ANSWER(dossier, by):
        raise NotYourMove(move="answer", roles=list(MAY_ANSWER.roles))
    if dossier.state != State.AWAITING_SUPPLEMENT or not _asked_items(dossier).exists():
        raise PartnersAskNothing
    return dossier


def _item(dossier: Dossier, item_id: int) -> SupplementItem:
    found = _asked_items(dossier).filter(pk=item_id).first()
    if found is None:
        raise PartnerItemMissing
    return found


def _asked_items(dossier: Dossier) -> QuerySet[SupplementItem]:
    return SupplementItem.objects.filter(
        supplement__dossier=dossier, supplement__completed_at=None, requirement=None, overtaken_at=None
    )


def _open_items(dossier: Dossier) -> QuerySet[SupplementItem]:
    return _asked_items(dossier).filter(fulfilled_at=None)
