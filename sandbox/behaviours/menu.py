"""Reads the menu of behaviours, and the days made of them, from sandbox/behaviours.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kernel.errors import Invalid

FILE = Path(__file__).resolve().parent.parent / "behaviours.toml"
ALWAYS = 100


class BehaviourUnknown(Invalid):
    """The menu has no such behaviour, parameter or preset. params: name."""

    code = "behaviour-unknown"
    sentence = _("The menu of behaviours has no “%(name)s”.")


@dataclass(frozen=True, slots=True)
class Dish:
    """One behaviour of the menu; `where` is the beat at which it acts: "door", "desk" or "post"."""

    code: str
    where: str
    name_vi: str
    name_en: str
    told_vi: str
    told_en: str
    parameters: Mapping[str, Any]

    @property
    def name(self) -> str:
        return _in_force(self.name_vi, self.name_en)

    @property
    def told(self) -> str:
        return _in_force(self.told_vi, self.told_en)

    def with_defaults(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Return all parameters. Raises BehaviourUnknown for one that the menu does not have, or of another kind."""
        for name, value in parameters.items():
            if type(value) is not type(self.parameters.get(name)):
                raise BehaviourUnknown(name=f"{self.code}.{name}")
        return {**self.parameters, **parameters}


@dataclass(frozen=True, slots=True)
class Order:
    """One row of a preset: share in percent; office and service "" for all of them."""

    behaviour: str
    office: str
    service: str
    share: int
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Preset:
    code: str
    name_vi: str
    name_en: str
    orders: tuple[Order, ...]

    @property
    def name(self) -> str:
        return _in_force(self.name_vi, self.name_en)


def dish(code: str) -> Dish:
    """Return a behaviour by its code. Raises BehaviourUnknown."""
    if code not in dishes():
        raise BehaviourUnknown(name=code)
    return dishes()[code]


def preset(code: str) -> Preset:
    """Return a day made of behaviours by its code. Raises BehaviourUnknown."""
    if code not in presets():
        raise BehaviourUnknown(name=code)
    return presets()[code]


@cache
def dishes() -> dict[str, Dish]:
    """Return the whole menu by code."""
    return {code: Dish(code=code, **row) for code, row in _file()["behaviour"].items()}


@cache
def presets() -> dict[str, Preset]:
    """Return every preset by code."""
    return {
        code: Preset(code, row["name_vi"], row["name_en"], tuple(_order(order) for order in row["rows"]))
        for code, row in _file()["preset"].items()
    }


def choices() -> list[tuple[str, str]]:
    """Return the menu as a form offers it."""
    return [(each.code, each.name) for each in dishes().values()]


def _order(row: dict[str, Any]) -> Order:
    return Order(
        behaviour=dish(row["behaviour"]).code,
        office=row.get("office", ""),
        service=row.get("service", ""),
        share=row.get("share", ALWAYS),
        parameters=row.get("parameters", {}),
    )


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _in_force(vietnamese: str, english: str) -> str:
    return english if (translation.get_language() or "vi").startswith("en") else vietnamese
