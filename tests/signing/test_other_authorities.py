"""Papers of other authorities are believed once an operator has loaded their root certificate (ADR 0013)."""

from io import BytesIO, StringIO

import httpx
import pytest
from django.core.management import CommandError, call_command
from reportlab.pdfgen.canvas import Canvas

from kernel import clock, telephone
from kernel.actors import SYSTEM
from kernel.models import JournalEntry
from sandbox import notary
from signing import authority, services
from signing.errors import NotAnAuthority
from signing.models import Certificate
from signing.states import CertificateKind, RevocationReason
from tests.calendars import at
from tests.loopback import loopback
from tests.refusals import everything

MONDAY = at("2024-06-03 09:00")


def one_page():
    output = BytesIO()
    canvas = Canvas(output, invariant=1)
    canvas.drawString(70, 700, "CT08")
    canvas.save()
    return output.getvalue()


@pytest.fixture
def outside():
    """An authority of others, and a paper that one of its holders signed on Monday."""
    root = notary.found()
    holder = notary.issue("CÔNG AN XÃ AN PHÚ", "Công an xã An Phú", root)
    paper = notary.sign(one_page(), holder=holder, root=root, reason="Kết quả", at=MONDAY)
    return root, paper


def test_without_its_root_the_signer_is_unknown(db, outside):
    _root, paper = outside

    assert services.verify_pdf(paper).verdict == "unknown-signer"


def test_with_its_root_the_paper_is_genuine_and_says_who_signed(db, outside):
    root, paper = outside
    services.trust_authority(root.certificate.encode(), by=SYSTEM)

    report = services.verify_pdf(paper)

    assert (report.verdict, report.signatures[0].organisation) == ("genuine", "Công an xã An Phú")


def test_another_root_vouches_for_nobody_else(db, outside):
    _root, paper = outside
    services.trust_authority(notary.found().certificate.encode(), by=SYSTEM)

    assert services.verify_pdf(paper).verdict == "unknown-signer"


def test_a_byte_that_was_changed_is_seen_wherever_it_stands(db, outside):
    root, paper = outside
    services.trust_authority(root.certificate.encode(), by=SYSTEM)
    start = paper.rindex(b"/Contents") + len("/Contents <")
    end = paper.index(b">", start)

    for place in (paper.index(b"%PDF-") + 6, end - 2, len(paper) // 3):
        altered = bytearray(paper)
        altered[place] ^= 1
        assert services.verify_pdf(bytes(altered)).verdict != "genuine"


def test_loading_it_again_changes_nothing(db, outside):
    root, _paper = outside
    services.trust_authority(root.certificate.encode(), by=SYSTEM)
    before = everything()

    services.trust_authority(root.certificate.encode(), by=SYSTEM)

    assert everything() == before


def test_trust_that_is_taken_back_ends_at_that_hour(db, outside):
    root, paper = outside
    known = services.trust_authority(root.certificate.encode(), by=SYSTEM)

    with clock.held(MONDAY):
        services.revoke(known.pk, reason=RevocationReason.KEY_COMPROMISED, by=SYSTEM)

    assert services.verify_pdf(paper).verdict == "revoked"


@pytest.mark.parametrize(
    "pem", [b"", b"not a certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_what_is_no_certificate_is_refused(db, pem):
    before = everything()

    with pytest.raises(NotAnAuthority):
        services.trust_authority(pem, by=SYSTEM)

    assert everything() == before


def test_the_certificate_of_a_holder_is_no_authority(db):
    root = notary.found()
    holder = notary.issue("Ai đó", "Ai đó", root)

    with pytest.raises(NotAnAuthority):
        services.trust_authority(holder.certificate.encode(), by=SYSTEM)


# --- the command -----------------------------------------------------------------------------------------------------
def test_the_command_fetches_the_root_of_the_outside_world(db):
    told = StringIO()
    with loopback():
        call_command("trust_authority", stdout=told)

    known = Certificate.objects.get(kind=CertificateKind.OUTSIDE)
    fingerprint = authority.fingerprint(authority.read_root(known.pem.encode()))
    assert fingerprint in told.getvalue()
    assert JournalEntry.objects.filter(name="signing.AuthorityTrusted").count() == 1


def test_the_command_reads_a_file_and_compares_the_fingerprint(db, outside, tmp_path):
    root, _paper = outside
    file = tmp_path / "root.pem"
    file.write_text(root.certificate)
    before = everything()

    with pytest.raises(CommandError):
        call_command("trust_authority", str(file), fingerprint="00" * 32)

    assert everything() == before


def test_the_command_says_that_nobody_answers(db):
    with pytest.raises(CommandError), telephone.through(_dead()):
        call_command("trust_authority")


def _dead():
    def nobody(_request):
        raise httpx.ConnectError("Nobody is there.")

    return httpx.MockTransport(nobody)
