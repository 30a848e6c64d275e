"""Files to upload: small, real, and each of its kind."""

from io import BytesIO

from PIL import Image
from reportlab.pdfgen.canvas import Canvas


def jpeg(size: tuple[int, int] = (400, 560)) -> bytes:
    return _picture("JPEG", size)


def png(size: tuple[int, int] = (400, 560)) -> bytes:
    return _picture("PNG", size)


def pdf(pages: int = 1) -> bytes:
    output = BytesIO()
    canvas = Canvas(output, invariant=True)
    for number in range(1, pages + 1):
        canvas.drawString(72, 720, f"Trang {number}")
        canvas.showPage()
    canvas.save()
    return output.getvalue()


def _picture(kind: str, size: tuple[int, int]) -> bytes:
    output = BytesIO()
    Image.new("RGB", size, "white").save(output, kind)
    return output.getvalue()
