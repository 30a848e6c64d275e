"""The signature container of PAdES B-B: CMS SignedData (RFC 5652) with exactly what the profile asks for.

A PDF signature covers the whole file but its own container, and most of a container is covered by nothing. So the
same few lines that write it also judge it: what they would not have written was changed afterwards.
"""

from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from signing.authority import Credential

INTEGER, OCTET_STRING, OBJECT_IDENTIFIER, SEQUENCE, SET, CONTEXT_0 = 0x02, 0x04, 0x06, 0x30, 0x31, 0xA0


def _value(tag: int, *contents: bytes) -> bytes:
    """Return a DER value: tag, length (in long form from 128 on), contents."""
    body = b"".join(contents)
    length = len(body)
    size = (length.bit_length() + 7) // 8
    head = bytes([tag, length]) if length < 0x80 else bytes([tag, 0x80 | size]) + length.to_bytes(size, "big")
    return head + body


def _sequence(*members: bytes) -> bytes:
    return _value(SEQUENCE, *members)


def _set(*members: bytes) -> bytes:
    # DER: the members of a set stand in the order of their bytes.
    return _value(SET, *sorted(members))


def _integer(number: int) -> bytes:
    return _value(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _object_identifier(encoded: str) -> bytes:
    return _value(OBJECT_IDENTIFIER, bytes.fromhex(encoded))


SIGNED_DATA = _object_identifier("2a864886f70d010702")
DATA = _object_identifier("2a864886f70d010701")
CONTENT_TYPE = _object_identifier("2a864886f70d010903")
MESSAGE_DIGEST = _object_identifier("2a864886f70d010904")
SIGNING_CERTIFICATE_V2 = _object_identifier("2a864886f70d010910022f")
SHA256 = _sequence(_object_identifier("608648016503040201"))
ECDSA_WITH_SHA256 = _sequence(_object_identifier("2a8648ce3d040302"))


def sign(document_sha256: bytes, *, credential: Credential, issuer: x509.Certificate) -> bytes:
    """Return the DER container of a signature over a document's digest (32 bytes)."""
    signed = _value(SET, *_signed_attributes(document_sha256, credential.certificate))
    signature = credential.key.sign(signed, ec.ECDSA(hashes.SHA256()))
    return write(document_sha256, signature, signer=credential.certificate, issuer=issuer)


def write(document_sha256: bytes, signature: bytes, *, signer: x509.Certificate, issuer: x509.Certificate) -> bytes:
    """Return the one container that these parts have; `signature` is the DER value over the signed attributes."""
    signer_info = _sequence(
        _integer(1),
        _sequence(signer.issuer.public_bytes(), _integer(signer.serial_number)),
        SHA256,
        _value(CONTEXT_0, *_signed_attributes(document_sha256, signer)),
        ECDSA_WITH_SHA256,
        _value(OCTET_STRING, signature),
    )
    certificates = sorted(certificate.public_bytes(Encoding.DER) for certificate in (signer, issuer))
    signed_data = _sequence(
        _integer(1), _set(SHA256), _sequence(DATA), _value(CONTEXT_0, *certificates), _set(signer_info)
    )
    return _sequence(SIGNED_DATA, _value(CONTEXT_0, signed_data))


def as_hexadecimal(container: bytes, width: int) -> bytes:
    """Return the container as it stands in a PDF: upper-case digits in angle brackets, zeros up to the width."""
    return b"<" + container.hex().upper().encode().ljust(width - 2, b"0") + b">"


def _signed_attributes(document_sha256: bytes, signer: x509.Certificate) -> list[bytes]:
    """Return the members of the set that is signed, in DER's order.

    The hour is not among them: PAdES keeps it in the PDF, in the part that is digested.
    """
    certificate_sha256 = sha256(signer.public_bytes(Encoding.DER)).digest()
    certificate_ids = _sequence(_sequence(_value(OCTET_STRING, certificate_sha256)))
    attributes = (
        _sequence(CONTENT_TYPE, _set(DATA)),
        _sequence(MESSAGE_DIGEST, _set(_value(OCTET_STRING, document_sha256))),
        _sequence(SIGNING_CERTIFICATE_V2, _set(_sequence(certificate_ids))),
    )
    return sorted(attributes)
