"""Private keys at rest: PKCS #8, encrypted with a pass phrase that is never stored beside them."""

from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)


def lock(key: ec.EllipticCurvePrivateKey, secret: str) -> str:
    """Return the key as encrypted PEM ("BEGIN ENCRYPTED PRIVATE KEY"), which `openssl pkey` can also open."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(secret.encode())).decode()


# Opening costs milliseconds on purpose (the pass phrase is stretched); an office signs all day with few keys.
@lru_cache(maxsize=64)
def unlock(locked: str, secret: str) -> ec.EllipticCurvePrivateKey:
    """Return the key. Raises ValueError if the secret is another one."""
    key = load_pem_private_key(locked.encode(), secret.encode())
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("Certificates of this authority have elliptic-curve keys.")
    return key
