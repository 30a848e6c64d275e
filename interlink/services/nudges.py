"""Agencies that are silent: flagged when their hour has gone by, and asked where the answer is."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from interlink.adapters import partners
from interlink.errors import AgencySilent
from interlink.events import AgencyAsked, StepNudged, StepSilent, StepUnknownThere
from interlink.models import Step
from interlink.services import breaker
from interlink.services.breaker import Call
from interlink.states import StepState
from kernel import calendar_store, clock, journal
from kernel.actors import SYSTEM, Actor
from kernel.moves import move

# Working minutes until an agency is asked again: when the answer may be lost on the way, and when it is at work.
AFTER_NO_NEWS = 60
AFTER_WAITING = 480


@dataclass(frozen=True, slots=True)
class Asking:
    step_id: int
    call: Call
    message_id: str


@transaction.atomic
def nudge(step_id: int, *, by: Actor) -> Step:
    """Have an agency asked where the answer is, at the next sweep. Raises StepMissing and what a move raises."""
    step = Step.objects.seen_and_locked(step_id, by)
    move(step.nudge, by=by, event=StepNudged(step.chain_id, step.pk), at=clock.now())
    return step


def ask(step_id: int) -> bool:
    """Ask an agency where the answer is, if it is time to; what it does not know is sent once more.

    In three beats, as `steps.send`. A step whose hour has gone by is flagged as silent first. Tells whether the agency
    was asked.
    """
    asking = _claim(step_id)
    if asking is None:
        return False
    try:
        told = partners.agency(asking.call.agency).ask_about(asking.message_id)
    except AgencySilent as silence:
        breaker.failed(asking.call, str(silence.params["cause"]))
    else:
        _record(asking, told)
    return True


@transaction.atomic(durable=True)
def _claim(step_id: int) -> Asking | None:
    step = Step.objects.locked(step_id)
    due_at = step.nudge_at
    if step.state != StepState.WAITING or due_at is None or due_at > clock.now():
        return None
    call = breaker.connect(step.agency)
    if call is None:
        return None
    step.nudge_at = _later(AFTER_NO_NEWS)
    if step.silent_at is None and step.answer_due_at and step.answer_due_at <= due_at:
        _flag(step, due_at, step.answer_due_at)
    else:
        step.save(update_fields=["nudge_at"])
    return Asking(step.pk, call, step.message_id)


def _flag(step: Step, at: datetime, answer_due_at: datetime) -> None:
    with clock.held(at):
        step.silent_at = at
        event = StepSilent(step.chain_id, step.pk, answer_due_at)
        journal.append(step, event, SYSTEM, changed=["silent_at", "nudge_at"])


@transaction.atomic(durable=True)
def _record(asking: Asking, told: str) -> None:
    breaker.succeeded(asking.call)
    step = Step.objects.locked(asking.step_id)
    if step.state != StepState.WAITING:
        return
    if told == "unknown":
        move(step.requeue, by=SYSTEM, event=StepUnknownThere(step.chain_id, step.pk), at=clock.now())
        return
    step.nudge_at = _later(AFTER_WAITING if told == "waiting" else AFTER_NO_NEWS)
    journal.append(step, AgencyAsked(step.chain_id, step.pk, told), SYSTEM, changed=["nudge_at"])


def _later(minutes: int) -> datetime:
    return calendar_store.loaded().add_minutes(clock.now(), minutes)
