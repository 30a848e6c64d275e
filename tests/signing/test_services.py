"""Certificates are rows with locked keys, issued and revoked on record; papers are signed at the hour shown."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kernel import journal
from kernel.actors import SYSTEM, Actor, ActorKind
from kernel.clock import TZ
from signing import services
from signing.errors import (
    CertificateAlreadyRevoked,
    CertificateMissing,
    KeysLocked,
    NoCertificateInForce,
    PdfUnsignable,
)
from signing.events import CertificateIssued, CertificateRevoked
from signing.models import Certificate
from signing.services import Signing
from signing.states import CertificateKind, RevocationReason, Verdict
from tests.signing.conftest import COMMUNE, LEADER_PLACE, NINE_THIRTY, SEAL_PLACE

pytestmark = pytest.mark.django_db

OFFICE_OF_TRUST = Actor(ActorKind.OFFICER, 7)
AS_A_RESULT = [
    Signing("officer:12", "LanhDao", "Phê duyệt kết quả", LEADER_PLACE),
    Signing("agency:H99.35.22", "CoQuan", "Phát hành văn bản", SEAL_PLACE),
]


@pytest.fixture
def chi() -> Certificate:
    return services.issue_certificate(
        "officer:12", kind=CertificateKind.PERSON, name="Nguyễn Thị Chi", organisation=COMMUNE, by=OFFICE_OF_TRUST
    )


@pytest.fixture
def commune() -> Certificate:
    return services.issue_certificate(
        "agency:H99.35.22",
        kind=CertificateKind.ORGANISATION,
        name=COMMUNE,
        organisation=COMMUNE,
        superior="Tỉnh Sao Mai",
        by=OFFICE_OF_TRUST,
    )


def test_the_authority_is_founded_once_with_the_first_certificate(chi, commune):
    kinds = Certificate.objects.order_by("pk").values_list("kind", "holder", "issuer__kind")

    assert list(kinds) == [
        ("root", "authority", None),
        ("issuing", "authority", "root"),
        ("person", "officer:12", "issuing"),
        ("organisation", "agency:H99.35.22", "issuing"),
    ]


def test_there_is_one_root_only(chi):
    root = Certificate.objects.get(kind=CertificateKind.ROOT)
    root.pk, root.serial = None, "1"

    with pytest.raises(IntegrityError), transaction.atomic():
        root.save(force_insert=True)


def test_issuing_is_on_record(chi):
    [entry] = journal.history(chi.stream)

    assert entry.actor == "officer:7"
    assert journal.event_of(entry) == CertificateIssued(
        chi.serial, "officer:12", CertificateKind.PERSON, chi.not_before, chi.not_after
    )
    assert journal.verify().verified


def test_no_key_is_stored_in_plain(chi, commune):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM signing_certificate")
        stored = [str(value) for row in cursor.fetchall() for value in row]

    assert sum("BEGIN ENCRYPTED PRIVATE KEY" in value for value in stored) == 4
    assert not any("BEGIN PRIVATE KEY" in value or "BEGIN EC PRIVATE KEY" in value for value in stored)


def test_with_another_secret_the_keys_stay_shut(chi, paper, settings):
    settings.SIGNING_KEY_SECRET = "another"

    with pytest.raises(KeysLocked):
        services.sign_pdf(paper, AS_A_RESULT[:1])


def test_a_result_is_signed_and_sealed_at_the_hour_shown(chi, commune, paper, on):
    with on("2024-04-26 09:30:15"):
        signed = services.sign_pdf(paper, AS_A_RESULT)

    report = services.verify_pdf(signed)
    assert report.verdict == Verdict.GENUINE
    assert [(found.field, found.signer, found.signed_at) for found in report.signatures] == [
        ("LanhDao", "Nguyễn Thị Chi", NINE_THIRTY),
        ("CoQuan", COMMUNE, NINE_THIRTY),
    ]


def test_signing_and_verifying_cost_one_query_each(chi, commune, paper, on):
    with on("2024-04-26 09:30"), CaptureQueriesContext(connection) as queries:
        signed = services.sign_pdf(paper, AS_A_RESULT)
    assert len(queries) == 1

    with CaptureQueriesContext(connection) as queries:
        services.verify_pdf(signed)
    assert len(queries) == 1


def test_who_has_no_certificate_cannot_sign(chi, paper):
    with pytest.raises(NoCertificateInForce) as refusal:
        services.sign_pdf(paper, AS_A_RESULT)

    assert refusal.value.params == {"holder": "agency:H99.35.22"}


def test_nobody_signs_before_the_certificate_begins_or_after_it_ends(chi, paper, on):
    for hour in ("2019-12-31 23:59", "2055-01-01 00:01"):
        with on(hour), pytest.raises(NoCertificateInForce):
            services.sign_pdf(paper, AS_A_RESULT[:1])


def test_a_revoked_certificate_signs_no_more_and_what_it_signed_before_stays_genuine(chi, paper, on):
    with on("2024-04-26 09:30"):
        before = services.sign_pdf(paper, AS_A_RESULT[:1])
    with on("2024-04-26 10:00"):
        services.revoke(chi.pk, reason=RevocationReason.CESSATION, by=OFFICE_OF_TRUST)

    with on("2024-04-26 10:01"), pytest.raises(NoCertificateInForce):
        services.sign_pdf(paper, AS_A_RESULT[:1])
    assert services.verify_pdf(before).verdict == Verdict.GENUINE


def test_a_key_found_lost_for_a_week_voids_what_was_signed_since(chi, paper, on):
    with on("2024-04-26 09:30"):
        signed = services.sign_pdf(paper, AS_A_RESULT[:1])
    lost_at = datetime(2024, 4, 24, 8, 0, tzinfo=TZ)

    services.revoke(chi.pk, reason=RevocationReason.KEY_COMPROMISED, by=OFFICE_OF_TRUST, at=lost_at)

    assert services.verify_pdf(signed).verdict == Verdict.REVOKED


def test_revoking_is_on_record_and_happens_once(chi, on):
    with on("2024-04-26 10:00"):
        services.revoke(chi.pk, reason=RevocationReason.SUPERSEDED, by=OFFICE_OF_TRUST)
    revoked = Certificate.objects.get(pk=chi.pk)

    with on("2024-04-26 11:00"), pytest.raises(CertificateAlreadyRevoked):
        services.revoke(chi.pk, reason=RevocationReason.CESSATION, by=SYSTEM)

    ten = datetime(2024, 4, 26, 10, 0, tzinfo=TZ)
    unchanged = Certificate.objects.get(pk=chi.pk)
    assert (unchanged.revoked_at, unchanged.revocation_reason) == (revoked.revoked_at, "superseded")
    assert unchanged.revoked_at == ten
    assert [journal.event_of(entry) for entry in journal.history(chi.stream)][1:] == [
        CertificateRevoked(chi.serial, "officer:12", RevocationReason.SUPERSEDED, ten)
    ]


def test_what_does_not_exist_is_not_revoked():
    with pytest.raises(CertificateMissing):
        services.revoke(404, reason=RevocationReason.CESSATION, by=SYSTEM)


def test_of_two_certificates_in_force_the_later_one_signs(chi, paper, on):
    renewed = services.issue_certificate(
        "officer:12",
        kind=CertificateKind.PERSON,
        name="Nguyễn Thị Chi",
        organisation=COMMUNE,
        by=SYSTEM,
        not_before=NINE_THIRTY - timedelta(hours=1),
    )

    with on("2024-04-26 09:30"):
        signed = services.sign_pdf(paper, AS_A_RESULT[:1])

    [found] = services.verify_pdf(signed).signatures
    assert found.serial == renewed.serial


def test_a_scan_is_certified_invisibly_and_closed(chi, paper):
    certified = services.sign_pdf(paper, [Signing("officer:12", "ChungThuc", "Chứng thực bản điện tử", certifies=True)])

    [found] = services.verify_pdf(certified).signatures
    assert (found.field, found.verdict) == ("ChungThuc", Verdict.GENUINE)


def test_what_is_no_pdf_is_not_signed(chi):
    with pytest.raises(PdfUnsignable):
        services.sign_pdf(b"GIF89a", AS_A_RESULT[:1])
