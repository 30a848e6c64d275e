"""Events are frozen dataclasses of plain values; what is written can be read again, also by a later version."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import events as dossier_events
from kernel import events
from kernel.events import event, on
from signing import events as signing_events


class Tone(StrEnum):
    HIGH = "high"
    LOW = "low"


@event
@dataclass(frozen=True, slots=True)
class Rang:
    """Every kind of value that an event may carry."""

    bell: str
    times: int
    muffled: bool
    at: datetime
    on: date
    tone: Tone
    listeners: tuple[str, ...]
    echo_on: date | None = None
    answer: int | None = None


RANG = Rang("chùa Một Cột", 3, False, datetime(2024, 4, 1, 2, tzinfo=UTC), date(2024, 4, 1), Tone.LOW, ("Lan", "An"))
WRITTEN = {
    "bell": "chùa Một Cột",
    "times": 3,
    "muffled": False,
    "at": "2024-04-01T02:00:00+00:00",
    "on": "2024-04-01",
    "tone": "low",
    "listeners": ["Lan", "An"],
    "echo_on": None,
    "answer": None,
}


def events_of_the_house():
    modules = (dossier_events, signing_events)
    return [each for module in modules for each in vars(module).values() if is_dataclass(each)]


def values_of(hint):
    """Return a strategy for the values of a field, whether it may be empty, and whether it is a sequence."""
    if hint is datetime:
        return st.datetimes(timezones=st.just(UTC))
    if hint == tuple[str, ...]:
        return st.lists(st.text()).map(tuple)
    if type(None) in get_args(hint):
        return st.none() | values_of(next(kind for kind in get_args(hint) if kind is not type(None)))
    return st.from_type(hint)


def occurrences(event_class):
    hints = get_type_hints(event_class)
    return st.builds(event_class, **{each.name: values_of(hints[each.name]) for each in fields(event_class)})


def test_an_event_is_written_as_plain_values():
    assert events.encode(RANG) == WRITTEN


def test_what_was_written_is_read_as_the_same_event():
    assert events.decode("tests.Rang", WRITTEN) == RANG


def test_a_field_added_since_is_left_to_its_default():
    older = {name: value for name, value in WRITTEN.items() if name not in ("echo_on", "answer")}

    assert events.decode("tests.Rang", older) == RANG


def test_a_field_that_the_event_never_had_is_an_error():
    with pytest.raises(KeyError, match="colour"):
        events.decode("tests.Rang", {**WRITTEN, "colour": "red"})


@given(st.sampled_from(events_of_the_house()).flatmap(occurrences))
def test_every_event_of_the_house_survives_the_journal(occurred):
    written = json.loads(json.dumps(events.encode(occurred)))

    assert events.decode(events.name_of(type(occurred)), written) == occurred


def test_the_name_of_an_event_is_its_room_and_its_class():
    assert events.name_of(Rang) == "tests.Rang"
    assert events.name_of(dossier_events.DossierAccepted) == "dossiers.DossierAccepted"
    assert events.class_of("tests.Rang") is Rang


def test_a_class_that_is_not_registered_is_no_event():
    with pytest.raises(TypeError, match="not registered"):
        events.name_of(str)


def test_two_events_of_a_room_have_two_names():
    namesake = type("Rang", (), {"__module__": "tests.elsewhere"})

    with pytest.raises(TypeError, match=r"Two events are called tests\.Rang"):
        event(namesake)


@pytest.mark.parametrize("hint", [float, dict[str, int], Sequence[str], tuple[str, int], int | str, object])
def test_an_event_carries_plain_values_only(hint):
    @dataclass(frozen=True, slots=True)
    class Clanged:
        loudness: hint = None

    with pytest.raises(TypeError, match="plain values only"):
        events.encode(Clanged())


def test_listeners_are_told_in_the_order_in_which_they_subscribed():
    @on(Rang)
    def first(event, entry):
        """Hears."""

    @on(Rang)
    def second(event, entry):
        """Hears as well."""

    heard_by = [listener.function for listener in events.listeners_of("tests.Rang")]
    assert heard_by[-2:] == [first, second]
    assert events.find_listener(f"{__name__}.{second.__qualname__}").function is second


def test_subscribing_twice_is_hearing_once():
    def listener(event, entry):
        """Hears."""

    before = len(events.listeners_of("tests.Rang"))

    on(Rang)(on(Rang)(listener))

    assert len(events.listeners_of("tests.Rang")) == before + 1


def test_only_events_can_be_listened_to():
    with pytest.raises(TypeError, match="not registered"):
        on(str)(print)


def test_a_listener_that_is_gone_is_not_found():
    with pytest.raises(KeyError, match=r"nobody\.listens"):
        events.find_listener("nobody.listens")


def test_the_house_listens_to_the_approval_of_a_result():
    listeners = {listener.name: listener.event_name for listener in events.all_listeners()}

    assert listeners["dossiers.subscriptions.issue_the_result"] == "dossiers.ResultApproved"
