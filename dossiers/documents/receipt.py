"""Form 01, the receipt and appointment slip ("Giấy tiếp nhận hồ sơ và hẹn trả kết quả")."""

from dataclasses import dataclass
from datetime import datetime

from reportlab.platypus import Flowable, KeepTogether, Paragraph, Table

from dossiers.documents import explanation, letterhead, phrases, sheet, signatures, tables, typography, wording
from dossiers.documents.facts import Component, Letterhead, Party
from dossiers.documents.qr import QRCode
from dossiers.documents.typography import plain
from dossiers.states import Channel, Unit
from kernel.working_time import LedgerLine

TITLE = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
FORM = "Mẫu số 01"
_CHANNELS: dict[Channel, str] = {
    Channel.COUNTER: "nộp trực tiếp",
    Channel.ONLINE: "nộp trực tuyến",
    Channel.POST: "nộp qua dịch vụ bưu chính công ích",
}
_QR_SIZE = 92


@dataclass(frozen=True, slots=True)
class Receipt:
    """The facts of form 01. `ledger` explains how `return_at` was counted; `book` and `entry` name the register."""

    letterhead: Letterhead
    code: str
    tracking_url: str
    desk: str
    submitter: Party
    channel: Channel
    request: str
    owner: Party
    components: tuple[Component, ...]
    sets: int
    term_days: int
    term_unit: Unit
    received_at: datetime
    return_at: datetime
    return_place: str
    receiver: str
    ledger: tuple[LedgerLine, ...] = ()
    book: str = ""
    entry: str = ""


def render(facts: Receipt) -> bytes:
    imprint = letterhead.imprint(facts.letterhead, TITLE, form=FORM, foot=f"Mã hồ sơ {facts.code}")
    story = [
        letterhead.head(facts.letterhead),
        *letterhead.title(TITLE, f"Mã hồ sơ: {facts.code}"),
        tables.pairs(_applicant(facts), styles=typography.COMPACT),
        typography.gap(6),
        Paragraph("Thành phần hồ sơ nộp gồm:", typography.COMPACT[1]),
        typography.gap(3),
        tables.components(facts.components),
        typography.gap(9),
        _appointment(facts),
        signatures.side_by_side(
            [*_explanation(facts), *_register(facts)],
            ("Người nộp hồ sơ", facts.submitter.name),
            ("Người tiếp nhận hồ sơ", facts.receiver),
        ),
    ]
    return sheet.press(story, imprint)


def _applicant(facts: Receipt) -> list[tuple[str, str]]:
    return [
        ("Đơn vị tiếp nhận", plain(facts.desk)),
        ("Tiếp nhận hồ sơ của", f"<b>{plain(facts.submitter.name)}</b> ({_CHANNELS[facts.channel]})"),
        ("Số định danh cá nhân", plain(facts.submitter.personal_number)),
        ("Địa chỉ", plain(facts.submitter.address)),
        ("Điện thoại, email", phrases.reached_at(facts.submitter)),
        ("Nội dung yêu cầu", plain(facts.request)),
        ("Chủ hồ sơ", f"<b>{plain(facts.owner.name)}</b>"),
        ("Địa chỉ chủ hồ sơ", plain(facts.owner.address)),
    ]


def _appointment(facts: Receipt) -> KeepTogether:
    width = sheet.TEXT_WIDTH - _QR_SIZE - 36
    promise = tables.pairs(
        [
            ("Số lượng hồ sơ", f"{facts.sets:02d} bộ"),
            ("Thời hạn giải quyết", wording.term(facts.term_days, facts.term_unit)),
            ("Nhận hồ sơ lúc", wording.moment(facts.received_at)),
            ("Hẹn trả kết quả lúc", f"<b>{wording.moment(facts.return_at)}</b>, {wording.weekday(facts.return_at)}"),
            ("Nhận kết quả tại", plain(facts.return_place)),
        ],
        label_width=112,
        width=width,
        styles=typography.COMPACT,
    )
    code = [QRCode(facts.tracking_url, _QR_SIZE), Paragraph("Quét mã để tra cứu", typography.CENTRED_NOTE)]
    return KeepTogether(Table([[promise, code]], colWidths=(width + 16, _QR_SIZE + 20), style=tables.BOXED))


def _explanation(facts: Receipt) -> list[Flowable]:
    if not facts.ledger:
        return []
    sentences = " ".join(explanation.sentences(facts.ledger))
    return [typography.gap(6), Paragraph(f"<b>Cách tính ngày hẹn.</b> {plain(sentences)}", typography.NOTE)]


def _register(facts: Receipt) -> list[Flowable]:
    if not facts.book:
        return []
    line = f"Vào Sổ theo dõi hồ sơ, quyển số {plain(facts.book)}, số thứ tự {plain(facts.entry)}."
    return [typography.gap(4), Paragraph(line, typography.NOTE)]
