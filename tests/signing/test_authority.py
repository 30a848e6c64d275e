"""The demo authority: a root, an issuing authority, and holders who can sign for decades from 2020 on."""

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kernel.clock import TZ
from signing import authority, keys
from signing.states import CertificateKind
from tests.signing.conftest import COMMUNE


def attribute(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    [found] = certificate.subject.get_attributes_for_oid(oid)
    return found.value


def test_each_certificate_is_signed_by_the_one_above_it(office):
    office.root.certificate.verify_directly_issued_by(office.root.certificate)
    office.issuing.certificate.verify_directly_issued_by(office.root.certificate)
    office.leader.certificate.verify_directly_issued_by(office.issuing.certificate)
    office.seal.certificate.verify_directly_issued_by(office.issuing.certificate)


def test_certificates_hold_from_2020_for_decades(office):
    assert office.leader.certificate.not_valid_before_utc == datetime(2020, 1, 1, tzinfo=TZ).astimezone(UTC)
    assert office.leader.certificate.not_valid_after_utc == datetime(2055, 1, 1, tzinfo=TZ).astimezone(UTC)
    assert office.issuing.certificate.not_valid_after_utc > office.leader.certificate.not_valid_after_utc


def test_the_subject_names_the_holder_and_marks_the_certificate_as_training(office):
    leader = office.leader.certificate

    assert attribute(leader, NameOID.COMMON_NAME) == "Nguyễn Thị Chi"
    assert attribute(leader, NameOID.ORGANIZATION_NAME) == COMMUNE
    assert attribute(leader, NameOID.COUNTRY_NAME) == "VN"
    assert attribute(leader, NameOID.ORGANIZATIONAL_UNIT_NAME) == "TẬP HUẤN - TRAINING ONLY"


def test_a_holder_signs_papers_and_an_authority_signs_certificates(office):
    leader = office.leader.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    issuing = office.issuing.certificate.extensions.get_extension_for_class(x509.KeyUsage).value

    assert (leader.digital_signature, leader.content_commitment, leader.key_cert_sign) == (True, True, False)
    assert (issuing.digital_signature, issuing.content_commitment, issuing.key_cert_sign) == (False, False, True)


def test_only_authorities_may_issue_and_only_as_deep_as_they_stand(office):
    def depth(credential):
        return credential.certificate.extensions.get_extension_for_class(x509.BasicConstraints).value

    assert depth(office.root) == x509.BasicConstraints(ca=True, path_length=1)
    assert depth(office.issuing) == x509.BasicConstraints(ca=True, path_length=0)
    assert depth(office.leader) == x509.BasicConstraints(ca=False, path_length=None)


def test_keys_are_elliptic_on_p256(office):
    assert isinstance(office.leader.key.curve, ec.SECP256R1)


def test_names_are_composed_so_that_marks_stand_where_they_belong(office):
    decomposed = "Nguye\u0302\u0303n Thi\u0323 Chi"
    holder = authority.issue(decomposed, organisation=COMMUNE, kind=CertificateKind.PERSON, issuer=office.issuing)

    assert attribute(holder.certificate, NameOID.COMMON_NAME) == "Nguyễn Thị Chi"


def test_a_locked_key_tells_nothing_and_opens_with_its_secret_only(office):
    locked = keys.lock(office.leader.key, "right")

    assert locked.startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert keys.unlock(locked, "right").private_numbers() == office.leader.key.private_numbers()
    with pytest.raises(ValueError, match="password"):
        keys.unlock(locked, "wrong")
