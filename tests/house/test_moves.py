"""Every legal move has a permission, is made by `move()` and is meant by one service (ADR 0002)."""

from collections import Counter

import pytest
from django.apps import apps
from django_fsm import FSMFieldMixin

from kernel import moves
from kernel.models import Streamed
from tests.house import rules
from tests.house.source import Source, house


def subjects():
    """Return the models that have a table of moves."""
    models = [model for model in apps.get_models() if issubclass(model, Streamed)]
    return [model for model in models if any(isinstance(field, FSMFieldMixin) for field in model._meta.get_fields())]


def names_of(model):
    return {rule.name for rule in moves.rules_of(model)}


def services_of(room):
    return [source for source in house() if source.path.startswith(f"{room}/services")]


def test_every_transition_names_a_permission_that_knows_its_roles():
    without = [
        f"{model.__name__}.{rule.name}"
        for model in subjects()
        for rule in moves.rules_of(model)
        if not getattr(rule.permission, "roles", ())
    ]

    assert without == []


def test_every_transition_has_exactly_one_service():
    made = {
        model: Counter(name for source in services_of(model._meta.app_label) for name in rules.moves_made(source))
        for model in subjects()
    }

    wrong = {f"{model.__name__}.{name}": made[model][name] for model in subjects() for name in names_of(model)}
    assert {name: count for name, count in wrong.items() if count != 1} == {}


def test_transitions_are_called_by_move_alone():
    found = [
        breach
        for model in subjects()
        for source in house()
        for breach in rules.transition_call(names_of(model), model._meta.app_label)(source)
    ]

    assert found == []


@pytest.mark.parametrize(
    "call",
    [
        "from dossiers.models import Dossier\ndossier.accept()",
        "from dossiers.models import Dossier\nDossier.accept(dossier)",
        "from dossiers import queries\nqueries.one(1).accept()",
    ],
)
def test_a_transition_called_past_move_is_seen(call):
    assert len(list(rules.transition_call({"accept"}, "dossiers")(Source("training/a.py", call)))) == 1


@pytest.mark.parametrize(
    "call",
    [
        "from dossiers.services import intake\nintake.accept(1, by=actor)",
        "from dossiers.services import intake as desk\ndesk.accept(1, by=actor)",
        "from kernel import moves\nmoves.move(dossier.accept, by=actor, event=event)",
        "import socket\nlistening.accept()",
    ],
)
def test_a_service_and_move_itself_are_no_breach(call):
    assert list(rules.transition_call({"accept"}, "dossiers")(Source("signing/a.py", call))) == []


def test_the_moves_that_a_service_makes_are_read_from_its_source():
    text = "from kernel import moves\ndef f():\n    moves.move(dossier.accept, by=by)\n    move(dossier.sign, by=by)"

    assert list(rules.moves_made(Source("dossiers/services/a.py", text))) == ["accept", "sign"]
