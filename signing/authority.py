"""The demo certificate authority: a root, an issuing authority under it, and certificates for officers and offices."""

from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kernel.clock import TZ
from signing.errors import NotAnAuthority
from signing.states import CertificateKind

# Before any hour the simulation shows, and decades after: an exercise may be set in any year between.
FOUNDED_AT = datetime(2020, 1, 1, tzinfo=TZ)
AUTHORITY_ENDS_AT = datetime(2060, 1, 1, tzinfo=TZ)
HOLDER_ENDS_AT = datetime(2055, 1, 1, tzinfo=TZ)

AUTHORITY_NAME = "Một Cửa"
# Nobody shall take a paper of the exercise for a real one.
TRAINING_MARK = "TẬP HUẤN - TRAINING ONLY"
COMMON_NAME_MAX_BYTES = 64


@dataclass(frozen=True, slots=True)
class Credential:
    """A certificate with the private key that belongs to it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def found_root() -> Credential:
    """Make the self-signed root, the one certificate that a verifier trusts without asking."""
    return _issue(_name(f"{AUTHORITY_NAME} Root CA", AUTHORITY_NAME), CertificateKind.ROOT, None, AUTHORITY_ENDS_AT)


def found_issuing(root: Credential) -> Credential:
    """Make the authority that signs the holders' certificates."""
    return _issue(_name(f"{AUTHORITY_NAME} CA 1", AUTHORITY_NAME), CertificateKind.ISSUING, root, AUTHORITY_ENDS_AT)


def issue(
    name: str,
    *,
    organisation: str,
    kind: CertificateKind,
    issuer: Credential,
    not_before: datetime = FOUNDED_AT,
    not_after: datetime = HOLDER_ENDS_AT,
) -> Credential:
    """Make a certificate for signing papers: of a person (`name` in `organisation`) or of an organisation itself."""
    return _issue(_name(name, organisation), kind, issuer, not_after, not_before)


def serial_text(certificate: x509.Certificate) -> str:
    """Return the serial number as it is printed and stored: upper-case hexadecimal."""
    return f"{certificate.serial_number:X}"


def read_root(pem: bytes) -> x509.Certificate:
    """Return the root certificate of another authority. Raises NotAnAuthority.

    Self-signed, and allowed to sign others: a certificate that anybody holds would vouch for anybody.
    """
    try:
        root = x509.load_pem_x509_certificate(pem)
        root.verify_directly_issued_by(root)
        constraints = root.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.ExtensionNotFound) as failure:
        raise NotAnAuthority from failure
    if not constraints.ca:
        raise NotAnAuthority
    return root


def names_of(certificate: x509.Certificate) -> tuple[str, str]:
    """Return the common name and the organisation of a certificate's holder; "" for what it does not say."""
    found = [
        certificate.subject.get_attributes_for_oid(oid) for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    ]
    name, organisation = (str(values[0].value) if values else "" for values in found)
    return name, organisation


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of a certificate, by which two people compare it: lower-case hexadecimal."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def _issue(
    subject: x509.Name,
    kind: CertificateKind,
    issuer: Credential | None,
    not_after: datetime,
    not_before: datetime = FOUNDED_AT,
) -> Credential:
    key = ec.generate_private_key(ec.SECP256R1())
    issuer_key = issuer.key if issuer else key
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(_constraints(kind), critical=True)
        .add_extension(_usage(kind), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    return Credential(certificate, key)


def _name(common_name: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, normalize("NFC", organisation)),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, TRAINING_MARK),
            x509.NameAttribute(NameOID.COMMON_NAME, _fitted(normalize("NFC", common_name))),
        ]
    )


def _fitted(common_name: str) -> str:
    """Shorten a name that X.520 finds too long; an organisation's full name stands beside it, without a limit."""
    if len(common_name.encode()) <= COMMON_NAME_MAX_BYTES:
        return common_name
    kept = common_name.encode()[: COMMON_NAME_MAX_BYTES - len("…".encode())]
    return kept.decode(errors="ignore").rstrip() + "…"


def _constraints(kind: CertificateKind) -> x509.BasicConstraints:
    depth = {CertificateKind.ROOT: 1, CertificateKind.ISSUING: 0}.get(kind)
    return x509.BasicConstraints(ca=depth is not None, path_length=depth)


def _usage(kind: CertificateKind) -> x509.KeyUsage:
    is_authority = kind in (CertificateKind.ROOT, CertificateKind.ISSUING)
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
