"""What became of a played dossier: its path, its date with the ledger, its papers; read from the rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from dossiers import deadlines, ledger_text, queries
from dossiers.deadlines import Lateness
from dossiers.models import Dossier
from dossiers.queries import Happening
from dossiers.states import Channel, State
from identity.models import Officer, Person
from kernel import calendar_store, clock
from kernel.errors import Problem
from kernel.working_time import Due, MinutesDue
from training.scenario import Act, DossierStory
from training.services.playing import Played
from training.wording import iso_hour


@dataclass(frozen=True, slots=True)
class PlayedPaper:
    """A paper that the office wrote; `verdict` is what verification says of a signed one, empty for a form."""

    name: str
    path: Path
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """A dossier as it stands at the end of the play.

    reception  the desk's 8 working hours, of a dossier that was filed online
    due        and lateness are None for a dossier that was never accepted
    refusals   the acts that the office refused, with the reason; nothing changed then
    """

    entry: DossierStory
    dossier: Dossier
    timeline: tuple[Happening, ...]
    refusals: tuple[tuple[Act, Problem], ...]
    reception: MinutesDue | None
    due: Due | None
    lateness: Lateness | None
    papers: tuple[PlayedPaper, ...]

    @property
    def path(self) -> list[str]:
        """The states it went through, in order, each once per visit."""
        steps = [State.REGISTERED, *(step.target for step in self.timeline if step.target != step.source)]
        return [str(state) for state in steps if state]

    @property
    def result(self) -> PlayedPaper | None:
        return next((paper for paper in self.papers if paper.name == "result"), None)


def read(entry: DossierStory, played: Played, papers: tuple[PlayedPaper, ...]) -> Story:
    """Return the story of a played dossier."""
    related = ("procedure", "terms", "agency", "reception", "applicant")
    dossier = Dossier.objects.select_related(*related).get(pk=played.ids[entry.key])
    finished_on = local_date(dossier.finished_at) or clock.today()
    accepted = dossier.received_at is not None
    return Story(
        entry=entry,
        dossier=dossier,
        timeline=tuple(queries.timeline(dossier)),
        refusals=tuple(played.refusals[entry.key]),
        reception=queries.explain_reception(dossier) if dossier.channel == Channel.ONLINE else None,
        due=queries.explain(dossier) if accepted else None,
        lateness=deadlines.lateness(dossier.due_on, finished_on, calendar_store.loaded()) if accepted else None,
        papers=papers,
    )


def names(stories: list[Story]) -> Mapping[str, str]:
    """Return the name of everybody of the stories, by log-in and by how the journal writes them ("officer:12")."""
    officers: dict[str, str] = {}
    for pk, username, name in Officer.objects.values_list("pk", "user__username", "full_name"):
        officers |= {f"officer:{pk}": name, username: name}
    applicants = {story.dossier.applicant_id for story in stories}
    citizens = Person.objects.filter(pk__in=applicants).values_list("pk", "full_name")
    return officers | {f"citizen:{pk}": name for pk, name in citizens}


def as_document(story: Story) -> dict[str, Any]:
    """Return a story as it goes into JSON; hours are Vietnam's, dates ISO, what does not exist is null."""
    dossier = story.dossier
    return {
        "key": story.entry.key,
        "code": dossier.code,
        "procedure": dossier.procedure.code,
        "agency": dossier.agency.code,
        "state": str(dossier.state),
        "path": story.path,
        "submitted_at": iso_hour(dossier.submitted_at),
        "reception_due_at": iso_hour(dossier.reception_due_at),
        "received_at": iso_hour(dossier.received_at),
        "due_on": _day(dossier.due_on),
        "extended_to_on": _day(dossier.extended_to_on),
        "finished_at": iso_hour(dossier.finished_at),
        "lateness": str(story.lateness.verdict) if story.lateness else None,
        "days_late": story.lateness.days_late if story.lateness else None,
        "ledger": ledger_text.as_rows(story.due.lines) if story.due else [],
        "refusals": [
            {"at": iso_hour(act.at), "act": act.name, "code": refusal.code} for act, refusal in story.refusals
        ],
        "timeline": [_step(step) for step in story.timeline],
        "result_number": dossier.result_number or None,
        "result_pdf": str(story.result.path) if story.result else None,
        "papers": [
            {"name": paper.name, "path": str(paper.path), "verdict": paper.verdict or None} for paper in story.papers
        ],
    }


def local_date(at: datetime | None) -> date | None:
    """Return the date of an hour on Vietnam's clock."""
    return at.astimezone(clock.TZ).date() if at else None


def _step(step: Happening) -> dict[str, Any]:
    return {
        "at": iso_hour(step.at),
        "event": step.name,
        "label": step.label,
        "actor": step.actor,
        "move": step.move or None,
        "from": step.source or None,
        "to": step.target or None,
    }


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None
