"""The 63 provinces are complete and without doubles; the training province is a tree that can be no real one.

Source: docs/sources.md, rules N-1, N-3 to N-7, N-10 and O-1.
"""

import re
from collections import Counter

import pytest

from identity.models import Agency
from identity.personal_number import parse
from identity.places import reading

PROVINCE = reading.training_province()
AGENCIES = {agency.code: agency for agency in PROVINCE.agencies}


def test_there_are_63_provinces_and_no_prefix_or_code_twice():
    provinces = reading.real_provinces()

    assert len(provinces) == 63
    assert len({province.prefix for province in provinces}) == 63
    assert len({province.name for province in provinces}) == 63
    assert {province.agency_code for province in provinces} == {f"H{number:02}" for number in range(1, 64)}


@pytest.mark.parametrize(
    ("prefix", "code", "name"),
    [
        ("001", "H26", "Hà Nội"),
        ("030", "H23", "Hải Dương"),
        ("046", "H57", "Thừa Thiên Huế"),
        ("074", "H09", "Bình Dương"),
        ("077", "H06", "Bà Rịa-Vũng Tàu"),
        ("079", "H29", "TP. Hồ Chí Minh"),
        ("092", "H13", "Cần Thơ"),
        ("096", "H12", "Cà Mau"),
    ],
)
def test_a_province_has_its_prefix_and_its_code(prefix, code, name):
    assert (prefix, code, name) in {(row.prefix, row.agency_code, row.name) for row in reading.real_provinces()}


def test_four_agency_codes_were_seen_and_the_others_are_recalled():
    seen = {province.agency_code: province.name for province in reading.real_provinces() if province.found}

    assert seen == {"H30": "Hậu Giang", "H38": "Lào Cai", "H55": "Thái Nguyên", "H56": "Thanh Hóa"}


def test_the_invented_prefixes_are_of_no_province():
    assert reading.invented_prefixes() == {"003", "005"}
    assert not reading.invented_prefixes() & {province.prefix for province in reading.real_provinces()}


def test_the_training_province_can_be_no_real_one():
    assert PROVINCE.code == "H99"
    assert PROVINCE.code not in {province.agency_code for province in reading.real_provinces()}
    assert PROVINCE.name_vi.removeprefix("tỉnh ") not in {province.name for province in reading.real_provinces()}
    assert parse(f"{PROVINCE.personal_number_prefix}085000123").is_invented


def test_its_agencies_stand_in_three_tiers():
    assert Counter(agency.tier for agency in PROVINCE.agencies) == {"province": 8, "district": 8, "commune": 4}


def test_the_two_communes_have_a_people_s_committee_and_its_police():
    communes = [(agency.code, agency.kind, agency.parent) for agency in PROVINCE.agencies if agency.tier == "commune"]

    assert communes == [
        ("H99.35.22", "commune", "H99.35"),
        ("H99.35.22.01", "commune-police", "H99.35.22"),
        ("H99.35.23", "commune", "H99.35"),
        ("H99.35.23.01", "commune-police", "H99.35.23"),
    ]
    assert AGENCIES["H99.35.22"].name_vi == "Ủy ban nhân dân xã An Phú"
    assert AGENCIES["H99.35.23"].name_vi == "Ủy ban nhân dân xã Bình Minh"


def test_a_superior_comes_before_its_subordinates_and_begins_their_code():
    listed = set()
    for agency in PROVINCE.agencies:
        if agency.parent is None:
            assert agency.code == PROVINCE.code
        else:
            assert agency.parent in listed
            assert agency.code.startswith(f"{agency.parent}.")
        listed.add(agency.code)

    assert len(listed) == len(PROVINCE.agencies)


@pytest.mark.parametrize("agency", PROVINCE.agencies, ids=lambda agency: agency.code)
def test_an_agency_fits_into_dossier_codes_and_into_its_row(agency):
    assert re.fullmatch(r"[HG]\d{2}(\.\d{1,3}){0,3}-\d{6}-\d{4,5}", f"{agency.code}-240426-0007")
    assert re.fullmatch(r"[A-ZĐ]+", agency.symbol)
    assert agency.tier in Agency.Tier.values
    for name in ("code", "kind", "name_vi", "name_en", "address", "symbol"):
        text = getattr(agency, name)
        assert text == text.strip() != ""
        assert len(text) <= Agency._meta.get_field(name).max_length


def test_kinds_above_the_commune_are_there_once():
    kinds = Counter(agency.kind for agency in PROVINCE.agencies if agency.tier != "commune")

    assert set(kinds.values()) == {1}
