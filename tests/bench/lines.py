"""What a measurement says: one JSON line, from medians of rounds in which product and floor take turns."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from time import perf_counter

# What one round gives: a rate, or a time.
Round = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement.

    product  median over the rounds, in `unit`
    floor    the same of the bare program; None where the target is absolute
    ratio    product / floor
    target   what `ratio` has to reach, or `product` where the target is absolute; None where nothing is asked
    """

    name: str
    product: float
    floor: float | None
    ratio: float | None
    unit: str
    target: float | None
    met: bool | None
    rounds: int


def compare(
    name: str, product: Round, floor: Round, *, rounds: int, target: float | None = None, unit: str = "per second"
) -> Line:
    """Measure two programs in alternating rounds, after one round each that does not count."""
    product(), floor()
    pairs = [(product(), floor()) for _ in range(rounds)]
    ours, theirs = (median(rates) for rates in zip(*pairs, strict=True))
    ratio = ours / theirs
    met = None if target is None else ratio >= target
    return Line(name, _shown(ours), _shown(theirs), round(ratio, 2), unit, target, met, rounds)


def alone(name: str, product: Round, *, rounds: int, target: float, unit: str = "per second") -> Line:
    """Measure one program against an absolute target, after one round that does not count."""
    product()
    ours = median(product() for _ in range(rounds))
    return Line(name, _shown(ours), None, None, unit, target, ours >= target, rounds)


def rate(times: int, work: Callable[[], object]) -> float:
    """Return how many of the `times` things that `work` does are done per second."""
    begun = perf_counter()
    work()
    return times / (perf_counter() - begun)


def tell(fact: Line | dict[str, object]) -> None:
    """Write one line for whoever started the bench."""
    sys.stdout.write(json.dumps(asdict(fact) if isinstance(fact, Line) else fact, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _shown(value: float) -> float:
    return round(value, 1) if value < 1000 else round(value)
