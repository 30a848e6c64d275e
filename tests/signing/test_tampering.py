"""A byte changed anywhere in a signed paper makes it altered: never genuine, never a crash.

That includes the signature's own container, which the signature does not cover: its padding, the case of its
hexadecimal digits, the certificates beside it.
"""

from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader

from signing import container
from signing.states import Verdict
from signing.verify import verify
from tests.signing.conftest import found_office

OFFICE = found_office()
MASKS = st.integers(min_value=1, max_value=255)
STRUCTURE = [
    b"%PDF",
    b"/ByteRange",
    b"/ETSI.CAdES.detached",
    b"/Contents",
    b"/Type /Sig",
    b"/V ",
    b"/M ",
    b"/Fields",
    b"/AcroForm",
    b"/Annots",
    b"/Prev",
    b"/Root",
    b"xref",
    b"startxref",
    b"%%EOF",
]


@pytest.fixture(scope="module")
def signed(paper) -> bytes:
    return OFFICE.signed(paper)


@pytest.fixture(scope="module")
def certified(paper) -> bytes:
    return OFFICE.certified(paper)


def container_of(content: bytes) -> tuple[int, int]:
    """Return where the last container begins and ends, brackets included."""
    begin = content.rindex(b"/Contents <") + len(b"/Contents ")
    return begin, content.index(b">", begin) + 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(min_value=0, max_value=1, exclude_max=True), mask=MASKS)
def test_any_byte_of_a_signed_and_sealed_paper(signed, flipped, where, mask):
    changed = flipped(signed, int(where * len(signed)), mask)

    assert verify(changed, OFFICE.trust).verdict == Verdict.ALTERED


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(min_value=0, max_value=1, exclude_max=True), mask=MASKS)
def test_any_byte_of_a_signatures_container(certified, flipped, where, mask):
    begin, end = container_of(certified)
    changed = flipped(certified, begin + int(where * (end - begin)), mask)

    assert verify(changed, OFFICE.trust).verdict == Verdict.ALTERED


@pytest.mark.parametrize("mark", STRUCTURE, ids=bytes.decode)
def test_the_bytes_that_hold_the_file_together(signed, certified, flipped, mark):
    for content in (signed, certified):
        assert mark in content
        for position in (content.index(mark) + 1, content.rindex(mark) + len(mark) - 1):
            assert verify(flipped(content, position), OFFICE.trust).verdict == Verdict.ALTERED


def test_digits_of_the_container_in_another_case(certified):
    begin, end = container_of(certified)
    lower = certified[:begin] + certified[begin:end].lower() + certified[end:]

    assert verify(lower, OFFICE.trust).verdict == Verdict.ALTERED


def test_a_message_hidden_in_the_padding(certified):
    _begin, end = container_of(certified)
    hidden = certified[: end - 9] + b"DEADBEEF" + certified[end - 1 :]

    assert verify(hidden, OFFICE.trust).verdict == Verdict.ALTERED


def test_another_certificate_slipped_in_beside_the_signers(certified):
    begin, end = container_of(certified)
    found = PdfFileReader(BytesIO(certified)).embedded_signatures[0]
    parts = {"document_sha256": found.compute_digest(), "signature": found.signer_info["signature"].native}
    signer, issuer, stranger = (held.certificate for held in (OFFICE.leader, OFFICE.issuing, found_office().issuing))

    written = container.as_hexadecimal(container.write(**parts, signer=signer, issuer=issuer), end - begin)
    swapped = container.as_hexadecimal(container.write(**parts, signer=signer, issuer=stranger), end - begin)

    assert certified[begin:end] == written
    assert verify(certified[:begin] + swapped + certified[end:], OFFICE.trust).verdict == Verdict.ALTERED


def test_a_paper_cut_off_within_the_seals_signature(signed):
    _begin, end = container_of(signed)

    assert verify(signed[: end - 100], OFFICE.trust).verdict == Verdict.ALTERED
    assert verify(signed[: end + 100], OFFICE.trust).verdict == Verdict.ALTERED


def test_a_paper_cut_back_to_what_the_leader_signed_is_genuine_and_bears_one_signature(signed):
    leaders_part = signed[: signed.index(b"%%EOF", signed.index(b"/ByteRange")) + len(b"%%EOF\n")]

    report = verify(leaders_part, OFFICE.trust)

    assert report.verdict == Verdict.GENUINE
    assert [signature.field for signature in report.signatures] == ["LanhDao"]


def test_the_untouched_papers_are_genuine(signed, certified):
    assert verify(signed, OFFICE.trust).verdict == Verdict.GENUINE
    assert verify(certified, OFFICE.trust).verdict == Verdict.GENUINE
