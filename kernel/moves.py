"""The hinge: `move()` is the only caller of FSM transition methods, `available()` tells which moves are open."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_fsm import GET_STATE, RETURN_VALUE, FSMFieldMixin, Transition

from kernel import journal
from kernel.actors import Actor
from kernel.errors import Forbidden, Refused
from kernel.models import JournalEntry, Streamed

Params = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Guard:
    """A fact about the subject's own aggregate, with the code and the sentence of a refusal.

    test     tells whether the fact holds; reads the aggregate, changes nothing
    details  params of the refusal, for the sentence
    """

    code: str
    sentence: str | Promise
    test: Callable[[Any], bool]
    details: Callable[[Any], Params] | None = None

    def __call__(self, subject: Any) -> bool:
        return self.test(subject)

    def params(self, subject: Any) -> Params:
        return self.details(subject) if self.details else {}


class Permission(Protocol):
    """Who may: a predicate over subject and actor that can also say which roles it asks for."""

    roles: tuple[str, ...]

    def __call__(self, subject: Any, actor: Any) -> bool: ...


class WrongState(Refused):
    """The move does not start where the subject stands. params: move, state, allowed."""

    code = "wrong-state"
    sentence = _("“%(move)s” is not possible in state “%(state)s”; possible now: %(allowed)s.")


class GuardRefuses(Refused):
    """A guard says no; its own code and sentence are shown. params: move, allowed and the guard's."""

    def __init__(self, guard: Guard, **params: Any) -> None:
        self.code, self.sentence = guard.code, guard.sentence
        super().__init__(**params)


class NotYourMove(Forbidden):
    """The actor's roles or office do not make this move. params: move, roles."""

    code = "not-your-move"
    sentence = _("Your office and roles do not make the move “%(move)s”.")


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that the actor may make from here; `blocked_by` names the guard that still says no."""

    name: str
    label: str | Promise
    target: str | None
    blocked_by: Guard | None

    @property
    def is_open(self) -> bool:
        return self.blocked_by is None


def move(transition: Callable[..., object], *, by: Actor, event: object, **facts: Any) -> JournalEntry:
    """Make a move: check source, permission and guards, run the transition, store the row and its journal line.

    transition  the bound method, e.g. `dossier.accept`; `facts` are its arguments
    The subject must be locked by the caller and the caller in a transaction.
    Raises WrongState, NotYourMove, GuardRefuses (409 with `allowed`), or journal.ChangedMeanwhile.
    """
    rule = check(transition, by=by)
    subject: Streamed = transition.__self__  # type: ignore[attr-defined]
    field = field_of(type(subject))
    source, before = field.get_state(subject), dict(subject.__dict__)
    transition(**facts)
    step = journal.Step(rule.name, str(source), str(field.get_state(subject)))
    return journal.append(subject, event, by, step=step, changed=_changed(subject, before))


def check(transition: Callable[..., object], *, by: Actor) -> Transition:
    """Return the row of the table that a move takes from here, if it is legal; nothing changes.

    For a service whose facts can be computed only where the move is legal. Raises what `move` raises of a refusal.
    """
    subject: Streamed = transition.__self__  # type: ignore[attr-defined]
    meta = transition._django_fsm  # type: ignore[attr-defined]
    source = meta.field.get_state(subject)
    rule: Transition | None = meta.get_transition(source)
    if rule is None:
        raise WrongState(move=transition.__name__, state=str(source), allowed=_open_names(subject, by))
    _check(rule, subject, by)
    return rule


def available(subject: Streamed, by: Actor) -> list[Offer]:
    """Return the moves that start here and are the actor's to make, each with the guard that blocks it, if any."""
    return [
        Offer(rule.name, rule.custom["label"], target_of(rule), _blocking(rule, subject))
        for rule in _rules_from_here(subject)
        if _permits(rule, subject, by)
    ]


@cache
def field_of(model: type[Streamed]) -> FSMFieldMixin:
    """Return the model's one FSM field."""
    fields: list[FSMFieldMixin] = [field for field in model._meta.get_fields() if isinstance(field, FSMFieldMixin)]
    (only,) = fields
    return only


@cache
def rules_of(model: type[Streamed]) -> list[Transition]:
    """Return every row of the model's table of moves, in the order in which the model declares them."""
    field = field_of(model)
    states = [value for value, _label in field.flatchoices]
    rules = field.get_all_transitions(model)
    return sorted(rules, key=lambda rule: (rule.method.__code__.co_firstlineno, states.index(rule.source)))


def target_of(rule: Transition) -> str | None:
    """Return the state a move ends in; None where the row itself decides (a loop or "back to where it was")."""
    return None if rule.target is None or isinstance(rule.target, (GET_STATE, RETURN_VALUE)) else str(rule.target)


def permission_of(rule: Transition) -> Permission:
    """Return who may make a move; every transition names it (tests/house)."""
    return cast("Permission", rule.permission)


def guards_of(rule: Transition) -> list[Guard]:
    """Return the facts that a move asks for."""
    return cast("list[Guard]", rule.conditions)


def _permits(rule: Transition, subject: Streamed, by: Actor) -> bool:
    # django-fsm would hand the permission a user; ours takes an Actor.
    return permission_of(rule)(subject, by)


def _check(rule: Transition, subject: Streamed, by: Actor) -> None:
    if not _permits(rule, subject, by):
        raise NotYourMove(move=rule.name, roles=sorted(permission_of(rule).roles))
    guard = _blocking(rule, subject)
    if guard:
        params = {"move": rule.name, "allowed": _open_names(subject, by), **guard.params(subject)}
        raise GuardRefuses(guard, **params)


def _blocking(rule: Transition, subject: Streamed) -> Guard | None:
    return next((guard for guard in guards_of(rule) if not guard(subject)), None)


def _rules_from_here(subject: Streamed) -> Iterator[Transition]:
    field = field_of(type(subject))
    state = field.get_state(subject)
    return (rule for rule in rules_of(type(subject)) if rule.source == state)


def _open_names(subject: Streamed, by: Actor) -> list[str]:
    return [offer.name for offer in available(subject, by) if offer.is_open]


def _changed(subject: Streamed, before: Mapping[str, Any]) -> list[str]:
    attributes = (field.attname for field in subject._meta.concrete_fields)
    return [name for name in attributes if subject.__dict__.get(name) != before.get(name)]
