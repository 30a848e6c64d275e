"""Who a number names: somebody known, or, at a desk, somebody who is entered (docs/sources.md, rules N-2 to N-9)."""

from dataclasses import replace
from datetime import date

import pytest

from identity import personal_number, services
from identity.models import Person
from identity.personal_number import Sex
from identity.services import Declared
from tests.factories.identity import PREFIX, PersonFactory
from tests.refusals import refused

pytestmark = pytest.mark.django_db

NUMBER = str(personal_number.make(PREFIX, Sex.FEMALE, 1990, 5))
HOA = Declared(NUMBER, "Đỗ Thị Hoà", "female", date(1990, 6, 7), phone="0900000005")


@pytest.fixture(autouse=True)
def _one_hour(on):
    with on("2024-04-01 09:00"):
        yield


def test_somebody_new_is_entered_as_declared():
    entered = services.known_or_entered(HOA)

    assert Person.objects.filter(pk=entered.pk).values().get() == {
        "id": entered.pk,
        "personal_number": NUMBER,
        "full_name": "Đỗ Thị Hoà",
        "sex": "female",
        "born_on": date(1990, 6, 7),
        "address": "",
        "phone": "0900000005",
        "email": "",
    }


def test_somebody_known_is_found_by_the_number_alone_and_left_as_she_is():
    known = services.known_or_entered(HOA)

    found = services.known_or_entered(Declared(NUMBER, phone="0911111111"))

    assert (found.pk, found.phone, Person.objects.count()) == (known.pk, "0900000005", 1)
    assert services.known(Declared(NUMBER)).pk == known.pk


@pytest.mark.parametrize("name", ["ĐỖ THỊ HOÀ", "Đỗ Thị Hoà", "đỗ thị hoà"])
def test_a_name_is_the_same_however_its_letters_are_written(name):
    known = services.known_or_entered(HOA)

    assert services.known_or_entered(replace(HOA, full_name=name)).pk == known.pk


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        (replace(HOA, sex="male"), "personal-number-sex"),
        (replace(HOA, born_on=date(1991, 6, 7)), "personal-number-birth-year"),
        (replace(HOA, personal_number="x" * 12), "personal-number-shape"),
        (replace(HOA, personal_number=f"998{NUMBER[3:]}"), "personal-number-prefix"),
        (replace(HOA, personal_number=f"001{NUMBER[3:]}"), "personal-number-real"),
        (replace(HOA, full_name=""), "person-incomplete"),
        (replace(HOA, sex=""), "person-incomplete"),
        (replace(HOA, born_on=None), "person-incomplete"),
        (
            Declared(str(personal_number.make(PREFIX, Sex.MALE, 2024, 1)), "Bé", "male", date(2024, 4, 2)),
            "born-in-the-future",
        ),
    ],
)
def test_whom_no_desk_can_enter_is_refused_and_nobody_is_entered(declared, code):
    with refused(code) as refusal:
        services.known_or_entered(declared)

    assert declared.personal_number not in str(refusal.value.params)


def test_a_number_that_is_somebody_elses_is_told_with_what_differs():
    PersonFactory(personal_number=NUMBER, full_name="Người Khác", born_on=date(1990, 6, 8))

    with refused("person-differs") as refusal:
        services.known(HOA)

    assert refusal.value.params == {"number": personal_number.masked(NUMBER), "fields": ["full_name", "born_on"]}


def test_nobody_is_entered_by_being_looked_for():
    with refused("person-unknown"):
        services.known(HOA)
