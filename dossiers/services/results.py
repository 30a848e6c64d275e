"""The result: numbered, rendered, signed by the leader and sealed by the organisation, at the hour of the approval."""

from django.db import transaction

from dossiers import files, numbering, paperwork
from dossiers.documents import result as paper
from dossiers.events import ResultSigned
from dossiers.models import Dossier, Result, StoredFile, VaultPaper
from dossiers.services import handover
from dossiers.services.handover import Desk
from dossiers.states import VaultKind
from kernel import clock
from kernel.actors import SYSTEM
from kernel.moves import move
from signing import services as signing
from signing.pdf import Place
from signing.services import Signing


def issue(dossier_id: int) -> None:
    """Issue the approved result: take its number, render and sign it, then move the dossier.

    Three beats, so that no transaction is open while a PDF is made: claim the number, make the paper, record it. A
    repeat finds the same number, and nothing at all once the result is signed; a lost run costs time only.
    """
    result = _claim(dossier_id)
    if result is not None:
        with clock.held(result.numbered_at):
            made = _make(result)
            _record(result.pk, made)


@transaction.atomic
def _claim(dossier_id: int) -> Result | None:
    """Return the numbered, unsigned result; None when there is nothing to issue (any more)."""
    dossier = Dossier.objects.locked(dossier_id, SYSTEM)
    if dossier.issue_due_at is None:
        return None
    result = Result.objects.filter(dossier=dossier).first()
    if result is None:
        assert dossier.signer_id is not None, "An approved dossier has its signer."
        year = dossier.issue_due_at.astimezone(clock.TZ).year
        result = Result.objects.create(
            dossier=dossier,
            year=year,
            number=numbering.next_result_number(dossier.agency, dossier.procedure, year),
            agency=dossier.agency,
            signer_id=dossier.signer_id,
            numbered_at=dossier.issue_due_at,
        )
    return result


def _make(result: Result) -> StoredFile:
    pdf, pages = paperwork.result(result)
    signed = signing.sign_pdf(
        pdf,
        [
            Signing(f"officer:{result.signer_id}", "LanhDao", "Ký duyệt kết quả", place=Place(*paper.LEADER_BOX)),
            Signing(f"agency:{result.agency.code}", "CoQuan", "Đóng dấu cơ quan", place=Place(*paper.SEAL_BOX)),
        ],
    )
    return files.keep(signed, files.PDF, pages)


@transaction.atomic
def _record(result_id: int, made: StoredFile) -> None:
    result = Result.objects.select_related("dossier").get(pk=result_id)
    dossier = Dossier.objects.locked(result.dossier_id, SYSTEM)
    if dossier.issue_due_at is None:
        return
    now = clock.now()
    event = ResultSigned(dossier.pk, result.number, made.sha256, now)
    move(dossier.sign, by=SYSTEM, event=event, at=now, number=result.number)
    Result.objects.filter(pk=result.pk).update(file=made, signed_at=now)
    _file_in_vault(dossier, result, made)
    handover.note(dossier, giver=Desk.leader(result.signer_id), receiver=Desk(handover.RETURN_DESK))


def _file_in_vault(dossier: Dossier, result: Result, made: StoredFile) -> None:
    """The result goes to the owner's vault, closed until it is returned, and valid for ever."""
    procedure = dossier.procedure
    component = procedure.result_code or procedure.code
    VaultPaper.objects.create(
        owner_id=dossier.applicant_id,
        code=numbering.next_vault_code(dossier.applicant, component, result.number),
        kind=VaultKind.RESULT,
        requirement_code=component,
        name_vi=procedure.result_vi,
        reference_no=result.number,
        file=made,
        digitized_at=clock.now(),
    )
