"""The result of a dossier ("kết quả"): a certificate or decision, with places for the signature and the seal."""

from dataclasses import dataclass
from typing import NamedTuple

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph

from dossiers.documents import letterhead, qr, sheet, tables, typography
from dossiers.documents.facts import Leader, Letterhead
from dossiers.documents.typography import plain


class Place(NamedTuple):
    """Where a signature is seen: page index (-1 is the last page) and the box (x1, y1, x2, y2) in points."""

    page: int
    box: tuple[float, float, float, float]


_SEAL = 36 * mm
_LEFT, _BOTTOM, _WIDTH, _HEIGHT = 326.0, 104.0, 210.0, 82.0
LEADER_BOX = Place(-1, (_LEFT, _BOTTOM, _LEFT + _WIDTH, _BOTTOM + _HEIGHT))
# The seal covers a third of the signature, at its left (Decree 30/2020), and stands level with it.
_SEAL_LEFT, _SEAL_BOTTOM = _LEFT + _WIDTH / 3 - _SEAL, _BOTTOM + (_HEIGHT - _SEAL) / 2
SEAL_BOX = Place(-1, (_SEAL_LEFT, _SEAL_BOTTOM, _SEAL_LEFT + _SEAL, _SEAL_BOTTOM + _SEAL))

_OFFICE_WIDTH, _FOOT_HEIGHT = 240.0, 190.0
_CODE_SIZE, _CODE_BOTTOM = 88.0, 96.0


@dataclass(frozen=True, slots=True)
class Result:
    """The facts of a result.

    code              of the dossier, at the foot of each page
    title             "Giấy xác nhận tình trạng hôn nhân"
    legal_grounds     one act each, without "Căn cứ"
    statement         what the agency does: "Ủy ban nhân dân xã An Phú xác nhận:"
    holder            whose paper it is; stands first, in capitals, after holder_label
    rows              (label, value) in order
    closing           what the paper is good for; may be empty
    verification_url  behind the QR code
    """

    letterhead: Letterhead
    code: str
    title: str
    legal_grounds: tuple[str, ...]
    statement: str
    holder: str
    rows: tuple[tuple[str, str], ...]
    closing: str
    leader: Leader
    verification_url: str
    holder_label: str = "Họ, chữ đệm, tên"


def render(facts: Result) -> bytes:
    imprint = letterhead.imprint(facts.letterhead, facts.title, foot=f"Mã hồ sơ {facts.code}")
    *body, last = _body(facts)
    story = [
        letterhead.head(facts.letterhead),
        typography.gap(22),
        Paragraph(plain(facts.title.upper()), typography.FORMAL_TITLE),
        typography.gap(12),
        *(Paragraph(f"Căn cứ {plain(ground)};", typography.GROUND) for ground in facts.legal_grounds),
        typography.gap(8),
        Paragraph(plain(facts.statement), typography.STATEMENT),
        typography.gap(6),
        *body,
        _Close(facts, last),
    ]
    return sheet.press(story, imprint)


def _body(facts: Result) -> list[Flowable]:
    """Return the rows and the closing words; the last of them is apart, to stay with the signature."""
    holder = (plain(facts.holder_label), f"<b>{plain(facts.holder.upper())}</b>")
    rows = [holder, *((plain(label), plain(value)) for label, value in facts.rows)]
    *first_rows, last_row = [(f"{label}:", value) for label, value in rows if value]
    closing = typography.paragraphs(facts.closing, typography.FORMAL_PROSE)
    return [*([_pairs(first_rows)] if first_rows else []), _pairs([last_row]), *closing]


def _pairs(rows: list[tuple[str, str]]) -> Flowable:
    return tables.pairs(rows, label_width=170, styles=(typography.FORMAL, typography.FORMAL))


class _Close(Flowable):  # type: ignore[misc]
    """The end of the paper: its last words, so that no signature stands alone on a page, and the foot of the sheet."""

    def __init__(self, facts: Result, words: Flowable) -> None:
        super().__init__()
        self._facts, self._words = facts, words

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self._words_height = self._words.wrap(width, height)[1] + self._words.getSpaceBefore()
        # Taking all the height that is left puts the lower edge on the margin, and so the foot under its boxes.
        self.width, self.height = width, max(height, self._words_height + _FOOT_HEIGHT)
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """Begin words that leave no room for the foot even on a page of their own; others wait for the next page."""
        if self._words_height + _FOOT_HEIGHT <= sheet.TEXT_HEIGHT:
            return []
        first, *rest = self._words.split(width, height - self._words.getSpaceBefore()) or [None]
        return [first, _Close(self._facts, rest[0] if rest else typography.gap(0))] if first else []

    def draw(self) -> None:
        self._words.drawOn(self.canv, 0, self.height - self._words_height)
        self.canv.translate(-sheet.LEFT, -sheet.BOTTOM)
        self._leader(self._facts.leader)
        self._code(self._facts.verification_url)

    def _leader(self, leader: Leader) -> None:
        """Set the office over the leader's box, growing upwards, and the name under it."""
        left, bottom, right, top = LEADER_BOX.box
        middle = (left + right - _OFFICE_WIDTH) / 2
        lines = [plain(line.upper()) for line in (leader.authority, leader.position) if line]
        office = Paragraph("<br/>".join(lines), typography.OFFICE)
        name = Paragraph(plain(leader.name), typography.OFFICE)
        for words in (office, name):
            words.wrap(_OFFICE_WIDTH, _FOOT_HEIGHT)
        office.drawOn(self.canv, middle, top)
        name.drawOn(self.canv, middle, bottom - name.height - 3)

    def _code(self, url: str) -> None:
        qr.draw(self.canv, url, sheet.LEFT - 8, _CODE_BOTTOM, _CODE_SIZE)
        hint = Paragraph("Quét mã để kiểm tra giấy này", typography.NOTE)
        hint.wrap(_CODE_SIZE + 60, 40)
        hint.drawOn(self.canv, sheet.LEFT, _CODE_BOTTOM - hint.height)
