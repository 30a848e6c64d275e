"""How the house is: every room registers what it can look at, and says what it sees and what to do about it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils import translation
from django.utils.functional import Promise

from kernel.errors import LANGUAGES

Text = str | Promise


class Colour(StrEnum):
    """Green is well, yellow should be looked at today, red means that something does not work."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look at one thing gave: a lazy sentence with its params, and what to do unless it is green."""

    name: str
    colour: Colour
    sentence: Text
    params: Mapping[str, Any] = field(default_factory=dict)
    advice: Text = ""

    def told(self) -> str:
        """Return the sentence in the language in force."""
        return str(self.sentence) % self.params if self.params else str(self.sentence)

    def as_document(self) -> dict[str, Any]:
        """Return the finding with its words in both languages."""
        told, advice = {}, {}
        for language in LANGUAGES:
            with translation.override(language):
                told[language], advice[language] = self.told(), str(self.advice)
        return {"name": self.name, "colour": self.colour.value, "told": told, "advice": advice}


Check = Callable[[], Iterable[Finding]]

_checks: list[Check] = []


def check(function: Check) -> Check:
    """Register a look at something: it gives one finding or several, and never raises what can be expected there."""
    _checks.append(function)
    return function


def all_checks() -> tuple[Check, ...]:
    """Return the registered checks in the order of the rooms, the lowest floor first."""
    return tuple(_checks)


def green(name: str, sentence: Text, /, **params: Any) -> Finding:
    return Finding(name, Colour.GREEN, sentence, params)


def yellow(name: str, sentence: Text, advice: Text, /, **params: Any) -> Finding:
    return Finding(name, Colour.YELLOW, sentence, params, advice)


def red(name: str, sentence: Text, advice: Text, /, **params: Any) -> Finding:
    return Finding(name, Colour.RED, sentence, params, advice)
