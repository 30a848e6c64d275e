"""How long work takes: named distributions over working minutes, drawn from a number in [0, 1)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp, sqrt
from statistics import NormalDist
from typing import Any

BELL = NormalDist()
# The ends of a bell lie nowhere; these are near enough.
LEAST, MOST = 1e-9, 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Latency:
    """A distribution by its kind and its parameters."""

    kind: str
    parameters: Mapping[str, float]

    def minutes(self, drawn: float) -> int:
        """Return the whole working minutes at a place in [0, 1) of the distribution, at least 1."""
        return max(1, round(KINDS[self.kind](drawn, **self.parameters)))


def read(row: Mapping[str, Any]) -> Latency:
    """Return a distribution from its row in a file. Raises ValueError for one that does not hold together."""
    latency = Latency(row["kind"], {name: float(value) for name, value in row.items() if name != "kind"})
    if latency.kind not in KINDS:
        raise ValueError(f"No such kind of latency: {latency.kind}.")
    try:
        latency.minutes(0.5)
    except (TypeError, ZeroDivisionError) as failure:
        raise ValueError(f"A {latency.kind} latency has other parameters.") from failure
    return latency


def _constant(_drawn: float, *, at: float) -> float:
    return at


def _uniform(drawn: float, *, low: float, high: float) -> float:
    return low + drawn * (high - low)


def _triangular(drawn: float, *, low: float, mode: float, high: float) -> float:
    """The inverse of the cumulative distribution on either side of the mode."""
    width = high - low
    if drawn < (mode - low) / width:
        return low + sqrt(drawn * width * (mode - low))
    return high - sqrt((1 - drawn) * width * (high - mode))


def _lognormal(drawn: float, *, median: float, spread: float, high: float) -> float:
    return min(high, median * exp(spread * BELL.inv_cdf(min(max(drawn, LEAST), MOST))))


KINDS: dict[str, Callable[..., float]] = {
    "constant": _constant,
    "uniform": _uniform,
    "triangular": _triangular,
    "lognormal": _lognormal,
}
