"""The e-receipt of a charge, a levy or an obligation ("biên lai điện tử"), with the place of the seal (rule F-29)."""

from dataclasses import dataclass
from datetime import datetime

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph

from dossiers.documents import amount_in_words, letterhead, sheet, tables, typography, wording
from dossiers.documents.facts import Charged, Letterhead, Party
from dossiers.documents.result import Place
from dossiers.documents.typography import plain

_SEAL = 36 * mm
_BOTTOM = 112.0
# In the middle of the right half, under the name of whoever collects.
_MIDDLE = sheet.LEFT + sheet.TEXT_WIDTH * 0.74
SEAL_BOX = Place(-1, (_MIDDLE - _SEAL / 2, _BOTTOM, _MIDDLE + _SEAL / 2, _BOTTOM + _SEAL))
_COLUMN, _FOOT_HEIGHT = 250.0, 200.0


@dataclass(frozen=True, slots=True)
class EReceipt:
    """The facts of a receipt.

    title      "Biên lai thu lệ phí"
    number     of the series of the agency and year, e.g. "LP24-0000012"
    code       of the dossier that was paid for; procedure is its name
    paid_by    "Trực tuyến", with whatever reference the payer has of it; may be empty
    """

    letterhead: Letterhead
    title: str
    number: str
    code: str
    procedure: str
    payer: Party
    lines: tuple[Charged, ...]
    paid_at: datetime
    paid_by: str
    reference: str


def render(facts: EReceipt) -> bytes:
    imprint = letterhead.imprint(facts.letterhead, facts.title, foot=f"Biên lai {facts.number} · Hồ sơ {facts.code}")
    amount_vnd = sum(line.amount_vnd for line in facts.lines)
    story = [
        letterhead.head(facts.letterhead),
        *letterhead.title(facts.title, "(Biên lai điện tử)"),
        tables.pairs(_payment(facts), styles=typography.COMPACT),
        typography.gap(8),
        tables.charges(facts.lines),
        typography.gap(8),
        Paragraph(f"<b>Số tiền bằng chữ:</b> {plain(amount_in_words.dong(amount_vnd))}.", typography.BODY),
        _Foot(facts.letterhead.agency),
    ]
    return sheet.press(story, imprint)


def _payment(facts: EReceipt) -> list[tuple[str, str]]:
    return [
        ("Người nộp", f"<b>{plain(facts.payer.name)}</b>"),
        ("Số định danh cá nhân", plain(facts.payer.personal_number)),
        ("Địa chỉ", plain(facts.payer.address)),
        ("Mã hồ sơ", plain(facts.code)),
        ("Thủ tục hành chính", plain(facts.procedure)),
        ("Nộp lúc", wording.moment(facts.paid_at)),
        ("Hình thức nộp", plain(facts.paid_by)),
        ("Mã giao dịch", plain(facts.reference)),
    ]


class _Foot(Flowable):  # type: ignore[misc]
    """The foot of the sheet: who collected, above the place of the seal, which is set on the last page."""

    def __init__(self, agency: str) -> None:
        super().__init__()
        self._agency = agency

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        # All the height that is left puts the lower edge on the margin, and so the words over the seal's box.
        self.width, self.height = width, max(height, _FOOT_HEIGHT)
        return self.width, self.height

    def draw(self) -> None:
        self.canv.translate(-sheet.LEFT, -sheet.BOTTOM)
        words = Paragraph(f"ĐƠN VỊ THU<br/>{plain(self._agency.upper())}", typography.BOLD_CAPITALS)
        words.wrap(_COLUMN, _FOOT_HEIGHT)
        words.drawOn(self.canv, _MIDDLE - _COLUMN / 2, _BOTTOM + _SEAL + 8)
