"""Logs people in and out, and enters persons who stand at a desk for the first time."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from unicodedata import normalize

from django.contrib.auth import authenticate
from django.db import transaction

from identity import personal_number, tokens
from identity.errors import (
    BornInTheFuture,
    PersonalNumberOfSomebody,
    PersonDiffers,
    PersonIncomplete,
    PersonUnknown,
)
from identity.models import AccessToken, Person, User
from kernel import clock
from kernel.http_errors import LoginInvalid

NEEDED = ("full_name", "sex", "born_on")


@dataclass(frozen=True, slots=True)
class Declared:
    """Who somebody says to be. The number alone names a person who is known; to enter one, NEEDED are needed too."""

    personal_number: str
    full_name: str = ""
    sex: str = ""
    born_on: date | None = None
    address: str = ""
    phone: str = ""
    email: str = ""


def log_in(username: str, password: str) -> tuple[User, str, datetime]:
    """Return the user, a new access token and the hour (real) of its end. Raises LoginInvalid."""
    user = authenticate(username=username, password=password)
    if not isinstance(user, User):
        raise LoginInvalid
    return user, *tokens.issue(user)


def log_out(token: AccessToken) -> None:
    """Make a token worthless."""
    token.delete()


def known(declared: Declared) -> Person:
    """Return the person of a number. Raises PersonUnknown, PersonDiffers, InvalidPersonalNumber."""
    person = _find(declared)
    if person is None:
        raise PersonUnknown(number=_masked(declared))
    return person


@transaction.atomic
def known_or_entered(declared: Declared) -> Person:
    """Return the person of a number; enter who is not known yet, as a desk does. What is known is never changed.

    Raises PersonIncomplete if too little is declared to enter somebody, PersonDiffers if somebody else has the number,
    PersonalNumberOfSomebody, BornInTheFuture, InvalidPersonalNumber.
    """
    person = _find(declared)
    if person is not None:
        return person
    missing = [name for name in NEEDED if not getattr(declared, name)]
    if missing or declared.born_on is None:
        raise PersonIncomplete(number=_masked(declared), fields=missing)
    if declared.born_on > clock.today():
        raise BornInTheFuture(born_on=declared.born_on.isoformat())
    if not personal_number.parse(declared.personal_number).is_invented:
        raise PersonalNumberOfSomebody(number=_masked(declared))
    fields = asdict(declared) | {"full_name": normalize("NFC", declared.full_name)}
    # A desk that enters the same person at the same moment waits here, and finds them.
    entered, _created = Person.objects.get_or_create(personal_number=fields.pop("personal_number"), defaults=fields)
    return _same(entered, declared)


def _find(declared: Declared) -> Person | None:
    if declared.sex and declared.born_on:
        personal_number.check(declared.personal_number, sex=declared.sex, born_on=declared.born_on)
    else:
        personal_number.parse(declared.personal_number)
    person = Person.objects.filter(personal_number=declared.personal_number).first()
    return person and _same(person, declared)


def _same(person: Person, declared: Declared) -> Person:
    """Return the person if the declaration agrees with what is known; address, phone and e-mail may have changed."""
    told = {name: getattr(declared, name) for name in NEEDED if getattr(declared, name)}
    differing = [name for name, value in told.items() if _comparable(getattr(person, name)) != _comparable(value)]
    if differing:
        raise PersonDiffers(number=_masked(declared), fields=differing)
    return person


def _comparable(value: object) -> str:
    return normalize("NFC", str(value)).casefold()


def _masked(declared: Declared) -> str:
    return personal_number.masked(declared.personal_number)
