"""The head of a paper (Decree 30/2020): the issuing agency at left, the Republic's name and motto at right."""

from reportlab.platypus import Flowable, Paragraph, Table

from dossiers.documents import typography, wording
from dossiers.documents.facts import Letterhead
from dossiers.documents.sheet import TEXT_WIDTH, Imprint
from dossiers.documents.typography import plain

REPUBLIC = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
_RIGHT_PART = 0.54


def head(facts: Letterhead, *, width: float = TEXT_WIDTH) -> Table:
    """Return the two columns; long agency names wrap within theirs."""
    columns = (width * (1 - _RIGHT_PART), width * _RIGHT_PART)
    number = Paragraph(f"Số: {plain(facts.number)}" if facts.number else "", typography.CENTRED)
    dated = Paragraph(f"{plain(facts.place)}, {wording.long_day(facts.on)}", typography.PLACE_AND_DATE)
    style = [
        ("FONTNAME", (0, 0), (-1, -1), typography.SERIF),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (0, -1), 8),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
    return Table([[_agency(facts, columns[0] - 8), _republic()], [number, dated]], colWidths=columns, style=style)


def imprint(facts: Letterhead, name: str, *, form: str = "", foot: str = "") -> Imprint:
    """Return what every page says at its edges and the document of itself."""
    return Imprint(name, facts.on, form, foot, facts.agency)


def title(name: str, *beneath: str) -> list[Flowable]:
    """Return the paper's name, in capitals, with centred lines beneath it."""
    lines = [Paragraph(plain(line), typography.SUBTITLE) for line in beneath if line]
    return [typography.gap(14), Paragraph(plain(name.upper()), typography.TITLE), *lines, typography.gap(10)]


def _agency(facts: Letterhead, width: float) -> list[Flowable]:
    superior = typography.paragraphs(facts.superior.upper(), typography.CAPITALS)
    name = Paragraph(plain(facts.agency.upper()), typography.BOLD_CAPITALS)
    shown = min(width, typography.width_of(facts.agency.upper(), typography.BOLD_CAPITALS))
    return [*superior, name, _Rule(shown * 0.4)]


def _republic() -> list[Flowable]:
    republic = Paragraph(REPUBLIC, typography.BOLD_CAPITALS)
    return [republic, Paragraph(MOTTO, typography.MOTTO), _Rule(typography.width_of(MOTTO, typography.MOTTO))]


class _Rule(Flowable):  # type: ignore[misc]
    """A line of `length` points in the middle of its column."""

    def __init__(self, length: float) -> None:
        super().__init__()
        self._length = length

    def wrap(self, width: float, _: float) -> tuple[float, float]:
        self.width, self.height = width, 6
        return self.width, self.height

    def draw(self) -> None:
        start = (self.width - self._length) / 2
        self.canv.setLineWidth(0.7)
        self.canv.line(start, 3, start + self._length, 3)
