"""The programs of `make bench` work: one small round of each, on the database under test; nothing is said of time.

The one that keeps a whole house does as tests/chaos does, and is left to that.
"""

import json
import os
import subprocess
import sys

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
}


def test_every_program_measures_and_tells_json_lines():
    bench = [sys.executable, "-m", "tests.bench", "--quick", "--on", connection.vendor]
    ran = subprocess.run(bench, capture_output=True, text=True, env=os.environ, check=False)

    machine, *lines = map(json.loads, ran.stdout.splitlines())
    assert (ran.returncode, ran.stderr) == (0, "")
    assert set(machine) == {"cores", "load", "postgresql"}
    assert [line["name"] for line in lines] == MEASURED[connection.vendor]
    assert all(line["product"] > 0 for line in lines)
    assert {line["rounds"] for line in lines} == {1}
