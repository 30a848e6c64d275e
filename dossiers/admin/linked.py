"""The linked service on a dossier's page, as finished values: its steps, what stands, and the agencies' papers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import prefetch_related_objects
from django.utils.functional import Promise

from dossiers.admin import answers, steps
from dossiers.models import Dossier, PartnerResult, SupplementItem
from identity.desks import Button
from interlink import names
from interlink import queries as interlink
from interlink.adapters import partners
from interlink.models import Step
from interlink.queries import Leg
from interlink.states import ChainState, StepState
from kernel.actors import Actor
from kernel.working_time import WorkingDays


@dataclass(frozen=True, slots=True)
class StepLine:
    """A part of the service: who does it, how it stands, since when, and why it waits."""

    name: str
    agency: str
    state: str | Promise
    sent_at: datetime | None
    answer_due_at: datetime | None
    answered_at: datetime | None
    working_days: WorkingDays | None
    reason: str
    findings: tuple[tuple[str, str], ...]
    result: PartnerResult | None
    step_id: int
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Linked:
    """The service; `standing` are the names of what is done, `pk` and `code` lead to its window."""

    pk: int
    code: str
    state: str | Promise
    due_on: date
    working_days: WorkingDays
    steps: tuple[StepLine, ...]
    standing: tuple[str, ...]


def of(dossier: Dossier, actor: Actor) -> Linked | None:
    """Return the linked service of a dossier, with what the actor may do about its steps; None if it has none.

    Three queries.
    """
    if dossier.chain is None:
        return None
    prefetch_related_objects([dossier.chain], "steps")
    progress = interlink.progress(dossier.chain)
    results = {result.step: result for result in dossier.partner_results.all()}
    rows = zip(progress.legs, dossier.chain.steps.all(), strict=True)
    return Linked(
        pk=dossier.chain.pk,
        code=progress.code,
        state=ChainState(progress.state).label,
        due_on=progress.due_on,
        working_days=progress.working_days,
        steps=tuple(_line(leg, step, results.get(leg.step), actor) for leg, step in rows),
        standing=tuple(_standing(dossier)),
    )


def open_items(dossier: Dossier) -> list[SupplementItem]:
    """Return what partner agencies ask of the applicant and still wait for, from what `page.found` has read."""
    supplements = (each for each in dossier.supplements.all() if each.completed_at is None)
    items = (item for supplement in supplements for item in supplement.items.all())
    return [item for item in items if item.requirement_id is None and item.overtaken_at is None]


def _line(leg: Leg, step: Step, result: PartnerResult | None, actor: Actor) -> StepLine:
    language = answers.language()
    return StepLine(
        name=names.service(leg.step, language),
        agency=partners.name_of(leg.agency, language),
        state=StepState(leg.state).label,
        sent_at=leg.sent_at,
        answer_due_at=leg.answer_due_at,
        answered_at=leg.answered_at,
        working_days=leg.working_days,
        reason=leg.reason,
        findings=tuple(names.findings(result.findings, language)) if result else (),
        result=result,
        step_id=step.pk,
        buttons=tuple(steps.buttons(step, actor)),
    )


def _standing(dossier: Dossier) -> Iterator[str]:
    assert dossier.chain is not None, "Asked of a linked service only."
    for part in interlink.what_stands(dossier.chain):
        yield f"{names.service(part.step, answers.language())} ({part.effect.label})"
