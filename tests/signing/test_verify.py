"""Seven things can be said of a signed paper, and each is told apart from the others.

Genuine, altered, added to after signing, expired, revoked, of an unknown signer, unsigned; and what is no PDF at all.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from pyhanko.pdf_utils.generic import DictionaryObject, TextStringObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from kernel.clock import TZ
from signing import authority, pdf
from signing.authority import serial_text
from signing.states import CertificateKind, Verdict
from signing.verify import Report, verify
from tests.signing.conftest import COMMUNE, NINE_THIRTY, SEAL_PLACE


def verdicts(report: Report) -> list[Verdict]:
    return [signature.verdict for signature in report.signatures]


def with_a_note_added(content: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(content))
    note = DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Contents"): TextStringObject("1.000.000 d"),
        }
    )
    writer.register_annotation(writer.root["/Pages"]["/Kids"].raw_get(0), writer.add_object(note))
    changed = BytesIO()
    writer.write(changed)
    return changed.getvalue()


def test_a_paper_signed_by_the_leader_and_then_sealed_is_genuine(office, paper):
    report = verify(office.signed(paper), office.trust)

    assert report.verdict == Verdict.GENUINE
    assert report.is_genuine
    leader, seal = report.signatures
    assert (leader.field, leader.signer, leader.organisation) == ("LanhDao", "Nguyễn Thị Chi", COMMUNE)
    assert (leader.signed_at, leader.reason) == (NINE_THIRTY, "Phê duyệt kết quả")
    assert leader.serial == serial_text(office.leader.certificate)
    assert (seal.field, seal.signer, seal.verdict) == ("CoQuan", COMMUNE, Verdict.GENUINE)


def test_a_scan_certified_by_a_clerk_is_genuine(office, paper):
    report = verify(office.certified(paper), office.trust)

    assert report.verdict == Verdict.GENUINE
    assert [signature.field for signature in report.signatures] == ["ChungThuc"]


def test_a_byte_changed_in_the_text_makes_it_altered(office, paper, flipped):
    signed = office.signed(paper)

    report = verify(flipped(signed, signed.index(b"stream") + 20), office.trust)

    assert report.verdict == Verdict.ALTERED
    assert verdicts(report) == [Verdict.ALTERED, Verdict.ALTERED]


def test_what_the_seal_covers_may_be_altered_while_the_leaders_part_is_not(office, paper, flipped):
    signed = office.signed(paper)

    report = verify(flipped(signed, signed.rindex(b"/Reason") + 12), office.trust)

    assert report.verdict == Verdict.ALTERED
    assert report.signatures[-1].verdict == Verdict.ALTERED


def test_a_note_added_after_signing_is_told_from_an_alteration(office, paper):
    report = verify(with_a_note_added(office.signed(paper)), office.trust)

    assert report.verdict == Verdict.ADDED
    assert verdicts(report) == [Verdict.ADDED, Verdict.ADDED]


def test_even_blank_bytes_after_the_end_are_an_addition(office, paper):
    report = verify(office.signed(paper) + b"\n", office.trust)

    assert report.verdict == Verdict.ADDED


def test_a_note_slipped_in_between_leader_and_seal_spoils_the_leaders_signature(office, paper):
    by_leader = pdf.sign(paper, [office.signature(office.leader, "LanhDao")], at=NINE_THIRTY)
    by_seal = office.signature(office.seal, "CoQuan", place=SEAL_PLACE)

    report = verify(pdf.sign(with_a_note_added(by_leader), [by_seal], at=NINE_THIRTY), office.trust)

    assert report.verdict == Verdict.ADDED
    assert verdicts(report) == [Verdict.ADDED, Verdict.GENUINE]


def test_a_signature_torn_out_of_the_form_is_noticed(office, paper):
    signed = office.signed(paper)

    report = verify(signed.replace(b"/V ", b"/W "), office.trust)

    assert report.verdict == Verdict.ALTERED


@pytest.mark.parametrize(
    ("not_before", "not_after"),
    [
        (datetime(2020, 1, 1, tzinfo=TZ), datetime(2024, 4, 26, 9, 30, 14, tzinfo=TZ)),
        (datetime(2024, 4, 26, 9, 30, 16, tzinfo=TZ), datetime(2030, 1, 1, tzinfo=TZ)),
    ],
    ids=["over", "not yet"],
)
def test_a_certificate_must_be_valid_at_the_hour_of_signing(office, paper, not_before, not_after):
    holder = authority.issue(
        "Nguyễn Thị Chi",
        organisation=COMMUNE,
        kind=CertificateKind.PERSON,
        issuer=office.issuing,
        not_before=not_before,
        not_after=not_after,
    )
    signed = pdf.sign(paper, [office.signature(holder, "LanhDao")], at=NINE_THIRTY)

    assert verify(signed, office.trust).verdict == Verdict.EXPIRED


def test_a_signature_outlives_its_certificate(office, paper):
    signed = office.signed(paper)

    assert verify(signed, office.trust).verdict == Verdict.GENUINE
    assert verify(signed, office.trust, at=datetime(2056, 1, 1, tzinfo=TZ)).verdict == Verdict.EXPIRED


@pytest.mark.parametrize(
    ("revoked_at", "verdict"),
    [
        (NINE_THIRTY - timedelta(days=1), Verdict.REVOKED),
        (NINE_THIRTY, Verdict.REVOKED),
        (NINE_THIRTY + timedelta(seconds=1), Verdict.GENUINE),
    ],
    ids=["before", "at the hour", "after"],
)
def test_only_what_is_signed_from_the_revocation_on_is_void(office, paper, revoked_at, verdict):
    serial = serial_text(office.leader.certificate)
    trust = replace(office.trust, revoked_at={serial: revoked_at})

    report = verify(office.signed(paper), trust)

    assert report.verdict == verdict
    assert verdicts(report) == [verdict, Verdict.GENUINE]


def test_a_revoked_authority_takes_its_holders_along(office, paper):
    serial = serial_text(office.issuing.certificate)
    trust = replace(office.trust, revoked_at={serial: NINE_THIRTY - timedelta(days=1)})

    assert verify(office.signed(paper), trust).verdict == Verdict.REVOKED


def test_another_authority_of_the_same_name_is_an_unknown_signer(office, rogue, paper):
    report = verify(rogue.signed(paper), office.trust)

    assert report.verdict == Verdict.UNKNOWN_SIGNER
    assert [signature.signer for signature in report.signatures] == ["Nguyễn Thị Chi", COMMUNE]


def test_an_authority_does_not_sign_papers_itself(office, paper):
    signed = pdf.sign(paper, [office.signature(office.issuing, "LanhDao")], at=NINE_THIRTY)

    assert verify(signed, office.trust).verdict == Verdict.UNKNOWN_SIGNER


def test_a_strangers_signature_after_ours_is_told_from_an_addition(office, rogue, paper):
    signed = pdf.sign(office.signed(paper), [rogue.signature(rogue.leader, "La")], at=NINE_THIRTY)

    report = verify(signed, office.trust)

    assert report.verdict == Verdict.UNKNOWN_SIGNER
    assert verdicts(report) == [Verdict.GENUINE, Verdict.GENUINE, Verdict.UNKNOWN_SIGNER]


def test_an_altered_paper_of_an_unknown_signer_is_altered_first_of_all(office, rogue, paper, flipped):
    signed = rogue.signed(paper)

    assert verify(flipped(signed, signed.index(b"stream") + 20), office.trust).verdict == Verdict.ALTERED


def test_a_paper_without_signature_is_unsigned(office, paper):
    assert verify(paper, office.trust) == Report(Verdict.UNSIGNED)


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"%PDF", b"\x89PNG\r\n\x1a\n" + bytes(2000)])
def test_what_is_no_pdf_is_said_to_be_none(office, content):
    assert verify(content, office.trust) == Report(Verdict.NOT_A_PDF)
