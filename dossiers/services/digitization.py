"""Digitization: a clerk certifies each scan with his signature, codes it, and files it in the owner's vault."""

from datetime import date, timedelta

from django.db import transaction

from dossiers import files, numbering
from dossiers.documents import scan as scan_paper
from dossiers.errors import PaperAlreadyDigitized, PaperMissing, PapersClosed, PaperWithoutScan
from dossiers.events import DossierDigitized, PaperCertified
from dossiers.models import Dossier, Paper, StoredFile, VaultPaper
from dossiers.permissions import desk
from dossiers.states import PaperState, State, VaultKind
from identity.models import Officer
from identity.roles import Role
from kernel import clock, journal
from kernel.actors import Actor
from kernel.moves import NotYourMove, move
from signing import services as signing

# A product default, not law (docs/sources.md, rule V-3): a digitized paper is reused for six months.
VALID_FOR = timedelta(days=183)
MAY_CERTIFY = desk(Role.RECEPTION)
OPEN_TO_CERTIFY = (State.RECEIVED, State.AWAITING_SUPPLEMENT, State.PROCESSING)


def certify(paper_id: int, *, by: Actor) -> Paper:
    """Certify a scan: it becomes a PDF signed by the clerk, gets its code, and goes to the owner's vault.

    Raises PaperMissing, NotYourMove, PapersClosed, PaperWithoutScan, PaperAlreadyDigitized, journal.ChangedMeanwhile
    (another scan came while this one was signed), and what signing raises.
    """
    with transaction.atomic():
        paper = _certifiable(paper_id, by)
    # Signing takes tens of milliseconds: not while the row is locked.
    copy, scan_id = _certified_copy(paper, by), paper.scan_id
    with transaction.atomic():
        paper = _certifiable(paper_id, by)
        if paper.scan_id != scan_id:
            raise journal.ChangedMeanwhile(stream=paper.dossier.stream)
        return _file_copy(paper, copy, by)


@transaction.atomic
def finish(dossier_id: int, *, by: Actor) -> Dossier:
    """Close the digitization: every paper is certified or reused. Raises what a move raises."""
    dossier = Dossier.objects.locked(dossier_id, by)
    states = [paper.state for paper in dossier.papers.all()]
    certified = states.count(PaperState.DIGITIZED)
    reused = len(states) - certified - states.count(PaperState.WAITING)
    move(dossier.digitize, by=by, event=DossierDigitized(dossier.pk, certified, reused))
    return dossier


def _certifiable(paper_id: int, by: Actor) -> Paper:
    """Return the paper, its dossier locked, if this clerk may certify it now."""
    paper = Paper.objects.filter(pk=paper_id).select_related("requirement", "scan").first()
    if paper is None or not Dossier.objects.visible_to(by).filter(pk=paper.dossier_id).exists():
        raise PaperMissing
    dossier = Dossier.objects.locked(paper.dossier_id, by)
    if not MAY_CERTIFY(dossier, by):
        raise NotYourMove(move="certify", roles=list(MAY_CERTIFY.roles))
    if dossier.state not in OPEN_TO_CERTIFY:
        raise PapersClosed(state=dossier.state)
    if paper.state != PaperState.WAITING:
        raise PaperAlreadyDigitized(requirement=paper.requirement.code)
    if paper.scan is None:
        raise PaperWithoutScan(requirement=paper.requirement.code)
    paper.dossier = dossier
    return paper


def _certified_copy(paper: Paper, by: Actor) -> StoredFile:
    scan = paper.scan
    assert scan is not None
    content = files.read(scan)
    pdf = content if scan.content_type == files.PDF else _on_paper(paper, content)
    seal = signing.Signing(f"officer:{by.id}", field="SaoY", reason="Sao y từ bản giấy", certifies=True)
    signed = signing.sign_pdf(pdf, [seal])
    return files.keep(signed, files.PDF, scan.pages)


def _on_paper(paper: Paper, picture: bytes) -> bytes:
    facts = scan_paper.Scan(paper.name_vi, paper.dossier.code, clock.today(), pages=(picture,))
    return scan_paper.render(facts)


def _file_copy(paper: Paper, copy: StoredFile, by: Actor) -> Paper:
    dossier, now = paper.dossier, clock.now()
    paper.vault_paper = VaultPaper.objects.create(
        owner_id=dossier.applicant_id,
        code=numbering.next_vault_code(dossier.applicant, paper.requirement.code, paper.reference_no or dossier.code),
        kind=VaultKind.COMPONENT,
        requirement_code=paper.requirement.code,
        name_vi=paper.name_vi,
        reference_no=paper.reference_no,
        file=copy,
        digitized_at=now,
        valid_until_on=valid_until(now.date()),
        opened_at=now,
    )
    paper.certified, paper.certified_by, paper.certified_at = copy, Officer(pk=by.id), now
    paper.state = PaperState.DIGITIZED
    paper.save()
    journal.append(dossier, PaperCertified(dossier.pk, paper.pk, paper.requirement.code, copy.sha256), by)
    return paper


def valid_until(digitized_on: date) -> date:
    """Return the last day on which a digitized component may be reused."""
    return digitized_on + VALID_FOR
