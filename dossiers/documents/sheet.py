"""The sheet of paper: A4 with the margins of Decree 30/2020, marked as a training copy and numbered when it must be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from threading import Lock
from typing import Any

from reportlab import rl_config
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from dossiers.documents import typography

MARKING = "BẢN MÔ PHỎNG DÙNG ĐỂ TẬP HUẤN"
LEFT, RIGHT, TOP, BOTTOM = 30 * mm, 18 * mm, 20 * mm, 20 * mm
# A page on its side is bound at the top: its own margins are even.
WIDE_SIDE = 16 * mm
TEXT_WIDTH, TEXT_HEIGHT = A4[0] - LEFT - RIGHT, A4[1] - TOP - BOTTOM
WIDE_TEXT_WIDTH = A4[1] - 2 * WIDE_SIDE
_EDGE = 30

# Streams stay binary: wrapped in ASCII a scan would take seconds and a quarter more room.
rl_config.useA85 = 0
# A font keeps its reading position in itself: two papers set at once would take each other's accents.
PRESS = Lock()


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a sheet says about itself: title, day, number of the form, foot of each page, issuing agency."""

    title: str
    on: date
    form: str = ""
    foot: str = ""
    agency: str = ""


class Sheets(Canvas):  # type: ignore[misc]
    """Keeps its pages back until the last is set, because the first must say how many there are."""

    def __init__(self, output: BytesIO, imprint: Imprint, **options: Any) -> None:
        super().__init__(output, **{**options, "invariant": 1, "lang": "vi", "initialFontName": typography.SERIF})
        self._imprint = imprint
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        self._describe()
        for page in self._kept:
            self.__dict__.update(page)
            self._write_edges()
            super().showPage()
        super().save()

    def _describe(self) -> None:
        self.setTitle(self._imprint.title)
        self.setAuthor(self._imprint.agency)
        self.setSubject(MARKING)
        self.setCreator("Một Cửa")
        self.setDateFormatter(lambda *_: f"D:{self._imprint.on:%Y%m%d}000000+07'00'")
        self.setViewerPreference("DisplayDocTitle", "true")

    def _write_edges(self) -> None:
        width, height = self._pagesize
        left, right = _sides(width, height)
        self.setFillColor(typography.TRAINING_RED)
        self.setFont(typography.BOLD, 8)
        self.drawString(left, height - _EDGE, MARKING, charSpace=0.3)
        self.setFillColor(typography.FAINT)
        self.setFont(typography.ITALIC, 9)
        self.drawRightString(right, height - _EDGE, self._imprint.form)
        self.drawString(left, _EDGE, self._imprint.foot)
        if len(self._kept) > 1:
            self.drawRightString(right, _EDGE, f"Trang {self._pageNumber}/{len(self._kept)}")


def press(story: Sequence[Flowable], imprint: Imprint, *, wide: bool = False) -> bytes:
    """Return the PDF of `story`: the same facts give the same bytes, dated by the imprint and not by any clock."""
    output = BytesIO()
    width, height = landscape(A4) if wide else A4
    left, right = _sides(width, height)
    frame = Frame(left, BOTTOM, right - left, height - TOP - BOTTOM, 0, 0, 0, 0)
    template = BaseDocTemplate(output, pagesize=(width, height))
    template.addPageTemplates(PageTemplate(frames=[frame], onPage=_mark, pagesize=(width, height)))
    with PRESS:
        template.build(list(story), canvasmaker=lambda _, **options: Sheets(output, imprint, **options))
    return output.getvalue()


def _sides(width: float, height: float) -> tuple[float, float]:
    return (LEFT, width - RIGHT) if height > width else (WIDE_SIDE, width - WIDE_SIDE)


def _mark(canvas: Canvas, _: BaseDocTemplate) -> None:
    """Write across the page, under its text, that this is no real paper."""
    width, height = canvas._pagesize
    canvas.saveState()
    canvas.setFillColor(typography.TRAINING_RED, alpha=0.06)
    canvas.setFont(typography.BOLD, 34)
    canvas.translate(width / 2, height / 2)
    canvas.rotate(52 if height > width else 32)
    canvas.drawCentredString(0, 0, MARKING)
    canvas.restoreState()
