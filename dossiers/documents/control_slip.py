"""Form 05, the control slip that travels with a dossier ("Phiếu kiểm soát quá trình giải quyết hồ sơ")."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from reportlab.platypus import Paragraph

from dossiers.documents import letterhead, sheet, tables, typography, wording
from dossiers.documents.facts import Letterhead
from dossiers.documents.typography import plain

TITLE = "Phiếu kiểm soát quá trình giải quyết hồ sơ"
FORM = "Mẫu số 05"
Punctuality = Literal["early", "on_time", "overdue", ""]
_PUNCTUALITY: dict[Punctuality, str] = {"early": "Trước hạn", "on_time": "Đúng hạn", "overdue": "Quá hạn", "": ""}
_COLUMNS = {
    "TT": 24,
    "Bên giao": 120,
    "Bên nhận": 120,
    "Thời gian giao, nhận": 68,
    "Kết quả giải quyết": 64,
    "Ghi chú": 0,
}


@dataclass(frozen=True, slots=True)
class Handover:
    """One hand-over: who gave to whom, when, and whether the giver was in time ("" while that is not known)."""

    giver: str
    receiver: str
    at: datetime
    giver_name: str
    receiver_name: str
    result: Punctuality = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ControlSlip:
    """The facts of form 05; `owner` and `procedure` name the dossier it is attached to."""

    letterhead: Letterhead
    code: str
    owner: str
    procedure: str
    handovers: tuple[Handover, ...]


def render(facts: ControlSlip) -> bytes:
    imprint = letterhead.imprint(facts.letterhead, TITLE, form=FORM, foot=f"Mã hồ sơ {facts.code}")
    story = [
        letterhead.head(facts.letterhead),
        *letterhead.title(TITLE, f"Mã hồ sơ: {facts.code}"),
        Paragraph(f"Kèm theo hồ sơ của <b>{plain(facts.owner)}</b>", typography.CENTRED),
        Paragraph(f"Thủ tục: {plain(facts.procedure)}", typography.CENTRED),
        typography.gap(12),
        tables.ruled(_COLUMNS, _rows(facts.handovers)),
    ]
    return sheet.press(story, imprint)


def _rows(handovers: tuple[Handover, ...]) -> Iterator[list[Paragraph]]:
    for number, handover in enumerate(handovers, 1):
        yield [
            tables.text(str(number), typography.CENTRED_CELL),
            Paragraph(_signed(handover.giver, handover.giver_name), typography.CELL),
            Paragraph(_signed(handover.receiver, handover.receiver_name), typography.CELL),
            Paragraph(f"{wording.hour(handover.at)}<br/>{wording.day(handover.at)}", typography.CENTRED_CELL),
            tables.text(_PUNCTUALITY[handover.result], typography.CENTRED_CELL),
            tables.text(handover.note),
        ]


def _signed(agency: str, name: str) -> str:
    return f"{plain(agency)}<br/><b>{plain(name)}</b>"
