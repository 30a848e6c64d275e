"""The papers of the outside world bear signatures of its own authority, which the library alone can check."""

from base64 import b64decode
from io import BytesIO

from cryptography import x509
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from sandbox import notary
from sandbox.agencies.models import Credential, SignedPaper
from tests.calendars import at
from tests.sandbox import declared

HOUR = at("2024-06-03 09:00")


def paper_of(wire):
    answer = wire.answered("civil-status", "birth-registration", declared.BIRTH)
    return b64decode(answer["paper"]["content_base64"]), answer


def judged(pdf, root_pem):
    context = ValidationContext(
        trust_roots=list(load_certs_from_pemder_data(root_pem)), allow_fetching=False, moment=HOUR
    )
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    return validate_pdf_signature(signature, context)


def test_a_signature_is_good_under_the_authority_that_the_outside_world_hands_out(wire):
    pdf, answer = paper_of(wire)
    root = wire.call("GET", "authority.pem").content

    status = judged(pdf, root)

    assert status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"
    assert status.signer_reported_dt.isoformat() == answer["at"]
    assert "Cục Hộ tịch" in status.signing_cert.subject.human_friendly


def test_another_authority_does_not_vouch_for_it(wire):
    pdf, _answer = paper_of(wire)

    status = judged(pdf, notary.found().certificate.encode())

    assert status.intact
    assert status.valid
    assert not status.trusted


def test_a_changed_byte_is_noticed(wire):
    pdf, _answer = paper_of(wire)
    root = wire.call("GET", "authority.pem").content
    place = pdf.index(b"/Title")

    status = judged(pdf[:place] + b"/Titel" + pdf[place + 6 :], root)

    assert not status.intact


def test_the_paper_says_in_vietnamese_what_was_registered_and_that_it_is_an_exercise(wire):
    pdf, answer = paper_of(wire)

    text = PdfReader(BytesIO(pdf)).pages[0].extract_text()

    assert "GIẤY KHAI SINH" in text
    assert "Phan Minh Anh" in text
    assert answer["data"]["soDinhDanh"] in text
    assert "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" in text


def test_the_authority_is_founded_once(wire):
    first = wire.call("GET", "authority.pem").content

    assert wire.call("GET", "authority.pem").content == first
    assert Credential.objects.count() == 1
    certificate = x509.load_pem_x509_certificate(first)
    assert certificate.subject == certificate.issuer
    assert b"PRIVATE" not in first


def test_a_paper_is_kept_and_travels_the_same(wire):
    pdf, answer = paper_of(wire)
    wire.nudge("civil-status", answer["in_reply_to"])

    (again,) = wire.settle()

    assert again == answer
    assert bytes(SignedPaper.objects.get().content) == pdf
