"""Form 06, the register in which an office follows its dossiers ("Sổ theo dõi hồ sơ")."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Paragraph

from dossiers.documents import letterhead, sheet, tables, typography, wording
from dossiers.documents.facts import Letterhead
from dossiers.documents.typography import plain

TITLE = "Sổ theo dõi hồ sơ"
FORM = "Mẫu số 06"
_COLUMNS = {
    "TT": 24,
    "Mã hồ sơ": 90,
    "Tên thủ tục hành chính": 92,
    "Số bộ": 26,
    "Tên cá nhân, tổ chức": 82,
    "Địa chỉ, số điện thoại": 96,
    "Cơ quan giải quyết": 66,
    "Ngày nhận": 50,
    "Ngày hẹn trả": 50,
    "Ngày trả": 50,
    "Cách nhận kết quả": 48,
    "Ký nhận": 34,
    "Ghi chú": 0,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One dossier in the register; `returned_on` is None until the result is handed over."""

    code: str
    procedure: str
    sets: int
    owner: str
    address: str
    phone: str
    agency: str
    received_on: date
    due_on: date | None
    returned_on: date | None = None
    return_method: str = ""
    signature: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """The facts of form 06: one book, its period (both days included) and its entries in order."""

    letterhead: Letterhead
    book: str
    from_on: date
    until_on: date
    entries: tuple[Entry, ...]


def render(facts: Register) -> bytes:
    imprint = letterhead.imprint(facts.letterhead, TITLE, form=FORM, foot=f"Quyển số {facts.book}")
    period = f"Quyển số {facts.book} · từ ngày {wording.day(facts.from_on)} đến ngày {wording.day(facts.until_on)}"
    story = [
        letterhead.head(facts.letterhead, width=sheet.WIDE_TEXT_WIDTH),
        *letterhead.title(TITLE, period),
        tables.ruled(_COLUMNS, _rows(facts.entries), width=sheet.WIDE_TEXT_WIDTH),
    ]
    return sheet.press(story, imprint, wide=True)


def _rows(entries: tuple[Entry, ...]) -> Iterator[list[Paragraph]]:
    for number, entry in enumerate(entries, 1):
        reached = "<br/>".join(plain(part) for part in (entry.address, entry.phone) if part)
        yield [
            tables.text(str(number), typography.CENTRED_SMALL_CELL),
            tables.text(entry.code, typography.SMALL_CELL),
            tables.text(entry.procedure, typography.SMALL_CELL),
            tables.text(str(entry.sets), typography.CENTRED_SMALL_CELL),
            tables.text(entry.owner, typography.SMALL_CELL),
            Paragraph(reached, typography.SMALL_CELL),
            tables.text(entry.agency, typography.SMALL_CELL),
            *(tables.text(_day(on), typography.CENTRED_SMALL_CELL) for on in _days(entry)),
            tables.text(entry.return_method, typography.SMALL_CELL),
            tables.text(entry.signature, typography.SMALL_CELL),
            tables.text(entry.note, typography.SMALL_CELL),
        ]


def _days(entry: Entry) -> tuple[date | None, ...]:
    return entry.received_on, entry.due_on, entry.returned_on


def _day(on: date | None) -> str:
    return wording.day(on) if on else ""
