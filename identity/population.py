"""Looks persons up in the population database: with a right, for a purpose, and never without a line in the log."""

from dataclasses import dataclass
from datetime import date
from json import dumps
from typing import Any

import httpx
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from identity import personal_number
from identity.errors import (
    LookupForbidden,
    PopulationDeceased,
    PopulationMismatch,
    PopulationNotFound,
    PopulationRateLimited,
    PopulationUnavailable,
    PurposeMissing,
)
from identity.models import Agency, PopulationLookup
from identity.personal_number import Sex
from identity.roles import Role
from kernel import clock, signed_http, telephone
from kernel.actors import Actor
from kernel.errors import Problem
from kernel.telephone import NoAnswer

OFFICE = "population"
LONGEST_PURPOSE = 250
Outcome = PopulationLookup.Outcome
SEXES = {1: Sex.MALE, 2: Sex.FEMALE, "1": Sex.MALE, "2": Sex.FEMALE, "Nam": Sex.MALE, "Nữ": Sex.FEMALE}


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody of the household; `number` is empty where the database does not say."""

    full_name: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the population database knows of a person; what it does not say is empty."""

    number: str
    full_name: str
    sex: Sex | None
    born_on: date | None
    ethnicity: str
    nationality: str
    hometown: str
    residence: str
    current_home: str
    father: Relative | None
    mother: Relative | None
    householder: Relative | None


def lookup(number: str, *, name: str, born_on: date, purpose: str, officer: Actor) -> PersonFacts:
    """Ask the population database for a person by number, name and date of birth; the question is logged first.

    Never inside a transaction: the line of the log stays, whatever the caller makes of the answer.
    Raises LookupForbidden, PurposeMissing, InvalidPersonalNumber (nothing was asked), PopulationNotFound,
    PopulationMismatch, PopulationDeceased, PopulationUnavailable, PopulationRateLimited.
    Source: docs/sources.md, rules O-3 and R-9.
    """
    personal_number.parse(number)
    line = _logged(number, purpose, officer)
    try:
        facts = _asked(line, number, name, born_on)
    except Problem as refusal:
        _note(line, OUTCOMES[type(refusal)])
        raise
    _note(line, Outcome.FOUND)
    return facts


def about(number: str) -> QuerySet[PopulationLookup]:
    """Return every look-up about the holder of a number, newest first, for him to see."""
    lines = PopulationLookup.objects.filter(number_hmac=_keyed(number))
    return lines.select_related("officer", "agency").order_by("-pk")


OUTCOMES: dict[type[Problem], Outcome] = {
    PopulationNotFound: Outcome.NOT_FOUND,
    PopulationMismatch: Outcome.MISMATCH,
    PopulationDeceased: Outcome.DECEASED,
    PopulationUnavailable: Outcome.UNAVAILABLE,
    PopulationRateLimited: Outcome.RATE_LIMITED,
}


@transaction.atomic(durable=True)
def _logged(number: str, purpose: str, officer: Actor) -> PopulationLookup:
    if not officer.has(Role.POPULATION) or officer.id is None or officer.agency_id is None:
        raise LookupForbidden
    if not purpose.strip():
        raise PurposeMissing
    return PopulationLookup.objects.create(
        officer_id=officer.id,
        agency=Agency.objects.get(pk=officer.agency_id),
        asked_at=clock.now(),
        recorded_at=clock.wall(),
        masked_number=personal_number.masked(number),
        number_hmac=_keyed(number),
        purpose=purpose.strip()[:LONGEST_PURPOSE],
    )


def _note(line: PopulationLookup, outcome: Outcome) -> None:
    line.outcome = outcome
    line.save(update_fields=["outcome"])


def _asked(line: PopulationLookup, number: str, name: str, born_on: date) -> PersonFacts:
    asked = {
        "HoVaTen": name,
        "SoDinhDanh": number,
        "NgayThangNam": born_on.isoformat(),
        "MaYeuCau": f"TC-{line.pk}",
        "MaCanBo": f"{line.agency.code}/{line.officer_id}",
        "MaDVC": line.agency.code,
        "MucDich": line.purpose,
    }
    body = dumps(asked, ensure_ascii=False).encode()
    # Where the outside world is, and what is shared with it, a deployment decides.
    secret = signed_http.secret_of(OFFICE, settings.INTERLINK_SECRET)
    headers = {"Content-Type": "application/json", **signed_http.seal(body, secret)}
    try:
        reply = telephone.call("POST", f"{settings.SANDBOX_URL}/population/lookup", content=body, headers=headers)
    except NoAnswer as silence:
        raise PopulationUnavailable(cause=silence.code) from silence
    _check(reply, personal_number.masked(number))
    return _facts(reply, number)


def _check(reply: httpx.Response, masked: str) -> None:
    match reply.status_code:
        case 200:
            return
        case 404:
            raise PopulationNotFound(number=masked)
        case 409:
            raise PopulationMismatch(number=masked, fields=_fields(reply))
        case 410:
            raise PopulationDeceased(number=masked)
        case 429:
            raise PopulationRateLimited
    raise PopulationUnavailable(cause=f"HTTP {reply.status_code}")


def _fields(reply: httpx.Response) -> list[str]:
    """Return which particulars differ, if the database says so."""
    told = _json(reply)
    params = told.get("params")
    fields = told.get("fields", params.get("fields") if isinstance(params, dict) else None)
    return [str(field) for field in fields] if isinstance(fields, list) else ["HoVaTen", "NgayThangNam"]


def _facts(reply: httpx.Response, number: str) -> PersonFacts:
    told = _json(reply)
    if told.get("SoDinhDanh") != number:
        raise PopulationUnavailable(cause="another-person")
    return PersonFacts(
        number=number,
        full_name=_name(told.get("HoVaTen")),
        sex=SEXES.get(told.get("GioiTinh", 0)),
        born_on=_day(told.get("NgayThangNamSinh")),
        ethnicity=_text(told.get("DanToc")),
        nationality=_text(told.get("QuocTich")),
        hometown=_text(told.get("QueQuan")),
        residence=_text(told.get("ThuongTru")),
        current_home=_text(told.get("NoiOHienTai")),
        father=_relative(told.get("Cha")),
        mother=_relative(told.get("Me")),
        householder=_relative(told.get("ChuHo")),
    )


def _json(reply: httpx.Response) -> dict[str, Any]:
    try:
        told = reply.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _text(told: object) -> str:
    return told if isinstance(told, str) else ""


def _name(told: object) -> str:
    """Return a name in one piece; the database may give it in three."""
    if isinstance(told, dict):
        return " ".join(part for part in (_text(told.get(key)) for key in ("Ho", "ChuDem", "Ten")) if part)
    return _text(told)


def _day(told: object) -> date | None:
    try:
        return date.fromisoformat(_text(told))
    except ValueError:
        return None


def _relative(told: object) -> Relative | None:
    if not isinstance(told, dict):
        return None
    return Relative(_name(told.get("HoVaTen")), _text(told.get("SoDinhDanh")))


def _keyed(number: str) -> str:
    return salted_hmac("identity.population", number, algorithm="sha256").hexdigest()
