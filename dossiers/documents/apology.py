"""Form 04, the apology with a new appointment ("Phiếu xin lỗi và hẹn lại ngày trả kết quả")."""

from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Paragraph

from dossiers.documents import letterhead, phrases, sheet, signatures, typography, wording
from dossiers.documents.facts import Leader, Letterhead
from dossiers.documents.typography import plain

TITLE = "Phiếu xin lỗi và hẹn lại ngày trả kết quả"
FORM = "Mẫu số 04"


@dataclass(frozen=True, slots=True)
class Apology:
    """The facts of form 04; `late_unit` is the unit that caused the delay, the leader of the agency signs."""

    letterhead: Letterhead
    addressee: str
    code: str
    procedure: str
    received_on: date
    due_on: date
    reason: str
    late_unit: str
    new_due_on: date
    leader: Leader


def render(facts: Apology) -> bytes:
    imprint = letterhead.imprint(facts.letterhead, TITLE, form=FORM, foot=f"Mã hồ sơ {facts.code}")
    story = [
        letterhead.head(facts.letterhead),
        *letterhead.title(TITLE),
        Paragraph(f"Kính gửi: <b>{plain(facts.addressee)}</b>", typography.CENTRED),
        typography.gap(10),
        Paragraph(_promise_missed(facts), typography.PROSE),
        *phrases.reason("Lý do:", facts.reason),
        Paragraph(f"Đơn vị chậm giải quyết: {plain(facts.late_unit)}.", typography.PROSE),
        Paragraph(_new_promise(facts), typography.PROSE),
        signatures.of_leader([Paragraph(_REGRET, typography.PROSE)], facts.leader),
    ]
    return sheet.press(story, imprint)


_REGRET = (
    "Sự chậm trễ này đã gây phiền hà, làm tốn kém thời gian, công sức của Ông/Bà. "
    "Chúng tôi thành thật xin lỗi và mong nhận được sự thông cảm của Ông/Bà./."
)


def _promise_missed(facts: Apology) -> str:
    return (
        f"{wording.long_day(facts.received_on).capitalize()}, {plain(facts.letterhead.agency)} tiếp nhận hồ sơ của "
        f"Ông/Bà theo thủ tục “{plain(facts.procedure)}”, mã hồ sơ <b>{plain(facts.code)}</b>, hẹn trả kết quả ngày "
        f"<b>{wording.day(facts.due_on)}</b>. Đến nay chúng tôi chưa thể trả kết quả đúng thời hạn ghi trong "
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả."
    )


def _new_promise(facts: Apology) -> str:
    return (
        "Chúng tôi xin lỗi Ông/Bà và sẽ trả kết quả giải quyết hồ sơ vào "
        f"<b>{wording.weekday(facts.new_due_on)}, {wording.long_day(facts.new_due_on)}</b>."
    )
