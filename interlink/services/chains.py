"""A chain from its start to its end: steps are released as others are done, and what came of them is summed up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction

from identity.models import Agency
from interlink import enclosures, queries, routes
from interlink.declarations import Findings
from interlink.errors import ChainExists, ChainMissing, FactUnknown, NothingAsked, ReasonMissing
from interlink.events import (
    ChainAbandoned,
    ChainCompleted,
    ChainOverdue,
    ChainPartlyDone,
    ChainRefused,
    ChainResumed,
    ChainStarted,
    StepAbandoned,
    StepReady,
    StepSupplied,
)
from interlink.models import Chain, Step, Supplement
from interlink.routes import Leg, Route
from interlink.services import supplements
from interlink.states import SETTLED, ChainState, StepState, SupplementEnd, outcome_of
from kernel import calendar_store, clock, journal, working_time
from kernel.actors import SYSTEM, Actor
from kernel.moves import move
from kernel.working_calendar import at_hour

DAY = timedelta(days=1)
LAPSED = "Quá thời hạn bổ sung hồ sơ"
NOT_SENT = "Không gửi vì bước trước không hoàn thành: {steps}"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A paper of the declaration, for the agencies that are asked first."""

    name: str
    content: bytes


@transaction.atomic
def start(
    route_code: str,
    *,
    subject: str,
    code: str,
    agency_id: int,
    facts: Mapping[str, Any],
    by: Actor,
    choices: Mapping[str, str] | None = None,
    earlier: Findings | None = None,
    papers: Sequence[Attachment] = (),
    counted_from_at: datetime | None = None,
    days: int | None = None,
) -> Chain:
    """Begin a linked service: its steps are laid out, and those that need no other are sent next.

    route_code  the procedure's code, e.g. "2.002621"
    subject     who listens to its events, e.g. "dossier:12"; `code` is that dossier's
    agency_id   the asking agency, whose officers act on it
    facts       the e-form's answers by name, with requester_name, requester_personal_number, requester_phone and
                requester_email of the person who files; what no agency is told is not kept
    choices     of a linked death: sub_procedures ("two", "three", "four") and beneficiary_class
    earlier     of a service that stands alone ("paper:residence"): what the results it builds on said, by service
    counted_from_at, days
                the term that was promised for all of it: from when it counts (aware, simulated) and how many working
                days it has; without them the route's own, from now on
    Raises RouteUnknown, ChoicesInvalid, FactsIncomplete, ChainExists, CalendarGap.
    """
    declared = routes.route(route_code)
    legs = declared.chosen(choices or {})
    told = {**facts, **(choices or {})}
    routes.check_facts(legs, told, earlier or {})
    if Chain.objects.filter(code=code).exists():
        raise ChainExists(code=code)
    since, budget_days = counted_from_at or clock.now(), declared.days if days is None else days
    term = working_time.due(since, days=budget_days, calendar=calendar_store.loaded())
    chain = Chain.objects.create(
        code=code,
        route=declared.code,
        subject=subject,
        office=Agency.objects.get(pk=agency_id),
        facts={name: told[name] for name in sorted(routes.known_facts(legs)) if name in told},
        earlier=dict(earlier or {}),
        papers=_kept(papers),
        started_at=clock.now(),
        counted_from_at=since,
        budget_days=budget_days,
        due_on=term.due_on,
    )
    steps = Step.objects.bulk_create(_step(chain, declared, leg) for leg in legs)
    codes = tuple(leg.code for leg in legs)
    journal.append(chain, ChainStarted(chain.pk, subject, declared.code, codes, chain.due_on), by)
    advance(chain, steps)
    return chain


def locked(chain_id: int, by: Actor) -> tuple[Chain, list[Step]]:
    """Return a chain and its steps in order, all locked. Raises ChainMissing, also for unseen ones.

    One query. Whoever locks a chain locks its steps with it and in the same order; whoever holds a step alone never
    waits for its chain.
    """
    rows = Step.objects.filter(chain_id=chain_id).select_related("chain").order_by("pk")
    if not by.is_system:
        rows = rows.filter(chain__in=Chain.objects.visible_to(by))
    steps = list(rows.select_for_update(of=("self", "chain")))
    if not steps:
        raise ChainMissing
    for step in steps:
        step.chain = steps[0].chain
    return steps[0].chain, steps


def advance(chain: Chain, steps: Sequence[Step]) -> None:
    """Draw the consequences of a step that has settled: release or give up those after it, go on, or end the chain.

    All rows are locked by the caller; `steps` are in the order of the route, so that one pass is enough.
    """
    by_code = {step.code: step for step in steps}
    for step in steps:
        if step.state == StepState.BLOCKED:
            _follow(step, [by_code[code] for code in step.after])
    if all(step.state in SETTLED for step in steps):
        _end(chain, steps)
    elif chain.state == ChainState.PAUSED and all(step.state != StepState.PAUSED for step in steps):
        due_on = queries.ledger(chain).due_on
        move(chain.carry_on, by=SYSTEM, event=ChainResumed(chain.pk, chain.subject, due_on), due_on=due_on)


def give_up(step: Step, *, by: Actor, reason: str, how: SupplementEnd = SupplementEnd.OVERTAKEN) -> None:
    """Do not pursue a step any further; its row and its chain's are locked by the caller."""
    supplements.end(step, how)
    event = StepAbandoned(step.chain_id, step.chain.subject, step.pk, step.code, reason)
    move(step.abandon, by=by, event=event, at=clock.now(), reason=reason)


@transaction.atomic
def supply(
    chain_id: int,
    *,
    by: Actor,
    facts: Mapping[str, Any] | None = None,
    papers: Sequence[Attachment] = (),
    step: str = "",
) -> Chain:
    """Give the agencies what they asked for, and let the chain go on with a new date.

    facts   the answers that are corrected, by name
    step    code of the step that is supplied; without it, every step that waits
    Raises ChainMissing, NothingAsked, FactUnknown and what a move raises.
    """
    chain, steps = locked(chain_id, by)
    waiting = [each for each in steps if each.state == StepState.PAUSED and step in ("", each.code)]
    if not waiting:
        raise NothingAsked
    corrected, kept = correct(chain, facts or {}), _kept(papers)
    for each in waiting:
        supplement = supplements.end(each, SupplementEnd.SUPPLIED)
        assert supplement is not None, "A paused step has an open supplement."
        supplement.papers = kept
        supplement.save(update_fields=["papers"])
        event = StepSupplied(chain.pk, each.pk, supplement.pk, corrected)
        move(each.supply, by=by, event=event, at=clock.now())
    advance(chain, steps)
    return chain


@transaction.atomic
def abandon(chain_id: int, *, by: Actor, reason: str) -> Chain:
    """Give up everything that is not settled yet; what is done stands. Raises ReasonMissing and what a move raises."""
    chain, steps = locked(chain_id, by)
    why = given(reason)
    # The last first, so that none is given up as the consequence of another.
    for step in reversed([step for step in steps if step.state not in SETTLED]):
        give_up(step, by=by, reason=why)
    advance(chain, steps)
    return chain


@transaction.atomic
def lapse(supplement_id: int) -> bool:
    """Stop, at that hour, what an applicant never supplied: seven working days are over (docs/sources.md, rule K-5).

    Tells whether it was stopped here.
    """
    asked = Supplement.objects.select_related("step").get(pk=supplement_id)
    chain, steps = locked(asked.step.chain_id, SYSTEM)
    overdue = Supplement.objects.filter(pk=supplement_id, ended_at=None, answer_due_at__lte=clock.now())
    if not overdue.exists():
        return False
    step = next(step for step in steps if step.pk == asked.step_id)
    with clock.held(asked.answer_due_at):
        give_up(step, by=SYSTEM, reason=LAPSED, how=SupplementEnd.LAPSED)
        advance(chain, steps)
    return True


@transaction.atomic
def flag_overdue(chain_id: int) -> bool:
    """Note, at the end of its last day, that a chain is not finished; tell whether it was news."""
    chain = Chain.objects.locked(chain_id, SYSTEM)
    if not Chain.objects.newly_overdue(clock.today()).filter(pk=chain_id).exists():
        return False
    with clock.held(at_hour(chain.due_on + DAY, time())):
        chain.overdue_at = clock.now()
        event = ChainOverdue(chain.pk, chain.subject, chain.due_on)
        journal.append(chain, event, SYSTEM, changed=["overdue_at"])
    return True


def correct(chain: Chain, facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Correct the declaration and return the names that were; the row is locked by the caller. Raises FactUnknown."""
    known = routes.known_facts(routes.route(chain.route).legs)
    unknown = sorted(set(facts) - known)
    if unknown:
        raise FactUnknown(facts=unknown)
    if facts:
        chain.facts = {**chain.facts, **facts}
        chain.save(update_fields=["facts"])
    return tuple(sorted(facts))


def given(reason: str) -> str:
    """Return the reason without blanks around it. Raises ReasonMissing if nothing is left."""
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def _step(chain: Chain, declared: Route, leg: Leg) -> Step:
    return Step(
        chain=chain,
        code=leg.code,
        agency=leg.agency,
        after=list(leg.after),
        effect=declared.effect_of(leg),
        budget_days=declared.days_of(leg),
        cut_off=declared.cut_off_of(leg),
    )


def _kept(papers: Sequence[Attachment]) -> list[dict[str, str]]:
    return [{"name": paper.name, "sha256": enclosures.keep(paper.content)} for paper in papers]


def _follow(step: Step, before: Sequence[Step]) -> None:
    """Release a step once everything before it is done; give it up if something before it never will be."""
    dead = [each.code for each in before if each.state in (StepState.REFUSED, StepState.ABANDONED)]
    if dead:
        give_up(step, by=SYSTEM, reason=NOT_SENT.format(steps=", ".join(dead)))
    elif all(each.state == StepState.COMPLETED for each in before):
        move(step.release, by=SYSTEM, event=StepReady(step.chain_id, step.pk), at=clock.now())


def _end(chain: Chain, steps: Sequence[Step]) -> None:
    outcome = outcome_of([step.state for step in steps])
    move(chain.settle, by=SYSTEM, event=_ending(chain, steps, outcome), at=clock.now(), outcome=outcome)


def _ending(chain: Chain, steps: Sequence[Step], outcome: ChainState) -> object:
    match outcome:
        case ChainState.COMPLETED:
            return ChainCompleted(chain.pk, chain.subject)
        case ChainState.PARTLY_DONE:
            standing = tuple(step.code for step in _in(steps, StepState.COMPLETED))
            lacking = tuple(step.code for step in steps if step.code not in standing)
            return ChainPartlyDone(chain.pk, chain.subject, standing, lacking)
        case ChainState.REFUSED:
            refused = next(_in(steps, StepState.REFUSED))
            return ChainRefused(chain.pk, chain.subject, refused.code, refused.reason)
    given_up = next(_in(steps, StepState.ABANDONED))
    return ChainAbandoned(chain.pk, chain.subject, given_up.reason)


def _in(steps: Sequence[Step], state: StepState) -> Iterator[Step]:
    return (step for step in steps if step.state == state)
