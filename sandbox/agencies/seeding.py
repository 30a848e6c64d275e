"""Fills the registers of the outside world: the people of sandbox/people.toml, and families without end for loads."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from sandbox.agencies.models import Beneficiary, Household, Insured, Resident
from sandbox.agencies.models.registers import Class
from sandbox.behaviours import drawing
from sandbox.population import numbers
from sandbox.population.models import Person, Sex

FILE = Path(__file__).resolve().parent.parent / "people.toml"
SINCE = date(2010, 1, 1)
HEAD = "chủ hộ"
SEXES = {"male": Sex.MALE, "female": Sex.FEMALE}
# Serials that neither the file nor a birth uses.
FIRST_SERIAL, MOST_FAMILIES = 10_000, 30_000
# Insurance numbers of another "year" than any in which one is given out.
FIRST_INSURED = 50_000_000
CLASSES = (Class.INSURED, Class.SOCIAL, Class.MERIT)
FAMILY_NAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ")
GIVEN_OF_MEN = ("An", "Bình", "Cường", "Dũng", "Giang", "Hải", "Khang", "Long", "Phúc", "Quân")
GIVEN_OF_WOMEN = ("Ánh", "Châu", "Diệp", "Hà", "Hương", "Linh", "Mai", "Ngọc", "Thảo", "Yến")


@dataclass(frozen=True, slots=True)
class Somebody:
    number: str
    full_name: str
    sex: Sex
    born_on: date


@dataclass(frozen=True, slots=True)
class Family:
    """A household for a linked birth and a linked death: the father is its head, the elder is of `elder_class`."""

    father: Somebody
    mother: Somebody
    elder: Somebody
    elder_class: Class
    address: str


@transaction.atomic
def seed() -> int:
    """Enter the people of the file, whoever of them is not there yet; return how many were entered."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["person"]
    there = set(Person.objects.filter(number__in=[row["number"] for row in rows]).values_list("number", flat=True))
    new = [row for row in rows if row["number"] not in there]
    Person.objects.bulk_create(_person(row) for row in new)
    Household.objects.bulk_create(_households(new), ignore_conflicts=True)
    households = {each.householder_number: each for each in Household.objects.all()}
    Resident.objects.bulk_create(
        Resident(
            household=households[row["household"]],
            number=row["number"],
            relation=row.get("relation", HEAD),
            since_on=SINCE,
            until_on=row.get("died_on"),
        )
        for row in new
        if "household" in row
    )
    Insured.objects.bulk_create(
        Insured(number=row["number"], insurance_number=row["insured"], has_paid_in=row.get("paid_in", False))
        for row in new
        if "insured" in row
    )
    Beneficiary.objects.bulk_create(
        Beneficiary(number=row["number"], kind=row["class"]) for row in new if "class" in row
    )
    return len(new)


@transaction.atomic
def settle_families(count: int, *, seed: str = "1") -> list[Family]:
    """Enter `count` families, whoever of them is not there yet, and return them; the same seed gives the same ones."""
    if not 0 <= count <= MOST_FAMILIES:
        raise ValueError(f"There are 0 to {MOST_FAMILIES} families.")
    families = [_family(place, seed) for place in range(count)]
    heads = {family.father.number for family in families}
    there = set(Household.objects.filter(householder_number__in=heads).values_list("householder_number", flat=True))
    new = [(place, family) for place, family in enumerate(families) if family.father.number not in there]
    Person.objects.bulk_create(_member(each, family) for _place, family in new for each in _members(family))
    households = Household.objects.bulk_create(
        Household(householder_number=family.father.number, address=family.address) for _place, family in new
    )
    Resident.objects.bulk_create(
        Resident(household=household, number=each.number, relation=relation, since_on=SINCE)
        for household, (_place, family) in zip(households, new, strict=True)
        for each, relation in zip(_members(family), (HEAD, "vợ", "bố"), strict=True)
    )
    Insured.objects.bulk_create(
        Insured(
            number=family.elder.number,
            insurance_number=f"99{FIRST_INSURED + place}",
            has_paid_in=True,
        )
        for place, family in new
        if family.elder_class == Class.INSURED
    )
    Beneficiary.objects.bulk_create(
        Beneficiary(number=family.elder.number, kind=family.elder_class)
        for _place, family in new
        if family.elder_class != Class.INSURED
    )
    return families


def _person(row: Mapping[str, Any]) -> Person:
    return Person(
        number=row["number"],
        full_name=row["full_name"],
        sex=SEXES[row["sex"]],
        born_on=row["born_on"],
        died_on=row.get("died_on"),
        ethnicity="Kinh",
        nationality="Việt Nam",
        hometown="Xã An Phú, huyện Ánh Dương, tỉnh Sao Mai",
        birthplace="Xã An Phú, huyện Ánh Dương, tỉnh Sao Mai",
        residence=row["residence"],
        father_number=row.get("father", ""),
        mother_number=row.get("mother", ""),
        spouse_number=row.get("spouse", ""),
    )


def _households(rows: list[Mapping[str, Any]]) -> list[Household]:
    heads = [row for row in rows if row.get("household") == row["number"]]
    return [Household(householder_number=row["number"], address=row["residence"]) for row in heads]


def _family(place: int, seed: str) -> Family:
    def drawn(what: str, most: int) -> int:
        return drawing.whole(seed, "family", str(place), what) % most

    def somebody(role: str, sex: Sex, years: range, serial: int, family_name: str) -> Somebody:
        born_on = date(years[drawn(f"{role}-year", len(years))], 1 + drawn(f"{role}-month", 12), 1 + drawn(role, 28))
        given = GIVEN_OF_MEN if sex == Sex.MALE else GIVEN_OF_WOMEN
        middle = "Văn" if sex == Sex.MALE else "Thị"
        name = f"{family_name} {middle} {given[drawn(f'{role}-name', len(given))]}"
        return Somebody(f"{numbers.head(sex, born_on)}{serial:06}", name, sex, born_on)

    serial = FIRST_SERIAL + 3 * place
    name, other = (FAMILY_NAMES[drawn(what, len(FAMILY_NAMES))] for what in ("name", "other-name"))
    return Family(
        father=somebody("father", Sex.MALE, range(1980, 1996), serial, name),
        mother=somebody("mother", Sex.FEMALE, range(1984, 2000), serial + 1, other),
        elder=somebody("elder", Sex.MALE, range(1935, 1956), serial + 2, name),
        elder_class=CLASSES[drawn("class", len(CLASSES))],
        address=f"Nhà số {place + 1}, thôn Mới, xã An Phú, huyện Ánh Dương, tỉnh Sao Mai",
    )


def _members(family: Family) -> tuple[Somebody, ...]:
    return family.father, family.mother, family.elder


def _member(each: Somebody, family: Family) -> Person:
    spouses = {family.father.number: family.mother.number, family.mother.number: family.father.number}
    return Person(
        number=each.number,
        full_name=each.full_name,
        sex=each.sex,
        born_on=each.born_on,
        ethnicity="Kinh",
        nationality="Việt Nam",
        hometown=family.address,
        birthplace=family.address,
        residence=family.address,
        father_number=family.elder.number if each == family.father else "",
        spouse_number=spouses.get(each.number, ""),
    )
