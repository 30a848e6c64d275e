"""What a signature looks like on paper: the round red seal of an organisation and the blue hand of a leader."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from math import cos, degrees, pi, sin
from threading import Lock
from unicodedata import normalize

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from kernel.clock import TZ

PRESS = Lock()
CAPITALS, HAND, SMALL = "Seal-Capitals", "Seal-Hand", "Seal-Small"
RED: Color = HexColor("#c5161d")
BLUE: Color = HexColor("#1b3f94")
# A rubber stamp lets the writing beneath it show.
SEAL_OPACITY = 0.86

# The seal is drawn on a square of 100 units; all measures below are in these units.
OUTER_RING, SECOND_RING, INNER_RING = 48.8, 46.2, 27.5
MIDDLE = (SECOND_RING + INNER_RING) / 2
LARGEST_LETTER = 8.6
LETTER_SPACING = 0.1
HALF_CAPITAL = 0.34
# What is left of the circle after the two small stars.
FULL_TURN = 2 * pi - 0.72
STAR, SMALL_STAR = 14.0, 2.6


def _register() -> None:
    for name, face in ((CAPITALS, "Bold"), (HAND, "LightIt"), (SMALL, "Regular")):
        path = files("font_source_sans_pro") / "files" / f"SourceSansPro-{face}.ttf"
        registerFont(TTFont(name, str(path), asciiReadable=False))


_register()


@lru_cache(maxsize=64)
def seal(organisation: str, superior: str, *, width: float, height: float) -> bytes:
    """Return a one-page PDF with the organisation's seal, as large as fits the box (points).

    organisation  written around the upper half; superior, the authority above it, around the lower half.
    """
    side = min(width, height)

    def draw(canvas: Canvas) -> None:
        canvas.translate(width / 2, height / 2)
        canvas.scale(side / 100, side / 100)
        canvas.setStrokeColor(RED, alpha=SEAL_OPACITY)
        canvas.setFillColor(RED, alpha=SEAL_OPACITY)
        for radius, line in ((OUTER_RING, 1.7), (SECOND_RING, 0.6), (INNER_RING, 0.9)):
            canvas.setLineWidth(line)
            canvas.circle(0, 0, radius)
        _write_around(canvas, _capitals(organisation), _capitals(superior))
        _star(canvas, 0, 3.5, STAR)
        canvas.setFont(CAPITALS, 6.2)
        canvas.drawCentredString(0, -18.5, "TẬP HUẤN")

    return _one_page(width, height, draw)


def hand(name: str, at: datetime, *, width: float, height: float) -> bytes:
    """Return a one-page PDF, sized to the box (points), with the signer's name as if written and the hour of signing.

    The hour is local, to the second, with its offset, as Decree 30/2020 asks of a signature on a paper.
    """
    name = normalize("NFC", name)
    hour = at.astimezone(TZ)
    told = f"Ký số {hour:%d/%m/%Y %H:%M:%S} {hour:%z}"
    told = f"{told[:-2]}:{told[-2:]}"

    def draw(canvas: Canvas) -> None:
        size = min(0.36 * height, 0.86 * width / stringWidth(name, HAND, 1))
        canvas.setFillColor(BLUE)
        canvas.setStrokeColor(BLUE)
        canvas.setFont(HAND, size)
        canvas.drawCentredString(width / 2, 0.5 * height, name)
        _flourish(canvas, width / 2, 0.5 * height - 0.18 * size, stringWidth(name, HAND, size))
        canvas.setFont(SMALL, min(0.15 * height, 0.66 * width / stringWidth(told, SMALL, 1)))
        # At right: the seal covers the left third.
        canvas.drawRightString(width, 0.08 * height, told)

    return _one_page(width, height, draw)


def _capitals(text: str) -> str:
    return normalize("NFC", text).upper()


def _write_around(canvas: Canvas, upper: str, lower: str) -> None:
    """Write both lines between the rings in one size, each reading upright, with a small star at either end."""
    size = min(LARGEST_LETTER, FULL_TURN / (_arc(upper, MIDDLE) + _arc(lower, MIDDLE)))
    upper_line, lower_line = MIDDLE - HALF_CAPITAL * size, MIDDLE + HALF_CAPITAL * size
    upper_end = pi / 2 - size * _arc(upper, upper_line) / 2
    lower_end = -pi / 2 + size * _arc(lower, lower_line) / 2
    _write_arc(canvas, upper, size, upper_line, from_angle=pi - upper_end, turn=-1)
    _write_arc(canvas, lower, size, lower_line, from_angle=-pi - lower_end, turn=1)
    between = (upper_end + lower_end) / 2
    for angle in (between, pi - between):
        _star(canvas, MIDDLE * cos(angle), MIDDLE * sin(angle), SMALL_STAR)


def _arc(text: str, baseline: float) -> float:
    """Return the angle that the text takes on the baseline, per unit of letter size."""
    width: float = stringWidth(text, CAPITALS, 1) + LETTER_SPACING * len(text)
    return width / baseline


def _write_arc(canvas: Canvas, text: str, size: float, baseline: float, *, from_angle: float, turn: int) -> None:
    canvas.setFont(CAPITALS, size)
    angle = from_angle
    for letter in text:
        step = turn * size * _arc(letter, baseline)
        canvas.saveState()
        canvas.rotate(degrees(angle + step / 2))
        canvas.translate(baseline, 0)
        canvas.rotate(turn * 90)
        canvas.drawCentredString(0, 0, letter)
        canvas.restoreState()
        angle += step


def _star(canvas: Canvas, x: float, y: float, radius: float) -> None:
    path = canvas.beginPath()
    for point in range(10):
        reach = radius if point % 2 == 0 else radius * 0.382
        angle = pi / 2 + point * pi / 5
        where = (x + reach * cos(angle), y + reach * sin(angle))
        path.moveTo(*where) if point == 0 else path.lineTo(*where)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _flourish(canvas: Canvas, x: float, y: float, width: float) -> None:
    path = canvas.beginPath()
    path.moveTo(x - 0.42 * width, y - 0.02 * width)
    path.curveTo(x - 0.1 * width, y + 0.035 * width, x + 0.25 * width, y + 0.02 * width, x + 0.52 * width, y)
    path.curveTo(x + 0.3 * width, y - 0.005 * width, x + 0.1 * width, y - 0.03 * width, x, y - 0.06 * width)
    canvas.setLineWidth(0.9)
    canvas.drawPath(path, stroke=1, fill=0)


def _one_page(width: float, height: float, draw: Callable[[Canvas], None]) -> bytes:
    sheet = BytesIO()
    # A font keeps its reading position in itself: two drawings at once would take each other's letters.
    with PRESS:
        canvas = Canvas(sheet, pagesize=(width, height), invariant=1)
        draw(canvas)
        canvas.save()
    return sheet.getvalue()
