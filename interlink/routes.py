"""The declared chains: which agencies are asked for what, in which order, and on which terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from interlink import declarations, terms
from interlink.declarations import Facts, Findings, Shape
from interlink.errors import ChoicesInvalid, FactsIncomplete, RouteUnknown
from interlink.states import Effect

Choices = Mapping[str, str]

TERMS = terms.read()
SUPPLEMENT = TERMS.supplement
# How many steps the applicant of a linked death has chosen (docs/sources.md, rule K-4).
COUNTS = {"two": 2, "three": 3, "four": 4}
# The answers of a declaration that decide which steps there are.
CHOICES = ("sub_procedures", "beneficiary_class")


@dataclass(frozen=True, slots=True)
class Leg:
    """A declared step: `agency` is asked for the service `code` once every step of `after` is done.

    classes  the beneficiaries that it is for; empty is everybody
    """

    code: str
    agency: str
    after: tuple[str, ...] = ()
    classes: frozenset[str] = frozenset()

    @property
    def shape(self) -> Shape:
        return shape_of(self.code)


class Channel(StrEnum):
    """How an agency works on a request: as a part of a linked service, or as a dossier of its own."""

    LINKED = "linked"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Route:
    """A declared chain, by the code of its procedure. With `by_choice` the applicant says how many steps there are."""

    code: str
    name: str
    legs: tuple[Leg, ...]
    by_choice: bool = False
    channel: Channel = Channel.LINKED

    @property
    def days(self) -> int:
        """Working days for all of it."""
        return TERMS.routes[self.code].days

    def leg(self, code: str) -> Leg:
        """Return the step of a code, which must be one of its own."""
        return next(leg for leg in self.legs if leg.code == code)

    def days_of(self, leg: Leg) -> int:
        return TERMS.routes[self.code].steps[leg.code].days

    def cut_off_of(self, leg: Leg) -> time | None:
        return TERMS.routes[self.code].steps[leg.code].cut_off

    def effect_of(self, leg: Leg) -> Effect:
        return TERMS.routes[self.code].steps[leg.code].effect

    def chosen(self, choices: Choices) -> tuple[Leg, ...]:
        """Return the steps for what the applicant chose. Raises ChoicesInvalid."""
        open_to = tuple(leg for leg in self.legs if not leg.classes or choices.get("beneficiary_class") in leg.classes)
        if not self.by_choice:
            return open_to
        count = COUNTS.get(choices.get("sub_procedures", ""), 0)
        if not count or count > len(open_to):
            raise ChoicesInvalid(choices=dict(choices))
        return open_to[:count]


INSURED = frozenset({"insured"})
SUPPORTED = frozenset({"social-protection", "merit"})

BIRTH = Route(
    "2.002621",
    "birth",
    (
        Leg("birth-registration", "civil-status"),
        Leg("residence", "residence", after=("birth-registration",)),
        Leg("health-card", "insurance", after=("birth-registration",)),
    ),
)
DEATH = Route(
    "2.002622",
    "death",
    (
        Leg("death-registration", "civil-status"),
        Leg("deregistration", "residence", after=("death-registration",)),
        Leg("funeral-allowance-insured", "insurance", after=("deregistration",), classes=INSURED),
        Leg("funeral-support-social", "labour", after=("deregistration",), classes=SUPPORTED),
        Leg("survivor-allowance", "insurance", after=("deregistration",), classes=INSURED),
    ),
    by_choice=True,
)
# The same services one by one, as they were before they were linked (docs/sources.md, rule K-9): each is a chain of
# one step, and what it takes from an earlier result is handed in with it.
SEPARATE = tuple(
    Route(f"paper:{leg.code}", leg.code, (Leg(leg.code, leg.agency),), channel=Channel.PAPER)
    for leg in (*BIRTH.legs, *DEATH.legs)
)
ROUTES = {route.code: route for route in (BIRTH, DEATH, *SEPARATE)}


def route(code: str) -> Route:
    """Return the chain declared under a procedure's code. Raises RouteUnknown."""
    if code not in ROUTES:
        raise RouteUnknown(route=code)
    return ROUTES[code]


def linked(procedure: str) -> Route | None:
    """Return the chain that a procedure begins, by its national code; None if it is no linked service."""
    found = ROUTES.get(procedure)
    return found if found is not None and found.channel is Channel.LINKED else None


def shape_of(service: str) -> Shape:
    """Return what the message of a service tells; the findings in it are what it takes from earlier answers."""
    return declarations.SHAPES[service]


def check_facts(legs: tuple[Leg, ...], facts: Facts, earlier: Findings) -> None:
    """Check that the declaration, and earlier results, hold what the agencies have to be told.

    earlier  by service; of a service that is a step of the chain itself nothing is asked for. Raises FactsIncomplete.
    """
    needed = {fact.name for leg in legs for fact in declarations.facts_of(leg.shape) if fact.required}
    missing = sorted(name for name in needed if facts.get(name) in (None, ""))
    own = {leg.code for leg in legs}
    taken = {found for leg in legs for found in declarations.findings_of(leg.shape) if found.step not in own}
    missing += sorted(f"{f.step}.{f.name}" for f in taken if earlier.get(f.step, {}).get(f.name) in (None, ""))
    if missing:
        raise FactsIncomplete(missing=missing)


def known_facts(legs: tuple[Leg, ...]) -> set[str]:
    """Return the names of everything that the agencies are told of a declaration."""
    return {fact.name for leg in legs for fact in declarations.facts_of(leg.shape)}
