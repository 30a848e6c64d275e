"""Who acts: a frozen value that knows no user model."""

from dataclasses import dataclass, field
from enum import StrEnum


class ActorKind(StrEnum):
    OFFICER = "officer"
    CITIZEN = "citizen"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone, or the house itself, at the moment of acting.

    id         the officer's or the person's id; None for the system
    roles      codes of the roles that an officer's appointment gives
    agency_id  where the officer is appointed; None for citizens and the system
    """

    kind: ActorKind
    id: int | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    agency_id: int | None = None

    def __str__(self) -> str:
        return self.kind if self.id is None else f"{self.kind}:{self.id}"

    @property
    def is_officer(self) -> bool:
        return self.kind is ActorKind.OFFICER

    @property
    def is_citizen(self) -> bool:
        return self.kind is ActorKind.CITIZEN

    @property
    def is_system(self) -> bool:
        return self.kind is ActorKind.SYSTEM

    def has(self, *roles: str) -> bool:
        """Tell whether the actor holds any of the roles."""
        return not self.roles.isdisjoint(roles)


SYSTEM = Actor(ActorKind.SYSTEM)
