"""Type of the papers: the faces, registered once from their wheels, the styles, and text made safe to set."""

import re
import unicodedata
from importlib.resources import files
from itertools import groupby
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, Spacer

SERIF, BOLD, SANS, ITALIC = "PaperSerif", "PaperSerif-Bold", "PaperSans", "PaperItalic"
INK, FAINT, HAIRLINE, TRAINING_RED = HexColor("#111111"), HexColor("#5a5a5a"), HexColor("#8c8c8c"), HexColor("#a61c1c")
TINT: Color = HexColor("#f3f1ec")

_FACES = {
    SERIF: ("font_source_serif_pro", "SourceSerifPro-Regular.ttf"),
    BOLD: ("font_source_serif_pro", "SourceSerifPro-Bold.ttf"),
    SANS: ("font_source_sans_pro", "SourceSansPro-Regular.ttf"),
    # The serif's own italics have no Vietnamese; its sans companion's have.
    ITALIC: ("font_source_sans_pro", "SourceSansPro-It.ttf"),
}


def _register() -> None:
    for name, (package, file) in _FACES.items():
        pdfmetrics.registerFont(TTFont(name, str(files(package) / "files" / file), asciiReadable=False))
    pdfmetrics.registerFontFamily(SERIF, normal=SERIF, bold=BOLD, italic=ITALIC, boldItalic=ITALIC)
    pdfmetrics.registerFontFamily(ITALIC, normal=ITALIC, bold=BOLD, italic=ITALIC, boldItalic=BOLD)


_register()
_SERIF_HAS = frozenset(map(chr, pdfmetrics.getFont(SERIF).face.charToGlyph))
_NOT_PRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2028\u2029\ufeff]")

BODY = ParagraphStyle("body", fontName=SERIF, fontSize=12, leading=17, textColor=INK, allowWidows=0, allowOrphans=0)
PROSE = ParagraphStyle("prose", BODY, alignment=TA_JUSTIFY, firstLineIndent=28, spaceAfter=6)
CENTRED = ParagraphStyle("centred", BODY, alignment=TA_CENTER)
LABEL = ParagraphStyle("label", BODY, textColor=FAINT)
TITLE = ParagraphStyle("title", BODY, fontName=BOLD, fontSize=15, leading=20, alignment=TA_CENTER)
COMPACT = (
    ParagraphStyle("compact-label", LABEL, fontSize=11, leading=15),
    ParagraphStyle("compact", BODY, fontSize=11, leading=15),
)
SUBTITLE = ParagraphStyle("subtitle", CENTRED, fontName=BOLD, fontSize=12)
FORMAL = ParagraphStyle("formal", BODY, fontSize=13, leading=21)
FORMAL_PROSE = ParagraphStyle("formal-prose", FORMAL, alignment=TA_JUSTIFY, firstLineIndent=28, spaceBefore=6)
FORMAL_TITLE = ParagraphStyle("formal-title", BODY, fontName=BOLD, fontSize=17, leading=24, alignment=TA_CENTER)
GROUND = ParagraphStyle("ground", PROSE, fontName=ITALIC, spaceAfter=2)
STATEMENT = ParagraphStyle("statement", FORMAL, fontName=BOLD, alignment=TA_CENTER)
CAPITALS = ParagraphStyle("capitals", CENTRED, fontSize=11, leading=14.5)
BOLD_CAPITALS = ParagraphStyle("bold-capitals", CAPITALS, fontName=BOLD)
OFFICE = ParagraphStyle("office", BOLD_CAPITALS, fontSize=12.5, leading=16)
MOTTO = ParagraphStyle("motto", BOLD_CAPITALS, fontSize=12, leading=15.5)
PLACE_AND_DATE = ParagraphStyle("place-and-date", CENTRED, fontName=ITALIC, fontSize=11.5, leading=15)
NOTE = ParagraphStyle("note", BODY, fontName=ITALIC, fontSize=10, leading=13.5, textColor=FAINT)
CENTRED_NOTE = ParagraphStyle("centred-note", NOTE, alignment=TA_CENTER)
CELL = ParagraphStyle("cell", BODY, fontSize=10.5, leading=14)
CENTRED_CELL = ParagraphStyle("centred-cell", CELL, alignment=TA_CENTER)
AMOUNT_CELL = ParagraphStyle("amount-cell", CELL, alignment=TA_RIGHT)
SMALL_CELL = ParagraphStyle("small-cell", CELL, fontSize=8, leading=10.5)
CENTRED_SMALL_CELL = ParagraphStyle("centred-small-cell", SMALL_CELL, alignment=TA_CENTER)
HEAD_CELL = ParagraphStyle("head-cell", CENTRED_CELL, fontName=BOLD, fontSize=9.5, leading=12.5)


def plain(value: str) -> str:
    """Return `value` as markup that sets its text and nothing else: composed (NFC), no control characters, no tags.

    A letter the serif lacks (the ĭ of some minority names) is set in its sans companion, not as an empty box.
    """
    text = _NOT_PRINTABLE.sub("", unicodedata.normalize("NFC", value)).strip()
    if not _SERIF_HAS.issuperset(text.replace("\n", "")):
        return "".join(_run(known, "".join(letters)) for known, letters in groupby(text, _in_serif))
    return _lines(text)


def lines(value: str) -> list[str]:
    """Return the markup of each line of a free text that somebody typed, empty lines left out."""
    return [markup for line in value.splitlines() if (markup := plain(line))]


def paragraphs(value: str, style: ParagraphStyle) -> list[Flowable]:
    return [Paragraph(line, style) for line in lines(value)]


def gap(points: float) -> Spacer:
    return Spacer(0, points)


def width_of(text: str, style: ParagraphStyle) -> float:
    """Return the width in points of `text` set on one line."""
    return float(pdfmetrics.stringWidth(text, style.fontName, style.fontSize))


def _in_serif(letter: str) -> bool:
    return letter in _SERIF_HAS or letter == "\n"


def _run(known: bool, text: str) -> str:
    return _lines(text) if known else f'<font name="{SANS}">{escape(text)}</font>'


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br/>")
