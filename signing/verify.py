"""Says of a PDF whether it is genuine, and if not, which of six things happened to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from kernel.clock import TZ
from signing import container
from signing.authority import serial_text
from signing.reading import UNREADABLE, looks_like_pdf, signature_marks
from signing.states import Verdict

GRAVITY = {verdict: gravity for gravity, verdict in enumerate(Verdict)}


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom this office believes.

    roots       certificates trusted without asking
    issuers     authorities under them, which sign the holders' certificates
    outsiders   root certificates of other authorities that an operator has loaded
    revoked_at  serial (as `authority.serial_text` writes it) -> hour from which signatures are void
    """

    roots: tuple[x509.Certificate, ...]
    issuers: tuple[x509.Certificate, ...]
    outsiders: tuple[x509.Certificate, ...] = ()
    revoked_at: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature: who, when (as claimed, in Vietnam's time), why, and what is to be said of it."""

    field: str
    signer: str
    organisation: str
    serial: str
    signed_at: datetime | None
    reason: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Report:
    """A paper is worth what its worst signature is worth."""

    verdict: Verdict
    signatures: tuple[SignatureReport, ...] = ()

    @property
    def is_genuine(self) -> bool:
        return self.verdict == Verdict.GENUINE


def verify(pdf: bytes, trust: Trust, *, at: datetime | None = None) -> Report:
    """Judge a PDF and each of its signatures. Never raises, whatever the bytes are.

    at  the hour at which certificates are judged; without it, each at the hour its signature claims, so that
        a signature made before a revocation stays genuine.
    """
    if not looks_like_pdf(pdf):
        return Report(Verdict.NOT_A_PDF)
    marks = signature_marks(pdf)
    if not marks:
        return Report(Verdict.UNSIGNED)
    try:
        embedded = PdfFileReader(BytesIO(pdf)).embedded_signatures
    except UNREADABLE:
        return Report(Verdict.ALTERED)
    last = len(embedded) - 1
    signatures = tuple(_judge(found, pdf, trust, at, is_last=place == last) for place, found in enumerate(embedded))
    # A signature that is in the bytes and no longer in the form was torn out.
    torn_out = [Verdict.ALTERED] if marks > len(embedded) else []
    verdicts = [signature.verdict for signature in signatures] + torn_out
    return Report(max(verdicts, key=GRAVITY.__getitem__), signatures)


def _judge(
    found: EmbeddedPdfSignature, pdf: bytes, trust: Trust, at: datetime | None, *, is_last: bool
) -> SignatureReport:
    try:
        signer = x509.load_der_x509_certificate(found.signer_cert.dump())
        signed_at = _claimed_hour(found)
        return SignatureReport(
            field=found.field_name,
            signer=_attribute(signer, NameOID.COMMON_NAME),
            organisation=_attribute(signer, NameOID.ORGANIZATION_NAME),
            serial=serial_text(signer),
            signed_at=signed_at,
            reason=str(found.sig_object.get("/Reason", "")),
            verdict=_verdict(found, pdf, signer, trust, at or signed_at, is_last=is_last),
        )
    except UNREADABLE:
        return SignatureReport(str(found.field_name), "", "", "", None, "", Verdict.ALTERED)


def _claimed_hour(found: EmbeddedPdfSignature) -> datetime | None:
    claimed = found.self_reported_timestamp
    if claimed is None:
        return None
    return claimed.replace(tzinfo=TZ) if claimed.tzinfo is None else claimed.astimezone(TZ)


def _verdict(
    found: EmbeddedPdfSignature,
    pdf: bytes,
    signer: x509.Certificate,
    trust: Trust,
    at: datetime | None,
    *,
    is_last: bool,
) -> Verdict:
    status = _status(found, signer, trust, at)
    if not (status.intact and status.valid and status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION):
        return Verdict.ALTERED
    if not status.docmdp_ok or (is_last and status.coverage != SignatureCoverageLevel.ENTIRE_FILE):
        return Verdict.ADDED
    if not status.bottom_line or status.validation_path is None:
        return Verdict.UNKNOWN_SIGNER
    path = [x509.load_der_x509_certificate(above.dump()) for above in status.validation_path.iter_certs(True)]
    is_untouched = _is_of_others(found, pdf) if path[0] in trust.outsiders else _is_as_written(found, path, pdf)
    if not is_untouched:
        return Verdict.ALTERED
    if at is None or not _in_force(signer, at):
        return Verdict.EXPIRED
    return Verdict.REVOKED if _is_revoked(path, trust, at) else Verdict.GENUINE


def _status(
    found: EmbeddedPdfSignature, signer: x509.Certificate, trust: Trust, at: datetime | None
) -> PdfSignatureStatus:
    """Ask pyHanko whether the signature holds and who vouches for the signer.

    At an hour when the certificate was in force: whose it is and when it was valid are two questions.
    """
    moment = at if at is not None and _in_force(signer, at) else signer.not_valid_before_utc
    context = ValidationContext(
        trust_roots=_pyhanko_certificates([*trust.roots, *trust.outsiders]),
        other_certs=_pyhanko_certificates(trust.issuers),
        moment=moment,
        allow_fetching=False,
    )
    return validate_pdf_signature(found, context)


def _is_as_written(found: EmbeddedPdfSignature, path: Sequence[x509.Certificate], pdf: bytes) -> bool:
    """Tell whether the container, which the signature itself does not cover, is to the byte the one we write."""
    *_above, issuer, signer = path
    signature = found.signer_info["signature"].native
    expected = container.write(found.compute_digest(), signature, signer=signer, issuer=issuer)
    _start, length, resumes, _length = found.byte_range
    return pdf[length:resumes] == container.as_hexadecimal(expected, resumes - length)


def _is_of_others(found: EmbeddedPdfSignature, pdf: bytes) -> bool:
    """Tell whether a container of another hand holds nothing but what it signs: no loose attributes, zeros behind it.

    How others write theirs is their affair, so it cannot be compared with ours to the byte.
    """
    _start, length, resumes, _length = found.byte_range
    between = pdf[length:resumes]
    held = bytes.fromhex(between[1:-1].decode("ascii"))
    is_padded = not held[_der_length(held) :].strip(b"\x00")
    is_bare = not found.signer_info["unsigned_attrs"].native
    return is_padded and is_bare and between[:1] == b"<" and between[-1:] == b">"


def _der_length(value: bytes) -> int:
    """Return how many bytes a DER value takes with its tag and its length."""
    if value[1] < 0x80:
        return 2 + value[1]
    size = value[1] & 0x7F
    return 2 + size + int.from_bytes(value[2 : 2 + size])


def _is_revoked(path: Iterable[x509.Certificate], trust: Trust, at: datetime) -> bool:
    """Tell whether the signer's certificate, or that of an authority above it, was void at the hour."""
    hours = (trust.revoked_at.get(serial_text(certificate)) for certificate in path)
    return any(revoked_at is not None and revoked_at <= at for revoked_at in hours)


def _in_force(certificate: x509.Certificate, at: datetime) -> bool:
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def _attribute(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    values = certificate.subject.get_attributes_for_oid(oid)
    return str(values[0].value) if values else ""


def _pyhanko_certificates(certificates: Iterable[x509.Certificate]) -> list[Any]:
    der = (certificate.public_bytes(Encoding.DER) for certificate in certificates)
    return [parsed for encoded in der for parsed in load_certs_from_pemder_data(encoded)]
