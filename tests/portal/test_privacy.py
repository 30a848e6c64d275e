"""Codes can be guessed, so nothing that a public page shows is about a person."""

import html
from collections.abc import Iterator

from django.test import Client

from dossiers.models import Dossier
from dossiers.states import State
from identity.models import Officer, Person
from tests.portal.conftest import text_of
from training import scenario
from training.services import playing, world


def test_no_public_page_of_a_played_world_names_anybody(db):
    world.seed()
    playing.play(scenario.load("first-steps"))
    dossiers = list(Dossier.objects.all())
    returned = [dossier for dossier in dossiers if dossier.state == State.RETURNED]

    paths = ["/", "/tra-cuu", "/xac-minh"]
    paths += [f"/tra-cuu/{dossier.code}" for dossier in dossiers]
    paths += [f"/xac-minh/{dossier.code}" for dossier in returned]
    pages = [shown(path, language) for path in paths for language in ("vi", "en")]

    assert (len(dossiers), len(returned)) == (8, 6)
    assert {word for word in personal_words() for page in pages if word in page} == set()


def shown(path: str, language: str) -> str:
    page = Client().get(path, headers={"accept-language": language})
    assert page.status_code == 200
    return html.unescape(text_of(page))


def personal_words() -> Iterator[str]:
    """Yield what may be on no page: of citizens everything, of officers their names, of declarations every answer."""
    for person in Person.objects.all():
        yield from (person.personal_number, person.full_name, person.phone, person.address)
    yield from Officer.objects.values_list("full_name", flat=True)
    for form, draft, reason in Dossier.objects.values_list("form", "draft", "closing_reason"):
        yield from (str(answer) for answer in (*form.values(), *dict(draft).values(), reason) if len(str(answer)) > 10)
