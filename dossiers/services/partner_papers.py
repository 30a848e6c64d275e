"""The papers of partner agencies: kept by the house, and their signatures judged, outside any transaction."""

from django.db import transaction

from dossiers import files
from dossiers.errors import FileUnreadable
from dossiers.events import PartnerPaperChecked
from dossiers.models import Dossier, PartnerResult, StoredFile
from dossiers.services import linked
from interlink import queries
from kernel import clock, journal
from kernel.actors import SYSTEM
from signing import services as signing
from signing.states import Verdict
from signing.verify import Report


def check(result_id: int) -> bool:
    """Keep an agency's paper and judge its signature; tell whether it was done here.

    Three beats, so that no transaction is open while a PDF is read. A repeat finds nothing to do.
    """
    result = PartnerResult.objects.filter(pk=result_id, check_due_at__isnull=False).first()
    if result is None or result.check_due_at is None:
        return False
    with clock.held(result.check_due_at):
        content = queries.kept_paper(result.paper_sha256)
        report, kept = signing.verify_pdf(content), files.keep(content, files.PDF, _pages(content))
        _record(result, report, kept)
    return True


@transaction.atomic
def check_again() -> int:
    """Have the papers judged anew whose signers nobody vouched for; tell how many."""
    return PartnerResult.objects.filter(verdict=Verdict.UNKNOWN_SIGNER).update(check_due_at=clock.now())


@transaction.atomic
def _record(found: PartnerResult, report: Report, kept: StoredFile) -> None:
    dossier = Dossier.objects.locked(found.dossier_id, SYSTEM)
    result = dossier.partner_results.filter(pk=found.pk, check_due_at=found.check_due_at).first()
    if result is None:
        return
    result.paper, result.check_due_at, result.verdict = kept, None, report.verdict
    result.signer = report.signatures[0].organisation[:160] if report.signatures else ""
    result.save(update_fields=["paper", "check_due_at", "verdict", "signer"])
    journal.append(dossier, PartnerPaperChecked(dossier.pk, result.step, str(report.verdict)), SYSTEM)
    # What comes when the dossier is closed goes to its owner all the same.
    if dossier.closed_at is not None:
        linked.hand_over(dossier)


def _pages(content: bytes) -> int:
    try:
        return files.pages_of_pdf(content)
    except FileUnreadable:
        # A damaged paper is kept as it came: the verdict says what it is worth.
        return 0
