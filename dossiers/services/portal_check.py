"""What the national portal remembers of our dossiers, beside what we told it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from dossiers import portal_messages
from dossiers.models import PortalSync, ProgressRecord
from dossiers.states import PORTAL_CODE, State
from interlink.adapters import portal
from interlink.adapters.portal import Known


class Kind(StrEnum):
    WAITING = "waiting"
    UNKNOWN_THERE = "unknown-there"
    STATUS = "status"
    CONTENT = "content"
    PROGRESS = "progress"


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the portal and this house disagree about a dossier; what either says, or why it waits."""

    code: str
    kind: Kind
    here: str = ""
    there: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    compared: int
    differences: tuple[Difference, ...]


def compare() -> Comparison:
    """Look every dossier up at the portal, oldest first, and compare it with what was told last.

    A dossier that waits to be told differs by that; it is not looked up. Raises AgencySilent.
    """
    rows = PortalSync.objects.select_related("dossier").order_by("pk")
    compared = 0
    differences: list[Difference] = []
    for row in rows.iterator():
        compared += 1
        differences += _differences(row)
    return Comparison(compared, tuple(differences))


def _differences(row: PortalSync) -> Iterator[Difference]:
    code = row.dossier.code
    if not row.is_synced:
        yield Difference(code, Kind.WAITING, row.error)
        return
    known = portal.find(code)
    if known is None:
        yield Difference(code, Kind.UNKNOWN_THERE)
        return
    yield from _differing(row, known)


def _differing(row: PortalSync, known: Known) -> Iterator[Difference]:
    code = row.dossier.code
    here, there = str(PORTAL_CODE[State(row.dossier.state)]), str(known.dossier.get("TrangThaiHoSo", ""))
    if here != there:
        yield Difference(code, Kind.STATUS, here, there)
    elif portal_messages.digest(known.dossier) != row.reported_sha256:
        yield Difference(code, Kind.CONTENT, row.reported_sha256, portal_messages.digest(known.dossier))
    sent = ProgressRecord.objects.filter(dossier=row.dossier).order_by("sequence").values_list("content", flat=True)
    if list(sent) != list(known.progress):
        yield Difference(code, Kind.PROGRESS, str(len(sent)), str(len(known.progress)))
