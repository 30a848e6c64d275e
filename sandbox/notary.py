"""Signs the papers of the outside world: an authority of its own, and PAdES signatures made by pyHanko alone.

The house never trusts it by itself: an operator loads its certificate (docs/sources.md, rule O-4).
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from io import BytesIO

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from kernel.clock import TZ

FOUNDED_AT = datetime(2020, 1, 1, tzinfo=TZ)
ENDS_AT = datetime(2060, 1, 1, tzinfo=TZ)
AUTHORITY = "Cơ quan chứng thực ngoài"
TRAINING_MARK = "TẬP HUẤN - TRAINING ONLY"
FIELD = "ChuKyCoQuan"
DIGEST = "sha256"
# Hexadecimal digits: room for two certificates, so that the place is reserved and the paper signed once.
BYTES_RESERVED = 6144


@dataclass(frozen=True, slots=True)
class Pem:
    """A certificate and its private key, as texts."""

    certificate: str
    key: str


def found() -> Pem:
    """Make the authority: a self-signed root."""
    return _issued(AUTHORITY, AUTHORITY, issuer=None)


def issue(name: str, organisation: str, root: Pem) -> Pem:
    """Make a certificate for signing papers, straight from the root."""
    return _issued(name, organisation, issuer=root)


def sign(pdf: bytes, *, holder: Pem, root: Pem, reason: str, at: datetime) -> bytes:
    """Return the PDF with an invisible signature over all of it, at the hour it claims (aware)."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.ensure_output_version((1, 7))  # type: ignore[no-untyped-call]
    writer.register_extension(ESIC_EXTENSION_1)
    steps = PdfCMSEmbedder(new_field_spec=SigFieldSpec(FIELD)).write_cms(FIELD, writer)
    next(steps)
    placeholder = SignatureObject(
        timestamp=at, subfilter=SigSeedSubFilter.PADES, reason=reason, bytes_reserved=BYTES_RESERVED
    )
    steps.send(SigObjSetup(sig_placeholder=placeholder))
    digest, output = steps.send(SigIOSetup(md_algorithm=DIGEST))
    signer = _signer(holder, root.certificate)
    container = asyncio.run(signer.async_sign(digest.document_digest, digest_algorithm=DIGEST, use_pades=True))
    steps.send(container)
    return bytes(output.getvalue())


@lru_cache(maxsize=16)
def _signer(holder: Pem, root_certificate: str) -> SimpleSigner:
    """Reading a key costs more than signing with it."""
    registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    registry.register_multiple(load_certs_from_pemder_data(root_certificate.encode()))
    (certificate,) = load_certs_from_pemder_data(holder.certificate.encode())
    key = load_private_key_from_pemder_data(holder.key.encode(), passphrase=None)
    return SimpleSigner(signing_cert=certificate, signing_key=key, cert_registry=registry)


def _issued(name: str, organisation: str, *, issuer: Pem | None) -> Pem:
    key = ec.generate_private_key(ec.SECP256R1())
    above = x509.load_pem_x509_certificate(issuer.certificate.encode()) if issuer else None
    above_key = load_pem_private_key(issuer.key.encode(), password=None) if issuer else key
    assert isinstance(above_key, ec.EllipticCurvePrivateKey), "The authority's key is of this kind."
    subject = _name(name, organisation)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(above.subject if above else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(FOUNDED_AT)
        .not_valid_after(ENDS_AT - timedelta(days=0 if above is None else 1))
        .add_extension(x509.BasicConstraints(ca=above is None, path_length=0 if above is None else None), critical=True)
        .add_extension(_usage(is_authority=above is None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above_key.public_key()), critical=False)
        .sign(above_key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Pem(certificate.public_bytes(Encoding.PEM).decode(), secret.decode())


def _name(common_name: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, TRAINING_MARK),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _usage(*, is_authority: bool) -> x509.KeyUsage:
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
