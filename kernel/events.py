"""Typed events: a registry of frozen dataclasses, their codec, and who listens."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import Enum
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

E = TypeVar("E")
Others = TypeVar("Others")
Codec = tuple[Callable[[Any], Any], Callable[[Any], Any]]


@dataclass(frozen=True, slots=True)
class Listener:
    """A function that hears an event after the commit; `name` is how deliveries refer to it."""

    name: str
    event_name: str
    function: Callable[[Any, Any], None]


_classes: dict[str, type] = {}
_names: dict[type, str] = {}
_codecs: dict[type, dict[str, Codec]] = {}
_listeners: dict[str, list[Listener]] = {}


def event(cls: type[E]) -> type[E]:
    """Register a frozen dataclass as an event; its name is `app.ClassName` and never changes."""
    name = f"{cls.__module__.split('.')[0]}.{cls.__name__}"
    if name in _classes and _classes[name].__module__ != cls.__module__:
        raise TypeError(f"Two events are called {name}.")
    _classes[name], _names[cls] = cls, name
    return cls


def on(event_class: type[E]) -> Callable[[Callable[[E | Others, Any], None]], Callable[[E | Others, Any], None]]:
    """Subscribe a function `(event, entry)` to an event, and to others if it takes them; once each, in order."""

    def subscribe(function: Callable[[E | Others, Any], None]) -> Callable[[E | Others, Any], None]:
        name = name_of(event_class)
        listener = Listener(f"{function.__module__}.{function.__qualname__}", name, function)
        if all(known.name != listener.name for known in _listeners.setdefault(name, [])):
            _listeners[name].append(listener)
        return function

    return subscribe


def name_of(event_class: type) -> str:
    """Return the registered name. Raises TypeError for a class that is no event."""
    try:
        return _names[event_class]
    except KeyError:
        raise TypeError(f"{event_class.__qualname__} is not registered: decorate it with @event.") from None


def class_of(name: str) -> type:
    """Return the class registered under a name. Raises KeyError for a name that nobody registered."""
    return _classes[name]


def listeners_of(name: str) -> list[Listener]:
    """Return who listens to the event, in order of subscription."""
    return _listeners.get(name, [])


def all_listeners() -> list[Listener]:
    """Return every subscription, by event name."""
    return [listener for name in sorted(_listeners) for listener in _listeners[name]]


def find_listener(listener_name: str) -> Listener:
    """Return the listener of a delivery. Raises KeyError when nobody of that name listens any more."""
    for listener in all_listeners():
        if listener.name == listener_name:
            return listener
    raise KeyError(listener_name)


def encode(occurred: Any) -> dict[str, Any]:
    """Return the event's fields as plain JSON values."""
    return {name: write(getattr(occurred, name)) for name, (write, _) in _codec(type(occurred)).items()}


def decode(name: str, payload: dict[str, Any]) -> Any:
    """Return the event; fields added since are left to their defaults, fields it never had are an error."""
    codec = _codec(class_of(name))
    return class_of(name)(**{field: codec[field][1](value) for field, value in payload.items()})


def _codec(cls: type) -> dict[str, Codec]:
    if cls not in _codecs:
        hints = get_type_hints(cls)
        _codecs[cls] = {field.name: _codec_of(hints[field.name]) for field in fields(cls)}
    return _codecs[cls]


def _same(value: Any) -> Any:
    return value


def _codec_of(hint: Any) -> Codec:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType) and len(inner) == 2 and type(None) in inner:
        write, read = _codec_of(next(kind for kind in inner if kind is not type(None)))
        return (
            lambda value: None if value is None else write(value),
            lambda value: None if value is None else read(value),
        )
    if origin is tuple and len(inner) == 2 and inner[1] is ...:
        write, read = _codec_of(inner[0])
        return lambda value: [write(item) for item in value], lambda value: tuple(read(item) for item in value)
    if hint in (str, int, bool):
        return _same, _same
    if hint is datetime:
        return datetime.isoformat, datetime.fromisoformat
    if hint is date:
        return date.isoformat, date.fromisoformat
    if isinstance(hint, type) and issubclass(hint, Enum):
        return lambda value: value.value, hint
    raise TypeError(f"Events carry plain values only; {hint!r} is none.")
