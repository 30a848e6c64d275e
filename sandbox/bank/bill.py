"""The platform's bill as a PDF: plain, in Vietnamese, and marked on every page as a simulation."""

from importlib.resources import files
from io import BytesIO
from threading import Lock

from reportlab.lib.pagesizes import A5, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from kernel import clock
from sandbox.bank.models import Payment
from sandbox.bank.states import PaymentState

MARKING = "MÔ PHỎNG - KHÔNG CÓ GIÁ TRỊ THANH TOÁN"
PLAIN, BOLD = "BankSerif", "BankSerif-Bold"
_FACES = {PLAIN: "SourceSerifPro-Regular.ttf", BOLD: "SourceSerifPro-Bold.ttf"}
# A font keeps its reading position in itself: two bills set at once would take each other's accents.
_PRESS = Lock()


def _register() -> None:
    for name, file in _FACES.items():
        pdfmetrics.registerFont(TTFont(name, str(files("font_source_serif_pro") / "files" / file), asciiReadable=False))


_register()


def printed(payment: Payment) -> bytes:
    """Return the bill of a paid payment."""
    assert payment.state == PaymentState.PAID, "A bill is for what was paid."
    assert payment.booked_at is not None, "What was paid was booked."
    rows = [
        ("Số giao dịch", payment.transaction_no),
        ("Mã tham chiếu", payment.txn_ref),
        ("Mã hồ sơ", payment.dossier_code),
        ("Người nộp", payment.payer_name),
        ("Nội dung", payment.info),
        ("Số tiền", f"{payment.paid_vnd:,} đồng".replace(",", ".")),
        ("Thời gian", f"{payment.booked_at.astimezone(clock.TZ):%H:%M:%S %d/%m/%Y}"),
    ]
    output = BytesIO()
    width, height = landscape(A5)
    with _PRESS:
        canvas = Canvas(output, pagesize=(width, height), invariant=1, lang="vi", initialFontName=PLAIN)
        canvas.setTitle(f"Biên lai {payment.transaction_no}")
        canvas.setFont(BOLD, 16)
        canvas.drawCentredString(width / 2, height - 60, "BIÊN LAI THANH TOÁN TRỰC TUYẾN")
        for place, (label, text) in enumerate(rows):
            line = height - 105 - 26 * place
            canvas.setFont(PLAIN, 11)
            canvas.drawString(50, line, label)
            canvas.setFont(BOLD, 11)
            canvas.drawString(170, line, text)
        canvas.setFont(PLAIN, 9)
        canvas.setFillGray(0.35)
        canvas.drawCentredString(width / 2, 30, MARKING)
        canvas.save()
    return output.getvalue()
