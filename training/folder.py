"""Writes what an office handed out into a folder, and verifies every signature again from the written file."""

from collections.abc import Iterator
from pathlib import Path

from dossiers import files, paperwork, queries
from dossiers.models import Dossier, Result
from identity.models import Officer
from kernel.journal import history
from signing import services as signing
from training.story import PlayedPaper

SIGNED = ("scan", "partner", "e-receipt", "result")


def write(dossier_id: int, folder: Path) -> tuple[PlayedPaper, ...]:
    """Write every paper of a dossier, the partners' and the receipts too, and return them with their verdicts."""
    dossier = Dossier.objects.select_related("reception__parent", "agency__parent").get(pk=dossier_id)
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(_written(folder, dossier, name, pdf) for name, pdf in _papers(dossier))


def _papers(dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    if dossier.received_at:
        yield "form-01", paperwork.receipt(dossier)
    for number, supplement in enumerate(dossier.supplements.all(), start=1):
        yield f"form-02-{number}", paperwork.supplement_request(supplement)
    refused_by = queries.acting_officer(dossier, "refuse")
    if refused_by:
        yield "form-03", paperwork.refusal(dossier, Officer.objects.get(pk=refused_by))
    apologised_by = queries.acting_officer(dossier, "apologise")
    if apologised_by:
        at = history(dossier.stream).filter(move="apologise").latest("sequence").at
        yield "form-04", paperwork.apology(dossier, Officer.objects.get(pk=apologised_by), at)
    if dossier.handovers.exists():
        yield "form-05", paperwork.control_slip(dossier)
    for number, paper in enumerate(dossier.papers.exclude(certified=None).select_related("certified"), start=1):
        if paper.certified:
            yield f"scan-{number}", files.read(paper.certified)
    for partner in dossier.partner_results.exclude(paper=None).select_related("paper"):
        if partner.paper:
            yield f"partner-{partner.step}", files.read(partner.paper)
    for number, receipt in enumerate(dossier.receipts.exclude(file=None).select_related("file"), start=1):
        if receipt.file:
            yield f"e-receipt-{number}", files.read(receipt.file)
    result = Result.objects.filter(dossier=dossier, signed_at__isnull=False).select_related("file").first()
    if result and result.file:
        yield "result", files.read(result.file)


def _written(folder: Path, dossier: Dossier, name: str, pdf: bytes) -> PlayedPaper:
    path = folder / f"{dossier.code}-{name}.pdf"
    path.write_bytes(pdf)
    is_signed = name.startswith(SIGNED)
    verdict = str(signing.verify_pdf(path.read_bytes()).verdict) if is_signed else ""
    return PlayedPaper(name, path, verdict)
