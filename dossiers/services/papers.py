"""Papers come into a dossier: laid on the counter, uploaded, or taken from the owner's vault."""

from django.db import transaction
from django.db.models import QuerySet

from dossiers import files, queries
from dossiers.errors import (
    NothingPresented,
    PaperAlreadyDigitized,
    PapersClosed,
    VaultPaperUnusable,
)
from dossiers.events import PaperAdded, PaperReused
from dossiers.files import Upload
from dossiers.models import Dossier, Paper, PaperRequirement, SupplementItem
from dossiers.permissions import AtOffice, Either, desk, into_the_vault, the_applicant
from dossiers.states import PaperState, State, VaultKind
from identity.roles import Role
from kernel import clock, journal
from kernel.actors import Actor
from kernel.moves import NotYourMove

OPEN_TO_APPLICANT = (State.REGISTERED, State.AWAITING_SUPPLEMENT)
OPEN_TO_DESK = (*OPEN_TO_APPLICANT, State.RECEIVED)
MAY_ADD = Either(the_applicant, desk(Role.RECEPTION))
# What was laid on the counter is seen by whoever stands behind it.
MAY_PRESENT = desk(Role.RECEPTION)


@transaction.atomic
def present(
    dossier_id: int,
    *,
    requirement: str,
    by: Actor,
    originals: int = 0,
    certified_copies: int = 0,
    photocopies: int = 0,
    reference_no: str = "",
) -> Paper:
    """Note that a paper was laid on the counter, in so many originals and copies; its scan follows.

    Raises DossierMissing, RequirementUnknown, NothingPresented, PapersClosed, PaperAlreadyDigitized, NotYourMove.
    """
    dossier, need = _open(dossier_id, requirement, by, MAY_PRESENT)
    if originals + certified_copies + photocopies == 0:
        raise NothingPresented(requirement=requirement)
    paper = _row(dossier, need, reference_no)
    paper.originals, paper.certified_copies, paper.photocopies = originals, certified_copies, photocopies
    return _add(dossier, paper, by)


def upload(dossier_id: int, *, requirement: str, upload: Upload, by: Actor, reference_no: str = "") -> Paper:
    """Add the file of a paper: a scan, or what a citizen uploads.

    Raises what `present` raises, and FileEmpty, FileTooLarge, FileTypeRefused, FileTypeLies, FileUnreadable,
    FileTooLong; nothing changes then.
    """
    with transaction.atomic():
        _row(*_open(dossier_id, requirement, by), reference_no)
    # Decoding a large file takes a while: not while the row is locked.
    stored = files.store(upload)
    with transaction.atomic():
        dossier, need = _open(dossier_id, requirement, by)
        paper = _row(dossier, need, reference_no)
        paper.scan = stored
        return _add(dossier, paper, by)


@transaction.atomic
def reuse(dossier_id: int, *, requirement: str, vault_code: str, by: Actor) -> Paper:
    """Take a valid digitized paper from the owner's vault instead of asking for it again.

    Raises what `present` raises, and VaultPaperUnusable.
    """
    dossier, need = _open(dossier_id, requirement, by, into_the_vault)
    kept = queries.usable_in_vault(dossier.applicant_id, need).filter(code=vault_code).first()
    if kept is None:
        raise VaultPaperUnusable(requirement=requirement)
    paper = _row(dossier, need, kept.reference_no)
    paper.vault_paper, paper.certified = kept, kept.file
    paper.state = PaperState.REUSED_RESULT if kept.kind == VaultKind.RESULT else PaperState.REUSED_COMPONENT
    paper.save()
    _fulfil(dossier, need)
    journal.append(dossier, PaperReused(dossier.pk, paper.pk, kept.code), by)
    return paper


def _open(
    dossier_id: int, requirement: str, by: Actor, may: Either | AtOffice = MAY_ADD
) -> tuple[Dossier, PaperRequirement]:
    """Return the locked dossier and the requirement, if this actor may add this paper now."""
    dossier = Dossier.objects.locked(dossier_id, by)
    need = queries.requirement(dossier.terms_id, requirement)
    if not may(dossier, by):
        raise NotYourMove(move="papers", roles=list(may.roles))
    if dossier.state not in (OPEN_TO_APPLICANT if by.is_citizen else OPEN_TO_DESK):
        raise PapersClosed(state=dossier.state)
    return dossier, need


def _row(dossier: Dossier, need: PaperRequirement, reference_no: str) -> Paper:
    """Return the paper's row: a new one, or the one that may be replaced, without the scan that was found wanting."""
    paper = dossier.papers.filter(requirement=need).first()
    if paper is None:
        paper = Paper(dossier=dossier, requirement=need, name_vi=need.name_vi)
    elif _asked_for(dossier, need):
        paper.scan = None
    elif paper.state != PaperState.WAITING:
        raise PaperAlreadyDigitized(requirement=need.code)
    paper.reference_no = reference_no.strip() or paper.reference_no
    paper.state, paper.vault_paper, paper.certified = PaperState.WAITING, None, None
    paper.added_at = clock.now()
    return paper


def _add(dossier: Dossier, paper: Paper, by: Actor) -> Paper:
    paper.save()
    _fulfil(dossier, paper.requirement)
    journal.append(dossier, PaperAdded(dossier.pk, paper.pk, paper.requirement.code, paper.scan_id), by)
    return paper


def _items_asked_for(dossier: Dossier, need: PaperRequirement) -> QuerySet[SupplementItem]:
    return SupplementItem.objects.filter(
        supplement__dossier=dossier, supplement__completed_at=None, requirement=need, fulfilled_at=None
    )


def _asked_for(dossier: Dossier, need: PaperRequirement) -> bool:
    return _items_asked_for(dossier, need).exists()


def _fulfil(dossier: Dossier, need: PaperRequirement) -> None:
    _items_asked_for(dossier, need).update(fulfilled_at=clock.now())
