"""The import contracts of pyproject.toml cover every room, and each of them can break."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.source import ROOMS, ROOT, everything

LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]

# contract, module, the import that it must not make
FORBIDDEN = [
    ("floors", "kernel/clock.py", "import identity"),
    ("floors", "kernel/clock.py", "import tests.factories"),
    ("floors", "identity/models.py", "import signing.models"),
    ("floors", "signing/models.py", "import payments"),
    ("floors", "payments/__init__.py", "import interlink"),
    ("floors", "interlink/__init__.py", "from dossiers import models"),
    ("floors", "dossiers/models/dossier.py", "import reports"),
    ("floors", "reports/queries.py", "import training"),
    ("floors", "training/models.py", "import portal"),
    ("floors", "portal/views.py", "from config import settings"),
    ("staircase", "dossiers/services/intake.py", "from dossiers import tasks"),
    ("staircase", "dossiers/services/intake.py", "from dossiers.api import views"),
    ("staircase", "dossiers/tasks.py", "from dossiers import subscriptions"),
    ("staircase", "dossiers/queries.py", "from dossiers.services import intake"),
    ("staircase", "dossiers/documents/receipt.py", "from dossiers.services import intake"),
    ("staircase", "dossiers/models/dossier.py", "from dossiers import queries"),
    ("staircase", "dossiers/guards.py", "from dossiers import models"),
    ("staircase", "identity/models.py", "from identity import services"),
    ("staircase", "kernel/errors.py", "from kernel import models"),
    ("pure-arithmetic", "dossiers/deadlines.py", "from kernel import clock_store"),
    ("pure-arithmetic", "reports/indicators.py", "from reports import queries"),
    ("bare-arithmetic", "kernel/working_time.py", "from django.utils import timezone"),
    ("bare-arithmetic", "reports/indicators.py", "from django.db import models"),
    ("papers-of-facts", "dossiers/documents/result.py", "from dossiers.models.dossier import Dossier"),
    ("papers-of-facts", "dossiers/documents/result.py", "from identity import queries"),
    ("reports-read", "reports/queries.py", "from dossiers.services import intake"),
    ("reports-read", "reports/api.py", "import identity.services"),
    ("one-signer", "dossiers/services/results.py", "from pyhanko.sign import signers"),
    ("one-signer", "kernel/signed_http.py", "import pyhanko_certvalidator"),
    ("outside-is-far", "dossiers/services/intake.py", "import sandbox.bank"),
    ("outside-is-far", "portal/views.py", "from sandbox.bank import models"),
    ("outside-knows-nothing", "sandbox/bank/__init__.py", "from payments import models"),
    ("outside-knows-nothing", "sandbox/bank/__init__.py", "import config"),
]
ALLOWED = [
    ("dossiers/services/intake.py", "import payments, interlink, signing, identity.queries, kernel.clock"),
    ("dossiers/services/intake.py", "from dossiers import models, errors, queries"),
    ("config/urls.py", "import sandbox.bank"),
    ("training/services.py", "import sandbox.bank"),
    ("sandbox/bank/__init__.py", "from kernel import signed_http"),
    ("signing/pdf.py", "from pyhanko.sign import signers"),
]
# What the mutations name, should the tree call it otherwise one day.
NAMED = [path for _contract, path, _import in FORBIDDEN] + [path for path, _import in ALLOWED]
NAMED += ["dossiers/tasks.py", "dossiers/subscriptions.py", "dossiers/api/views.py", "dossiers/errors.py"]
NAMED += [
    "identity/services.py",
    "identity/queries.py",
    "payments/models.py",
    "sandbox/bank/models.py",
    "kernel/models.py",
]
NAMED += ["tests/factories/__init__.py"]


@pytest.fixture(scope="module")
def skeleton(tmp_path_factory) -> Path:
    """A copy of the tree in which every module is empty, so that the one import under test is the only one."""
    folder = tmp_path_factory.mktemp("skeleton")
    (folder / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    for path in {*NAMED, *(source.path for source in everything()), *(f"{room}/__init__.py" for room in ROOMS)}:
        for parent in (folder / path).relative_to(folder).parents:
            (folder / parent).mkdir(parents=True, exist_ok=True)
        (folder / path).touch()
    for package in folder.rglob("*/"):
        (package / "__init__.py").touch()
    return folder


def contracts_broken(tree: Path, module: str, statement: str) -> set[str]:
    """Return the names of the contracts that break when a module of the tree makes an import."""
    (tree / module).write_text(f"{statement}\n")
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"]
    try:
        done = subprocess.run(command, cwd=tree, capture_output=True, text=True, env={"COLUMNS": "500"}, check=False)
    finally:
        (tree / module).write_text("")
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return {line.removesuffix(" BROKEN") for line in done.stdout.splitlines() if line.endswith(" BROKEN")}


def name_of(contract: str) -> str:
    return next(entry["name"] for entry in LINTER["contracts"] if entry["id"] == contract)


@pytest.mark.parametrize(("contract", "module", "statement"), FORBIDDEN)
def test_a_forbidden_import_breaks_its_contract(skeleton, contract, module, statement):
    assert name_of(contract) in contracts_broken(skeleton, module, statement)


@pytest.mark.parametrize(("module", "statement"), ALLOWED)
def test_an_import_from_a_floor_beneath_breaks_nothing(skeleton, module, statement):
    assert contracts_broken(skeleton, module, statement) == set()


def test_every_contract_is_shown_to_break():
    assert {entry["id"] for entry in LINTER["contracts"]} == {contract for contract, _module, _import in FORBIDDEN}


def test_every_room_of_the_tree_is_read_by_the_contracts():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert packages == set(LINTER["root_packages"]) == {"tests", *ROOMS}
