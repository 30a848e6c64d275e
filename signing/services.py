"""Issues and revokes certificates, signs papers with them, and verifies papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.db import transaction

from kernel import clock, journal
from kernel.actors import SYSTEM, Actor
from signing import appearance, authority, keys, pdf, queries, verify
from signing.authority import Credential
from signing.errors import CertificateAlreadyRevoked, KeysLocked, NoCertificateInForce
from signing.events import AuthorityTrusted, CertificateIssued, CertificateRevoked
from signing.models import Certificate
from signing.pdf import Place, Signature
from signing.states import CertificateKind, RevocationReason
from signing.verify import Report

AUTHORITY_HOLDER = "authority"


@dataclass(frozen=True, slots=True)
class Signing:
    """A signature that is wanted.

    holder     who signs: "officer:12" (a hand), "agency:H99.35.22" (a seal)
    field      name of the form field, unique within the PDF
    reason     why, in Vietnamese, as viewers show it
    place      where it is seen; None for an invisible signature
    certifies  closes the PDF against additions; of a PDF already signed it is an ordinary signature
    """

    holder: str
    field: str
    reason: str
    place: Place | None = None
    certifies: bool = False


@transaction.atomic
def issue_certificate(
    holder: str,
    *,
    kind: CertificateKind,
    name: str,
    organisation: str,
    by: Actor,
    superior: str = "",
    not_before: datetime = authority.FOUNDED_AT,
    not_after: datetime = authority.HOLDER_ENDS_AT,
) -> Certificate:
    """Give a holder a certificate and a key of its own; the authority is founded with the first one."""
    issuer = Certificate.objects.filter(kind=CertificateKind.ISSUING).first() or _found_authority()
    credential = authority.issue(
        name,
        organisation=organisation,
        kind=kind,
        issuer=_credential(issuer),
        not_before=not_before,
        not_after=not_after,
    )
    names = {"name": name, "organisation": organisation, "superior": superior}
    return _recorded(credential, holder=holder, kind=kind, issuer=issuer, names=names, by=by)


@transaction.atomic
def revoke(certificate_id: int, *, reason: RevocationReason, by: Actor, at: datetime | None = None) -> Certificate:
    """Make void what is signed from `at` on (simulated; now if not given): a key may have been lost for a while."""
    certificate = Certificate.objects.locked(certificate_id)
    if certificate.revoked_at is not None:
        raise CertificateAlreadyRevoked(serial=certificate.serial, revoked_at=certificate.revoked_at.isoformat())
    certificate.revoked_at, certificate.revocation_reason = at or clock.now(), reason
    revoked = CertificateRevoked(certificate.serial, certificate.holder, reason, certificate.revoked_at)
    journal.append(certificate, revoked, by, changed=("revoked_at", "revocation_reason"))
    return certificate


@transaction.atomic
def trust_authority(pem: bytes, *, by: Actor) -> Certificate:
    """Believe whom another authority vouches for, by its root certificate (PEM); one that is known stays as it is.

    Whether it is the right one an operator has settled on another way, e.g. by its fingerprint.
    Raises NotAnAuthority.
    """
    root = authority.read_root(pem)
    serial = authority.serial_text(root)
    known = Certificate.objects.filter(serial=serial, kind=CertificateKind.OUTSIDE).first()
    if known is not None:
        return known
    name, organisation = authority.names_of(root)
    certificate = Certificate.objects.create(
        holder=f"outside:{serial[:40]}",
        kind=CertificateKind.OUTSIDE,
        name=name[:160],
        organisation=organisation[:160],
        serial=serial,
        not_before=root.not_valid_before_utc,
        not_after=root.not_valid_after_utc,
        pem=root.public_bytes(Encoding.PEM).decode(),
    )
    journal.append(certificate, AuthorityTrusted(serial, name, authority.fingerprint(root)), by)
    return certificate


def sign_pdf(paper: bytes, signings: Sequence[Signing]) -> bytes:
    """Return the PDF signed by each holder in turn, at the simulated hour. Keep it out of a transaction: it takes time.

    Raises NoCertificateInForce, KeysLocked, PdfUnsignable, PdfClosed; nothing is stored either way.
    """
    at = clock.now()
    holders = {signing.holder for signing in signings}
    in_force = Certificate.objects.held_by(holders).in_force(at).select_related("issuer")
    latest = {certificate.holder: certificate for certificate in in_force}
    for holder in sorted(holders - latest.keys()):
        raise NoCertificateInForce(holder=holder)
    return pdf.sign(paper, [_signature(signing, latest[signing.holder], at) for signing in signings], at=at)


def verify_pdf(paper: bytes, *, at: datetime | None = None) -> Report:
    """Judge a PDF by the authorities and revocations of this office; `at` as in `verify.verify`."""
    return verify.verify(paper, queries.trust(), at=at)


def _found_authority() -> Certificate:
    root = authority.found_root()
    issuing = authority.found_issuing(root)
    names = {"name": authority.AUTHORITY_NAME, "organisation": authority.AUTHORITY_NAME, "superior": ""}
    above = _recorded(root, holder=AUTHORITY_HOLDER, kind=CertificateKind.ROOT, issuer=None, names=names, by=SYSTEM)
    return _recorded(
        issuing, holder=AUTHORITY_HOLDER, kind=CertificateKind.ISSUING, issuer=above, names=names, by=SYSTEM
    )


def _recorded(
    credential: Credential,
    *,
    holder: str,
    kind: CertificateKind,
    issuer: Certificate | None,
    names: dict[str, str],
    by: Actor,
) -> Certificate:
    certificate = Certificate.objects.create(
        holder=holder,
        kind=kind,
        issuer=issuer,
        serial=authority.serial_text(credential.certificate),
        not_before=credential.certificate.not_valid_before_utc,
        not_after=credential.certificate.not_valid_after_utc,
        pem=credential.certificate.public_bytes(Encoding.PEM).decode(),
        locked_key=keys.lock(credential.key, settings.SIGNING_KEY_SECRET),
        **names,
    )
    issued = CertificateIssued(certificate.serial, holder, kind, certificate.not_before, certificate.not_after)
    journal.append(certificate, issued, by)
    return certificate


def _signature(signing: Signing, certificate: Certificate, at: datetime) -> Signature:
    return Signature(
        credential=_credential(certificate),
        issuer=_parsed(certificate.issuer or certificate),
        field=signing.field,
        reason=signing.reason,
        place=signing.place,
        appearance=_drawn(certificate, signing.place, at) if signing.place else None,
        certifies=signing.certifies,
    )


def _drawn(certificate: Certificate, place: Place, at: datetime) -> bytes:
    if certificate.kind == CertificateKind.ORGANISATION:
        return appearance.seal(certificate.organisation, certificate.superior, width=place.width, height=place.height)
    return appearance.hand(certificate.name, at, width=place.width, height=place.height)


def _credential(certificate: Certificate) -> Credential:
    try:
        # Read at each use and kept nowhere else.
        key = keys.unlock(certificate.locked_key, settings.SIGNING_KEY_SECRET)
    except ValueError as failure:
        raise KeysLocked from failure
    return Credential(_parsed(certificate), key)


def _parsed(certificate: Certificate) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificate.pem.encode())
