"""The documents say what is there: commands that run, settings that are read, decisions in order, moves as they are."""

import ast
import io
import re
from pathlib import Path, PurePosixPath

import pytest
from django.core.management import call_command, get_commands

from tests.house.source import ROOT, house

README = ROOT / "README.md"
ADRS = ROOT / "docs" / "adr"
TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)
SETTING = re.compile(r'env\.(?:text|flag|number|words|database)\(\s*"([A-Z_]+)"')
# Of compose, not of the house.
OF_COMPOSE = {"PUBLIC_HOST", "POSTGRES_PASSWORD"}


def make_commands(text: str) -> set[str]:
    return set(re.findall(r"\bmake ([a-z]+)", "\n".join(code_of(text))))


def manage_commands(text: str) -> set[str]:
    return set(re.findall(r"manage\.py ([a-z_]+)", "\n".join(code_of(text))))


def services_named(text: str) -> set[str]:
    """Return the functions that a document calls `-> module.function`."""
    return set(re.findall(r"[-=]> ([a-z_]+\.[a-z_]+)", text))


def code_of(text: str) -> list[str]:
    """Return what a document sets as code: fenced blocks and `spans`."""
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return blocks + re.findall(r"`([^`\n]+)`", text)


def misnumbered(names: list[str]) -> list[str]:
    """Return the names out of sequence, or not named after a sentence."""
    shape = re.compile(r"\d{4}(-[a-z0-9]+)+\.md")
    return [
        name
        for number, name in enumerate(sorted(names), start=1)
        if not shape.fullmatch(name) or not name.startswith(f"{number:04}-")
    ]


def missing_parts(text: str) -> list[str]:
    """Return which parts of a decision a page lacks."""
    return [part for part in ("## Context", "## Decision", "## What we gave up") if f"\n{part}\n" not in text]


def environment_named(text: str) -> set[str]:
    return set(re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE))


def broken_links(page: Path) -> list[str]:
    """Return the links of a page that lead to no file of the checkout."""
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    return [target for target in targets if "://" not in target and not (page.parent / target).exists()]


def test_the_make_commands_of_the_readme_exist():
    targets = set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))

    assert make_commands(README.read_text(encoding="utf-8")) - targets == set()


def test_the_management_commands_of_the_readme_exist():
    assert manage_commands(README.read_text(encoding="utf-8")) - set(get_commands()) == set()


def test_the_services_that_the_readme_follows_exist():
    services = {
        f"{PurePosixPath(source.path).stem}.{node.name}"
        for source in house()
        if "services" in PurePosixPath(source.path).parts
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef)
    }

    assert services_named(README.read_text(encoding="utf-8")) - services == set()


def test_the_example_names_every_setting_and_no_other():
    settings = set(SETTING.findall((ROOT / "config" / "settings.py").read_text(encoding="utf-8")))

    assert environment_named((ROOT / ".env.example").read_text(encoding="utf-8")) - OF_COMPOSE == settings


@pytest.mark.parametrize("page", [README, *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda page: page.name)
def test_the_links_of_a_page_lead_somewhere(page):
    assert broken_links(page) == []


def test_the_decisions_are_numbered_without_a_gap():
    assert misnumbered([path.name for path in ADRS.iterdir()]) == []


@pytest.mark.parametrize("page", sorted(ADRS.glob("*.md")), ids=lambda page: page.stem)
def test_a_decision_fits_its_page(page):
    text = page.read_text(encoding="utf-8")

    assert text.startswith(f"# {page.name[:4]}. ")
    assert missing_parts(text) == []
    assert text.count("\n") <= 60


def test_the_table_of_moves_is_the_one_of_the_code():
    generated = io.StringIO()
    call_command("moves_table", stdout=generated)

    assert (ROOT / "docs" / "moves.md").read_text(encoding="utf-8") == generated.getvalue()


def test_a_command_a_number_a_part_and_a_setting_amiss_are_seen(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("[there](page.md) [gone](gone.md) [far](https://example.org)")

    assert make_commands("run `make tea`, and make haste") == {"tea"}
    assert manage_commands("```\npython manage.py fly --high\n```") == {"fly"}
    assert services_named("a -> intake.accept  b\n => results.issue") == {"intake.accept", "results.issue"}
    assert misnumbered(["0001-calls-down.md", "0003-one-move.md", "0003-Two.md"]) == ["0003-Two.md"]
    assert misnumbered(["0002-calls-down.md"]) == ["0002-calls-down.md"]
    assert missing_parts("# 0001. A\n\n## Context\n\n## Decision\n") == ["## What we gave up"]
    assert environment_named("A=1\n#B_C=2\n# D is no setting\n") == {"A", "B_C"}
    assert broken_links(page) == ["gone.md"]
