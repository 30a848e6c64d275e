"""Pages of scanned paper as one PDF: each picture unchanged on its own A4 page, ready for the clerk's signature."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from PIL import Image
from PIL.ExifTags import Base as Exif
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from dossiers.documents import sheet

_EDGE = 40
_UPRIGHT = 1
# How far, anticlockwise, a camera held that way wants its picture turned.
_TURNS = {3: 180, 6: 270, 8: 90}


@dataclass(frozen=True, slots=True)
class Scan:
    """The facts of a scan: what it is called, whose dossier it is in, its day, and one JPEG or PNG for each page."""

    title: str
    code: str
    scanned_on: date
    pages: tuple[bytes, ...]


def render(facts: Scan) -> bytes:
    """Return the pages in order; one that is wider than high lies on its side, a JPEG keeps its very bytes.

    Raises OSError (Pillow's) for what is no picture or breaks off.
    """
    output = BytesIO()
    imprint = sheet.Imprint(facts.title, facts.scanned_on, foot=f"Mã hồ sơ {facts.code}")
    with sheet.PRESS:
        canvas = sheet.Sheets(output, imprint)
        for page in facts.pages:
            _lay(canvas, page)
            canvas.showPage()
        canvas.save()
    return output.getvalue()


def _lay(canvas: Canvas, page: bytes) -> None:
    """Centre the picture on a page of its own orientation, as large as the edges allow."""
    wide, high, turn = _measure(page)
    upright = turn % 180 == 0
    page_width, page_height = landscape(A4) if (wide > high) is upright else A4
    across, up = (wide, high) if upright else (high, wide)
    scale = min((page_width - 2 * _EDGE) / across, (page_height - 2 * _EDGE) / up)
    canvas.setPageSize((page_width, page_height))
    canvas.saveState()
    canvas.translate(page_width / 2, page_height / 2)
    canvas.rotate(turn)
    picture = ImageReader(BytesIO(page))
    canvas.drawImage(picture, -wide * scale / 2, -high * scale / 2, wide * scale, high * scale, mask="auto")
    canvas.restoreState()


def _measure(page: bytes) -> tuple[int, int, int]:
    """Return width and height in pixels and the turn the camera asks for, once the whole picture has been read."""
    with Image.open(BytesIO(page), formats=["JPEG", "PNG"]) as picture:
        picture.load()
        turn = _TURNS.get(picture.getexif().get(Exif.Orientation, _UPRIGHT), 0)
        return picture.width, picture.height, turn
