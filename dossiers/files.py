"""Uploads: what a file is by its content, within which bounds, and where it is kept."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from dossiers.errors import FileEmpty, FileTooLarge, FileTooLong, FileTypeLies, FileTypeRefused, FileUnreadable
from dossiers.models import StoredFile
from kernel import clock

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
SIGNATURES = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
IMAGE_FORMAT = {JPEG: "JPEG", PNG: "PNG"}
# A scan of A3 at 600 dpi; what claims more is a bomb.
MOST_PIXELS = 70_000_000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrived: its bytes and what it says of itself (media type; empty when it says nothing)."""

    content: bytes
    declared_type: str = ""


def store(upload: Upload) -> StoredFile:
    """Check an upload and keep it under its digest; the same content is kept once.

    Raises FileEmpty, FileTooLarge, FileTypeRefused, FileTypeLies, FileUnreadable, FileTooLong; nothing is kept then.
    """
    found = sniff(upload)
    return keep(upload.content, found, _pages(upload.content, found))


def keep(content: bytes, content_type: str, pages: int) -> StoredFile:
    """Keep bytes of our own making, or checked ones, under their digest."""
    digest = sha256(content).hexdigest()
    defaults = {"content_type": content_type, "bytes": len(content), "pages": pages, "stored_at": clock.now()}
    stored, _created = StoredFile.objects.get_or_create(sha256=digest, defaults=defaults)
    if not default_storage.exists(stored.path):
        default_storage.save(stored.path, ContentFile(content))
    return stored


def read(stored: StoredFile) -> bytes:
    """Return the bytes of a kept file."""
    with default_storage.open(stored.path) as opened:
        return bytes(opened.read())


def sniff(upload: Upload) -> str:
    """Return the media type by content; size and honesty are checked first, and nothing is decoded."""
    size = len(upload.content)
    if not size:
        raise FileEmpty
    if size > settings.PAPER_MAX_BYTES:
        raise FileTooLarge(bytes=size, most_bytes=settings.PAPER_MAX_BYTES)
    found = next((kind for start, kind in SIGNATURES.items() if upload.content.startswith(start)), None)
    if found is None:
        raise FileTypeRefused(accepted=["PDF", "JPEG", "PNG"])
    if upload.declared_type not in ("", "application/octet-stream", found):
        raise FileTypeLies(declared=upload.declared_type[:80], found=found)
    return found


def _pages(content: bytes, content_type: str) -> int:
    pages = pages_of_pdf(content) if content_type == PDF else _pages_of_image(content, content_type)
    if pages > settings.PAPER_MAX_PAGES:
        raise FileTooLong(pages=pages, most_pages=settings.PAPER_MAX_PAGES)
    return pages


def pages_of_pdf(content: bytes) -> int:
    """Return how many pages a PDF has, at least one. Raises FileUnreadable."""
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        pages = 0 if reader.is_encrypted else len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as failure:
        # pypdf meets damaged files with any of these.
        raise FileUnreadable(found="PDF") from failure
    if not pages:
        raise FileUnreadable(found="PDF")
    return pages


def _pages_of_image(content: bytes, content_type: str) -> int:
    name = IMAGE_FORMAT[content_type]
    try:
        with Image.open(BytesIO(content), formats=[name]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise FileUnreadable(found=name)
            image.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as failure:
        raise FileUnreadable(found=name) from failure
    return 1
