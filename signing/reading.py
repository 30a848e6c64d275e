"""What reading a PDF of unknown origin takes: the errors that may come, and the marks that a signature leaves."""

import zlib

from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.pdf_utils.misc import PdfError
from pyhanko_certvalidator.errors import PathError, ValidationError

# The libraries' own errors, and plain Python's where an object of a torn file is not of the kind expected.
UNREADABLE = (
    PdfError,
    PathError,
    ValidationError,
    UnsupportedAlgorithm,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    zlib.error,
)
HEAD_BYTES = 1024


def looks_like_pdf(content: bytes) -> bool:
    """Tell whether the content begins or, when its head is damaged but it bears a signature, ends as a PDF does."""
    if b"%PDF-" in content[:HEAD_BYTES]:
        return True
    return signature_marks(content) > 0 and b"%%EOF" in content[-HEAD_BYTES:]


def signature_marks(content: bytes) -> int:
    """Count the signatures that were written into the file. Two marks each: one changed byte cannot hide both."""
    return max(content.count(b"/ByteRange"), content.count(b"/ETSI.CAdES.detached"))
