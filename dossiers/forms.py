"""The e-form of a procedure: which fields it has, and whether a declaration fills them with answers of their type."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from typing import Any
from unicodedata import normalize

from dossiers.errors import FormAnswerInvalid, FormFieldUnknown, FormIncomplete
from identity import personal_number
from identity.errors import InvalidPersonalNumber

LONGEST = 1000
EMPTY: tuple[Any, ...] = (None, "", [])

Field = Mapping[str, Any]
Answer = str | int | bool


def check(fields: Sequence[Field], form: Mapping[str, Any]) -> dict[str, Answer]:
    """Return the declaration in the order of the form: text in NFC, dates and times in ISO, numbers, true and false.

    fields  rows with `name`, `type`, `required` and `choices`, from the catalogue
    Raises FormFieldUnknown, FormIncomplete (both with every name), or FormAnswerInvalid for the first wrong answer.
    """
    known = {field["name"]: field for field in fields}
    unknown = sorted(set(form) - set(known))
    if unknown:
        raise FormFieldUnknown(fields=unknown)
    filled = {name: _answer(field, form[name]) for name, field in known.items() if not _is_empty(form.get(name))}
    empty = [name for name, field in known.items() if field.get("required") and name not in filled]
    if empty:
        raise FormIncomplete(fields=empty)
    return filled


def _is_empty(value: Any) -> bool:
    return value in EMPTY or (isinstance(value, str) and not value.strip())


def _answer(field: Field, value: Any) -> Answer:
    try:
        return READERS[field.get("type", "text")](field, value)
    except (ValueError, InvalidPersonalNumber) as failure:
        raise FormAnswerInvalid(field=field["name"], type=field.get("type", "text")) from failure


def _text(_field: Field, value: Any) -> str:
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        raise ValueError(value)
    return normalize("NFC", str(value)).strip()[:LONGEST]


def _date(field: Field, value: Any) -> str:
    return date.fromisoformat(_text(field, value)).isoformat()


def _time(field: Field, value: Any) -> str:
    return f"{time.fromisoformat(_text(field, value)):%H:%M}"


def _number(field: Field, value: Any) -> int:
    return int(_text(field, value))


def _choice(field: Field, value: Any) -> str:
    chosen = _text(field, value)
    if chosen not in {choice["value"] for choice in field.get("choices", ())}:
        raise ValueError(value)
    return chosen


def _yes_no(_field: Field, value: Any) -> bool:
    # A form posted by a browser sends words.
    answer = {True: True, False: False, "true": True, "false": False}.get(value)
    if answer is None:
        raise ValueError(value)
    return answer


def _personal_number(field: Field, value: Any) -> str:
    return str(personal_number.parse(_text(field, value)))


READERS: dict[str, Callable[[Field, Any], Answer]] = {
    "text": _text,
    "date": _date,
    "time": _time,
    "number": _number,
    "choice": _choice,
    "yes_no": _yes_no,
    "personal_number": _personal_number,
}
