"""Papers are signed as PAdES B-B asks, at the simulated hour, each signature over all that stands before it."""

from datetime import datetime
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pypdf import PdfReader, PdfWriter

from kernel.clock import TZ
from signing import appearance, authority, pdf
from signing.errors import PdfClosed, PdfUnsignable
from signing.pdf import Place
from signing.states import CertificateKind, Verdict
from signing.verify import verify
from tests.signing.conftest import LEADER_PLACE, NINE_THIRTY, SEAL_PLACE


def test_the_signature_says_what_pades_asks_for(office, paper):
    reader = PdfFileReader(BytesIO(office.signed(paper)))

    for found in reader.embedded_signatures:
        assert found.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
        assert found.sig_object["/M"] == "D:20240426093015+07'00'"
        attributes = {attribute["type"].native for attribute in found.signer_info["signed_attrs"]}
        assert attributes == {"content_type", "message_digest", "signing_certificate_v2"}
        embedded = {certificate.subject.native["common_name"] for certificate in found.other_embedded_certs}
        assert embedded == {"Một Cửa CA 1"}


def test_a_signature_is_made_at_the_hour_of_the_simulation(office, paper):
    at = datetime(2031, 2, 3, 14, 5, 6, tzinfo=TZ)

    report = verify(office.signed(paper, at=at), office.trust)

    assert report.verdict == Verdict.GENUINE
    assert [signature.signed_at for signature in report.signatures] == [at, at]


def test_a_place_shows_the_appearance_drawn_for_it(office, paper):
    drawn = appearance.hand("Nguyễn Thị Chi", NINE_THIRTY, width=190, height=56)
    by_leader = office.signature(office.leader, "LanhDao", place=LEADER_PLACE, appearance=drawn)

    page = PdfReader(BytesIO(pdf.sign(paper, [by_leader], at=NINE_THIRTY))).pages[0]

    [widget] = [annotation.get_object() for annotation in page["/Annots"]]
    assert [float(edge) for edge in widget["/Rect"]] == [300, 100, 490, 156]
    assert [float(edge) for edge in widget["/AP"]["/N"].get_object()["/BBox"]] == [0, 0, 190, 56]


def test_an_invisible_signature_takes_no_room(office, paper):
    page = PdfReader(BytesIO(office.certified(paper))).pages[0]

    [widget] = [annotation.get_object() for annotation in page["/Annots"]]
    assert [float(edge) for edge in widget["/Rect"]] == [0, 0, 0, 0]


def test_what_was_signed_stands_unchanged_at_the_head_of_the_file(office, paper):
    by_leader = pdf.sign(paper, [office.signature(office.leader, "LanhDao")], at=NINE_THIRTY)
    sealed = pdf.sign(by_leader, [office.signature(office.seal, "CoQuan", place=SEAL_PLACE)], at=NINE_THIRTY)

    assert by_leader.startswith(paper)
    assert sealed.startswith(by_leader)


def test_a_certified_paper_is_closed(office, paper):
    with pytest.raises(PdfClosed):
        office.signed(office.certified(paper))


def test_a_paper_already_signed_is_certified_by_an_ordinary_signature(office, paper):
    report = verify(office.certified(office.signed(paper)), office.trust)

    assert report.verdict == Verdict.GENUINE
    assert [signature.field for signature in report.signatures] == ["LanhDao", "CoQuan", "ChungThuc"]


def test_a_long_name_fits_into_the_place_reserved(office, paper):
    organisation = "Ủy ban nhân dân " + "Đặng Thượng Hộ " * 9
    holder = authority.issue(
        organisation, organisation=organisation, kind=CertificateKind.ORGANISATION, issuer=office.issuing
    )

    signed = pdf.sign(paper, [office.signature(holder, "CoQuan")], at=NINE_THIRTY)

    [report] = verify(signed, office.trust).signatures
    assert report.verdict == Verdict.GENUINE
    assert report.organisation == organisation
    assert report.signer.startswith("Ủy ban nhân dân Đặng Thượng Hộ")
    assert report.signer.endswith("…")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda paper: b"scanned by Acme\n" + paper,
        lambda paper: paper.replace(b"startxref\n", b"startxref\n9"),
        lambda paper: paper + bytes(200),
    ],
    ids=["a line before the head", "a wrong pointer", "zeros after the end"],
)
def test_a_paper_that_breaks_the_rules_of_its_format_is_written_anew_and_signed(office, paper, spoil):
    signed = office.certified(spoil(paper))

    assert verify(signed, office.trust).verdict == Verdict.GENUINE
    assert "Ket qua giai quyet" in PdfReader(BytesIO(signed)).pages[0].extract_text()


def test_a_damaged_paper_that_bears_a_signature_is_not_written_anew(office, paper):
    damaged = office.signed(paper).replace(b"startxref\n", b"startxref\n9")

    with pytest.raises(PdfUnsignable):
        office.signed(damaged)


def locked(paper: bytes) -> bytes:
    writer = PdfWriter(clone_from=BytesIO(paper))
    writer.encrypt("secret")
    shut = BytesIO()
    writer.write(shut)
    return shut.getvalue()


@pytest.mark.parametrize(
    "content",
    [lambda paper: b"", lambda paper: b"\x89PNG" + bytes(100), lambda paper: paper[:300], locked],
    ids=["nothing", "a picture", "half a paper", "a locked paper"],
)
def test_what_cannot_be_read_cannot_be_signed(office, paper, content):
    with pytest.raises(PdfUnsignable):
        office.certified(content(paper))


def test_a_place_beyond_the_last_page_cannot_be_signed(office, paper):
    with pytest.raises(PdfUnsignable):
        pdf.sign(paper, [office.signature(office.leader, "LanhDao", place=Place(7, LEADER_PLACE.box))], at=NINE_THIRTY)
