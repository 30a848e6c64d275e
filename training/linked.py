"""What linked services were worth in a play: each chain step by step, and the same services office by office."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dossiers.models import Dossier
from interlink import queries
from interlink.models import Chain
from interlink.queries import Leg, Progress
from kernel import calendar_store, clock
from kernel.working_calendar import WorkingDays, in_vietnam
from training.scenario import PaperStory, Scenario
from training.services.playing import Played
from training.wording import iso_hour


@dataclass(frozen=True, slots=True)
class OnPaper:
    """The services of a route one by one; `days` run from the first counter to the last answer."""

    story: PaperStory
    services: tuple[Progress, ...]
    days: WorkingDays


@dataclass(frozen=True, slots=True)
class Linked:
    """A linked service of a play; `days` run from the receipt of its dossier to its signed result (or to today).

    on_paper  the same services without the link; None if the scenario does not play them
    """

    key: str
    title_vi: str
    title_en: str
    dossier: Dossier
    progress: Progress
    days: WorkingDays
    on_paper: OnPaper | None


def read(scenario: Scenario, made: Played) -> list[Linked]:
    """Return every linked service that was played, in the order of the scenario."""
    on_paper = {story.instead_of: _on_paper(story, made.on_paper[story.key]) for story in scenario.on_paper}
    found = []
    for story in scenario.dossiers:
        dossier = Dossier.objects.select_related("chain", "procedure").get(pk=made.ids[story.key])
        if dossier.chain is not None:
            progress = queries.progress(dossier.chain)
            days = _days(dossier.received_at, dossier.finished_at)
            paper = on_paper.get(progress.route)
            found.append(Linked(story.key, story.title_vi, story.title_en, dossier, progress, days, paper))
    return found


def as_document(linked: Linked) -> dict[str, Any]:
    """Return a linked service as it goes into JSON; hours are Vietnam's, days are working days, unknown is null."""
    return {
        "key": linked.key,
        "dossier": linked.dossier.code,
        **_chain(linked.progress),
        "linked_days": linked.days,
        "separate_days": linked.on_paper.days if linked.on_paper else None,
        "separate": [_chain(each) for each in linked.on_paper.services] if linked.on_paper else [],
    }


def _on_paper(story: PaperStory, ids: list[int]) -> OnPaper:
    chains = Chain.objects.in_bulk(ids)
    rows = [chains[pk] for pk in ids]
    return OnPaper(story, tuple(queries.progress(row) for row in rows), _days(rows[0].started_at, rows[-1].finished_at))


def _days(since: datetime | None, until: datetime | None) -> WorkingDays:
    assert since is not None, "A service that was asked for has its first day."
    first, last = in_vietnam(since).date(), in_vietnam(until or clock.now()).date()
    return calendar_store.loaded().working_days_between(first, last)


def _chain(progress: Progress) -> dict[str, Any]:
    return {
        "route": progress.route,
        "code": progress.code,
        "state": progress.state,
        "due_on": progress.due_on.isoformat(),
        "working_days": progress.working_days,
        "steps": [_step(leg) for leg in progress.legs],
    }


def _step(leg: Leg) -> Mapping[str, Any]:
    return {
        "step": leg.step,
        "agency": leg.agency,
        "sent": iso_hour(leg.sent_at),
        "answered": iso_hour(leg.answered_at),
        "outcome": leg.state,
        "working_days": leg.working_days,
        "tries": leg.tries,
        "reason": leg.reason or None,
    }
