"""What somebody should look after: children who lack something, steps that are stuck, news that no listener takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.admin import answers, steps
from dossiers.models import Dossier
from identity.desks import Button
from interlink import names
from interlink import queries as interlink
from interlink.adapters import partners
from interlink.models import Step
from interlink.states import StepState
from kernel import delivery
from kernel.actors import Actor
from kernel.models import Delivery
from kernel.working_time import WorkingDays

DAYS, MOST_DAYS, MOST_NEWS = 5, 250, 200


class After(forms.Form):
    """After how many working days a child counts as forgotten."""

    days = forms.IntegerField(label=_("working days after the birth was registered"), min_value=0, max_value=MOST_DAYS)


@dataclass(frozen=True, slots=True)
class OrphanLine:
    """A child whose birth is registered, and one thing that the child lacks. `dossier` leads to the dossier's page."""

    dossier: int | None
    code: str
    number: str
    lacks: str
    agency: str
    registered_at: datetime
    working_days: WorkingDays
    cause: str | Promise
    reason: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class StuckLine:
    """A step on which somebody may act."""

    dossier: int | None
    code: str
    step_id: int
    name: str
    agency: str
    state: str | Promise
    since: datetime | None
    answer_due_at: datetime | None
    is_silent: bool
    tries: int
    reason: str
    buttons: tuple[Button, ...]


def orphans(days: int, actor: Actor) -> list[OrphanLine]:
    """Return the children of the actor's chains that lack a residence or a card after so many working days.

    Their personal numbers are masked. Raises CalendarGap.
    """
    found = interlink.orphans(days, actor)
    dossiers = _dossiers(orphan.chain_id for orphan in found)
    return [_orphan(orphan, dossiers.get(orphan.chain_id)) for orphan in found]


def stuck(actor: Actor) -> list[StuckLine]:
    """Return the steps of the actor's chains that somebody may look after. Two queries."""
    found = interlink.stuck(actor)
    dossiers = _dossiers(step.chain_id for step in found)
    return [_stuck(step, dossiers.get(step.chain_id), actor) for step in found]


def poison() -> list[Delivery]:
    """Return the news that a listener failed on, oldest first, at most MOST_NEWS."""
    return list(delivery.stuck()[:MOST_NEWS])


def _dossiers(chains: Iterable[int]) -> dict[Any, int]:
    """Return the ids of dossiers by those of their chains."""
    return dict(Dossier.objects.filter(chain_id__in=set(chains)).values_list("chain_id", "pk"))


def _orphan(orphan: interlink.Orphan, dossier: int | None) -> OrphanLine:
    return OrphanLine(
        dossier=dossier,
        code=orphan.chain,
        number=orphan.personal_number,
        lacks=names.in_force(orphan.step),
        agency=partners.name_of(orphan.agency, answers.language()),
        registered_at=orphan.registered_at,
        working_days=orphan.working_days,
        cause=StepState(orphan.cause).label,
        reason=orphan.reason,
        since=orphan.since,
    )


def _stuck(step: Step, dossier: int | None, actor: Actor) -> StuckLine:
    return StuckLine(
        dossier=dossier,
        code=step.chain.code,
        step_id=step.pk,
        name=names.in_force(step.code),
        agency=partners.name_of(step.agency, answers.language()),
        state=StepState(step.state).label,
        since=step.sent_at or step.ready_at,
        answer_due_at=step.answer_due_at,
        is_silent=step.state == StepState.WAITING,
        tries=step.tries,
        reason=step.reason,
        buttons=tuple(steps.buttons(step, actor)),
    )
