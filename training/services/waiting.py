"""The hour of an act that waits for something else."""

from datetime import datetime

from dossiers.models import Dossier
from kernel import calendar_store
from training.scenario import CHAIN, Act


def hour_of(act: Act, dossier_id: int | None, last_at: datetime | None) -> datetime | None:
    """Return when an act comes whose scenario names no hour; None while what it waits for lasts."""
    since = _end_of_chain(dossier_id) if act.after == CHAIN else last_at
    return calendar_store.loaded().add_minutes(since, act.minutes) if since else None


def _end_of_chain(dossier_id: int | None) -> datetime | None:
    if dossier_id is None:
        return None
    dossier = Dossier.objects.select_related("chain").filter(pk=dossier_id).first()
    return dossier.chain.finished_at if dossier and dossier.chain else None
