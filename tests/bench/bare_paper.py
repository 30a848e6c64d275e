"""A result in bare reportlab and pyHanko: the same page line by line, two signatures, no place reserved for them."""

from dataclasses import dataclass
from io import BytesIO

import segno
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.stamp import StaticStampStyle
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from dossiers.documents.sheet import MARKING
from dossiers.documents.typography import BOLD, ITALIC, SERIF

Box = tuple[float, float, float, float]
CODE, URL = "H99.35.22-240401-0001", "http://127.0.0.1:8000/xac-minh/H99.35.22-240401-0001"
LEFT, LEFT_COLUMN, MIDDLE, RIGHT_COLUMN = 85.0, 180.0, 315.0, 415.0

# face, size, x, y, text
CENTRED = (
    (BOLD, 11, LEFT_COLUMN, 771, "ỦY BAN NHÂN DÂN XÃ AN PHÚ"),
    (BOLD, 11, RIGHT_COLUMN, 771, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (BOLD, 12, RIGHT_COLUMN, 756, "Độc lập - Tự do - Hạnh phúc"),
    (SERIF, 12, LEFT_COLUMN, 730, "Số: 01/XNTTHN-UBND"),
    (ITALIC, 11.5, RIGHT_COLUMN, 730, "An Phú, ngày 04 tháng 4 năm 2024"),
    (BOLD, 17, MIDDLE, 680, "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN"),
    (BOLD, 13, MIDDLE, 600, "Ủy ban nhân dân xã An Phú xác nhận:"),
    (BOLD, 12.5, 431, 206, "TM. ỦY BAN NHÂN DÂN"),
    (BOLD, 12.5, 431, 190, "CHỦ TỊCH"),
    (BOLD, 12.5, 431, 88, "Phạm Thị Chi"),
)
AT_LEFT = (
    (ITALIC, 12, LEFT + 28, 645, "Căn cứ hồ sơ số H99.35.22-240401-0001 về việc cấp giấy xác nhận tình trạng"),
    (ITALIC, 12, LEFT, 628, "hôn nhân;"),
    (SERIF, 13, LEFT, 550, "Họ, chữ đệm, tên:"),
    (BOLD, 13, LEFT + 170, 550, "TRẦN THỊ LAN"),
    (SERIF, 13, LEFT, 525, "Ngày, tháng, năm sinh:"),
    (SERIF, 13, LEFT + 170, 525, "12/05/1985"),
    (SERIF, 13, LEFT, 500, "Số định danh cá nhân:"),
    (SERIF, 13, LEFT + 170, 500, "003185000001"),
    (SERIF, 13, LEFT, 475, "Thủ tục hành chính:"),
    (SERIF, 13, LEFT + 170, 475, "Cấp Giấy xác nhận tình trạng hôn nhân"),
    (SERIF, 13, LEFT + 170, 454, "(1.004873)"),
    (SERIF, 13, LEFT, 429, "Tình trạng hôn nhân:"),
    (SERIF, 13, LEFT + 170, 429, "Chưa đăng ký kết hôn với ai"),
    (SERIF, 13, LEFT + 28, 404, "Giấy này có giá trị kể từ ngày ký."),
    (BOLD, 8, LEFT, 812, MARKING),
    (ITALIC, 9, LEFT, 30, f"Mã hồ sơ {CODE}"),
    (ITALIC, 10, LEFT, 85, "Quét mã để kiểm tra giấy này"),
)


@dataclass(frozen=True, slots=True)
class Hand:
    """Who signs, where, and how it looks: everything is loaded and drawn beforehand."""

    signer: SimpleSigner
    style: StaticStampStyle
    field: str
    reason: str
    page: int
    box: Box


def draw() -> bytes:
    """Return the page: every line set where it stands, the marking across it, and the code."""
    output = BytesIO()
    canvas = Canvas(output, pagesize=A4, invariant=1, lang="vi", initialFontName=SERIF)
    canvas.saveState()
    canvas.setFillColorRGB(0.65, 0.11, 0.11, alpha=0.06)
    canvas.setFont(BOLD, 34)
    canvas.translate(A4[0] / 2, A4[1] / 2)
    canvas.rotate(52)
    canvas.drawCentredString(0, 0, MARKING)
    canvas.restoreState()
    for face, size, x, y, text in CENTRED:
        canvas.setFont(face, size)
        canvas.drawCentredString(x, y, text)
    for face, size, x, y, text in AT_LEFT:
        canvas.setFont(face, size)
        canvas.drawString(x, y, text)
    _draw_code(canvas)
    canvas.save()
    return output.getvalue()


def sign(paper: bytes, hands: tuple[Hand, ...]) -> bytes:
    """Return the paper with every signature, each in a revision of its own."""
    for hand in hands:
        writer = IncrementalPdfFileWriter(BytesIO(paper))
        meta = PdfSignatureMetadata(
            field_name=hand.field, md_algorithm="sha256", reason=hand.reason, subfilter=SigSeedSubFilter.PADES
        )
        spec = SigFieldSpec(hand.field, on_page=hand.page, box=tuple(round(edge) for edge in hand.box))
        signer = PdfSigner(meta, signer=hand.signer, stamp_style=hand.style, new_field_spec=spec)
        paper = signer.sign_pdf(writer).getvalue()
    return paper


def _draw_code(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.translate(LEFT, 184)
    matrix = segno.make_qr(URL, error="m", mask=3).matrix
    side = 88 / len(matrix)
    path = canvas.beginPath()
    for row, modules in enumerate(matrix):
        for column, dark in enumerate(modules):
            if dark:
                path.rect(column * side, -(row + 1) * side, side, side)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()
