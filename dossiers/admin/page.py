"""The dossier's page as finished values: what it is, what may be done with it, and all that happened to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers import ledger_text, printouts, queries
from dossiers.admin import acts, answers, identity, linked, money, portal, story
from dossiers.admin.acts import Button
from dossiers.admin.linked import Linked
from dossiers.admin.money import MoneyLine
from dossiers.admin.story import TimeLine
from dossiers.models import Dossier, Handover, Paper, PaperRequirement, Pause, Result, Supplement, SupplementItem
from dossiers.printouts import Printout
from dossiers.states import AT_WORK, FINAL, PAUSED, State
from identity.models import Person
from kernel import clock
from kernel.actors import Actor
from kernel.errors import Problem
from kernel.working_time import LedgerLine, MinutesLine

RELATED = ("procedure", "terms", "reception", "agency", "applicant", "submitter", "handler", "drafter", "signer")
JOINED = (*RELATED, "result", "portal_sync", "identity_check__confirmed_by", "fee_order", "obligation_order")
PARTS = (
    Prefetch("papers", Paper.objects.select_related("requirement", "certified_by", "vault_paper")),
    Prefetch("supplements", Supplement.objects.select_related("requested_by", "completed_by")),
    Prefetch("supplements__items", SupplementItem.objects.select_related("requirement")),
    "partner_results",
    "terms__requirements",
    "pauses",
    "handovers",
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A word that stands out, with the class that colours it."""

    tone: str = ""
    text: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the summary."""

    label: str
    value: Any


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper that the procedure asks for, with what is there of it and what may be done."""

    need: PaperRequirement
    paper: Paper | None
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day of the due date's ledger."""

    day: str
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Page:
    """All that the template shows; it asks nothing and reckons nothing."""

    dossier: Dossier
    tone: str
    deadline: str
    lateness: Mark
    buttons: tuple[Button, ...]
    forms: tuple[Printout, ...]
    result: Result | None
    rows: tuple[Row, ...]
    declared: dict[str, str]
    money: tuple[MoneyLine, ...]
    papers: tuple[PaperLine, ...]
    linked: Linked | None
    supplements: tuple[Supplement, ...]
    pauses: tuple[Pause, ...]
    days: tuple[DayLine, ...]
    no_days: str
    handovers: tuple[Handover, ...]
    happenings: tuple[TimeLine, ...]


def found(pk: int, actor: Actor) -> Dossier | None:
    """Return the dossier with everything that its page shows; None if the actor may not see it."""
    dossiers = Dossier.objects.visible_to(actor).select_related(*JOINED)
    return dossiers.prefetch_related(*PARTS).filter(pk=pk).first()


def of(dossier: Dossier, actor: Actor) -> Page:
    """Return the page of a dossier that `found` has read."""
    days, no_days = _ledger(dossier)
    return Page(
        dossier=dossier,
        tone=_tone(dossier),
        deadline=_deadline(dossier),
        lateness=lateness(dossier),
        buttons=tuple(sorted(acts.buttons(dossier, actor), key=_what_goes_on_first)),
        forms=tuple(printouts.available(dossier)),
        result=_signed_result(dossier),
        rows=tuple(row for row in _rows(dossier) if row.value not in (None, "", 0)),
        declared=answers.with_origins(dossier, answers.language()),
        money=tuple(money.of(dossier)),
        papers=tuple(_papers(dossier, actor)),
        linked=linked.of(dossier, actor),
        supplements=tuple(dossier.supplements.all()),
        pauses=tuple(dossier.pauses.all()),
        days=days,
        no_days=no_days,
        handovers=tuple(dossier.handovers.all()),
        happenings=tuple(story.of(dossier)),
    )


def lateness(dossier: Dossier) -> Mark:
    """Return how a dossier at work stands to its deadline: late, due today, or neither."""
    today = clock.today()
    if dossier.state == State.REGISTERED:
        due_on, is_late = dossier.reception_due_at.astimezone(clock.TZ).date(), dossier.reception_due_at < clock.now()
    elif dossier.state in AT_WORK and dossier.due_on:
        due_on, is_late = dossier.due_on, dossier.due_on < today
    else:
        return Mark()
    if is_late:
        return Mark("late", _("overdue"))
    return Mark("today", _("today")) if due_on == today else Mark()


def files_of(dossier: Dossier) -> set[str | None]:
    """Return the digests of the files that belong to the dossier."""
    result = _signed_result(dossier)
    of_papers = {digest for paper in dossier.papers.all() for digest in (paper.scan_id, paper.certified_id)}
    answered = {item.answer_id for asked in dossier.supplements.all() for item in asked.items.all()}
    of_partners = {each.paper_id for each in dossier.partner_results.all()}
    receipts = money.sealed(dossier).values()
    return {*of_papers, *answered, *of_partners, *receipts, result.file_id if result else None}


def _what_goes_on_first(button: Button) -> tuple[bool, bool]:
    return bool(button.blocked), button.grave


def _tone(dossier: Dossier) -> str:
    if dossier.state in PAUSED:
        return "paused"
    if dossier.state in (State.SIGNED, State.RETURNED):
        return "done"
    return "ended" if dossier.state in FINAL else "open"


def _deadline(dossier: Dossier) -> str:
    if dossier.state == State.REGISTERED:
        at = dossier.reception_due_at.astimezone(clock.TZ)
        return str(_("to be accepted or refused by %(hour)s, %(day)s")) % {
            "hour": f"{at:%H:%M}",
            "day": ledger_text.day(at.date()),
        }
    if dossier.due_on is None:
        return ""
    return str(_("due on %(day)s")) % {"day": ledger_text.day(dossier.due_on)}


def _signed_result(dossier: Dossier) -> Result | None:
    result: Result | None = getattr(dossier, "result", None)
    return result if result and result.signed_at else None


def _rows(dossier: Dossier) -> Iterator[Row]:
    names = ("procedure", "applicant", "submitter", "channel", "summary", "reception", "agency", "handler")
    yield from (_row(dossier, name) for name in names if name != "submitter" or _has_submitter(dossier))
    yield Row(str(_("personal number of the owner")), dossier.applicant.personal_number)
    yield Row(str(_("identity")), identity.told(dossier))
    yield Row(str(_("address and telephone")), ", ".join(filter(None, _contact(dossier.applicant))))
    for name in ("submitted_at", "received_at", "due_on", "extended_to_on", "apology_reason", "supplement_due_on"):
        yield _row(dossier, name)
    for name in ("finished_at", "closed_at", "closing_reason", "legal_ground"):
        yield _row(dossier, name)
    yield from _money(dossier)
    for name in ("drafter", "drafted_at", "signer", "approved_at", "result_number"):
        yield _row(dossier, name)
    yield Row(str(_("national portal")), portal.told(dossier))
    yield Row(str(_("draft of the result")), "; ".join(f"{label}: {text}" for label, text in dossier.draft))


def _money(dossier: Dossier) -> Iterator[Row]:
    if dossier.fee_vnd:
        fee = f"{story.vnd(dossier.fee_vnd)}, {dossier.get_fee_timing_display()}"
        yield Row(_name(dossier, "fee_vnd"), fee)
        yield _row(dossier, "fee_settled_at")
        yield _row(dossier, "fee_receipt")
        yield _row(dossier, "relief_proof")
    if dossier.obligation_vnd:
        yield Row(_name(dossier, "obligation_vnd"), story.vnd(dossier.obligation_vnd))
        yield _row(dossier, "obligation_notice")
    if dossier.refunded_vnd:
        yield Row(_name(dossier, "refunded_vnd"), story.vnd(dossier.refunded_vnd))


def _row(dossier: Dossier, name: str) -> Row:
    shown = getattr(dossier, f"get_{name}_display", None)
    return Row(_name(dossier, name), shown() if shown else getattr(dossier, name))


def _name(dossier: Dossier, name: str) -> str:
    return str(dossier._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _has_submitter(dossier: Dossier) -> bool:
    return dossier.submitter_id != dossier.applicant_id


def _contact(person: Person) -> tuple[str, ...]:
    return person.address, person.phone, person.email


def _papers(dossier: Dossier, actor: Actor) -> Iterator[PaperLine]:
    there = {paper.requirement_id: paper for paper in dossier.papers.all()}
    for need in dossier.terms.requirements.all():
        paper = there.get(need.pk)
        yield PaperLine(need, paper, tuple(acts.paper_buttons(dossier, actor, need, paper)))


def _ledger(dossier: Dossier) -> tuple[tuple[DayLine, ...], str]:
    """Return the days of the due date (before acceptance: the hours of reception), or why there are none."""
    try:
        if dossier.received_at is None:
            return tuple(_hours(line) for line in queries.explain_reception(dossier).lines), ""
        return tuple(_day(line) for line in queries.explain(dossier).lines), ""
    except Problem as problem:
        return (), problem.told()


def _hours(line: MinutesLine) -> DayLine:
    return DayLine(ledger_text.day(line.on), ledger_text.minutes_sentence(line), str(line.kind))


def _day(line: LedgerLine) -> DayLine:
    return DayLine(ledger_text.day(line.on), ledger_text.sentence(line), str(line.kind))
