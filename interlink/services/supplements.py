"""Supplements: an agency asks the applicant for more, the chain pauses, and the applicant is told in time."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from interlink import routes
from interlink.errors import NothingAsked
from interlink.events import ChainPaused, NoticeOverdue, SupplementAsked, SupplementNotified
from interlink.models import Chain, Step, Supplement
from interlink.permissions import for_the_applicant
from interlink.states import ChainState, StepState, SupplementEnd
from kernel import calendar_store, clock, journal
from kernel.actors import SYSTEM, Actor
from kernel.moves import NotYourMove, move
from kernel.working_calendar import at_hour

Items = Sequence[dict[str, str]]


def ask(chain: Chain, step: Step, *, items: Items, reason: str) -> None:
    """Note what an agency lacks: its step and the chain pause. Asked again meanwhile, the new items join the old.

    Both rows are locked by the caller. Source: docs/sources.md, rule K-5.
    """
    if step.state == StepState.PAUSED:
        extended = _extend(step, items)
        if extended is not None:
            journal.append(chain, _paused(chain, step, extended), SYSTEM)
        return
    supplement = _opened(step, items, reason)
    asked = SupplementAsked(chain.pk, step.pk, supplement.pk, tuple(item["code"] for item in items))
    move(step.pause, by=SYSTEM, event=asked, reason=reason)
    paused = _paused(chain, step, supplement)
    if chain.state == ChainState.RUNNING:
        move(chain.hold, by=SYSTEM, event=paused)
    else:
        journal.append(chain, paused, SYSTEM)


def end(step: Step, how: SupplementEnd) -> Supplement | None:
    """End the step's open request, if it has one, and return it; before the move that leaves the pause."""
    if step.state != StepState.PAUSED:
        return None
    supplement = step.supplements.filter(ended_at=None).first()
    if supplement is not None:
        supplement.ended_at, supplement.ended_by = clock.now(), how
        supplement.save(update_fields=["ended_at", "ended_by"])
    return supplement


@transaction.atomic
def notified(supplement_id: int, *, by: Actor) -> Supplement:
    """Note that the applicant was told what is missing; the first time counts. Raises NothingAsked, NotYourMove."""
    supplement = Supplement.objects.filter(pk=supplement_id).select_related("step").first()
    if supplement is None:
        raise NothingAsked
    chain = Chain.objects.locked(supplement.step.chain_id, by)
    if not for_the_applicant(chain, by):
        raise NotYourMove(move="notified", roles=sorted(for_the_applicant.roles))
    told = Supplement.objects.filter(pk=supplement_id, noticed_at=None, ended_at=None).update(noticed_at=clock.now())
    if told:
        journal.append(chain, SupplementNotified(chain.pk, supplement_id), by)
    supplement.refresh_from_db()
    return supplement


@transaction.atomic
def flag_untold(supplement_id: int) -> bool:
    """Note, at that hour, that 24 hours went by without a word to the applicant; tell whether it was news."""
    supplement = Supplement.objects.select_related("step").get(pk=supplement_id)
    chain = Chain.objects.locked(supplement.step.chain_id, SYSTEM)
    untold = Supplement.objects.filter(pk=supplement_id, noticed_at=None, notice_late_at=None, ended_at=None)
    with clock.held(supplement.notice_due_at):
        if not untold.update(notice_late_at=clock.now()):
            return False
        journal.append(chain, NoticeOverdue(chain.pk, supplement_id), SYSTEM)
        return True


def _opened(step: Step, items: Items, reason: str) -> Supplement:
    now, calendar = clock.now(), calendar_store.loaded()
    last_day = calendar.add_days(now.date(), routes.SUPPLEMENT.days)
    return Supplement.objects.create(
        step=step,
        reason=reason,
        items=list(items),
        asked_at=now,
        notice_due_at=now + timedelta(hours=routes.SUPPLEMENT.notice_hours),
        answer_due_at=at_hour(last_day, calendar.closes),
    )


def _paused(chain: Chain, step: Step, supplement: Supplement) -> ChainPaused:
    return ChainPaused(
        chain.pk,
        chain.subject,
        step.pk,
        step.code,
        supplement.pk,
        supplement.notice_due_at,
        supplement.answer_due_at,
    )


def _extend(step: Step, items: Items) -> Supplement | None:
    """Let the new items join the old; None if there are none."""
    supplement = step.supplements.get(ended_at=None)
    known = {item["code"] for item in supplement.items}
    more = [item for item in items if item["code"] not in known]
    if not more:
        return None
    supplement.items = [*supplement.items, *more]
    supplement.save(update_fields=["items"])
    return supplement
