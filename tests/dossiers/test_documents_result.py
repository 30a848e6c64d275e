"""The result keeps one place for the leader's signature and one for the seal, on the last page, wherever its text ends.

The seal covers about a third of the signature, at its left (Decree 30/2020).
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from io import BytesIO

import segno
from pypdf import PdfReader
from reportlab.lib.pagesizes import A4

from dossiers.documents import qr, result
from dossiers.documents.facts import Leader, Letterhead
from dossiers.documents.sheet import MARKING

URL = "https://motcua.example/kiem-tra/H99.35.22-240426-0007/a1b2c3d4e5"
RESULT = result.Result(
    letterhead=Letterhead(
        superior="Ủy ban nhân dân huyện Sao Khuê",
        agency="Ủy ban nhân dân xã An Phú",
        number="12/GXN-UBND",
        place="An Phú",
        on=date(2024, 5, 2),
    ),
    code="H99.35.22-240426-0007",
    title="Giấy xác nhận tình trạng hôn nhân",
    legal_grounds=("Luật Hộ tịch ngày 20 tháng 11 năm 2014",),
    statement="Ủy ban nhân dân xã An Phú xác nhận:",
    holder="Nguyễn Thị Lan",
    rows=(("Ngày, tháng, năm sinh", "12/03/1985"), ("Tình trạng hôn nhân", "Chưa đăng ký kết hôn với ai")),
    closing="Giấy này có giá trị trong 6 tháng kể từ ngày cấp.",
    leader=Leader("TM. Ủy ban nhân dân", "Chủ tịch", "Lê Thị Kim Chi"),
    verification_url=URL,
)


def pages_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def written(box: tuple[float, float, float, float], pdf: bytes) -> str:
    """What is written with its start inside the box, on the last page; the marking across the page apart."""
    left, bottom, right, top = box
    found = []

    def visit(text, matrix, text_matrix, _font, _size):
        x = matrix[0] * text_matrix[4] + matrix[2] * text_matrix[5] + matrix[4]
        y = matrix[1] * text_matrix[4] + matrix[3] * text_matrix[5] + matrix[5]
        if text.strip() and left < x < right and bottom < y < top:
            found.append(text)

    PdfReader(BytesIO(pdf)).pages[-1].extract_text(visitor_text=visit)
    return " ".join(" ".join(text for text in found if MARKING not in text).split())


def test_a_result_says_what_was_decided_by_whom_and_on_what_ground():
    (page,) = pages_of(result.render(RESULT))

    for phrase in (
        "ỦY BAN NHÂN DÂN HUYỆN SAO KHUÊ ỦY BAN NHÂN DÂN XÃ AN PHÚ",
        "Số: 12/GXN-UBND",
        "An Phú, ngày 02 tháng 5 năm 2024",
        "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",
        "Căn cứ Luật Hộ tịch ngày 20 tháng 11 năm 2014;",
        "Họ, chữ đệm, tên: NGUYỄN THỊ LAN",
        "Ngày, tháng, năm sinh: 12/03/1985",
        "Tình trạng hôn nhân: Chưa đăng ký kết hôn với ai",
        "Giấy này có giá trị trong 6 tháng kể từ ngày cấp.",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Lê Thị Kim Chi",
    ):
        assert phrase in page


def test_both_places_lie_on_the_paper_and_the_seal_covers_a_third_of_the_signature():
    left, bottom, right, top = result.LEADER_BOX.box
    seal_left, seal_bottom, seal_right, seal_top = result.SEAL_BOX.box

    assert seal_right - left == (right - left) / 3
    assert round(seal_right - seal_left, 6) == round(seal_top - seal_bottom, 6)
    assert (seal_bottom + seal_top) / 2 == (bottom + top) / 2
    assert 0 < seal_left < left
    assert right < A4[0]


def test_nothing_is_printed_where_the_leader_signs():
    assert written(result.LEADER_BOX.box, result.render(RESULT)) == ""


def test_the_office_stands_above_the_signature_and_the_name_below_it():
    left, bottom, right, top = result.LEADER_BOX.box
    pdf = result.render(RESULT)

    assert written((left, top, right, top + 40), pdf) == "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH"
    assert written((left, bottom - 24, right, bottom), pdf) == "Lê Thị Kim Chi"


def test_a_result_of_several_pages_is_signed_on_the_last_beside_its_last_words():
    rows = tuple((f"Mục {number}", "Nội dung " * 20) for number in range(1, 21))

    pages = pages_of(result.render(replace(RESULT, rows=rows)))

    assert len(pages) == 4
    assert ["Lê Thị Kim Chi" in page for page in pages] == [False, False, False, True]
    assert "Giấy này có giá trị" in pages[-1]
    assert all(MARKING in page for page in pages)


def test_without_closing_words_the_last_row_stays_with_the_signature():
    rows = tuple((f"Mục {number}", "Nội dung " * 20) for number in range(1, 11))

    for count in range(1, len(rows) + 1):
        pages = pages_of(result.render(replace(RESULT, rows=rows[:count], closing="")))

        assert f"Mục {count}:" in pages[-1]


def test_words_longer_than_a_page_run_on_until_they_leave_room_for_the_signature():
    pages = pages_of(result.render(replace(RESULT, closing="Nội dung quyết định. " * 400)))

    assert "".join(pages).replace(" ", "").count("Nộidungquyếtđịnh.") == 400
    assert ["Lê Thị Kim Chi" in page for page in pages] == [False] * (len(pages) - 1) + [True]
    assert "quyết định." in pages[-1]


def test_the_code_on_a_result_leads_to_its_verification():
    (page,) = PdfReader(BytesIO(result.render(RESULT))).pages

    assert [note.get_object()["/A"]["/URI"] for note in page["/Annots"]] == [URL]


def test_the_bars_drawn_are_those_of_the_code():
    content = PdfReader(BytesIO(result.render(RESULT))).pages[0].get_contents().get_data().decode("latin-1")
    (literal,) = [line for line in content.splitlines() if line.endswith(" 1 re f")]
    numbers = [int(token) for token in literal.split() if token.isdigit()]

    drawn = {
        (row - qr.QUIET_MODULES, column - qr.QUIET_MODULES + step)
        for column, row, length in zip(numbers[::4], numbers[1::4], numbers[2::4], strict=True)
        for step in range(length)
    }

    matrix = segno.make_qr(URL, error="m", mask=3).matrix
    assert drawn == {(row, column) for row, line in enumerate(matrix) for column, dark in enumerate(line) if dark}


def test_the_same_facts_give_the_same_bytes_even_when_many_are_set_at_once():
    alone = result.render(RESULT)

    with ThreadPoolExecutor(8) as threads:
        together = set(threads.map(result.render, [RESULT] * 24))

    assert together == {alone}
