"""Who may make which move: predicates over a chain or a step and an actor; each can say which roles it asks for."""

from dataclasses import dataclass
from typing import Any

from identity.roles import Role


@dataclass(frozen=True, slots=True, eq=False)
class AtOffice:
    """An officer with one of the roles, appointed at the agency whose chain it is."""

    roles: tuple[str, ...]

    def __str__(self) -> str:
        return f"office: {', '.join(self.roles)}"

    def __call__(self, subject: Any, actor: Any) -> bool:
        here = actor.agency_id is not None and actor.agency_id == subject.office_id
        return bool(here and actor.is_officer and actor.has(*self.roles))


@dataclass(frozen=True, slots=True, eq=False)
class TheHouse:
    """The system itself, acting on news or on a due hour."""

    roles: tuple[str, ...] = ("system",)

    def __str__(self) -> str:
        return "the system"

    def __call__(self, subject: Any, actor: Any) -> bool:
        return bool(actor.is_system)


class Either:
    """Any of several permissions."""

    def __init__(self, *parts: AtOffice | TheHouse) -> None:
        self.parts = parts
        self.roles = tuple(role for part in parts for role in part.roles)

    def __str__(self) -> str:
        return "; ".join(str(part) for part in self.parts)

    def __call__(self, subject: Any, actor: Any) -> bool:
        return any(part(subject, actor) for part in self.parts)


def office(*roles: Role) -> AtOffice:
    """Officers of the agency whose chain it is."""
    return AtOffice(tuple(str(role) for role in roles))


the_house = TheHouse()
on_the_case = office(Role.SPECIALIST, Role.LEADER)
# The desk hands on what an applicant brings; a citizen's own supplement comes through the dossier.
for_the_applicant = Either(the_house, office(Role.RECEPTION, Role.SPECIALIST, Role.LEADER))
the_leader = Either(the_house, office(Role.LEADER))
