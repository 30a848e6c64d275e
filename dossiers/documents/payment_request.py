"""The payment request ("phiếu yêu cầu thanh toán"): what is due, and how to pay it, with a VietQR (rule F-30)."""

from dataclasses import dataclass

from reportlab.platypus import Flowable, KeepTogether, Paragraph, Table

from dossiers.documents import amount_in_words, letterhead, sheet, tables, typography, wording
from dossiers.documents.facts import Charged, Letterhead, Party
from dossiers.documents.qr import QRCode
from dossiers.documents.typography import plain

TITLE = "Phiếu yêu cầu thanh toán"
_QR_SIZE = 132


@dataclass(frozen=True, slots=True)
class Transfer:
    """Where a transfer goes, what it says, and all of it as the text of a VietQR."""

    bank: str
    account: str
    holder: str
    content: str
    vietqr: str


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """The facts of a payment request. `order` is the code under which it is paid; `due` says when, in words."""

    letterhead: Letterhead
    order: str
    code: str
    procedure: str
    payer: Party
    lines: tuple[Charged, ...]
    due: str
    transfer: Transfer


def render(facts: PaymentRequest) -> bytes:
    imprint = letterhead.imprint(facts.letterhead, TITLE, foot=f"Mã thanh toán {facts.order}")
    amount_vnd = sum(line.amount_vnd for line in facts.lines)
    story = [
        letterhead.head(facts.letterhead),
        *letterhead.title(TITLE, f"Mã hồ sơ: {facts.code}"),
        tables.pairs(_request(facts), styles=typography.COMPACT),
        typography.gap(8),
        tables.charges(facts.lines),
        typography.gap(8),
        Paragraph(f"<b>Số tiền bằng chữ:</b> {plain(amount_in_words.dong(amount_vnd))}.", typography.BODY),
        typography.gap(12),
        _how(facts.transfer, amount_vnd),
        typography.gap(8),
        *_notes(),
    ]
    return sheet.press(story, imprint)


def _request(facts: PaymentRequest) -> list[tuple[str, str]]:
    return [
        ("Người nộp", f"<b>{plain(facts.payer.name)}</b>"),
        ("Địa chỉ", plain(facts.payer.address)),
        ("Thủ tục hành chính", plain(facts.procedure)),
        ("Mã thanh toán", plain(facts.order)),
        ("Thời hạn nộp", plain(facts.due)),
    ]


def _how(transfer: Transfer, amount_vnd: int) -> KeepTogether:
    width = sheet.TEXT_WIDTH - _QR_SIZE - 36
    pairs = tables.pairs(
        [
            ("Ngân hàng (BIN)", plain(transfer.bank)),
            ("Số tài khoản", f"<b>{plain(transfer.account)}</b>"),
            ("Chủ tài khoản", plain(transfer.holder)),
            ("Số tiền", f"<b>{wording.money(amount_vnd)}</b>"),
            ("Nội dung", f"<b>{plain(transfer.content)}</b>"),
        ],
        label_width=96,
        width=width,
        styles=typography.COMPACT,
    )
    code = [
        QRCode(transfer.vietqr, _QR_SIZE, is_address=False),
        Paragraph("Quét bằng ứng dụng ngân hàng", typography.CENTRED_NOTE),
    ]
    return KeepTogether(Table([[pairs, code]], colWidths=(width + 16, _QR_SIZE + 20), style=tables.BOXED))


def _notes() -> list[Flowable]:
    return [
        Paragraph(
            "Nộp bằng một trong các cách: chuyển khoản theo mã trên, giữ nguyên số tiền và nội dung; thanh toán trực "
            "tuyến trên cổng dịch vụ công; nộp tiền mặt tại quầy. Biên lai điện tử được gửi sau khi nhận đủ tiền.",
            typography.NOTE,
        )
    ]
