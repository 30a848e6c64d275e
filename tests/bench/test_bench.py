"""The programs of `make bench` work: one small round of each, on the database under test; nothing is said of time."""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

MEASURED = {
    "postgresql": [
        "verify_journal, postgresql",
        "act, postgresql, processes: 1",
        "act, postgresql, processes: 2",
        "payment notice, postgresql, processes: 2",
        "intake over HTTP, postgresql, clients: 10",
        "intake over HTTP, postgresql, p95",
    ],
    "sqlite": [
        "working_time.add_days",
        "working_time.due, with its ledger, over Tết",
        "verify_journal, sqlite",
        "result: rendered, signed and sealed",
        "act, sqlite, processes: 1",
        "act, sqlite, processes: 2",
    ],
    "house": [
        "linked births, papers signed beforehand",
        "linked births, every paper signed",
    ],
}
# A whole house runs on PostgreSQL and Redis.
HOUSE = pytest.param("house", marks=pytest.mark.skipif(connection.vendor == "sqlite", reason="runs with PostgreSQL"))


@pytest.mark.parametrize("engine", [connection.vendor, HOUSE])
def test_every_program_measures_and_tells_json_lines(engine):
    bench = [sys.executable, "-m", "tests.bench", "--quick", "--on", engine]
    ran = subprocess.run(bench, capture_output=True, text=True, env=os.environ, check=False)

    machine, *lines = map(json.loads, ran.stdout.splitlines())
    assert (ran.returncode, ran.stderr) == (0, "")
    assert set(machine) == {"cores", "load", "postgresql"}
    if engine == "house" and "skipped" in lines[0]:
        pytest.skip(lines[0]["skipped"])
    assert [line["name"] for line in lines] == MEASURED[engine]
    assert all(line["product"] > 0 for line in lines)
    assert {line["rounds"] for line in lines} == {1}
