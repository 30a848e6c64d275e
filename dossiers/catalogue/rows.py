"""Tables of a TOML file -> frozen dataclasses, by their annotations; what does not fit is named by its place."""

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

Row = TypeVar("Row")


class CatalogueError(ValueError):
    """A data file is wrong. The message names the file, the entry and the field."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a text must look like, as a regular expression over all of it."""

    expression: str


def build(cls: type[Row], where: str, table: object, **given: object) -> Row:
    """Return a `cls` from a table; `given` are fields that the caller has made already.

    Texts are not empty, numbers not negative, choices are members of their enum, unknown keys are refused.
    Raises CatalogueError.
    """
    if not isinstance(table, Mapping):
        raise CatalogueError(f"{where}: must be a table, not {table!r}")
    hints = get_type_hints(cls, include_extras=True)
    entries = {field.name: field for field in fields(cls)}  # type: ignore[arg-type]
    for key in table:
        if key not in entries or key in given:
            raise CatalogueError(f"{where}: {key}: is not known here")
    values = dict(given)
    for name, field in entries.items():
        if name in table:
            values[name] = _fit(hints[name], f"{where}: {name}", table[name])
        elif name not in given and field.default is MISSING:
            raise CatalogueError(f"{where}: {name}: is missing")
    return cls(**values)


def _fit(hint: Any, where: str, value: object) -> object:
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _shaped(parts[1], where, _fit(parts[0], where, value))
    if origin in (Union, UnionType):
        return _fit(next(part for part in parts if part is not NoneType), where, value)
    if origin is tuple:
        if not isinstance(value, list):
            raise CatalogueError(f"{where}: must be a list, not {value!r}")
        return tuple(_fit(parts[0], f"{where}[{place}]", item) for place, item in enumerate(value))
    if origin is dict:
        table = _plain(dict, where, value)
        return {key: _fit(parts[1], f"{where}.{key}", item) for key, item in table.items()}
    if hint is object:
        return value
    if is_dataclass(hint):
        return build(hint, where, value)  # type: ignore[arg-type]
    if issubclass(hint, Enum):
        return _member(hint, where, value)
    return _plain(hint, where, value)


def _shaped(shape: Shape, where: str, value: Any) -> str:
    if re.fullmatch(shape.expression, value) is None:
        raise CatalogueError(f"{where}: {value!r} does not look like {shape.expression}")
    return str(value)


def _member(enum: type[Enum], where: str, value: object) -> Enum:
    try:
        return enum(value)
    except ValueError:
        allowed = ", ".join(str(member.value) for member in enum)
        raise CatalogueError(f"{where}: {value!r} is not one of {allowed}") from None


def _plain(wanted: type, where: str, value: Any) -> Any:
    # Not isinstance: true is no number, and a moment is no date.
    if type(value) is not wanted:
        raise CatalogueError(f"{where}: must be {wanted.__name__}, not {value!r}")
    if isinstance(value, str) and (not value or value != value.strip()):
        raise CatalogueError(f"{where}: must not be empty or have blanks around it")
    if isinstance(value, int) and value < 0:
        raise CatalogueError(f"{where}: must not be negative, as {value} is")
    return value
