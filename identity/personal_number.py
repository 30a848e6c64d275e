"""The 12-digit personal number ("số định danh cá nhân"): read, checked against a person, made, and masked."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from identity.errors import (
    PersonalNumberContradictsBirthYear,
    PersonalNumberContradictsSex,
    PersonalNumberMisshapen,
    PersonalNumberOfNoProvince,
)
from identity.places import reading

DIGITS = re.compile(r"[0-9]{12}")
FIRST_CENTURY = 1900


class Sex(StrEnum):
    """In the order of the fourth digit: an even one is male, an odd one female."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """The parts of a number; `str()` of it is the twelve digits."""

    prefix: str
    sex: Sex
    birth_year: int
    serial: str

    @property
    def is_invented(self) -> bool:
        """Tell whether it is of a prefix that no province has, so that it can be nobody's."""
        return self.prefix in reading.invented_prefixes()

    def __str__(self) -> str:
        century, year = divmod(self.birth_year - FIRST_CENTURY, 100)
        return f"{self.prefix}{2 * century + list(Sex).index(self.sex)}{year:02}{self.serial}"


def parse(text: str) -> PersonalNumber:
    """Return the parts of a number; there is no check digit.

    Raises PersonalNumberMisshapen, PersonalNumberOfNoProvince (country prefixes included).
    Source: docs/sources.md, rules N-2 to N-4 and N-9.
    """
    if DIGITS.fullmatch(text) is None:
        raise PersonalNumberMisshapen(number=masked(text))
    prefix, serial = text[:3], text[6:]
    if prefix not in _prefixes():
        raise PersonalNumberOfNoProvince(number=masked(text), prefix=prefix)
    century, sex = divmod(int(text[3]), 2)
    return PersonalNumber(prefix, list(Sex)[sex], FIRST_CENTURY + 100 * century + int(text[4:6]), serial)


def check(text: str, *, sex: str, born_on: date) -> PersonalNumber:
    """Return the parts of a number that agrees with the person who declares it.

    sex  "male" or "female", as a person's row has it.
    Raises what `parse` raises, PersonalNumberContradictsSex, PersonalNumberContradictsBirthYear.
    """
    number = parse(text)
    if number.sex != sex:
        raise PersonalNumberContradictsSex(number=masked(text))
    if number.birth_year != born_on.year:
        raise PersonalNumberContradictsBirthYear(number=masked(text), year=born_on.year)
    return number


def make(prefix: str, sex: Sex, birth_year: int, serial: int) -> PersonalNumber:
    """Return a number from its parts: birth_year 1900-2399, serial 0-999999.

    Raises what `parse` raises, for parts that fit into no number.
    """
    return parse(str(PersonalNumber(prefix, sex, birth_year, f"{serial:06}")))


def masked(text: str) -> str:
    """Return a number as lists and messages show it: the prefix, and the last four digits ("003•••••0123")."""
    if DIGITS.fullmatch(text) is None:
        return "•" * min(len(text), 12)
    return f"{text[:3]}•••••{text[-4:]}"


def _prefixes() -> frozenset[str]:
    return reading.invented_prefixes() | {province.prefix for province in reading.real_provinces()}
