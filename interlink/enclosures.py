"""Papers that travel with messages: kept once under their digest, and never in a table."""

from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def keep(content: bytes) -> str:
    """Keep a paper and return its digest; the same paper is kept once."""
    digest = sha256(content).hexdigest()
    if not default_storage.exists(_path(digest)):
        default_storage.save(_path(digest), ContentFile(content))
    return digest


def read(digest: str) -> bytes:
    """Return the bytes of a paper that was kept."""
    with default_storage.open(_path(digest)) as opened:
        return bytes(opened.read())


def _path(digest: str) -> str:
    return f"enclosures/{digest[:2]}/{digest}"
