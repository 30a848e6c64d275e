"""Ratios of a report, each with the two numbers behind it; whole-number arithmetic, rounded only when shown."""

from dataclasses import dataclass
from decimal import Decimal

from reports.columns import Resolved


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole` dossiers; `percent` is rounded to two digits, and None when there is nothing to divide by."""

    part: int
    whole: int
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Shares:
    """How much was resolved by its due date and how much after it; the two percentages sum to exactly 100.00."""

    on_time: Share
    late: Share


def percent(part: int, whole: int) -> Decimal | None:
    """Return 100 x part / whole to two digits, exact halves up (99.745 -> 99.75); None when whole is 0.

    part  0 <= part <= whole
    Source: docs/sources.md, rules M-7 and M-9.
    """
    if not whole:
        return None
    return Decimal((20_000 * part + whole) // (2 * whole)).scaleb(-2)


def shares(resolved: Resolved) -> Shares:
    """Return "early and on time" and "late", both of what is resolved.

    Only the first is rounded; the second is what it leaves of 100. Rounded apart, 99.745 and 0.255 make 100.01.
    Source: docs/sources.md, rules M-4 and M-9.
    """
    part = resolved.early + resolved.on_time
    on_time = percent(part, resolved.total)
    late = None if on_time is None else 100 - on_time
    return Shares(Share(part, resolved.total, on_time), Share(resolved.late, resolved.total, late))
