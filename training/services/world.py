"""Makes the training world: calendar, catalogue, agencies, cast, certificates, outside people. Again, it adds."""

from collections.abc import Callable, Iterator
from datetime import date

from django.db import transaction

from dossiers.services import catalogue
from identity import personal_number
from identity.models import Agency, Appointment, Officer, Person, User
from identity.personal_number import Sex
from identity.places import reading
from kernel import calendar_data, calendar_store
from kernel.actors import SYSTEM
from sandbox.agencies import seeding as outside_world
from signing import services as signing
from signing.models import Certificate
from signing.states import CertificateKind
from training import casting
from training.casting import CitizenEntry, OfficerEntry

POSTED_ON = date(2021, 1, 1)

Stage = tuple[str, Callable[[], None]]


def stages(password: str | None = None) -> Iterator[Stage]:
    """Yield what makes a world, in order, each with its name, for a progress bar.

    password  of every log-in of the cast; without one nobody can log in
    """
    yield "calendar", load_calendar
    yield "catalogue", lambda: _done(catalogue.load())
    yield "agencies", found_agencies
    yield "cast", lambda: engage_cast(password)
    yield "certificates", issue_certificates
    yield "outside world", lambda: _done(outside_world.seed())


def seed(password: str | None = None) -> None:
    """Make the whole world."""
    for _name, make in stages(password):
        make()


def load_calendar() -> None:
    """Load every year that has a file."""
    for year in calendar_data.years():
        calendar_store.load(year)


@transaction.atomic
def found_agencies() -> None:
    """Store the agencies of the invented province, superiors first."""
    for entry in reading.training_province().agencies:
        Agency.objects.update_or_create(
            code=entry.code,
            defaults={
                "name_vi": entry.name_vi,
                "name_en": entry.name_en,
                "symbol": entry.symbol,
                "kind": entry.kind,
                "tier": entry.tier,
                "address": entry.address,
                "place": entry.place,
                "parent": Agency.objects.get(code=entry.parent) if entry.parent else None,
            },
        )


@transaction.atomic
def engage_cast(password: str | None) -> None:
    """Store officers with their posts, citizens with their numbers, and a log-in for each."""
    cast = casting.load()
    for officer in cast.officers:
        _engage(officer, password)
    for citizen in cast.citizens:
        _register(citizen, password)


@transaction.atomic
def issue_certificates() -> None:
    """Give every agency its seal and every posted officer his hand, unless they have one."""
    held = set(Certificate.objects.values_list("holder", flat=True))
    for agency in Agency.objects.select_related("parent"):
        if f"agency:{agency.code}" not in held:
            signing.issue_certificate(
                f"agency:{agency.code}",
                kind=CertificateKind.ORGANISATION,
                name=agency.name_vi,
                organisation=agency.name_vi,
                superior=agency.parent.name_vi if agency.parent else "",
                by=SYSTEM,
            )
    for post in Appointment.objects.select_related("officer", "agency"):
        if post.officer.holder not in held:
            signing.issue_certificate(
                post.officer.holder,
                kind=CertificateKind.PERSON,
                name=post.officer.full_name,
                organisation=post.agency.name_vi,
                by=SYSTEM,
            )


def _engage(entry: OfficerEntry, password: str | None) -> None:
    user = _log_in(entry.username, password, is_staff=True)
    officer, _created = Officer.objects.update_or_create(
        user=user, defaults={"full_name": entry.full_name, "title": entry.title}
    )
    agency = Agency.objects.get(code=entry.agency)
    Appointment.objects.get_or_create(
        officer=officer, agency=agency, defaults={"roles": list(entry.roles), "from_on": POSTED_ON}
    )


def _register(entry: CitizenEntry, password: str | None) -> None:
    prefix = reading.training_province().personal_number_prefix
    number = personal_number.make(prefix, Sex(entry.sex), entry.born_on.year, entry.serial)
    person, _created = Person.objects.update_or_create(
        personal_number=str(number),
        defaults={
            "full_name": entry.full_name,
            "sex": entry.sex,
            "born_on": entry.born_on,
            "address": entry.address,
            "phone": entry.phone,
        },
    )
    user = _log_in(entry.username, password, is_staff=False)
    User.objects.filter(pk=user.pk, person=None).update(person=person)


def _log_in(username: str, password: str | None, *, is_staff: bool) -> User:
    user, created = User.objects.get_or_create(username=username, defaults={"is_staff": is_staff})
    if created or password is not None:
        user.set_password(password)
        user.save(update_fields=["password"])
    return user


def _done(_what: object) -> None:
    """A stage has nothing to return."""
