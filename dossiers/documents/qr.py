"""QR codes as vector drawings that can also be clicked."""

from collections.abc import Iterator
from itertools import groupby

import segno
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from dossiers.documents import typography

QUIET_MODULES = 4


class QRCode(Flowable):  # type: ignore[misc]
    """A square of `size` points, quiet zone included, that says `payload`; what is no address is not clicked."""

    def __init__(self, payload: str, size: float, *, is_address: bool = True) -> None:
        super().__init__()
        self.payload, self.width, self.height, self.hAlign = payload, size, size, "CENTER"
        self.is_address = is_address

    def draw(self) -> None:
        draw(self.canv, self.payload, 0, 0, self.width, is_address=self.is_address)


def draw(canvas: Canvas, payload: str, left: float, bottom: float, size: float, *, is_address: bool = True) -> None:
    """Draw the code on white paper with its lower left corner at (left, bottom), over a link to the same address."""
    # Any of the eight masks can be read; choosing the best of them takes five times as long as the rest.
    matrix = segno.make_qr(payload, error="m", mask=3).matrix
    side = len(matrix) + 2 * QUIET_MODULES
    canvas.saveState()
    canvas.translate(left, bottom + size)
    canvas.scale(size / side, -size / side)
    canvas.setFillGray(1)
    canvas.rect(0, 0, side, side, stroke=0, fill=1)
    canvas.setFillColor(typography.INK)
    # Written out as PDF, because the library's own rectangles take ten times as long.
    bars = (f"{column} {row} {length} 1 re" for row, column, length in _bars(matrix))
    canvas.addLiteral(" ".join([*bars, "f"]))
    canvas.restoreState()
    if is_address:
        canvas.linkURL(payload, (left, bottom, left + size, bottom + size), relative=1)


def _bars(matrix: tuple[bytearray, ...]) -> Iterator[tuple[int, int, int]]:
    """Yield (row, first column, length) for each unbroken line of dark modules, in modules from the upper left."""
    for row, modules in enumerate(matrix, QUIET_MODULES):
        column = QUIET_MODULES
        for dark, group in groupby(modules):
            length = len(list(group))
            if dark:
                yield row, column, length
            column += length
