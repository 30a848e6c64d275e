"""What the tests of the admin ask for: a browser per persona, a dossier at a stage, and a count of what is asked."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers.models import Dossier, ProcedureTerms
from kernel import clock
from tests.calendars import at
from tests.factories.dossiers import FeeFactory, RequirementFactory, TermsFactory
from tests.factories.identity import UserFactory
from tests.personas import Cast
from tests.stages import Stage, bring
from tests.world import certify

MONDAY = "2024-04-01 09:00"


class Screen(Client):
    """A browser in English, so that what is read does not depend on the catalogue of translations."""

    def __init__(self, user: object) -> None:
        super().__init__(headers={"accept-language": "en"})
        self.force_login(user)

    def page(self, dossier: Dossier):
        return self.get(reverse("admin:dossiers_dossier_change", args=[dossier.pk]))

    def ask(self, dossier: Dossier, act: str):
        return self.get(act_url(dossier, act))

    def do(self, dossier: Dossier, act: str, **facts: object):
        return self.post(act_url(dossier, act), facts)

    def queries(self, url: str) -> int:
        """Return how many queries a page takes that was opened before."""
        self.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert self.get(url).status_code == 200
        return len(asked)


def act_url(dossier: Dossier, act: str) -> str:
    """Return the address of an act: "accept", or for a paper "residence-proof/upload"."""
    paper, _slash, name = act.rpartition("/")
    return reverse(
        "admin:dossiers_dossier_paper" if paper else "admin:dossiers_dossier_act",
        args=[dossier.pk, *filter(None, (paper, name))],
    )


def told(response) -> list[str]:
    """Return the messages that the page behind a redirect shows."""
    return [str(message) for message in response.wsgi_request._messages]


@pytest.fixture
def screen(world: Cast) -> Callable[[str], Screen]:
    """Sit down at a screen as a persona, or as "root", a superuser without a post."""

    def sit_down(name: str) -> Screen:
        user = (
            getattr(world, name).user
            if name != "root"
            else UserFactory(username="root", is_staff=True, is_superuser=True)
        )
        return Screen(user)

    return sit_down


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """Every test of the admin happens on a Monday morning, unless it says otherwise."""
    with clock.held(at(MONDAY)):
        yield


@pytest.fixture
def dossier_in(world: Cast) -> Callable[..., Dossier]:
    """Bring a dossier of Lan's to a stage; `papers` are codes of originals that the procedure asks for, if it must.

    fee  whether a levy of 8,000 đ is due
    """

    def walk(
        stage: Stage, *, papers: tuple[str, ...] = (), required: bool = False, fee: bool = False, **promised: object
    ) -> Dossier:
        terms: ProcedureTerms = TermsFactory(**promised)
        if fee:
            FeeFactory(terms=terms)
        for code in papers:
            RequirementFactory(terms=terms, code=code, required=required)
        return bring(world, stage, terms)

    return walk


@pytest.fixture
def certified(world: Cast) -> Cast:
    """The cast with certificates in force since the beginning of 2024."""
    with clock.held(at("2024-01-02 08:00")):
        certify(world)
    return world
