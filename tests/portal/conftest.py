"""A visitor of the public pages, in either language, and an office whose results are signed."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from dossiers.models import Dossier
from tests.factories.dossiers import TermsFactory
from tests.personas import Cast
from tests.stages import Stage, bring
from tests.world import certify

Visit = Callable[..., HttpResponse]


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> None:
    """The throttle counts from zero."""
    cache.clear()


@pytest.fixture
def visit(client: Client) -> Visit:
    """Open an address: `visit("/tra-cuu", "vi")`; in English if nothing is said."""
    return lambda path, language="en": client.get(path, headers={"accept-language": language})


@pytest.fixture
def at_stage(world: Cast, on) -> Callable[[Stage], Dossier]:
    """Walk a dossier of Lan's to a stage on Friday 26/04/2024, before the holidays and a swap Saturday."""

    def walk(stage: Stage) -> Dossier:
        with on("2024-01-02 08:00"):
            certify(world)
        with on("2024-04-26 09:00"):
            return bring(world, stage, TermsFactory())

    return walk


def text_of(page: HttpResponse) -> str:
    return page.content.decode()
