"""A scan becomes a PDF page by page, its pictures unchanged: what the clerk certifies is what the scanner saw."""

from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from dossiers.documents import scan
from dossiers.documents.sheet import MARKING

ORIENTATION = 0x0112


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (120, 170), *, mode: str = "RGB", orientation: int = 1
) -> bytes:
    image = Image.new(mode, size, 1)
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    output = BytesIO()
    image.save(output, kind, exif=exif)
    return output.getvalue()


def of(*pages: bytes) -> scan.Scan:
    return scan.Scan("Tờ khai", "H99.35.22-240426-0007", date(2024, 4, 26), pages)


def read(pdf: bytes) -> list:
    return list(PdfReader(BytesIO(pdf)).pages)


def shape(page) -> tuple[int, int]:
    return round(page.mediabox.width), round(page.mediabox.height)


def test_each_picture_is_an_a4_page_of_its_own_orientation():
    pages = read(scan.render(of(picture(), picture("PNG", (170, 120)))))

    assert [shape(page) for page in pages] == [(595, 842), (842, 595)]


def test_a_jpeg_keeps_its_bytes():
    content = picture()

    (page,) = read(scan.render(of(content)))

    (image,) = page["/Resources"]["/XObject"].values()
    assert image.get_object()["/Filter"] == ["/DCTDecode"]
    assert image.get_object()._data == content


@pytest.mark.parametrize(
    ("orientation", "expected"), [(1, (842, 595)), (3, (842, 595)), (6, (595, 842)), (8, (595, 842))]
)
def test_a_page_held_sideways_by_the_camera_stands_upright(orientation, expected):
    (page,) = read(scan.render(of(picture(size=(170, 120), orientation=orientation))))

    assert shape(page) == expected


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_taken(mode):
    assert len(read(scan.render(of(picture("PNG", mode=mode))))) == 1


def test_every_page_is_marked_and_says_whose_it_is():
    pages = [page.extract_text() for page in read(scan.render(of(picture(), picture())))]

    assert all(MARKING in page for page in pages)
    assert all("H99.35.22-240426-0007" in page for page in pages)
    assert "Trang 2/2" in pages[1]


def test_the_same_scan_gives_the_same_bytes():
    facts = of(picture(), picture("PNG"))

    assert scan.render(facts) == scan.render(facts)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"GIF89a", picture()[:300], picture("PNG")[:60]])
def test_what_is_no_whole_picture_is_not_laid_on_paper(content):
    with pytest.raises(OSError):
        scan.render(of(content))
