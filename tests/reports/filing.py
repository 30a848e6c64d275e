"""Dossiers as reports see them: rows without a journal, their hours in Vietnam's time."""

from datetime import date, datetime
from typing import Any

from dossiers.models import Dossier, Pause, ProcedureTerms
from dossiers.states import PauseCause, State, SupplementRule
from kernel import clock
from tests.factories.dossiers import DossierFactory, TermsFactory


def at(text: str) -> datetime:
    """Return a local hour: at("2024-04-03 16:00"); without an hour, 09:00."""
    return datetime.fromisoformat(text if ":" in text else f"{text} 09:00").replace(tzinfo=clock.TZ)


def filed(
    received: str, due: str | None, finished: str | None = None, *, state: State | None = None, **more: Any
) -> Dossier:
    """Return a received dossier, at work until it is finished; finished, its result is ready."""
    more.setdefault("terms", ProcedureTerms.objects.first() or TermsFactory())
    return DossierFactory(
        state=state or (State.SIGNED if finished else State.PROCESSING),
        submitted_at=at(received),
        received_at=at(received),
        due_on=due and date.fromisoformat(due),
        finished_at=finished and at(finished),
        closed_at=finished and at(finished),
        **more,
    )


def pause(dossier: Dossier, started: str, ended: str | None = None) -> Pause:
    return Pause.objects.create(
        dossier=dossier,
        cause=PauseCause.SUPPLEMENT,
        rule=SupplementRule.EXTEND,
        started_at=at(started),
        ended_at=ended and at(ended),
    )
