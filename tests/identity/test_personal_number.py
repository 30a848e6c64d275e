"""A personal number says where and when somebody was registered, and must not contradict its owner.

Source: docs/sources.md, rules N-2 to N-4 and N-9.
"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity import personal_number
from identity.errors import (
    InvalidPersonalNumber,
    PersonalNumberContradictsBirthYear,
    PersonalNumberContradictsSex,
    PersonalNumberMisshapen,
    PersonalNumberOfNoProvince,
)
from identity.models import Person
from identity.personal_number import PersonalNumber, Sex
from identity.places import reading
from kernel.errors import Invalid

PREFIXES = sorted(reading.invented_prefixes() | {province.prefix for province in reading.real_provinces()})


def test_a_girl_born_in_2024_and_registered_in_hai_duong():
    number = personal_number.parse("030324012345")

    assert number == PersonalNumber("030", Sex.FEMALE, 2024, "012345")


def test_a_man_born_in_1985_and_registered_in_can_tho():
    number = personal_number.parse("092085000001")

    assert (number.prefix, number.sex, number.birth_year) == ("092", Sex.MALE, 1985)


@pytest.mark.parametrize(
    ("fourth", "sex", "year"),
    [
        ("0", Sex.MALE, 1907),
        ("1", Sex.FEMALE, 1907),
        ("2", Sex.MALE, 2007),
        ("3", Sex.FEMALE, 2007),
        ("4", Sex.MALE, 2107),
        ("5", Sex.FEMALE, 2107),
        ("6", Sex.MALE, 2207),
        ("7", Sex.FEMALE, 2207),
        ("8", Sex.MALE, 2307),
        ("9", Sex.FEMALE, 2307),
    ],
)
def test_the_fourth_digit_says_century_and_sex(fourth, sex, year):
    number = personal_number.parse(f"003{fourth}07000001")

    assert (number.sex, number.birth_year) == (sex, year)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "03032401234",
        "0303240123456",
        "03032401234x",
        "030 24012345",
        "030324012345\n",
        "٠٣٠٣٢٤٠١٢٣٤٥",  # twelve digits, but Arabic ones
        "123456789",  # an old nine-digit number
    ],
)
def test_what_is_not_twelve_digits_is_refused(text):
    with pytest.raises(PersonalNumberMisshapen) as refusal:
        personal_number.parse(text)

    assert refusal.value.code == "personal-number-shape"


@pytest.mark.parametrize("prefix", ["000", "007", "097", "099", "100", "999"])
def test_a_prefix_of_no_province_is_refused(prefix):
    with pytest.raises(PersonalNumberOfNoProvince) as refusal:
        personal_number.parse(f"{prefix}085000123")

    assert refusal.value.code == "personal-number-prefix"
    assert refusal.value.params == {"number": f"{prefix}•••••0123", "prefix": prefix}


def test_a_number_that_agrees_with_its_owner_is_returned():
    number = personal_number.check("003185000123", sex="female", born_on=date(1985, 12, 31))

    assert number == PersonalNumber("003", Sex.FEMALE, 1985, "000123")


def test_the_sex_is_taken_as_the_person_s_row_has_it():
    number = personal_number.check("003085000123", sex=Person.Sex.MALE, born_on=date(1985, 1, 1))

    assert number.sex == Person.Sex.MALE


def test_a_number_that_contradicts_the_sex_is_refused():
    with pytest.raises(PersonalNumberContradictsSex) as refusal:
        personal_number.check("003085000123", sex="female", born_on=date(1985, 1, 1))

    assert refusal.value.code == "personal-number-sex"


@pytest.mark.parametrize("born_on", [date(1984, 12, 31), date(1986, 1, 1), date(2085, 1, 1)])
def test_a_number_that_contradicts_the_year_of_birth_is_refused(born_on):
    with pytest.raises(PersonalNumberContradictsBirthYear) as refusal:
        personal_number.check("003085000123", sex="male", born_on=born_on)

    assert refusal.value.code == "personal-number-birth-year"
    assert refusal.value.params == {"number": "003•••••0123", "year": born_on.year}


def test_every_refusal_is_a_bad_input_that_does_not_repeat_the_number():
    for text, sex, year in [
        ("00308500012", "male", 1985),
        ("003085000123", "female", 1985),
        ("007085000123", "male", 1),
    ]:
        with pytest.raises(InvalidPersonalNumber) as refusal:
            personal_number.check(text, sex=sex, born_on=date(year, 1, 1))

        assert isinstance(refusal.value, Invalid)
        assert text not in str(refusal.value.as_body())


def test_only_the_two_free_prefixes_are_invented():
    assert personal_number.parse("003085000123").is_invented
    assert personal_number.parse("005085000123").is_invented
    assert not personal_number.parse("001085000123").is_invented


def test_a_list_shows_the_prefix_and_the_last_four_digits():
    assert personal_number.masked("003085000123") == "003•••••0123"


@pytest.mark.parametrize(("text", "shown"), [("", ""), ("12345", "•••••"), ("a" * 40, "•" * 12)])
def test_what_is_no_number_is_masked_altogether(text, shown):
    assert personal_number.masked(text) == shown


def test_a_number_is_made_of_its_parts():
    number = personal_number.make("003", Sex.FEMALE, 2024, 77)

    assert str(number) == "003324000077"


@pytest.mark.parametrize(
    ("prefix", "year", "serial"),
    [("003", 1899, 1), ("003", 2400, 1), ("003", 1985, 1_000_000), ("003", 1985, -1), ("3", 1985, 1), ("007", 1985, 1)],
)
def test_parts_that_fit_into_no_number_are_refused(prefix, year, serial):
    with pytest.raises(InvalidPersonalNumber):
        personal_number.make(prefix, Sex.MALE, year, serial)


@given(
    prefix=st.sampled_from(PREFIXES),
    sex=st.sampled_from(Sex),
    year=st.integers(1900, 2399),
    serial=st.integers(0, 999_999),
)
def test_a_number_made_is_a_number_read(prefix, sex, year, serial):
    number = personal_number.make(prefix, sex, year, serial)

    assert number == PersonalNumber(prefix, sex, year, f"{serial:06}")
    assert personal_number.check(str(number), sex=sex, born_on=date(year, 6, 1)) == number


@given(st.text(max_size=14))
def test_any_text_is_read_or_refused_and_nothing_else(text):
    try:
        number = personal_number.parse(text)
    except InvalidPersonalNumber:
        return

    assert str(number) == text
