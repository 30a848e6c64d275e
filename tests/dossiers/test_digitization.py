"""A scan is certified by a clerk's signature, coded, and kept in the owner's vault (docs/sources.md, V-1 to V-4)."""

from datetime import date

import pytest

from dossiers import files
from dossiers.files import Upload
from dossiers.models import Paper, StoredFile, VaultPaper
from dossiers.services import digitization, papers, supplement
from dossiers.states import PaperState, State, VaultKind
from kernel import journal
from kernel.actors import SYSTEM
from signing import services as signing
from signing.errors import NoCertificateInForce, PdfClosed
from signing.models import Certificate
from signing.states import RevocationReason
from tests.calendars import at
from tests.factories.dossiers import RequirementFactory, TermsFactory
from tests.pictures import jpeg, pdf, png
from tests.refusals import kept_files, refused
from tests.stages import Stage

TUESDAY = "2024-04-02 09:00"


@pytest.fixture
def terms(db):
    terms = TermsFactory()
    RequirementFactory(terms=terms, code="id-card", name_vi="Căn cước công dân", required=False)
    return terms


@pytest.fixture
def scanned(world, on, dossier_in, terms):
    """Scan Lan's identity card into an accepted dossier; return the paper."""

    def scan(content=None, stage=Stage.RECEIVED, **facts):
        dossier = dossier_in(stage, terms=terms)
        with on("2024-04-01 10:00"):
            upload = Upload(jpeg() if content is None else content)
            return papers.upload(dossier.pk, requirement="id-card", upload=upload, by=world.an.actor, **facts)

    return scan


@pytest.mark.parametrize(("content", "pages"), [(jpeg(), 1), (png(), 1), (pdf(3), 3)], ids=["JPEG", "PNG", "PDF"])
def test_a_certified_scan_is_a_pdf_signed_by_the_clerk_at_the_hour(certified, on, scanned, content, pages):
    paper = scanned(content)

    with on(TUESDAY):
        digitization.certify(paper.pk, by=certified.an.actor)

    paper = Paper.objects.get()
    assert (paper.state, paper.certified_by, paper.certified_at) == (
        PaperState.DIGITIZED,
        certified.an.officer,
        at(TUESDAY),
    )
    assert (paper.certified.content_type, paper.certified.pages) == (files.PDF, pages)
    report = signing.verify_pdf(files.read(paper.certified), at=at(TUESDAY))
    (signature,) = report.signatures
    assert (report.verdict, signature.signer, signature.signed_at) == ("genuine", "Nguyễn Thị An", at(TUESDAY))


def test_a_certified_paper_closes_its_pdf_against_additions(certified, on, scanned):
    paper = scanned()

    with on(TUESDAY):
        copy = digitization.certify(paper.pk, by=certified.an.actor).certified
        with pytest.raises(PdfClosed):
            signing.sign_pdf(files.read(copy), [signing.Signing(certified.chi.officer.holder, "Chi", "Thêm")])


def test_a_certified_paper_lies_open_in_its_owners_vault_under_its_code(certified, on, scanned):
    paper = scanned(reference_no="034/CC")

    with on(TUESDAY):
        digitization.certify(paper.pk, by=certified.an.actor)

    kept = VaultPaper.objects.get()
    number = certified.lan.person.personal_number
    assert (kept.owner, kept.code) == (certified.lan.person, f"{number}.id-card.034/CC.01")
    assert (kept.kind, kept.requirement_code, kept.name_vi) == (VaultKind.COMPONENT, "id-card", "Căn cước công dân")
    assert (kept.digitized_at, kept.opened_at) == (at(TUESDAY), at(TUESDAY))
    assert kept.valid_until_on == date(2024, 10, 2)
    assert kept.file == Paper.objects.get().certified


def test_a_paper_without_a_number_is_coded_by_its_dossier(certified, on, scanned):
    paper = scanned()

    with on(TUESDAY):
        digitization.certify(paper.pk, by=certified.an.actor)

    assert VaultPaper.objects.get().code.endswith(".id-card.H99.35.22-240401-0001.01")


def test_the_journal_says_which_content_was_certified(certified, on, scanned):
    paper = scanned()

    with on(TUESDAY):
        copy = digitization.certify(paper.pk, by=certified.an.actor).certified

    last = journal.history(paper.dossier.stream).last()
    assert (last.name, last.actor) == ("dossiers.PaperCertified", str(certified.an.actor))
    assert journal.facts_of(last)["sha256"] == copy.sha256


def test_what_was_certified_is_what_was_scanned(certified, on, scanned):
    paper = scanned()
    scan = paper.scan

    with on(TUESDAY):
        digitization.certify(paper.pk, by=certified.an.actor)

    paper = Paper.objects.get()
    assert paper.scan == scan != paper.certified
    assert files.read(paper.scan) == jpeg()


# --- refusals --------------------------------------------------------------------------------------------------------
def test_a_paper_is_certified_once(certified, on, scanned):
    paper = scanned()

    with on(TUESDAY):
        digitization.certify(paper.pk, by=certified.an.actor)
        with refused("paper-already-digitized"):
            digitization.certify(paper.pk, by=certified.an.actor)


def test_a_paper_that_was_only_presented_has_nothing_to_certify(certified, on, dossier_in, terms):
    dossier = dossier_in(Stage.RECEIVED, terms=terms)

    with on(TUESDAY):
        paper = papers.present(dossier.pk, requirement="id-card", originals=1, by=certified.an.actor)
        with refused("paper-without-scan"):
            digitization.certify(paper.pk, by=certified.an.actor)


def test_nothing_is_certified_before_acceptance(certified, on, scanned):
    paper = scanned(stage=Stage.FILED)

    with on(TUESDAY), refused("papers-closed") as refusal:
        digitization.certify(paper.pk, by=certified.an.actor)

    assert refusal.value.params == {"state": "registered"}


@pytest.mark.parametrize("name", ["lan", "binh", "chi", "trang"])
def test_only_the_clerk_of_the_desk_certifies(certified, on, scanned, name):
    paper = scanned()

    with on(TUESDAY), refused("not-your-move"):
        digitization.certify(paper.pk, by=getattr(certified, name).actor)


def test_the_house_certifies_nothing(certified, on, scanned):
    paper = scanned()

    with on(TUESDAY), refused("not-your-move"):
        digitization.certify(paper.pk, by=SYSTEM)


def test_a_paper_of_another_commune_is_not_there(certified, on, scanned):
    paper = scanned()

    with on(TUESDAY), refused("paper-missing"):
        digitization.certify(paper.pk, by=certified.dung.actor)
    with on(TUESDAY), refused("paper-missing"):
        digitization.certify(paper.pk + 1, by=certified.an.actor)


def test_a_clerk_without_a_certificate_does_not_certify(world, on, scanned):
    paper = scanned()

    with on(TUESDAY), refused("no-certificate-in-force") as refusal:
        digitization.certify(paper.pk, by=world.an.actor)

    assert refusal.value.params == {"holder": f"officer:{world.an.id}"}


def test_a_clerk_whose_certificate_was_revoked_does_not_certify(certified, on, scanned):
    paper = scanned()
    his = Certificate.objects.get(holder=certified.an.officer.holder)
    with on("2024-04-02 08:00"):
        signing.revoke(his.pk, reason=RevocationReason.KEY_COMPROMISED, by=certified.trang.actor)

    with on(TUESDAY), refused("no-certificate-in-force"):
        digitization.certify(paper.pk, by=certified.an.actor)


def test_a_scan_that_was_replaced_while_it_was_signed_is_not_certified(certified, on, scanned, monkeypatch):
    paper, sign_pdf = scanned(), signing.sign_pdf

    def replaced_meanwhile(content, signings):
        upload = Upload(png())
        papers.upload(paper.dossier_id, requirement="id-card", upload=upload, by=certified.an.actor)
        return sign_pdf(content, signings)

    monkeypatch.setattr(signing, "sign_pdf", replaced_meanwhile)
    with on(TUESDAY), pytest.raises(journal.ChangedMeanwhile):
        digitization.certify(paper.pk, by=certified.an.actor)

    kept = Paper.objects.get()
    assert (kept.state, kept.scan.content_type, kept.certified) == (PaperState.WAITING, files.PNG, None)
    assert not VaultPaper.objects.exists()


# --- the end of it ---------------------------------------------------------------------------------------------------
def test_digitization_ends_when_every_paper_is_certified_or_reused(certified, on, scanned):
    paper = scanned()

    with on(TUESDAY):
        digitization.certify(paper.pk, by=certified.an.actor)
        ended = digitization.finish(paper.dossier_id, by=certified.an.actor)

    assert ended.state == State.DIGITIZED
    last = journal.facts_of(journal.history(ended.stream).last())
    assert last == {"dossier_id": ended.pk, "certified": 1, "reused": 0}


def test_a_dossier_without_papers_is_digitized_at_once(dossier_in):
    assert dossier_in(Stage.DIGITIZED).state == State.DIGITIZED


def test_a_supplemented_paper_is_certified_while_the_dossier_is_at_work(certified, on, dossier_in):
    dossier = dossier_in(Stage.PROCESSING, papers=("declaration",))

    with on(TUESDAY):
        supplement.request(dossier.pk, by=certified.binh.actor, items={"declaration": "Mờ"}, reason="Không đọc được")
        paper = papers.upload(dossier.pk, requirement="declaration", upload=Upload(pdf()), by=certified.lan.actor)
        supplement.confirm(dossier.pk, by=certified.an.actor)
        digitization.certify(paper.pk, by=certified.an.actor)

    assert Paper.objects.get().state == PaperState.DIGITIZED


def test_a_digitized_paper_is_reused_for_183_days():
    assert digitization.valid_until(date(2024, 1, 1)) == date(2024, 7, 2)


def test_a_refused_certification_leaves_no_file(world, on, scanned):
    paper = scanned()
    before = kept_files()

    with on(TUESDAY), pytest.raises(NoCertificateInForce):
        digitization.certify(paper.pk, by=world.an.actor)

    assert kept_files() == before
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize("others", [0, 2])
def test_certifying_costs_the_same_queries_beside_any_number_of_papers(
    certified, on, scanned, terms, django_assert_num_queries, others
):
    paper = scanned()
    with on(TUESDAY):
        for number in range(others):
            need = RequirementFactory(terms=terms, code=f"other-{number}", required=False)
            papers.present(paper.dossier_id, requirement=need.code, originals=1, by=certified.an.actor)

    with on(TUESDAY), django_assert_num_queries(22):
        digitization.certify(paper.pk, by=certified.an.actor)
