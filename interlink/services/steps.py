"""A step on its way: claimed, sent and recorded in three beats, and its answer applied when the news is delivered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from interlink import declarations, enclosures, messages, routes
from interlink.adapters import partners
from interlink.errors import AgencyRefusesMessage, AgencySilent, InputMissing
from interlink.events import (
    AnswerNoted,
    StepClaimed,
    StepCompleted,
    StepFailed,
    StepPostponed,
    StepRefused,
    StepSent,
)
from interlink.messages import Ack, Enclosure, Envelope
from interlink.models import Chain, Message, Step
from interlink.services import breaker, chains, supplements
from interlink.services.breaker import Call
from interlink.states import SETTLED, Direction, Outcome, StepState, SupplementEnd
from kernel import calendar_store, clock, journal, working_time
from kernel.actors import SYSTEM
from kernel.moves import move
from kernel.working_calendar import at_hour

# Real time: longer than a call can take (kernel.telephone.PATIENCE), so that a step is never sent by two at once.
LEASE = timedelta(seconds=60)
# Simulated: before the second, third, ... try; the last one repeats. An agency that is back is not waited for.
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is on the telephone: `at` is the simulated hour at which it goes out."""

    step_id: int
    call: Call
    message_pk: int
    message_id: str
    tries: int
    body: bytes
    at: datetime


def send(step_id: int) -> bool:
    """Send a step whose hour has come, at that hour; one that somebody else sends, or whose agency is down, is left.

    Three beats, so that no transaction is open on the telephone. Killed between any two of them the step is found
    again by the sweep when its lease is over, and the message goes out under the same number. Tells whether it was
    taken up.
    """
    outgoing = _claim(step_id)
    if outgoing is None:
        return False
    with clock.held(outgoing.at):
        try:
            ack = partners.agency(outgoing.call.agency).deliver(outgoing.body, outgoing.message_id)
        except AgencySilent as silence:
            _record_silence(outgoing, str(silence.params["cause"]))
        except AgencyRefusesMessage as refusal:
            _record_refusal(outgoing, refusal)
        else:
            _record_receipt(outgoing, ack)
    return True


def record_reply(message_pk: int) -> list[int]:
    """Apply an answer that was stored; return the ids of the steps that are to be sent now.

    In whatever order and how often answers come, a step settles once. Runs in the transaction of the delivery, at the
    hour of the answer.
    """
    message = Message.objects.select_related("step").get(pk=message_pk)
    chain, steps = chains.locked(message.step.chain_id, SYSTEM)
    step = next(step for step in steps if step.pk == message.step_id)
    blocked = [each for each in steps if each.state == StepState.BLOCKED]
    if _counts(step, message):
        _apply(chain, steps, step, message)
    else:
        note(step, message)
    return [each.pk for each in blocked if each.state == StepState.READY]


def note(step: Step, message: Message) -> None:
    """Note an answer that changes nothing; the row is locked by the caller."""
    journal.append(step, AnswerNoted(step.chain_id, step.pk, message.pk, Outcome(message.outcome)), SYSTEM)


def _apply(chain: Chain, steps: list[Step], step: Step, message: Message) -> None:
    match message.outcome:
        case Outcome.RECEIVED:
            if step.state in (StepState.SENDING, StepState.RETRYING, StepState.FAILED):
                _note_receipt(step)
        case Outcome.SUPPLEMENT:
            supplements.ask(chain, step, items=message.content["items"], reason=message.content["reason"])
        case Outcome.COMPLETED:
            _complete(step, message.content)
            chains.advance(chain, steps)
        case Outcome.REFUSED:
            _refuse(step, message.content)
            chains.advance(chain, steps)


def _counts(step: Step, message: Message) -> bool:
    """Final states win; of a request that a corrected one replaced, only that it was done matters."""
    if step.state in SETTLED:
        return False
    return message.outcome == Outcome.COMPLETED or message.attempt >= step.request_attempt


@transaction.atomic(durable=True)
def _claim(step_id: int) -> Outgoing | None:
    step = Step.objects.locked(step_id)
    at = _sent_at(step)
    call = breaker.connect(step.agency) if at else None
    if at is None or call is None:
        return None
    # What waited for an agency that was down goes out when it is back, not when it should have.
    with clock.held(clock.now() if call.probe else at):
        answer_due_at = _answer_due_at(step)
        try:
            message, body = _message(step, answer_due_at)
        except InputMissing as lack:
            _give_over(step, lack.code)
            return None
        event = StepClaimed(step.chain_id, step.pk, message.message_id, step.tries + 1)
        until = clock.wall() + LEASE
        move(step.claim, by=SYSTEM, event=event, at=clock.now(), leased_until=until, answer_due_at=answer_due_at)
        return Outgoing(step.pk, call, message.pk, message.message_id, step.tries, body, clock.now())


def _sent_at(step: Step) -> datetime | None:
    """Return the hour at which the step goes out; None if it is not to be sent now."""
    if step.next_attempt_at is not None and step.next_attempt_at <= clock.now():
        return step.next_attempt_at
    if step.state == StepState.SENDING and step.leased_until and step.leased_until <= clock.wall():
        return clock.now()
    return None


def _answer_due_at(step: Step) -> datetime:
    calendar = calendar_store.loaded()
    term = working_time.due(clock.now(), days=step.budget_days, cut_off=step.cut_off, calendar=calendar)
    return at_hour(term.due_on, calendar.closes)


def _message(step: Step, answer_due_at: datetime) -> tuple[Message, bytes]:
    """Return the message of this attempt and its bytes: made at the first try, the same at every other."""
    if step.tries:
        message = Message.objects.get(agency=step.agency, message_id=step.message_id)
        Message.objects.filter(pk=message.pk).update(attempts=F("attempts") + 1)
        return message, messages.body_of(message.content, enclosures.read)
    content = _envelope(step, answer_due_at).content()
    body = messages.body_of(content, enclosures.read)
    message = Message.objects.create(
        step=step,
        direction=Direction.OUT,
        agency=step.agency,
        message_id=step.message_id,
        schema=content["schema"],
        attempt=step.attempt,
        body_sha256=sha256(body).hexdigest(),
        content=content,
        first_at=clock.now(),
    )
    return message, body


def _envelope(step: Step, answer_due_at: datetime) -> Envelope:
    chain = step.chain
    done = list(Step.objects.filter(chain=chain, state=StepState.COMPLETED).order_by("pk")) if step.after else []
    is_supplement = step.attempt > step.request_attempt
    shape = routes.shape_of(step.code)
    return Envelope(
        schema=messages.SUPPLEMENT if is_supplement else messages.REQUEST,
        message_id=step.message_id,
        service=step.code,
        sender=chain.office.code,
        to=step.agency,
        dossier_code=chain.code,
        chain_code=chain.code,
        sent_at=clock.now(),
        answer_due_at=answer_due_at,
        # Under which address the house is reached a deployment decides.
        callback=settings.INTERLINK_CALLBACK_URL,
        channel=routes.route(chain.route).channel,
        data=declarations.compose(shape, chain.facts, {**chain.earlier, **{each.code: each.findings for each in done}}),
        papers=_papers(chain, step, done),
        in_reply_to=step.message_id_of(step.request_attempt) if is_supplement else "",
    )


def _papers(chain: Chain, step: Step, done: list[Step]) -> tuple[Enclosure, ...]:
    """Return the declaration's papers for whoever is asked first, those of earlier answers for the others.

    What the applicant supplied later goes along.
    """
    papers = [Enclosure(each.paper_name, each.paper_sha256) for each in done if each.paper_sha256]
    brought = [] if step.after else list(chain.papers)
    for supplement in step.supplements.all() if step.attempt > 1 else ():
        brought += supplement.papers
    return (*(Enclosure(**paper) for paper in brought), *papers)


@transaction.atomic(durable=True)
def _record_receipt(outgoing: Outgoing, ack: Ack) -> None:
    breaker.succeeded(outgoing.call)
    _keep_first_answer(outgoing, {"receipt_no": ack.receipt_no, "body_sha256": ack.body_sha256})
    step = Step.objects.locked(outgoing.step_id)
    if step.state == StepState.SENDING:
        _note_receipt(step)


@transaction.atomic(durable=True)
def _record_refusal(outgoing: Outgoing, refusal: AgencyRefusesMessage) -> None:
    # Whoever refuses has answered: the line is good.
    breaker.succeeded(outgoing.call)
    _keep_first_answer(outgoing, {"status": refusal.params["status"], "cause": refusal.params["cause"]})
    step = Step.objects.locked(outgoing.step_id)
    if _still_mine(step, outgoing):
        _give_over(step, f"{refusal.params['status']} {refusal.params['cause']}".strip())


@transaction.atomic(durable=True)
def _record_silence(outgoing: Outgoing, cause: str) -> None:
    breaker.failed(outgoing.call, cause)
    step = Step.objects.locked(outgoing.step_id)
    if _still_mine(step, outgoing):
        next_attempt_at = clock.now() + BACK_OFF[min(step.tries, len(BACK_OFF)) - 1]
        event = StepPostponed(step.chain_id, step.pk, cause, next_attempt_at)
        move(step.postpone, by=SYSTEM, event=event, next_attempt_at=next_attempt_at, reason=cause)


def _still_mine(step: Step, outgoing: Outgoing) -> bool:
    """Tell whether nobody took the step over when the lease ended, and no answer came meanwhile."""
    return step.state == StepState.SENDING and step.tries == outgoing.tries


def _keep_first_answer(outgoing: Outgoing, told: dict[str, Any]) -> None:
    unanswered = Message.objects.filter(pk=outgoing.message_pk, answered_at=None)
    unanswered.update(first_answer=told, answered_at=clock.now())


def _note_receipt(step: Step) -> None:
    assert step.answer_due_at is not None, "What was sent has a due hour."
    event = StepSent(step.chain_id, step.pk, step.message_id, step.answer_due_at)
    move(step.acknowledge, by=SYSTEM, event=event)


def _give_over(step: Step, cause: str) -> None:
    """Leave the step to a person."""
    move(step.fail, by=SYSTEM, event=StepFailed(step.chain_id, step.pk, cause), reason=cause)


def _complete(step: Step, content: dict[str, Any]) -> None:
    supplements.end(step, SupplementEnd.OVERTAKEN)
    paper, found = content["paper"] or {}, content["data"]
    digest = paper.get("sha256", "")
    move(
        step.complete,
        by=SYSTEM,
        event=StepCompleted(
            step.chain_id, step.chain.subject, step.pk, step.code, step.agency, tuple(sorted(found)), digest
        ),
        at=clock.now(),
        findings=found,
        paper_name=paper.get("name", ""),
        paper_sha256=digest,
    )


def _refuse(step: Step, content: dict[str, Any]) -> None:
    supplements.end(step, SupplementEnd.OVERTAKEN)
    paper, reason = content["paper"] or {}, content["reason"]
    move(
        step.refuse,
        by=SYSTEM,
        event=StepRefused(step.chain_id, step.chain.subject, step.pk, step.code, step.agency, reason),
        at=clock.now(),
        reason=reason,
        paper_name=paper.get("name", ""),
        paper_sha256=paper.get("sha256", ""),
    )
