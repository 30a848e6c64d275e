"""What can be asked of linked services: where they stand, what stands for good, why that date, and who is stuck."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from identity import personal_number
from interlink import enclosures, routes
from interlink.errors import ChainMissing, PaperLacking, StepMissing
from interlink.models import Chain, Line, Message, Step, Supplement
from interlink.states import Direction, Effect, Outcome, StepState
from kernel import calendar_store, clock, working_time
from kernel.actors import SYSTEM, Actor
from kernel.working_calendar import Calendar, at_hour, in_vietnam
from kernel.working_time import Due, Pause, WorkingDays

DAY = timedelta(days=1)
MOST_ORPHANS = 1000
MOST_STUCK = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """A step whose result stands, whatever becomes of the chain.

    given_up  the house did not wait for it any more, and it was done nevertheless
    """

    step: str
    agency: str
    effect: Effect
    done_at: datetime
    findings: dict[str, Any]
    paper_sha256: str
    given_up: bool


@dataclass(frozen=True, slots=True)
class Leg:
    """One step as it went: hours are simulated, `working_days` run from its sending to its end (or to today)."""

    step: str
    agency: str
    state: str
    tries: int
    ready_at: datetime | None
    sent_at: datetime | None
    answer_due_at: datetime | None
    answered_at: datetime | None
    working_days: WorkingDays | None
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """A chain as it went; `working_days` run from its start to its end (or to today)."""

    code: str
    route: str
    state: str
    due_on: date
    working_days: WorkingDays
    legs: tuple[Leg, ...]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a chain came to its end: codes of steps that are done, and of steps that came to nothing, and why first."""

    standing: tuple[str, ...]
    lacking: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of an agency for more that is still open; `items` are rows of `code` and `what`."""

    supplement_id: int
    step: str
    agency: str
    reason: str
    items: tuple[dict[str, str], ...]
    asked_at: datetime
    answer_due_at: datetime


@dataclass(frozen=True, slots=True)
class Orphan:
    """A child whose birth is registered and who lacks a residence or a card: what, since when, and why.

    cause  the state of the step that is lacking: on whom it waits, why it was refused, how it failed
    """

    chain_id: int
    chain: str
    subject: str
    personal_number: str
    step: str
    agency: str
    registered_at: datetime
    working_days: WorkingDays
    cause: str
    reason: str
    since: datetime | None


def chain(code: str, actor: Actor) -> Chain:
    """Return the chain of a dossier's code, with its office. Raises ChainMissing, also for unseen ones."""
    found = Chain.objects.visible_to(actor).select_related("office").filter(code=code).first()
    if found is None:
        raise ChainMissing
    return found


def chain_of(subject: str) -> Chain | None:
    """Return the latest chain of a subject, e.g. "dossier:12"; None if it has none."""
    return Chain.objects.filter(subject=subject).order_by("-pk").first()


def step_id(code: str, step: str, actor: Actor) -> int:
    """Return the id of a step by its chain's code and its own. Raises ChainMissing, StepMissing."""
    pk = Step.objects.filter(chain=chain(code, actor), code=step).values_list("pk", flat=True).first()
    if pk is None:
        raise StepMissing
    return pk


def ready_steps(chain_id: int) -> list[int]:
    """Return the ids of the chain's steps that are to be sent."""
    return list(Step.objects.filter(chain_id=chain_id, state=StepState.READY).values_list("pk", flat=True))


def findings(step_id: int) -> dict[str, Any]:
    """Return what an agency found out, by the names of its answer: personal, hence not in the journal."""
    found: dict[str, Any] = Step.objects.values_list("findings", flat=True).get(pk=step_id)
    return found


def paper(step_id: int) -> bytes:
    """Return the agency's own signed paper. Raises PaperLacking."""
    digest = Step.objects.values_list("paper_sha256", flat=True).get(pk=step_id)
    if not digest:
        raise PaperLacking
    return enclosures.read(digest)


def kept_paper(digest: str) -> bytes:
    """Return a paper that came with an answer, by its digest: also one that came too late for its step."""
    return enclosures.read(digest)


def asked(chain_id: int) -> list[Asked]:
    """Return what agencies wait for the applicant to supply, oldest first."""
    rows = Supplement.objects.filter(step__chain_id=chain_id, ended_at=None).select_related("step").order_by("pk")
    return [
        Asked(row.pk, row.step.code, row.step.agency, row.reason, tuple(row.items), row.asked_at, row.answer_due_at)
        for row in rows
    ]


def what_stands(chain: Chain) -> list[Standing]:
    """Return what was done and stays done, in order, also what an agency did after the house had given it up."""
    late = late_completions(chain)
    found = []
    for step in chain.steps.all():
        if step.state == StepState.COMPLETED and step.finished_at:
            found.append(_standing(step, step.finished_at, step.findings, step.paper_sha256, given_up=False))
        elif step.pk in late:
            message = late[step.pk]
            paper = message.content.get("paper") or {}
            found.append(
                _standing(step, message.first_at, message.content["data"], paper.get("sha256", ""), given_up=True)
            )
    return found


def ended(chain: Chain) -> Ending:
    """Return how an ended chain ended; the reason is that of the first step that was refused or given up."""
    steps = list(chain.steps.all())
    lacking = [step for step in steps if step.state != StepState.COMPLETED]
    return Ending(
        standing=tuple(step.code for step in steps if step.state == StepState.COMPLETED),
        lacking=tuple(step.code for step in lacking),
        reason=lacking[0].reason if lacking else "",
    )


def late_completions(chain: Chain) -> dict[int, Message]:
    """Return, by step, answers that say "completed" about steps that had settled otherwise."""
    rows = Message.objects.filter(step__chain=chain, direction=Direction.IN, outcome=Outcome.COMPLETED)
    return {message.step_id: message for message in rows.exclude(step__state=StepState.COMPLETED).order_by("-pk")}


def ledger(chain: Chain) -> Due:
    """Return the date of a chain with every day that leads to it; days that wait for the applicant are not counted."""
    return working_time.due(
        chain.counted_from_at, days=chain.budget_days, pauses=_pauses(chain), calendar=calendar_store.loaded()
    )


def progress(chain: Chain) -> Progress:
    """Return how a chain went, step by step, with its lengths in working days."""
    calendar = calendar_store.loaded()

    def days(since: datetime | None, until: datetime | None) -> WorkingDays | None:
        if since is None:
            return None
        return calendar.working_days_between(_on(since), _on(until or clock.now()))

    legs = tuple(
        Leg(
            step.code,
            step.agency,
            step.state,
            step.tries,
            step.ready_at,
            step.sent_at,
            step.answer_due_at,
            step.finished_at if step.sent_at else None,
            days(step.sent_at, step.finished_at),
            step.reason,
        )
        for step in chain.steps.all()
    )
    took = calendar.working_days_between(_on(chain.started_at), _on(chain.finished_at or clock.now()))
    return Progress(chain.code, chain.route, chain.state, chain.due_on, took, legs)


def orphans(working_days: int, actor: Actor = SYSTEM) -> list[Orphan]:
    """Return the children of a registered birth who lack a residence or a card `working_days` after it, oldest first.

    Those of the chains that the actor may see, at most MOST_ORPHANS. Raises CalendarGap.
    """
    calendar = calendar_store.loaded()
    today = clock.today()
    last = today
    while calendar.working_days_between(last, today) < working_days:
        last -= DAY
    first_leg = routes.BIRTH.legs[0].code
    registered = Step.objects.filter(
        chain=OuterRef("chain"),
        code=first_leg,
        state=StepState.COMPLETED,
        finished_at__lt=at_hour(last + DAY, time()),
    )
    done_late = Message.objects.filter(step=OuterRef("pk"), outcome=Outcome.COMPLETED)
    wanted = [leg.code for leg in routes.BIRTH.legs if leg.after]
    lacking = (
        Step.objects.filter(
            Exists(registered), ~Exists(done_late), code__in=wanted, chain__in=Chain.objects.visible_to(actor)
        )
        .exclude(state=StepState.COMPLETED)
        .select_related("chain")
        .order_by("chain_id", "pk")[:MOST_ORPHANS]
    )
    births = Step.objects.filter(chain__in={step.chain_id for step in lacking}, code=first_leg)
    by_chain = {birth.chain_id: birth for birth in births}
    return [_orphan(step, by_chain[step.chain_id], calendar) for step in lacking]


def stuck(actor: Actor) -> list[Step]:
    """Return the steps that a person may look after, with their chains, oldest first; at most MOST_STUCK.

    Those of the chains that the actor may see: not taken, to be sent again, or without an answer past its hour.
    """
    steps = Step.objects.stuck(clock.now()).filter(chain__in=Chain.objects.visible_to(actor))
    return list(steps.select_related("chain").order_by("pk")[:MOST_STUCK])


def agencies_due() -> list[str]:
    """Return the agencies to which something is to be sent now."""
    due = Step.objects.due(clock.now(), clock.wall())
    return list(due.order_by("agency").values_list("agency", flat=True).distinct())


def lines() -> QuerySet[Line]:
    """Return how calls to agencies go; one that has never failed has no row."""
    return Line.objects.order_by("agency")


def _standing(
    step: Step, done_at: datetime, findings: dict[str, Any], paper_sha256: str, *, given_up: bool
) -> Standing:
    return Standing(step.code, step.agency, Effect(step.effect), done_at, findings, paper_sha256, given_up)


def _pauses(chain: Chain) -> list[Pause]:
    """Return the waits for the applicant; one that lasts still ends now."""
    asked = Supplement.objects.filter(step__chain=chain).order_by("asked_at")
    return [Pause(row.asked_at, row.ended_at or clock.now(), _("waiting for a supplement")) for row in asked]


def _orphan(step: Step, birth: Step, calendar: Calendar) -> Orphan:
    assert birth.finished_at is not None, "A registered birth has its hour."
    return Orphan(
        step.chain_id,
        step.chain.code,
        step.chain.subject,
        personal_number.masked(str(birth.findings.get("soDinhDanh", ""))),
        step.code,
        step.agency,
        birth.finished_at,
        calendar.working_days_between(_on(birth.finished_at), clock.today()),
        step.state,
        step.reason,
        step.finished_at or step.sent_at or step.ready_at,
    )


def _on(at: datetime) -> date:
    return in_vietnam(at).date()
