"""Workers are killed, the broker emptied, agencies and bank misbehave: nothing is lost and nothing done twice."""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.chaos import stores

CHAINS = 6


def test_a_small_storm_leaves_nothing_behind():
    if connection.vendor == "postgresql":
        need_redis()
    storm = [sys.executable, "-W", "ignore", "-m", "tests.chaos", "--quick", "--chains", str(CHAINS)]
    ran = subprocess.run([*storm, "--store", connection.vendor], capture_output=True, text=True, env=os.environ)

    assert ran.returncode == 0, ran.stdout + ran.stderr[-3000:]
    told = json.loads(ran.stdout)
    assert (told["chains"], told["finished"]) == (CHAINS, CHAINS)
    assert (told["lost"], told["duplicated"]) == (0, 0)
    assert (told["lost_payments"], told["double_charges"]) == (0, 0)
    assert told["journal_verified"] is True
    assert told["killed"] > 0
    assert told["emptied"] > 0


def need_redis() -> None:
    """Skip without a Redis, and say so; where CI=true that is a failure."""
    try:
        stores.free_redis()
    except stores.NotThere as absence:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"NOT RUN: {absence}")
