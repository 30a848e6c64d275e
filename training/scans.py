"""Pictures of invented papers, as a scanner would give them; each says that it is for training."""

from importlib.resources import files
from io import BytesIO
from textwrap import wrap

from PIL import Image, ImageDraw, ImageFont

A4_AT_100_DPI = (827, 1169)
PAPER, INK, FAINT = "#fbfaf5", "#22304a", "#c9c6bb"
FACES = files("font_source_sans_pro") / "files"


def picture(title: str, code: str) -> bytes:
    """Return a JPEG page with the paper's title and the code of the dossier it was scanned for."""
    page = Image.new("RGB", A4_AT_100_DPI, PAPER)
    draw = ImageDraw.Draw(page)
    y = 170
    for line in wrap(title, 30):
        draw.text((413, y), line.upper(), INK, _face("Semibold", 34), anchor="mm")
        y += 48
    for _line in range(14):
        y += 42
        draw.line((110, y, 717, y), FAINT, 2)
    draw.text((413, 1080), f"Giấy tờ mô phỏng dùng để tập huấn - {code}", INK, _face("Regular", 20), anchor="mm")
    output = BytesIO()
    page.save(output, "JPEG", quality=80, dpi=(100, 100))
    return output.getvalue()


def _face(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(BytesIO((FACES / f"SourceSansPro-{name}.ttf").read_bytes()), size)
