"""The house's own source, as the house rules read it: each module with its path, its text and its syntax tree."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
# From the composition root down to the ground, and the world outside.
ROOMS = (
    "config",
    "portal",
    "training",
    "reports",
    "dossiers",
    "interlink",
    "payments",
    "signing",
    "identity",
    "kernel",
    "sandbox",
)


@dataclass(frozen=True)
class Source:
    """One module: `path` is relative to the checkout, with forward slashes."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @property
    def room(self) -> str:
        return PurePosixPath(self.path).parts[0]

    @property
    def is_migration(self) -> bool:
        return "migrations" in PurePosixPath(self.path).parts[:-1]

    def at(self, node: ast.AST) -> str:
        """Return where a node stands, as an editor opens it."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


@cache
def read(path: Path) -> Source:
    """Return the module stored in a file of the checkout."""
    return Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def house() -> list[Source]:
    """Return every module of the rooms, migrations included, and manage.py; without the tests."""
    return [read(ROOT / "manage.py"), *(read(path) for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))]


def everything() -> list[Source]:
    """Return every module of the checkout, the tests too."""
    return [*house(), *(read(path) for path in sorted((ROOT / "tests").rglob("*.py")))]


def imported_names(source: Source) -> Iterator[tuple[ast.stmt, str]]:
    """Yield each import of a module as a statement and a dotted name: `from a.b import c` is `a.b.c`."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node, f"{'.' * node.level}{node.module or ''}.{alias.name}") for alias in node.names)
