"""What import-linter cannot say of the house, rule by rule, and that each rule can fail."""

import pytest

from tests.house import rules
from tests.house.source import Source, everything, house

# Each rule beside a module that breaks it and one that comes close and does not.
RULES = [
    (rules.size, ("kernel/a.py", "x = 1\n" * 401), ("kernel/a.py", "x = 1\n" * 400)),
    (rules.docstring, ("kernel/a.py", "import os\n"), ("kernel/__init__.py", "")),
    (rules.module_name, ("dossiers/utils.py", ""), ("dossiers/numbering.py", "")),
    (rules.module_name, ("dossiers/common/dates.py", ""), ("dossiers/commonwealth.py", "")),
    (rules.relative_import, ("kernel/a.py", "from . import clock"), ("kernel/a.py", "from kernel import clock")),
    (
        rules.signals,
        ("kernel/a.py", "from django.db.models.signals import post_save"),
        ("kernel/a.py", "import signal"),
    ),
    (
        rules.signals,
        ("kernel/a.py", "from django.db.models import signals"),
        ("kernel/a.py", "from django.db import models"),
    ),
    (
        rules.signals,
        ("kernel/a.py", "from django.dispatch import receiver"),
        ("kernel/a.py", "from kernel.events import on"),
    ),
    (rules.queueing, ("dossiers/services/a.py", "f(send.delay)"), ("dossiers/tasks.py", "send.delay(1)")),
    (rules.wall_time_retry, ("dossiers/tasks.py", "f(1, countdown=3)"), ("dossiers/tasks.py", "countdown = 3")),
    (rules.state_update, ("dossiers/a.py", "q.update(state=1)"), ("dossiers/a.py", "q.update(due_on=1)")),
    (
        rules.save_override,
        ("dossiers/models/a.py", "class A:\n  def save(self): 0"),
        ("dossiers/a.py", "class A:\n  def save(self): 0"),
    ),
    (rules.automatic_time, ("dossiers/a.py", "F(auto_now_add=True)"), ("dossiers/a.py", "F(default=clock.now)")),
    (
        rules.generic_key,
        ("dossiers/a.py", "from django.contrib.contenttypes.fields import GenericForeignKey"),
        ("dossiers/a.py", "from django.contrib.contenttypes.models import ContentType"),
    ),
    (rules.migration_name, ("kernel/migrations/0002_auto_20240101.py", ""), ("kernel/migrations/0001_initial.py", "")),
    (rules.migration_name, ("kernel/migrations/0003_a_and_more.py", ""), ("kernel/migrations/__init__.py", "")),
]
FOR_TESTS_TOO = {rules.size, rules.docstring, rules.relative_import, rules.module_name}


@pytest.mark.parametrize("rule", dict.fromkeys(rule for rule, _bad, _good in RULES), ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule):
    sources = everything() if rule in FOR_TESTS_TOO else house()

    broken = [breach for source in sources for breach in rule(source)]

    assert broken == [], rule.__doc__


@pytest.mark.parametrize(("rule", "bad", "good"), RULES, ids=lambda value: getattr(value, "__name__", ""))
def test_the_rule_finds_a_breach_and_nothing_else(rule, bad, good):
    assert len(list(rule(Source(*bad)))) == 1
    assert list(rule(Source(*good))) == []


def test_the_rules_read_the_whole_house():
    paths = {source.path for source in everything()}

    assert {"manage.py", "config/settings.py", "kernel/moves.py", "tests/house/test_rules.py"} <= paths
