"""The people of every test: Lan files, An receives, Bình works, Chi leads, Dũng must see nothing, Trang trains."""

from dataclasses import dataclass

from identity.actors import officer_actor
from identity.models import Agency, Officer, Person, User
from identity.roles import Role
from kernel.actors import Actor, ActorKind
from tests.factories.identity import AgencyFactory, AppointmentFactory, OfficerFactory, PersonFactory, UserFactory


@dataclass(frozen=True, slots=True)
class Persona:
    """A log-in with its officer or person, and the actor that it makes."""

    user: User
    actor: Actor
    officer: Officer | None = None
    person: Person | None = None

    @property
    def id(self) -> int:
        assert self.actor.id is not None
        return self.actor.id


@dataclass(frozen=True, slots=True)
class Cast:
    lan: Persona
    an: Persona
    binh: Persona
    chi: Persona
    dung: Persona
    trang: Persona
    commune: Agency
    other_commune: Agency


def gather() -> Cast:
    """Make the whole cast: one commune whose desk and office are the same agency, and its neighbour."""
    commune = AgencyFactory()
    other = AgencyFactory(code="H99.35.23", name_vi="Ủy ban nhân dân xã Bình Minh", place="Bình Minh")
    return Cast(
        lan=_citizen("lan", "Trần Thị Lan"),
        an=_officer("an", "Nguyễn Thị An", commune, Role.RECEPTION, Role.RETURN_DESK, Role.CASHIER),
        binh=_officer("binh", "Lê Văn Bình", commune, Role.SPECIALIST),
        chi=_officer("chi", "Phạm Thị Chi", commune, Role.LEADER),
        dung=_officer("dung", "Hoàng Văn Dũng", other, *(role for role in Role if role not in SEE_ALL)),
        trang=_officer("trang", "Vũ Thị Trang", commune, Role.TRAINER),
        commune=commune,
        other_commune=other,
    )


SEE_ALL = (Role.ADMINISTRATOR, Role.TRAINER)


def _officer(username: str, name: str, agency: Agency, *roles: Role) -> Persona:
    user = UserFactory(username=username, is_staff=True)
    officer = OfficerFactory(user=user, full_name=name)
    appointment = AppointmentFactory(officer=officer, agency=agency, roles=[str(role) for role in roles])
    return Persona(user, officer_actor(appointment), officer=officer)


def _citizen(username: str, name: str) -> Persona:
    person = PersonFactory(full_name=name)
    user = UserFactory(username=username, person=person)
    return Persona(user, Actor(ActorKind.CITIZEN, person.pk), person=person)
