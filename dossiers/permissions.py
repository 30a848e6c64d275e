"""Who may make which move: predicates over a dossier and an actor; each can say which roles it asks for."""

from dataclasses import dataclass
from typing import Any

from identity.roles import Role


@dataclass(frozen=True, slots=True, eq=False)
class AtOffice:
    """An officer with one of the roles, appointed at the office that the dossier names.

    place   what the office is to the dossier, in a word
    column  where the dossier names it
    """

    place: str
    column: str
    roles: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.place}: {', '.join(self.roles)}"

    def __call__(self, dossier: Any, actor: Any) -> bool:
        here = actor.agency_id is not None and actor.agency_id == getattr(dossier, self.column)
        return bool(here and actor.is_officer and actor.has(*self.roles))


@dataclass(frozen=True, slots=True, eq=False)
class Applicant:
    """The citizen whose dossier it is, or who filed it for the owner."""

    roles: tuple[str, ...] = ("applicant",)

    def __str__(self) -> str:
        return "applicant"

    def __call__(self, dossier: Any, actor: Any) -> bool:
        return actor.is_citizen and actor.id in (dossier.applicant_id, dossier.submitter_id)


@dataclass(frozen=True, slots=True, eq=False)
class Owner:
    """The citizen whose dossier it is; whoever filed it for him is not enough."""

    roles: tuple[str, ...] = ("owner",)

    def __str__(self) -> str:
        return "owner"

    def __call__(self, dossier: Any, actor: Any) -> bool:
        return bool(actor.is_citizen and actor.id == dossier.applicant_id)


@dataclass(frozen=True, slots=True, eq=False)
class TheHouse:
    """The system itself, acting on news or on a due date."""

    roles: tuple[str, ...] = ("system",)

    def __str__(self) -> str:
        return "the system"

    def __call__(self, dossier: Any, actor: Any) -> bool:
        return bool(actor.is_system)


@dataclass(frozen=True, slots=True, eq=False)
class NotByDrafter:
    """The same officers, but never the one who drafted the result."""

    part: AtOffice

    @property
    def roles(self) -> tuple[str, ...]:
        return self.part.roles

    def __str__(self) -> str:
        return f"{self.part}, not the drafter"

    def __call__(self, dossier: Any, actor: Any) -> bool:
        return self.part(dossier, actor) and actor.id != dossier.drafter_id


class Either:
    """Any of several permissions."""

    def __init__(self, *parts: AtOffice | Applicant | Owner | TheHouse) -> None:
        self.parts = parts
        self.roles = tuple(dict.fromkeys(role for part in parts for role in part.roles))

    def __str__(self) -> str:
        return "; ".join(str(part) for part in self.parts)

    def __call__(self, dossier: Any, actor: Any) -> bool:
        return any(part(dossier, actor) for part in self.parts)


class FirstThen:
    """One permission for the first supplement request, another for every further one."""

    def __init__(self, first: AtOffice | Either, then: AtOffice) -> None:
        self.first, self.then = first, then
        self.roles = first.roles

    def __str__(self) -> str:
        return f"{self.first}; from the second time on {self.then}"

    def __call__(self, dossier: Any, actor: Any) -> bool:
        return (self.then if dossier.supplements_count else self.first)(dossier, actor)


def desk(*roles: Role) -> AtOffice:
    """Officers of the one-stop desk that received the dossier."""
    return AtOffice("desk", "reception_id", tuple(str(role) for role in roles))


def office(*roles: Role) -> AtOffice:
    """Officers of the agency that resolves the dossier."""
    return AtOffice("office", "agency_id", tuple(str(role) for role in roles))


the_applicant = Applicant()
the_house = TheHouse()
# What lies in a vault is its owner's: naming somebody as the owner of a dossier does not open it.
into_the_vault = Either(Owner(), desk(Role.RECEPTION))
