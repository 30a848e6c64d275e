"""E-receipts: asked for when an order is paid, then rendered and sealed by the collector, at the hour of payment."""

from django.db import transaction

from dossiers import files, paperwork
from dossiers.documents import e_receipt as paper
from dossiers.models import Dossier, EReceipt, StoredFile
from kernel import clock
from payments.models import Receipt
from signing import services as signing
from signing.pdf import Place
from signing.services import Signing


@transaction.atomic
def note(order_id: int, subject: str) -> list[int]:
    """Let the receipts of a paid order be made; return the ids of those that are due. A repeat finds the same ones."""
    dossier = Dossier.objects.filter(pk=subject.partition(":")[2]).first() if _is_ours(subject) else None
    if dossier is None:
        return []
    made = [
        EReceipt.objects.get_or_create(
            receipt=receipt, defaults={"dossier": dossier, "issue_due_at": receipt.issued_at}
        )[0]
        for receipt in Receipt.objects.filter(order_id=order_id).order_by("pk")
    ]
    return [row.pk for row in made if row.issue_due_at]


def issue(receipt_id: int) -> None:
    """Render and seal a receipt that is due: no transaction is open while a PDF is made, and a repeat makes nothing."""
    due = EReceipt.objects.filter(pk=receipt_id, issue_due_at__isnull=False)
    row = due.select_related(*paperwork.OF_RECEIPT).first()
    if row is None:
        return
    with clock.held(row.receipt.issued_at):
        _record(row.pk, _make(row))


def _make(row: EReceipt) -> StoredFile:
    pdf, pages = paperwork.e_receipt(row)
    seal = Signing(
        f"agency:{row.receipt.agency.code}", "DonViThu", "Đóng dấu biên lai điện tử", place=Place(*paper.SEAL_BOX)
    )
    return files.keep(signing.sign_pdf(pdf, [seal]), files.PDF, pages)


@transaction.atomic
def _record(receipt_id: int, made: StoredFile) -> None:
    row = EReceipt.objects.select_for_update(of=("self",)).get(pk=receipt_id)
    if row.issue_due_at is None:
        return
    row.file, row.sealed_at, row.issue_due_at = made, clock.now(), None
    row.save(update_fields=["file", "sealed_at", "issue_due_at"])


def _is_ours(subject: str) -> bool:
    return subject.partition(":")[0] == Dossier._meta.model_name
