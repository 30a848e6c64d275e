"""What is uploaded is what it says, whole and within bounds; what is refused leaves nothing (docs/sources.md, V-8)."""

import struct
import zlib
from hashlib import sha256
from io import BytesIO

import pytest
from pypdf import PdfWriter

from dossiers import files
from dossiers.files import JPEG, PDF, PNG, Upload
from dossiers.models import Paper, StoredFile
from dossiers.services import papers
from kernel.errors import Invalid
from tests.factories.dossiers import RequirementFactory, TermsFactory
from tests.pictures import jpeg, pdf, png
from tests.refusals import kept_files, refused
from tests.stages import Stage


def encrypted_pdf():
    writer = PdfWriter(BytesIO(pdf()))
    writer.encrypt("mật khẩu", algorithm="AES-256")
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def pdf_without_pages():
    output = BytesIO()
    PdfWriter().write(output)
    return output.getvalue()


def png_that_claims(width, height):
    """A PNG of a few bytes whose header promises a picture of this size."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))


GOOD = [
    pytest.param(jpeg(), "", JPEG, 1, id="a JPEG"),
    pytest.param(png(), "", PNG, 1, id="a PNG"),
    pytest.param(pdf(3), "", PDF, 3, id="a PDF of three pages"),
    pytest.param(pdf(100), "", PDF, 100, id="a PDF of as many pages as may be"),
    pytest.param(jpeg(), "image/jpeg", JPEG, 1, id="a JPEG that says so"),
    pytest.param(png(), "application/octet-stream", PNG, 1, id="a PNG that says nothing"),
]
BAD = [
    pytest.param(b"", "", "file-empty", {}, id="no byte"),
    pytest.param(b"", "application/pdf", "file-empty", {}, id="no byte that says PDF"),
    pytest.param(jpeg(), "application/pdf", "file-type-lies", {"found": JPEG}, id="a JPEG that says PDF"),
    pytest.param(pdf(), "image/png", "file-type-lies", {"found": PDF}, id="a PDF that says PNG"),
    pytest.param(png(), "image/jpeg", "file-type-lies", {"found": PNG}, id="a PNG that says JPEG"),
    pytest.param(pdf(), "text/html", "file-type-lies", {"declared": "text/html"}, id="a PDF that says web page"),
    pytest.param(b"GIF89a" + b"\0" * 99, "", "file-type-refused", {}, id="a GIF"),
    pytest.param(b"PK\x03\x04" + b"\0" * 99, "", "file-type-refused", {}, id="an archive"),
    pytest.param(b"MZ" + b"\0" * 99, "application/pdf", "file-type-refused", {}, id="a program that says PDF"),
    pytest.param(b"<html></html>", "", "file-type-refused", {}, id="a web page"),
    pytest.param("Đơn đề nghị".encode(), "text/plain", "file-type-refused", {}, id="text"),
    pytest.param(b"\n" + pdf(), "", "file-type-refused", {}, id="a PDF behind a blank"),
    pytest.param(pdf()[:800], "", "file-unreadable", {"found": "PDF"}, id="half a PDF"),
    pytest.param(pdf()[:-6], "", "file-unreadable", {"found": "PDF"}, id="a PDF without its end"),
    pytest.param(b"%PDF-1.7", "", "file-unreadable", {"found": "PDF"}, id="the first line of a PDF"),
    pytest.param(encrypted_pdf(), "", "file-unreadable", {"found": "PDF"}, id="a locked PDF"),
    pytest.param(pdf_without_pages(), "", "file-unreadable", {"found": "PDF"}, id="a PDF without pages"),
    pytest.param(pdf(101), "", "file-too-long", {"pages": 101, "most_pages": 100}, id="a PDF of 101 pages"),
    pytest.param(jpeg()[:900], "", "file-unreadable", {"found": "JPEG"}, id="half a JPEG"),
    pytest.param(b"\xff\xd8\xff", "", "file-unreadable", {"found": "JPEG"}, id="the first bytes of a JPEG"),
    pytest.param(png()[:200], "", "file-unreadable", {"found": "PNG"}, id="half a PNG"),
    pytest.param(b"\x89PNG\r\n\x1a\n" + jpeg(), "", "file-unreadable", {"found": "PNG"}, id="a JPEG in a PNG's coat"),
    pytest.param(png_that_claims(8000, 9000), "", "file-unreadable", {"found": "PNG"}, id="a picture of 72 megapixels"),
    pytest.param(png_that_claims(60000, 60000), "", "file-unreadable", {"found": "PNG"}, id="a decompression bomb"),
]


@pytest.mark.parametrize(("content", "declared", "content_type", "pages"), GOOD)
def test_a_good_file_is_kept_under_its_digest(db, on, content, declared, content_type, pages):
    with on("2024-04-01 09:00"):
        stored = files.store(Upload(content, declared))

    assert (stored.content_type, stored.pages, stored.bytes) == (content_type, pages, len(content))
    assert stored.sha256 == sha256(content).hexdigest()
    assert stored.path == f"files/{stored.sha256[:2]}/{stored.sha256}"
    assert stored.path in kept_files()
    assert files.read(StoredFile.objects.get()) == content


@pytest.mark.parametrize(("content", "declared", "code", "params"), BAD)
def test_a_bad_file_is_refused_and_nothing_is_kept(db, content, declared, code, params):
    with refused(code) as refusal:
        files.store(Upload(content, declared))

    assert refusal.value.status == Invalid.status == 400
    assert refusal.value.params.items() >= params.items()


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_picture_that_the_library_only_warns_of_is_refused(db):
    with refused("file-unreadable"):
        files.store(Upload(png_that_claims(10_000, 10_000)))


def test_a_file_has_at_most_so_many_bytes(db, settings):
    content = png()
    settings.PAPER_MAX_BYTES = len(content)
    files.store(Upload(content))

    settings.PAPER_MAX_BYTES = len(content) - 1
    with refused("file-too-large") as refusal:
        files.store(Upload(content))

    assert refusal.value.params == {"bytes": len(content), "most_bytes": len(content) - 1}


def test_a_paper_has_20_megabytes_and_100_pages_at_most(settings):
    assert (settings.PAPER_MAX_BYTES, settings.PAPER_MAX_PAGES) == (20_000_000, 100)


def test_what_is_too_large_is_not_looked_into(db, settings):
    settings.PAPER_MAX_BYTES = 10

    with refused("file-too-large"):
        files.store(Upload(b"no PDF, no picture, and too long"))


def test_the_same_content_is_kept_once(db):
    first, again = files.store(Upload(jpeg())), files.store(Upload(jpeg(), "image/jpeg"))

    assert first == again
    assert StoredFile.objects.count() == 1


def test_a_long_lie_is_cut_in_the_answer(db):
    with refused("file-type-lies") as refusal:
        files.store(Upload(jpeg(), "x" * 500))

    assert refusal.value.params["declared"] == "x" * 80


@pytest.mark.parametrize(("content", "declared", "code", "params"), BAD)
def test_a_bad_file_adds_no_paper(world, on, dossier_in, content, declared, code, params):
    terms = TermsFactory()
    RequirementFactory(terms=terms, code="id-card")
    dossier = dossier_in(Stage.FILED, terms=terms)

    with on("2024-04-02 09:00"), refused(code):
        papers.upload(dossier.pk, requirement="id-card", upload=Upload(content, declared), by=world.lan.actor)

    assert not Paper.objects.exists()
