"""Workers are killed, the broker emptied, agencies and bank misbehave: nothing is lost and nothing done twice."""

import json
import os
import shutil
import subprocess
import sys

import pytest
import redis
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


def test_without_a_redis_that_runs_a_throw_away_one_is_started(tmp_path, monkeypatch):
    if not shutil.which("redis-server"):
        pytest.skip("NOT RUN: no redis-server is installed")
    monkeypatch.setattr(stores, "free_redis", lambda: None)

    with stores.a_redis(tmp_path) as url, redis.Redis.from_url(url) as broker:
        assert broker.dbsize() == 0

    with pytest.raises(redis.ConnectionError), redis.Redis.from_url(url) as broker:
        broker.ping()


def need_redis() -> None:
    """Skip without a Redis, and say so; where CI=true that is a failure."""
    if stores.free_redis() or shutil.which("redis-server"):
        return
    if os.environ.get("CI") == "true":
        pytest.fail("No Redis answers and none is installed.")
    pytest.skip("NOT RUN: no Redis answers and none is installed")
