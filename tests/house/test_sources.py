"""A fact is written down once: every rule that code, data or a document cites stands in docs/sources.md."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import ROOMS, ROOT, everything

SOURCES = ROOT / "docs" / "sources.md"
TEXT = SOURCES.read_text(encoding="utf-8")

RULE = r"[A-Z]-\d+"
# Not the tail of a longer code such as VP-01.
MENTION = re.compile(rf"(?<![\w-]){RULE}\b")
CITATION = re.compile(rf"docs/sources\.md,? rules? ({RULE}(?:(?:, and |, | and | to ){RULE})*)")
RANGE = re.compile(r"([A-Z])-(\d+) to \1-(\d+)")
ARTICLE_OR_SOURCE = re.compile(r"\bfound:(F\d+(?:,F\d+)*)|(?<![\w-])(S\d)\b")


def defined(text: str) -> list[str]:
    """Return the numbers of the rules that a document defines: the first cell of a row."""
    return re.findall(rf"^\| ({RULE}) \|", text, re.MULTILINE)


def cited(text: str) -> set[str]:
    """Return the rules cited by a text, ranges spelt out; a citation may run over lines, also of a comment."""
    lists = CITATION.findall(re.sub(r"\s*\n\s*(?:#\s*)?", " ", text))
    return {rule for found in lists for rule in _spelt_out(found)}


def _spelt_out(text: str) -> Iterator[str]:
    for family, first, last in RANGE.findall(text):
        yield from (f"{family}-{number}" for number in range(int(first), int(last) + 1))
    yield from MENTION.findall(text)


def stated(table: object) -> Iterator[str]:
    """Yield each text under a key `source` or `sources`, at any depth of a data file."""
    if isinstance(table, list):
        for item in table:
            yield from stated(item)
    if isinstance(table, dict):
        for key, value in table.items():
            if key in ("source", "sources"):
                yield from [value] if isinstance(value, str) else value
            else:
                yield from stated(value)


def sources_named(text: str) -> set[str]:
    """Return the articles (S0) and stored sources (F1) that tags name."""
    return {name for found, seed in ARTICLE_OR_SOURCE.findall(text) for name in [*found.split(","), seed] if name}


def data_files() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.toml"))


KNOWN = set(defined(TEXT))


def test_citations_are_read_as_people_write_them():
    text = """
        \"\"\"As it is (docs/sources.md, rule D-3), and docs/sources.md, rules C-1
        to C-3, D-5 and F-2.\"\"\"
        # See docs/sources.md,
        # rule N-1.
        code = "VP-01"
    """

    assert cited(text) == {"D-3", "C-1", "C-2", "C-3", "D-5", "F-2", "N-1"}


def test_a_rule_that_is_nowhere_would_be_found():
    assert cited("docs/sources.md, rules D-3 and D-999") - KNOWN == {"D-999"}
    assert set(stated({"terms": [{"sources": ["P-1", "Z-1"]}]})) - KNOWN == {"Z-1"}


def test_no_rule_is_defined_twice_and_no_family_has_a_gap():
    families = Counter(rule[0] for rule in defined(TEXT))

    assert sorted(defined(TEXT)) == sorted(
        f"{family}-{number}" for family, size in families.items() for number in range(1, size + 1)
    )


def test_every_rule_that_a_module_cites_is_there():
    this = Path(__file__).relative_to(ROOT).as_posix()
    unknown = {module.path: cited(module.text) - KNOWN for module in everything() if module.path != this}

    assert {path: rules for path, rules in unknown.items() if rules} == {}


@pytest.mark.parametrize("path", data_files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_source_that_a_data_file_states_is_there(path):
    text = path.read_text(encoding="utf-8")
    sources = list(stated(tomllib.loads(text)))

    assert cited(text) <= KNOWN
    for source in sources:
        assert cited(source) or set(MENTION.findall(source)), f"{source} names no rule"
        assert set(MENTION.findall(source)) <= KNOWN
    assert sources_named(text) <= sources_named_in_tables()


def test_every_rule_that_a_document_cites_is_there():
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        assert cited(page.read_text(encoding="utf-8")) <= KNOWN


def test_the_document_mentions_no_rule_and_no_source_that_it_does_not_have():
    assert set(MENTION.findall(TEXT)) <= KNOWN
    assert sources_named(TEXT) <= sources_named_in_tables()


def sources_named_in_tables() -> set[str]:
    return set(re.findall(r"^\| ([SF]\d+) \|", TEXT, re.MULTILINE))


def test_the_document_names_only_places_that_exist():
    named = set(re.findall(r"`([a-z_]+/[\w./-]*)`", TEXT))

    assert {name for name in named if not (ROOT / name).exists()} == set()


@pytest.mark.parametrize(
    ("heading", "size"),
    [("17.1 Systems and data stores", 28), ("17.2 Capabilities", 30), ("17.3 Headline figures", 50)],
)
def test_everything_in_the_articles_is_ticked(heading, size):
    section = re.split(r"^### ", TEXT.split(f"### {heading}\n")[1], flags=re.MULTILINE)[0]
    rows = [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in re.findall(r"^\| \d+ .*", section, re.M)]
    state = {"17.1": 3, "17.2": 3, "17.3": 4}[heading[:4]]

    assert [row[0] for row in rows] == [str(number) for number in range(1, size + 1)]
    assert {row[state].rstrip(" |") for row in rows} <= {"built", "later", "left out"}
