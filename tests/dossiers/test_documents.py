"""The numbered forms carry the fields of the domain reference, 2.2, in the layout of Decree 30/2020.

Same facts, same bytes: a paper that is printed again is the paper that was printed.
"""

import unicodedata
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from dossiers.documents import apology, control_slip, receipt, refusal, register, supplement_request
from dossiers.documents.facts import Component, Party
from dossiers.documents.sheet import MARKING
from tests.dossiers.desk_papers import (
    APOLOGY,
    CODE,
    COMMUNE,
    CONTROL_SLIP,
    DESK,
    ENTRY,
    LAN,
    LONG_NAME,
    PROCEDURE,
    RECEIPT,
    REFUSAL,
    REGISTER,
    SUPPLEMENT,
    TRACKING,
    assert_says,
    at,
    every_paper,
    links_of,
    pages_of,
)


def test_form_01_carries_its_fields():
    pdf = receipt.render(RECEIPT)

    assert len(pages_of(pdf)) == 1
    assert_says(
        pdf,
        "Mẫu số 01",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Số: 0007/TNHS",
        f"Mã hồ sơ: {CODE}",
        "Bộ phận Tiếp nhận và Trả kết quả xã An Phú",
        "Nguyễn Thị Lan (nộp trực tuyến)",
        "003185000123",
        "0900 000 123 · lan@example.vn",
        PROCEDURE,
        "Phạm Thị Mận",
        "Thôn Đoài, xã An Phú",
        "Bản chính Bản sao chứng thực Bản chụp",
        "1 Tờ khai 1 – –",
        "2 Trích lục ly hôn – 2 3",
        "01 bộ",
        "01 ngày làm việc",
        "09 giờ 00, ngày 26/04/2024",
        "17 giờ 00, ngày 02/05/2024, thứ Năm",
        "Quầy số 2",
        "quyển số 02/2024, số thứ tự 0115",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    )


def test_form_01_explains_its_date():
    assert_says(
        receipt.render(RECEIPT),
        "Cách tính ngày hẹn. Ngày nhận hồ sơ không tính: 26/04. "
        "Nghỉ, không tính: 27/04 (cuối tuần). Tính 1 ngày: 02/05.",
    )


def test_the_code_on_form_01_leads_to_the_tracking_page():
    assert links_of(receipt.render(RECEIPT)) == [TRACKING]


def test_form_02_carries_its_fields():
    assert_says(
        supplement_request.render(SUPPLEMENT),
        "Mẫu số 02",
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Số: 12/HDHS",
        "Nguyễn Thị Lan",
        "Thôn Đông, xã An Phú, tỉnh Sao Mai",
        "0900 000 123 · lan@example.vn",
        PROCEDURE,
        "1 Tờ khai Chưa ký 1 – –",
        "Lý do: Hồ sơ chưa đầy đủ.",
        "Trần Văn An, số điện thoại 0900 000 456",
        "NGƯỜI HƯỚNG DẪN",
    )


def test_form_03_carries_its_fields():
    assert_says(
        refusal.render(REFUSAL),
        "Mẫu số 03",
        "PHIẾU TỪ CHỐI GIẢI QUYẾT HỒ SƠ",
        "Số: 03/TCHS",
        "0900 000 123 · lan@example.vn",
        f"{DESK} thông báo không tiếp nhận",
        "Lý do: Không thuộc thẩm quyền. Người yêu cầu cư trú tại xã Bình Minh.",
        "Căn cứ pháp lý: Điều 21 Nghị định số 123/2015/NĐ-CP",
        "Trần Văn An, số điện thoại 0900 000 456",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    )


def test_form_04_carries_its_fields():
    assert_says(
        apology.render(APOLOGY),
        "Mẫu số 04",
        "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
        "Kính gửi: Bà Nguyễn Thị Lan",
        f"Ngày 26 tháng 4 năm 2024, {COMMUNE} tiếp nhận hồ sơ",
        PROCEDURE,
        CODE,
        "hẹn trả kết quả ngày 02/05/2024",
        "Lý do: Phải xác minh tại nơi cư trú trước đây.",
        "Đơn vị chậm giải quyết: Bộ phận Tư pháp - Hộ tịch.",
        "thứ Năm, ngày 09 tháng 5 năm 2024",
        "thành thật xin lỗi",
        "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH",
        "Lê Thị Kim Chi",
    )


def test_form_05_has_one_row_for_each_hand_over():
    assert_says(
        control_slip.render(CONTROL_SLIP),
        "Mẫu số 05",
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "Kèm theo hồ sơ của Nguyễn Thị Lan",
        PROCEDURE,
        "Tư pháp Phạm Thanh Bình 09 giờ 30 26/04/2024 Đúng hạn 2 Tư pháp Phạm Thanh Bình",
        "16 giờ 05 03/05/2024 Quá hạn Bù",
    )


def test_form_06_has_one_row_for_each_dossier():
    text = " ".join(pages_of(register.render(REGISTER)))

    assert "Quyển số 02/2024 · từ ngày 01/04/2024 đến ngày 30/04/2024" in text
    assert (
        f"1 {CODE} Đăng ký khai sinh 1 Nguyễn Thị Lan Thôn Đông 0900 000 123 {COMMUNE} "
        "26/04/2024 02/05/2024 03/05/2024 Trực tiếp Lan Bổ sung"
    ) in text
    assert f"{COMMUNE} 26/04/2024 Trực tiếp" in text


def test_a_long_register_repeats_its_head_on_every_page():
    pages = pages_of(register.render(replace(REGISTER, entries=(ENTRY,) * 60)))

    assert len(pages) > 2
    assert all("TT Mã hồ sơ Tên thủ tục hành chính" in page for page in pages)
    assert pages[-1].endswith(f"Trang {len(pages)}/{len(pages)}")


def test_sixty_components_run_over_pages_with_the_head_of_the_table_on_each():
    papers = tuple(Component(f"Giấy tờ số {number}", photocopies=1) for number in range(1, 61))

    pages = pages_of(receipt.render(replace(RECEIPT, components=papers)))

    assert len(pages) == 3
    assert all("TT Tên giấy tờ" in page for page in pages)
    assert "Giấy tờ số 60 – – 1" in pages[-1]
    assert "Trang 1/3" in pages[0]


def test_a_single_page_is_not_numbered():
    assert "Trang" not in pages_of(receipt.render(RECEIPT))[0]


def test_signatures_never_stand_alone_on_a_page():
    for count in range(4, 12):
        papers = (Component("Giấy tờ", originals=1),) * count

        last = pages_of(receipt.render(replace(RECEIPT, components=papers)))[-1]

        assert "Cách tính ngày hẹn" in last


def test_a_long_name_wraps_and_is_kept_whole():
    facts = replace(RECEIPT, submitter=replace(LAN, name=LONG_NAME), receiver=LONG_NAME, owner=Party(LONG_NAME, ""))

    pages = pages_of(receipt.render(facts))

    assert " ".join(pages).count(LONG_NAME) == 4


def test_a_word_without_end_stays_on_the_paper():
    pdf = supplement_request.render(replace(SUPPLEMENT, owner=replace(LAN, name="X" * 400), reason="Y" * 3000))

    text = "".join(pages_of(pdf)).replace(" ", "")
    assert text.count("X") >= 400
    assert text.count("Y") >= 3000


def test_decomposed_letters_are_composed():
    decomposed = unicodedata.normalize("NFD", "Nguyễn Thị Ướt")

    assert receipt.render(replace(RECEIPT, receiver=decomposed)) == receipt.render(
        replace(RECEIPT, receiver="Nguyễn Thị Ướt")
    )


def test_letters_that_the_serif_lacks_are_set_all_the_same():
    assert_says(receipt.render(replace(RECEIPT, owner=Party("Y Krŭ Êban Hĭm", "Buôn Ŋa"))), "Y Krŭ Êban Hĭm", "Buôn Ŋa")


@pytest.mark.parametrize("request_", ["<b>đậm</b> & <para>", "a < b", "<img src='x'/>", "&amp;", "</para>"])
def test_markup_in_a_fact_is_text(request_):
    assert_says(receipt.render(replace(RECEIPT, request=request_)), request_)


def test_control_characters_in_a_fact_are_left_out():
    assert receipt.render(replace(RECEIPT, request="Cấp\x00 giấy\u202e\x07")) == receipt.render(
        replace(RECEIPT, request="Cấp giấy")
    )


def test_what_is_not_known_is_not_printed():
    text = " ".join(pages_of(receipt.render(replace(RECEIPT, submitter=Party(LAN.name, ""), book="", ledger=()))))

    assert "Số định danh" not in text
    assert "Điện thoại" not in text
    assert "quyển số" not in text
    assert "Cách tính" not in text


@every_paper
def test_every_paper_has_the_head_of_the_republic_and_of_its_agency(render, facts):
    assert_says(
        render(facts),
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        facts.letterhead.superior.upper(),
        facts.letterhead.agency.upper(),
        "An Phú, ngày 26 tháng 4 năm 2024",
    )


@every_paper
def test_every_page_says_that_it_is_a_training_copy(render, facts):
    assert all(page.count(MARKING) == 2 for page in pages_of(render(facts)))


@every_paper
def test_the_same_facts_give_the_same_bytes(render, facts):
    assert render(facts) == render(facts)


@every_paper
def test_a_paper_is_dated_by_its_facts(render, facts):
    description = PdfReader(BytesIO(render(facts))).metadata

    assert description.creation_date == at("2024-04-26T00:00")
    assert description.modification_date == at("2024-04-26T00:00")


@every_paper
def test_every_font_is_embedded(render, facts):
    fonts = [
        font.get_object()
        for page in PdfReader(BytesIO(render(facts))).pages
        for font in page["/Resources"]["/Font"].values()
    ]

    assert {font["/BaseFont"].split("+")[1] for font in fonts} <= {
        "SourceSerifPro-Regular",
        "SourceSerifPro-Bold",
        "SourceSansPro-It",
    }
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)
