"""Papers are presented, scanned, certified and reused from the dossier's page; the fee is recorded by a cashier."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dossiers.models import Dossier, Paper, VaultPaper
from dossiers.states import FeeTiming, PaperState, State
from kernel import journal
from tests.admin.conftest import told
from tests.pictures import jpeg
from tests.refusals import everything
from tests.stages import Stage
from tests.world import settle

PAPER = "residence-proof"


def offered(answer) -> list[str]:
    """Return the acts on offer for the one paper of the page."""
    (line,) = answer.context["page"].papers
    return [button.name for button in line.buttons]


def scan(content: bytes = b"", name: str = "scan.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or jpeg(), content_type=kind)


def test_a_paper_is_presented_scanned_and_certified_by_the_clerk(certified, dossier_in, screen):
    dossier = dossier_in(Stage.RECEIVED, papers=(PAPER,))
    an = screen("an")

    assert offered(an.page(dossier)) == ["present", "upload", "reuse"]
    an.do(dossier, f"{PAPER}/present", originals=1, certified_copies=0, photocopies=2, reference_no="12/CT")
    an.do(dossier, f"{PAPER}/upload", file=scan())
    assert offered(an.page(dossier)) == ["present", "upload", "reuse", "certify"]
    answer = an.do(dossier, f"{PAPER}/certify")

    assert told(answer)[-1] == "Done: Certify."
    paper = Paper.objects.get(dossier=dossier)
    assert (paper.originals, paper.photocopies, paper.reference_no) == (1, 2, "12/CT")
    assert (paper.state, paper.certified_by) == (PaperState.DIGITIZED, certified.an.officer)
    assert offered(an.page(dossier)) == []
    lines = journal.history(dossier.stream).filter(name__startswith="dossiers.Paper")
    assert [(line.name, line.actor) for line in lines] == [
        ("dossiers.PaperAdded", str(certified.an.actor)),
        ("dossiers.PaperAdded", str(certified.an.actor)),
        ("dossiers.PaperCertified", str(certified.an.actor)),
    ]


def test_a_certified_paper_is_taken_from_the_owners_vault_next_time(certified, dossier_in, screen):
    first = dossier_in(Stage.RECEIVED, papers=(PAPER,))
    an = screen("an")
    an.do(first, f"{PAPER}/upload", file=scan())
    an.do(first, f"{PAPER}/certify")
    second = dossier_in(Stage.RECEIVED, papers=(PAPER,), effective_on="2024-02-01")

    asked = an.ask(second, f"{PAPER}/reuse")
    kept = VaultPaper.objects.get()
    an.do(second, f"{PAPER}/reuse", vault_code=kept.code)

    assert asked.context["form"].fields["vault_code"].choices == [(kept.code, "Giấy tờ chứng minh")]
    paper = Paper.objects.get(dossier=second)
    assert (paper.state, paper.vault_paper) == (PaperState.REUSED_COMPONENT, kept)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (scan(b"MZ\x90\x00", "a.exe", "application/x-msdownload"), "The file is none of these: PDF, JPEG, PNG."),
        (scan(jpeg(), "a.pdf", "application/pdf"), "The file says that it is application/pdf, but it is image/jpeg."),
        (scan(b"%PDF-1.7 nothing", "a.pdf", "application/pdf"), "The file is a damaged or locked PDF."),
    ],
)
def test_a_file_that_is_refused_changes_nothing(file, sentence, dossier_in, screen):
    dossier = dossier_in(Stage.RECEIVED, papers=(PAPER,))
    an, before = screen("an"), everything()

    answer = an.do(dossier, f"{PAPER}/upload", file=file)

    assert answer.status_code == 400
    assert answer.context["form"].non_field_errors() == [sentence]
    assert everything() == before


def test_a_file_that_is_too_big_never_reaches_memory_whole(dossier_in, screen, settings):
    settings.PAPER_MAX_BYTES = 1000
    dossier = dossier_in(Stage.RECEIVED, papers=(PAPER,))
    an, before = screen("an"), everything()

    answer = an.do(dossier, f"{PAPER}/upload", file=scan(b"%PDF-" + b"0" * 5000, "a.pdf", "application/pdf"))

    assert answer.context["form"].non_field_errors() == ["The file has 1001 bytes; at most 1000 are taken."]
    assert everything() == before


@pytest.mark.parametrize("name", ["binh", "chi", "trang"])
def test_only_the_desk_handles_papers(name, dossier_in, screen):
    dossier = dossier_in(Stage.RECEIVED, papers=(PAPER,))
    clerk, before = screen(name), everything()

    assert offered(clerk.page(dossier)) == []
    clerk.do(dossier, f"{PAPER}/present", originals=1, certified_copies=0, photocopies=0)

    assert everything() == before


def test_a_paper_that_the_procedure_does_not_ask_for_is_a_404(dossier_in, screen):
    dossier = dossier_in(Stage.RECEIVED, papers=(PAPER,))

    assert screen("an").ask(dossier, "passport/upload").status_code == 404
    assert screen("an").ask(dossier, f"{PAPER}/burn").status_code == 404


def test_a_cashier_records_the_fee(dossier_in, screen, world):
    dossier = dossier_in(Stage.FILED, fee=True, fee_timing=FeeTiming.FIRST)
    an = screen("an")

    blocked = {button.name: button.blocked for button in an.page(dossier).context["page"].buttons}
    assert blocked["accept"] == "The fee of this procedure is paid before acceptance, and it is not paid yet."
    wrong = an.do(dossier, "record_fee", amount_vnd=10_000)
    assert told(wrong) == ["8000 đ are due, but 10000 đ were paid."]
    an.do(dossier, "record_fee", amount_vnd=8_000)
    an.do(dossier, "accept")

    dossier = Dossier.objects.get(pk=dossier.pk)
    assert (dossier.fee_receipt, dossier.state) == ("LP24-0000001", State.RECEIVED)
    assert "record_fee" not in [button.name for button in an.page(dossier).context["page"].buttons]


def test_a_dossier_walks_its_straight_line_on_the_screens_of_three_officers(certified, dossier_in, screen):
    dossier = dossier_in(Stage.FILED, papers=(PAPER,), required=True)
    an, binh, chi = screen("an"), screen("binh"), screen("chi")

    an.do(dossier, f"{PAPER}/present", originals=1, certified_copies=0, photocopies=0)
    an.do(dossier, "accept")
    an.do(dossier, f"{PAPER}/upload", file=scan())
    an.do(dossier, f"{PAPER}/certify")
    an.do(dossier, "digitize")
    an.do(dossier, "begin", officer_id=certified.binh.id)
    binh.do(dossier, "propose", content="Tình trạng hôn nhân: Độc thân")
    chi.do(dossier, "send_back", reason="Thiếu mục đích")
    binh.do(dossier, "propose", content="Tình trạng hôn nhân: Độc thân\nMục đích: Kết hôn")
    chi.do(dossier, "approve")
    settle()
    an.do(dossier, "return_result", method="counter")

    ended = Dossier.objects.get(pk=dossier.pk)
    assert (ended.state, ended.result_number) == (State.RETURNED, "01/GXN-UBND")
    moves = [(line.move, line.actor) for line in journal.history(ended.stream) if line.move]
    an, binh, chi = (str(persona.actor) for persona in (certified.an, certified.binh, certified.chi))
    assert moves == [
        ("accept", an),
        ("digitize", an),
        ("begin", an),
        ("propose", binh),
        ("send_back", chi),
        ("propose", binh),
        ("approve", chi),
        ("sign", "system"),
        ("return_result", an),
    ]
    assert journal.verify().verified
