"""Who may move an order: predicates over an order and an actor; each can say which roles it asks for."""

from dataclasses import dataclass
from typing import Any

from identity.roles import Role


@dataclass(frozen=True, slots=True, eq=False)
class Payer:
    """The citizen who is to pay."""

    roles: tuple[str, ...] = ("payer",)

    def __str__(self) -> str:
        return "payer"

    def __call__(self, order: Any, actor: Any) -> bool:
        return bool(actor.is_citizen and actor.id is not None and actor.id == order.payer_id)


@dataclass(frozen=True, slots=True, eq=False)
class Collector:
    """An officer with one of the roles at the office that collects."""

    roles: tuple[str, ...]

    def __str__(self) -> str:
        return f"collecting office: {', '.join(self.roles)}"

    def __call__(self, order: Any, actor: Any) -> bool:
        here = actor.agency_id is not None and actor.agency_id == order.agency_id
        return bool(here and actor.is_officer and actor.has(*self.roles))


@dataclass(frozen=True, slots=True, eq=False)
class TheHouse:
    """The system itself: on the bank's sealed word, on a due hour, or on behalf of a floor above."""

    roles: tuple[str, ...] = ("system",)

    def __str__(self) -> str:
        return "the system"

    def __call__(self, order: Any, actor: Any) -> bool:
        return bool(actor.is_system)


class Either:
    """Any of several permissions."""

    def __init__(self, *parts: Payer | Collector | TheHouse) -> None:
        self.parts = parts
        self.roles = tuple(role for part in parts for role in part.roles)

    def __str__(self) -> str:
        return "; ".join(str(part) for part in self.parts)

    def __call__(self, order: Any, actor: Any) -> bool:
        return any(part(order, actor) for part in self.parts)


the_payer, the_house = Payer(), TheHouse()


def collector(*roles: Role) -> Collector:
    return Collector(tuple(str(role) for role in roles))


may_pay = Either(the_payer, the_house, collector(Role.CASHIER, Role.RECEPTION))
may_call_off = Either(the_payer, the_house, collector(Role.CASHIER, Role.RECEPTION, Role.SPECIALIST, Role.LEADER))
may_collect = collector(Role.CASHIER)
may_return = Either(the_house, collector(Role.CASHIER, Role.LEADER))
