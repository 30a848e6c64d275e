"""A refusal proves that nothing changed: every row of the room, every line of the journal, every delivery."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps

from kernel.errors import Problem

OF_THE_KERNEL = ("journalentry", "delivery")


@contextmanager
def refused(code: str) -> Iterator[pytest.ExceptionInfo[Problem]]:
    """What is done inside is refused with this code, and leaves the room as it was; `.value` is the refusal."""
    before = everything()
    with pytest.raises(Problem) as refusal:
        yield refusal
    assert refusal.value.code == code
    assert everything() == before


def everything() -> dict[str, Any]:
    """Return every row by table, but for the calls that were not taken: those are kept."""
    models = [model for model in apps.get_app_config("interlink").get_models() if model.__name__ != "RefusedCall"]
    models += [apps.get_model("kernel", name) for name in OF_THE_KERNEL]
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in models}
