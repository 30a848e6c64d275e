"""The locks hold what pyproject.toml asks for, by exact version and hash, and name no place to fetch it from."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.source import ROOMS, ROOT, Source, everything, house, imported_names

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUNTIME = [Requirement(line) for line in PROJECT["dependencies"]]
DEV = [Requirement(line) for line in PROJECT["optional-dependencies"]["dev"]]
PIN = re.compile(r"^(?P<name>[\w.-]+)(?:\[[\w,-]+\])?==(?P<version>[^\s;]+)", re.MULTILINE)


def text_of(lock: str) -> str:
    return (ROOT / lock).read_text(encoding="utf-8")


def pins(text: str) -> dict[str, str]:
    """Return the locked version by canonical name."""
    return {canonicalize_name(found["name"]): found["version"] for found in PIN.finditer(text)}


def asked_for(text: str) -> set[str]:
    """Return the names that a lock says it holds because pyproject.toml asks for them."""
    entries = re.split(r"\n(?=\S)", text)
    return {canonicalize_name(PIN.match(entry)["name"]) for entry in entries if "mot-cua (pyproject.toml)" in entry}


def out_of_step(asked: list[Requirement], text: str) -> list[str]:
    """Return what is asked for and not locked at a version that will do, and what is locked and not asked for."""
    locked = pins(text)
    unmet = [str(need) for need in asked if locked.get(canonicalize_name(need.name), "0") not in need.specifier]
    return unmet + sorted(asked_for(text) - {canonicalize_name(need.name) for need in asked})


def unhashed(text: str) -> list[str]:
    """Return the pins without a hash."""
    entries = [entry for entry in re.split(r"\n(?=\S)", text) if PIN.match(entry)]
    return [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry]


def places(text: str) -> list[str]:
    """Return the lines that say where to fetch from."""
    return [line for line in text.splitlines() if re.search(r"://|^-|index-url|find-links| @ ", line)]


def imported_unasked(sources: list[Source], asked: list[Requirement]) -> set[str]:
    """Return the packages that are imported and not asked for: what another package brings may go with it."""
    ours = {"tests", *ROOMS, *sys.stdlib_module_names}
    names = {name.split(".")[0] for source in sources for _statement, name in imported_names(source)} - ours
    distributions = packages_distributions()
    found = {canonicalize_name(distributions.get(name, [name])[0]) for name in names}
    return found - {canonicalize_name(need.name) for need in asked}


@pytest.mark.parametrize(("lock", "asked"), [("requirements.txt", RUNTIME), ("requirements-dev.txt", RUNTIME + DEV)])
def test_the_lock_is_in_step_with_the_project(lock, asked):
    assert out_of_step(asked, text_of(lock)) == []


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_every_pin_has_a_hash_and_no_place(lock):
    assert unhashed(text_of(lock)) == []
    assert places(text_of(lock)) == []


def test_development_runs_on_the_versions_of_the_runtime():
    runtime, development = pins(text_of("requirements.txt")), pins(text_of("requirements-dev.txt"))

    assert {name: development.get(name) for name in runtime} == runtime


def test_what_the_house_imports_it_asks_for():
    assert imported_unasked(house(), RUNTIME) == set()


def test_what_the_tests_import_is_asked_for():
    assert imported_unasked(everything(), RUNTIME + DEV) == set()


def test_an_import_that_nobody_asked_for_is_seen():
    source = Source("kernel/a.py", "import os, kombu\nfrom django.db import models\nfrom kernel import clock")

    assert imported_unasked([source], [Requirement("django")]) == {"kombu"}


def test_a_lock_out_of_step_is_seen():
    lock = "django==5.2.19 \\\n    --hash=sha256:00\n    # via mot-cua (pyproject.toml)\n"

    assert out_of_step([Requirement("django~=5.2.19")], lock) == []
    assert out_of_step([Requirement("django~=5.3.0")], lock) == ["django~=5.3.0"]
    assert out_of_step([Requirement("django"), Requirement("celery>=5")], lock) == ["celery>=5"]
    assert out_of_step([], lock) == ["django"]


def test_a_pin_without_hash_and_a_place_are_seen():
    assert unhashed("a==1\n    # via b\nc==2 \\\n    --hash=sha256:00\n") == ["a==1"]
    assert places("--index-url https://packages.example/simple\na==1\n") == [
        "--index-url https://packages.example/simple"
    ]
