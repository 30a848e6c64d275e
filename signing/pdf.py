"""Signs a PDF: PAdES B-B, at a given hour, visible in a box or invisible, one revision per signature."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from cryptography import x509
from pyhanko.pdf_utils.content import AnnotAppearances
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.validation import read_certification_data
from pypdf import PdfWriter
from pypdf.errors import PyPdfError

from signing import container
from signing.authority import Credential
from signing.errors import PdfClosed, PdfUnsignable
from signing.reading import UNREADABLE, signature_marks

DIGEST = "sha256"
# Hexadecimal digits. A container is two certificates and 400 bytes; with the place reserved it is made once.
BYTES_RESERVED = 6144
NOTHING_MAY_FOLLOW = SigMDPSetup(md_algorithm=DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a signature is seen: page index from 0 and the box's corners in points, origin at lower left."""

    page: int
    box: tuple[float, float, float, float]

    @property
    def width(self) -> float:
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature to be made.

    field       name of the form field, unique within the PDF
    reason      why it is signed, as viewers show it
    place       None for an invisible signature
    appearance  one-page PDF that fills the place; None leaves the place blank
    certifies   closes the PDF against additions; of a PDF already signed it is an ordinary signature
    """

    credential: Credential
    issuer: x509.Certificate
    field: str
    reason: str
    place: Place | None = None
    appearance: bytes | None = None
    certifies: bool = False


def sign(pdf: bytes, signatures: Sequence[Signature], *, at: datetime) -> bytes:
    """Return the PDF with the signatures added in their order, each over all that stands before it.

    at  aware; the hour that each signature claims, to the second.
    A PDF that breaks the rules of its format, as those of many scanners do, is written anew first, unless it is signed.
    Raises PdfUnsignable for what cannot be read, PdfClosed for a PDF certified against additions.
    Source: docs/sources.md, rules V-1, V-9 and J-4.
    """
    try:
        return _sign_all(pdf, signatures, at)
    except UNREADABLE as failure:
        if signature_marks(pdf):
            raise PdfUnsignable from failure
    try:
        return _sign_all(_written_anew(pdf), signatures, at)
    except (PyPdfError, *UNREADABLE) as failure:
        raise PdfUnsignable from failure


def _sign_all(pdf: bytes, signatures: Sequence[Signature], at: datetime) -> bytes:
    for signature in signatures:
        pdf = _sign_once(pdf, signature, at)
    return pdf


def _sign_once(pdf: bytes, signature: Signature, at: datetime) -> bytes:
    writer = _opened(pdf)
    # pyHanko's own protocol for containers made elsewhere: field, then signature object, then digest, then container.
    steps = PdfCMSEmbedder(new_field_spec=_field(signature)).write_cms(signature.field, writer)
    field = next(steps).get_object()
    if signature.appearance is not None:
        field["/AP"] = _appearance(signature.appearance, writer)
    steps.send(_signature_object(signature, at, closes=signature.certifies and not signature_marks(pdf)))
    digest, output = steps.send(SigIOSetup(md_algorithm=DIGEST))
    steps.send(container.sign(digest.document_digest, credential=signature.credential, issuer=signature.issuer))
    return bytes(output.getvalue())


def _opened(pdf: bytes) -> IncrementalPdfFileWriter:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    if writer.prev.xrefs.hybrid_xrefs_present:
        raise PdfReadError("Two tables of contents that may differ cannot be signed.")
    certification = read_certification_data(writer.prev)
    if certification is not None and certification.permission == MDPPerm.NO_CHANGES:
        raise PdfClosed
    writer.ensure_output_version((1, 7))  # type: ignore[no-untyped-call]
    writer.register_extension(ESIC_EXTENSION_1)
    return writer


def _written_anew(pdf: bytes) -> bytes:
    clean = BytesIO()
    PdfWriter(clone_from=BytesIO(pdf)).write(clean)
    return clean.getvalue()


def _field(signature: Signature) -> SigFieldSpec:
    if signature.place is None:
        return SigFieldSpec(signature.field)
    left, bottom, right, top = (round(edge) for edge in signature.place.box)
    return SigFieldSpec(signature.field, on_page=signature.place.page, box=(left, bottom, right, top))


def _appearance(drawing: bytes, writer: IncrementalPdfFileWriter) -> DictionaryObject:
    """Return the drawing's first page as what a viewer shows in the field; viewers scale it to the box."""
    page = writer.import_page_as_xobject(PdfFileReader(BytesIO(drawing)))
    return AnnotAppearances(normal=page).as_pdf_object()


def _signature_object(signature: Signature, at: datetime, *, closes: bool) -> SigObjSetup:
    placeholder = SignatureObject(
        timestamp=at, subfilter=SigSeedSubFilter.PADES, reason=signature.reason, bytes_reserved=BYTES_RESERVED
    )
    return SigObjSetup(sig_placeholder=placeholder, mdp_setup=NOTHING_MAY_FOLLOW if closes else None)
