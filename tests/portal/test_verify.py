"""/xac-minh: anyone may ask whether a paper is genuine; what is no paper is refused in words, and nothing is kept."""

from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfWriter

from dossiers import paperwork
from dossiers.models import Dossier, Result
from signing import services as signing
from signing.models import Certificate
from signing.states import RevocationReason
from tests.portal.conftest import text_of
from tests.refusals import everything
from tests.stages import Stage
from tests.world import read_result


@pytest.fixture
def give(client):
    """Upload bytes to be verified."""

    def _give(content: bytes | None, language: str = "en", name: str = "ket-qua.pdf"):
        body = {} if content is None else {"paper": SimpleUploadedFile(name, content, "application/pdf")}
        return client.post("/xac-minh", body, headers={"accept-language": language})

    return _give


@pytest.fixture
def returned(at_stage) -> Dossier:
    return at_stage(Stage.RETURNED)


def test_a_genuine_paper_is_called_genuine_with_who_signed_it_and_when(returned, give):
    page = text_of(give(read_result(returned)))

    assert "<h2>Genuine</h2>" in page
    assert "<h3>Phạm Thị Chi</h3>" in page
    assert "<h3>Ủy ban nhân dân xã An Phú</h3>" in page
    assert page.count("09:00:00, 26/04/2024") == 2
    assert page.count("Genuine: signed by the holder named and unchanged since.") == 2


def test_a_changed_byte_is_found_out(returned, give):
    paper = bytearray(read_result(returned))
    paper[paper.index(b"stream") + 20] ^= 1

    page = text_of(give(bytes(paper)))

    assert '<div class="panel panel-bad">\n  <h2>Altered</h2>' in page


def test_an_addition_is_told_from_an_alteration(returned, give):
    assert "<h2>Added to after signing</h2>" in text_of(give(read_result(returned) + b"\n% more\n"))


def test_a_revoked_certificate_is_told(returned, give, on, world):
    paper = read_result(returned)
    hand = Certificate.objects.get(holder=world.chi.officer.holder)
    with on("2024-04-26 08:00"):
        signing.revoke(hand.pk, reason=RevocationReason.KEY_COMPROMISED, by=world.trang.actor)

    assert "<h2>Certificate revoked</h2>" in text_of(give(paper))


def test_a_paper_without_signature_is_told(db, give):
    assert "<h2>Not signed</h2>" in text_of(give(_unsigned()))


def test_the_answer_comes_in_the_language_of_the_visitor(returned, give):
    assert '<html lang="vi">' in text_of(give(read_result(returned), "vi"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "Choose a PDF file that is not empty."),
        (b"", "Choose a PDF file that is not empty."),
        (b"PK\x03\x04 a document of another kind", "The file is not a PDF, whatever its name says."),
        (b"%PDF-1.7 " + b"x" * 1_100_000, "The file is too large; at most 1 MB are taken."),
    ],
)
def test_a_bad_upload_is_told_in_words_and_nothing_is_kept(db, give, settings, content, sentence):
    settings.PAPER_MAX_BYTES = 1_000_000
    before = everything()

    page = give(content)

    assert page.status_code == 400
    assert f'<a href="#paper">{sentence}</a>' in text_of(page)
    assert everything() == before


def test_what_is_far_too_large_is_refused_before_it_is_read(db, client):
    page = client.generic("POST", "/xac-minh", CONTENT_LENGTH=settings.PAPER_MAX_BYTES + 20_000)

    assert page.status_code == 400
    assert "20 MB" in text_of(page)


def test_verified_papers_are_not_kept_either(returned, give):
    paper, before = _unsigned(), everything()

    give(paper)

    assert everything() == before


def test_the_name_of_an_upload_is_shown_as_text(db, give):
    page = text_of(give(_unsigned(), name="<b>x</b>.pdf"))

    assert "<b>x" not in page


def test_one_address_verifies_thirty_papers_a_minute(db, give):
    for _ in range(30):
        assert give(None).status_code == 400

    assert give(_unsigned()).status_code == 429


def test_the_office_vouches_for_a_returned_result(returned, visit):
    page = text_of(visit(f"/xac-minh/{returned.code}"))

    assert returned.result_number in page
    assert "<h2>Genuine</h2>" in page
    assert "<dd>People&#x27;s Committee of An Phú Commune</dd>" in page
    assert "<dd>09:00, 26/04/2024</dd>" in page
    assert Result.objects.get(dossier=returned).file.sha256 in page
    assert '<html lang="vi">' in text_of(visit(f"/xac-minh/{returned.code}", "vi"))


def test_the_office_owns_up_to_a_stored_file_that_was_changed(returned, visit):
    path = Result.objects.get(dossier=returned).file.path
    paper = bytearray(read_result(returned))
    paper[paper.index(b"stream") + 20] ^= 1
    default_storage.delete(path)
    default_storage.save(path, ContentFile(bytes(paper)))

    page = text_of(visit(f"/xac-minh/{returned.code}"))

    assert "<h2>Altered</h2>" in page
    assert "its stored file fails the check" in page


def test_the_office_owns_up_to_a_stored_file_that_is_gone(returned, visit):
    default_storage.delete(Result.objects.get(dossier=returned).file.path)

    page = visit(f"/xac-minh/{returned.code}")

    assert page.status_code == 503
    assert "The office cannot read the stored result" in text_of(page)


def test_a_result_that_is_not_returned_is_not_spoken_of(at_stage, visit):
    dossier = at_stage(Stage.SIGNED)

    page = visit(f"/xac-minh/{dossier.code}")

    assert page.status_code == 404
    assert "There is no result to see yet." in text_of(page)
    assert dossier.result_number not in text_of(page)


def test_an_unknown_code_is_a_page_in_words(db, visit):
    page = visit("/xac-minh/H99.35.22-240426-9999")

    assert page.status_code == 404
    assert "There is no such dossier here." in text_of(page)


def test_a_code_leads_to_the_result(db, client):
    assert client.get("/xac-minh", {"code": "h99.35.22-240426-0001"})["Location"] == "/xac-minh/H99.35.22-240426-0001"
    assert client.get("/xac-minh", {"code": ""}).status_code == 400


def test_the_qr_code_of_a_result_leads_here():
    code = "H99.35.22-240426-0001"

    assert paperwork.verification_url(code) == settings.PUBLIC_URL + reverse("portal:vouch", args=[code])


def test_both_ways_cost_a_fixed_number_of_queries(returned, visit, give, django_assert_num_queries):
    paper = read_result(returned)

    with django_assert_num_queries(3):
        visit(f"/xac-minh/{returned.code}")
    with django_assert_num_queries(2):
        give(paper)


def _unsigned() -> bytes:
    writer, pdf = PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(pdf)
    return pdf.getvalue()
