"""A dossier of a linked service, brought to its partners through the services."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from django.core.cache import cache

from dossiers.models import Dossier, ProcedureTerms
from dossiers.services import catalogue, digitization, intake, processing
from dossiers.states import Channel
from interlink.adapters.portal import TOKEN
from kernel import telephone
from tests.interlink.conftest import BIRTH_FACTS, DEATH_FACTS
from tests.interlink.partner import Agencies
from tests.loopback import house
from tests.personas import Cast

BIRTH, DEATH = "2.002621", "2.002622"
FORMS: dict[str, dict[str, Any]] = {
    code: {
        name: told
        for name, told in facts.items()
        if name not in ("requester_name", "requester_personal_number", "requester_phone")
    }
    for code, facts in ((BIRTH, BIRTH_FACTS), (DEATH, DEATH_FACTS))
}
FORMS[DEATH] |= {"sub_procedures": "four", "beneficiary_class": "insured"}


def load() -> None:
    """Load the catalogue, unless it is there."""
    if not ProcedureTerms.objects.filter(procedure__code=BIRTH).exists():
        catalogue.load()


def file(world: Cast, procedure: str = BIRTH, **form: Any) -> Dossier:
    """Let Lan declare on screen; a field that is given as None is left out."""
    load()
    declared = {**FORMS[procedure], **form}
    return intake.submit(
        procedure=procedure,
        reception=world.commune.code,
        applicant_id=world.lan.id,
        submitter_id=world.lan.id,
        channel=Channel.ONLINE,
        form={name: told for name, told in declared.items() if told is not None},
        by=world.lan.actor,
    )


def digitized(world: Cast, procedure: str = BIRTH, **form: Any) -> Dossier:
    dossier = file(world, procedure, **form)
    intake.accept(dossier.pk, by=world.an.actor)
    return digitization.finish(dossier.pk, by=world.an.actor)


def begun(world: Cast, procedure: str = BIRTH, **form: Any) -> Dossier:
    """File, accept, digitize and hand over, all at one hour: the first agency is to be asked."""
    dossier = digitized(world, procedure, **form)
    processing.begin(dossier.pk, by=world.an.actor, officer_id=world.binh.id)
    return Dossier.objects.select_related("chain").get(pk=dossier.pk)


class Exchange(httpx.BaseTransport):
    """Calls for a partner agency end at the few lines of `Agencies`, all others at the outside world."""

    def __init__(self, agencies: Agencies) -> None:
        self._agencies, self._others = httpx.WSGITransport(agencies), httpx.WSGITransport(house)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        line = self._agencies if request.url.path.startswith("/sandbox/agencies/") else self._others
        return line.handle_request(request)


@contextmanager
def partners() -> Iterator[Agencies]:
    """Reach partner agencies that do what a test tells them to; the national portal is the real one's double."""
    made = Agencies()
    cache.delete(TOKEN)
    with telephone.through(Exchange(made)):
        yield made
