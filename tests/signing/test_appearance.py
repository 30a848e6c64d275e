"""A seal and a hand are drawn to the size of their place, in letters that have all of Vietnamese."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from signing import appearance
from tests.signing.conftest import COMMUNE, NINE_THIRTY


def text_of(drawing: bytes) -> str:
    [page] = PdfReader(BytesIO(drawing)).pages
    return page.extract_text()


def test_a_drawing_is_as_large_as_its_place():
    [page] = PdfReader(BytesIO(appearance.seal(COMMUNE, "Tỉnh Sao Mai", width=100, height=90))).pages

    assert (page.mediabox.width, page.mediabox.height) == (100, 90)


def test_a_hand_shows_the_name_and_the_hour_with_its_offset():
    drawn = text_of(appearance.hand("Nguyễn Thị Chi", NINE_THIRTY, width=190, height=56))

    assert "Nguyễn Thị Chi" in drawn
    assert "Ký số 26/04/2024 09:30:15 +07:00" in drawn


def test_a_seal_names_the_organisation_and_its_superior_and_marks_the_exercise():
    letters = "".join(text_of(appearance.seal(COMMUNE, "Tỉnh Sao Mai", width=100, height=100)).split())

    assert "TẬPHUẤN" in letters
    assert sorted(letters.replace("TẬPHUẤN", "")) == sorted("ỦYBANNHÂNDÂNXÃANPHÚTỈNHSAOMAI")


def test_the_same_seal_is_drawn_once_and_to_the_same_bytes():
    drawn = appearance.seal(COMMUNE, "Tỉnh Sao Mai", width=100, height=100)
    appearance.seal.cache_clear()

    assert appearance.seal(COMMUNE, "Tỉnh Sao Mai", width=100, height=100) == drawn


@pytest.mark.parametrize("superior", ["", "Ủy ban nhân dân tỉnh Sao Mai"])
def test_long_and_missing_names_are_drawn_too(superior):
    name = "Trung tâm Phục vụ hành chính công tỉnh Sao Mai"

    letters = "".join(text_of(appearance.seal(name, superior, width=100, height=100)).split())

    assert len(letters) == len((name + superior + "TẬP HUẤN").replace(" ", ""))
