"""The house rules that no linter knows: each takes one module and says where it breaks the rule."""

import ast
import re
from collections.abc import Callable, Collection, Iterator
from pathlib import PurePosixPath

from tests.house.source import Source, imported_names

Rule = Callable[[Source], Iterator[str]]

MOST_LINES = 400
GOD_CORNERS = {"utils", "util", "helpers", "helper", "common", "core", "base", "misc", "shared"}
BY_QUEUE = {"delay", "delay_on_commit", "apply_async", "apply_async_on_commit", "send_task"}
MAY_QUEUE = {"tasks.py", "subscriptions.py"}
MAY_QUEUE_TOO = {"kernel/journal.py"}
WALL_TIME_RETRIES = {"eta", "countdown", "autoretry_for", "retry_backoff"}
GENERATED_NAME = re.compile(r"_auto_|_and_more$|^\d{4}$")


def size(source: Source) -> Iterator[str]:
    """No module is longer than 400 lines; a migration is as long as its generator makes it."""
    lines = source.text.count("\n")
    if lines > MOST_LINES and not source.is_migration:
        yield f"{source.path}: {lines} lines"


def docstring(source: Source) -> Iterator[str]:
    """Every module that holds anything says its duty first."""
    if source.tree.body and not source.is_migration and not ast.get_docstring(source.tree):
        yield source.path


def module_name(source: Source) -> Iterator[str]:
    """No god corners: a module or a package is named after what it holds."""
    path = PurePosixPath(source.path)
    if GOD_CORNERS & {*path.parts[:-1], path.stem}:
        yield source.path


def relative_import(source: Source) -> Iterator[str]:
    """Relative imports never."""
    yield from (source.at(statement) for statement, name in imported_names(source) if name.startswith("."))


def signals(source: Source) -> Iterator[str]:
    """No signals: a service says what else a move means."""
    for statement, name in imported_names(source):
        if f"{name}.".startswith(("django.db.models.signals.", "django.dispatch.", "django_fsm.signals.")):
            yield source.at(statement)


def queueing(source: Source) -> Iterator[str]:
    """Work is queued only by tasks, by subscriptions and by the journal."""
    if PurePosixPath(source.path).name in MAY_QUEUE or source.path in MAY_QUEUE_TOO:
        return
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr in BY_QUEUE:
            yield source.at(node)


def wall_time_retry(source: Source) -> Iterator[str]:
    """Waiting is a due column: nothing is queued for later, and no task retries by itself."""
    for node in source.nodes:
        if isinstance(node, ast.keyword) and node.arg in WALL_TIME_RETRIES:
            yield source.at(node.value)


def state_update(source: Source) -> Iterator[str]:
    """`QuerySet.update(state=...)` goes past guards, permission and journal."""
    for node in source.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
            yield from (source.at(node) for keyword in node.keywords if keyword.arg == "state")


def save_override(source: Source) -> Iterator[str]:
    """No `save()` of our own on a model: rules are constraints, and what an act means stands in its service."""
    if "models" not in {*PurePosixPath(source.path).parts, PurePosixPath(source.path).stem}:
        return
    for node in source.nodes:
        if isinstance(node, ast.ClassDef):
            yield from (
                source.at(part) for part in node.body if isinstance(part, ast.FunctionDef) and part.name == "save"
            )


def automatic_time(source: Source) -> Iterator[str]:
    """`auto_now` looks at a clock that nobody can hold."""
    for node in source.nodes:
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            yield source.at(node.value)


def generic_key(source: Source) -> Iterator[str]:
    """A generic foreign key is a reference that the database cannot hold."""
    for statement, name in imported_names(source):
        if name.startswith("django.contrib.contenttypes.fields"):
            yield source.at(statement)


def migration_name(source: Source) -> Iterator[str]:
    """A migration is named after its one idea, not by the generator."""
    path = PurePosixPath(source.path)
    if source.is_migration and path.stem != "__init__" and GENERATED_NAME.search(path.stem):
        yield source.path


def transition_call(names: Collection[str], models_of: str) -> Rule:
    """Return the rule that a transition of this room's models is run by `move()` alone.

    A service bears the name of its move, so `intake.accept(...)`, called on something imported, is not a breach;
    `dossier.accept()`, and `Dossier.accept(dossier)`, are. A room that imports nothing of the model's is not read.
    """

    def rule(source: Source) -> Iterator[str]:
        imports = list(imported_names(source))
        if source.room != models_of and not any(name.split(".")[0] == models_of for _statement, name in imports):
            return
        modules = {name.rpartition(".")[2] for _statement, name in imports}
        aliases = {
            alias.asname
            for statement, _name in imports
            for alias in statement.names  # type: ignore[attr-defined]
            if alias.asname
        }
        called_on_module = {name for name in modules | aliases if name[:1].islower()}
        for node in source.nodes:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
                subject = node.func.value
                if not (isinstance(subject, ast.Name) and subject.id in called_on_module):
                    yield source.at(node)

    rule.__doc__ = f"Transitions of {models_of} are run by move() alone."
    return rule


def moves_made(source: Source) -> Iterator[str]:
    """Yield the name of each transition that a module hands to `move()`."""
    for node in source.nodes:
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called == "move" and isinstance(node.args[0], ast.Attribute):
            yield node.args[0].attr
