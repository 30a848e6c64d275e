"""A worker loads what its tasks need, and none of the pages, which would be a third of its weight."""

import os
import subprocess
import sys

import pytest

from tests.house.source import ROOT

# What celery does before a worker begins.
BEGIN = """
import sys
from celery.fixups.django import DjangoWorkerFixup
from config.celery import app
DjangoWorkerFixup(app).validate_models()
print("dossiers.tasks" in sys.modules, "config.urls" in sys.modules)
"""


@pytest.mark.parametrize(("told", "loads"), [({}, "True False"), ({"CELERY_SKIP_CHECKS": ""}, "True True")])
def test_a_worker_loads_the_tasks_and_not_the_pages(tmp_path, told, loads):
    environ = {name: value for name, value in os.environ.items() if name not in {"CELERY_SKIP_CHECKS", "DATABASE_URL"}}
    environ |= {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings", **told}

    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", BEGIN], cwd=ROOT, env=environ, capture_output=True, text=True
    )

    assert (ran.stdout.strip(), ran.stderr) == (loads, "")
