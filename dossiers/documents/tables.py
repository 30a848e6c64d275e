"""Tables of the papers: label and value, ruled tables with a head on each page, components, what is to be paid."""

from collections.abc import Iterable, Mapping, Sequence

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import LongTable, Paragraph, Table

from dossiers.documents import typography, wording
from dossiers.documents.facts import Charged, Component
from dossiers.documents.sheet import TEXT_WIDTH
from dossiers.documents.typography import plain

_BARE = [
    ("FONTNAME", (0, 0), (-1, -1), typography.SERIF),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 6),
    ("TOPPADDING", (0, 0), (-1, -1), 1),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
]
_RULED = [
    ("FONTNAME", (0, 0), (-1, -1), typography.SERIF),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("VALIGN", (0, 0), (-1, 0), "MIDDLE"),
    ("LINEBELOW", (0, 0), (-1, -1), 0.4, typography.HAIRLINE),
    ("LINEABOVE", (0, 0), (-1, 0), 0.9, typography.INK),
    ("LINEBELOW", (0, 0), (-1, 0), 0.6, typography.INK),
    ("LINEBELOW", (0, -1), (-1, -1), 0.9, typography.INK),
    ("BACKGROUND", (0, 0), (-1, 0), typography.TINT),
    ("LEFTPADDING", (0, 0), (-1, -1), 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ("TOPPADDING", (0, 0), (-1, -1), 3),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
]


BOXED = [
    ("FONTNAME", (0, 0), (-1, -1), typography.SERIF),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("BACKGROUND", (0, 0), (-1, -1), typography.TINT),
    ("BOX", (0, 0), (-1, -1), 0.6, typography.HAIRLINE),
    ("LEFTPADDING", (0, 0), (0, -1), 10),
    ("RIGHTPADDING", (0, 0), (0, -1), 6),
    ("LEFTPADDING", (-1, 0), (-1, -1), 6),
    ("RIGHTPADDING", (-1, 0), (-1, -1), 6),
    ("TOPPADDING", (0, 0), (-1, -1), 6),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
]


def pairs(
    rows: Iterable[tuple[str, str]],
    *,
    label_width: float = 132,
    width: float = TEXT_WIDTH,
    styles: tuple[ParagraphStyle, ParagraphStyle] = (typography.LABEL, typography.BODY),
) -> Table:
    """Return label and value (markup) side by side; a row without a value is left out."""
    cells = [[Paragraph(label, styles[0]), Paragraph(value, styles[1])] for label, value in rows if value]
    return Table(cells, colWidths=(label_width, width - label_width), style=_BARE, splitInRow=1)


def ruled(columns: Mapping[str, float], rows: Iterable[Sequence[Paragraph]], *, width: float = TEXT_WIDTH) -> LongTable:
    """Return a table with the heads of its columns (head: points, 0 for what is left) on each of its pages.

    A row taller than a page is divided.
    """
    heads = [Paragraph(head, typography.HEAD_CELL) for head in columns]
    rest = width - sum(columns.values())
    widths = [points or rest for points in columns.values()]
    return LongTable([heads, *rows], colWidths=widths, style=_RULED, repeatRows=1, splitInRow=1)


def components(papers: Sequence[Component], *, name: str = "Tên giấy tờ") -> LongTable:
    """Return the papers of a dossier, numbered, with how many originals, certified copies and photocopies."""
    columns = {"TT": 26, name: 0, "Bản chính": 48, "Bản sao chứng thực": 62, "Bản chụp": 48}
    return ruled(columns, [_component(number, paper) for number, paper in enumerate(papers, 1)])


def charges(lines: Sequence[Charged]) -> LongTable:
    """Return what is paid, numbered, and its sum."""
    rows = [
        [
            text(str(number), typography.CENTRED_CELL),
            text(line.name),
            text(line.code, typography.CENTRED_CELL),
            text(wording.money(line.amount_vnd), typography.AMOUNT_CELL),
        ]
        for number, line in enumerate(lines, 1)
    ]
    sum_vnd = wording.money(sum(line.amount_vnd for line in lines))
    total = [
        text(""),
        Paragraph("<b>Tổng cộng</b>", typography.CELL),
        text(""),
        Paragraph(f"<b>{sum_vnd}</b>", typography.AMOUNT_CELL),
    ]
    return ruled({"TT": 26, "Khoản thu": 0, "Mã": 88, "Số tiền": 92}, [*rows, total])


def text(value: str, style: ParagraphStyle = typography.CELL) -> Paragraph:
    return Paragraph(plain(value), style)


def _component(number: int, paper: Component) -> list[Paragraph]:
    counts = (paper.originals, paper.certified_copies, paper.photocopies)
    defect = f"<br/><i>{plain(paper.defect)}</i>" if paper.defect else ""
    return [
        text(str(number), typography.CENTRED_CELL),
        Paragraph(plain(paper.name) + defect, typography.CELL),
        *(text(str(count) if count else "–", typography.CENTRED_CELL) for count in counts),
    ]
