"""A refusal proves that nothing changed: every row, every line of the journal, every delivery, every kept file."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection

from kernel.errors import Problem

ROOMS = ("dossiers", "identity", "interlink", "payments", "signing", "sandbox_bank")
OF_THE_KERNEL = ("clocksetting", "journalentry", "delivery", "idempotentanswer")


@contextmanager
def refused(code: str) -> Iterator[pytest.ExceptionInfo[Problem]]:
    """What is done inside is refused with this code, and leaves the house as it was; `.value` is the refusal."""
    before = everything()
    with pytest.raises(Problem) as refusal:
        yield refusal
    assert refusal.value.code == code
    assert everything() == before


def everything() -> dict[str, Any]:
    """Return every row of the house by table, and the names of the kept files."""
    return {label: read(look) for label, look in looks()} | {"files": kept_files()}


def read(look: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(look)
        return list(cursor.fetchall())


@cache
def looks() -> list[tuple[str, str]]:
    """Return every table with the statement that reads it; bare, because it is asked thousands of times."""
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    models += [apps.get_model("kernel", name) for name in OF_THE_KERNEL]
    quote = connection.ops.quote_name
    told = [(model._meta.label, quote(model._meta.db_table), quote(model._meta.pk.column)) for model in models]
    return [(label, f"SELECT * FROM {table} ORDER BY {key}") for label, table, key in told]


def kept_files(folder: str = "") -> set[str]:
    """Return the path of every file in the storage."""
    folders, files = default_storage.listdir(folder)
    deeper = (kept_files(f"{folder}{name}/") for name in folders)
    return {f"{folder}{name}" for name in files}.union(*deeper)
