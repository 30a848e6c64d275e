"""Whom it is all about: families of whom a child is born or an elder has died, and what they owe."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.management import call_command

from dossiers.services import catalogue
from interlink.models import Chain
from interlink.services import chains
from kernel import calendar_data, calendar_store, clock_store
from payments.models import Order
from payments.services import orders
from payments.services.orders import Charge
from payments.states import LineKind, Purpose
from sandbox.agencies import seeding
from sandbox.agencies.seeding import Family
from tests.calendars import at
from tests.interlink.conftest import BIRTH_FACTS, DEATH_FACTS
from tests.personas import Cast, gather

BIRTH, DEATH = "2.002621", "2.002622"
MONDAY = at("2024-06-03 08:00")
# By what the elder's class is entitled to: three sub-procedures, and the fourth for who was insured.
CHOICES = {"insured": "four", "social-protection": "three", "merit": "three"}
CHARGES = (
    Charge(LineKind.PHI, "PHI-01", "Phí thẩm định", 5_000),
    Charge(LineKind.LE_PHI, "LP-01", "Lệ phí cấp giấy", 10_000),
)


def build(families: int) -> tuple[Cast, list[Family]]:
    """Make the house and the people outside. The clock stands at the morning of a Monday."""
    call_command("migrate", verbosity=0)
    for year in calendar_data.years():
        calendar_store.load(year)
    catalogue.load()
    clock_store.start(MONDAY)
    seeding.seed()
    return gather(), seeding.settle_families(families)


def start(number: int, family: Family, cast: Cast) -> Chain:
    """Begin the chain of a family: of every other one for a birth, of the others for a death."""
    is_birth = number % 2 == 0
    return chains.start(
        BIRTH if is_birth else DEATH,
        subject=f"chaos:{number}",
        code=code_of(number),
        agency_id=cast.commune.pk,
        facts=birth_of(number, family) if is_birth else death_of(number, family),
        choices={} if is_birth else choices_of(family),
        by=cast.binh.actor,
    )


def owe(number: int, cast: Cast) -> Order:
    """Open what is to be paid for a chain."""
    return orders.open(
        subject=f"chaos:{number}",
        subject_code=code_of(number),
        purpose=Purpose.FEE,
        agency_id=cast.commune.pk,
        payer_id=cast.lan.id,
        charges=CHARGES,
        by=cast.an.actor,
    )


def code_of(number: int) -> str:
    return f"H99.35.22-240603-{number:04}"


def birth_of(number: int, family: Family) -> Mapping[str, Any]:
    return {
        **BIRTH_FACTS,
        "birth_proof_number": f"GCS-{number}",
        "child_name": f"{family.father.full_name} Con",
        "mother_name": family.mother.full_name,
        "mother_born_on": _told(family.mother.born_on),
        "mother_personal_number": family.mother.number,
        "father_name": family.father.full_name,
        "father_personal_number": family.father.number,
        "householder_name": family.father.full_name,
        "householder_personal_number": family.father.number,
    }


def death_of(number: int, family: Family) -> Mapping[str, Any]:
    return {
        **DEATH_FACTS,
        "deceased_name": family.elder.full_name,
        "deceased_born_on": _told(family.elder.born_on),
        "deceased_personal_number": family.elder.number,
        "death_notice_number": f"BT-{number}",
        "requester_name": family.father.full_name,
        "requester_personal_number": family.father.number,
        "beneficiary_class": str(family.elder_class),
    }


def choices_of(family: Family) -> dict[str, str]:
    return {"sub_procedures": CHOICES[family.elder_class], "beneficiary_class": str(family.elder_class)}


def _told(on: date) -> str:
    return on.isoformat()
