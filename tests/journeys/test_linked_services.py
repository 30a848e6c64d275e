"""One declaration, several results: a birth and a death over real HTTP, from the form to the vault (K-3, K-4).

The outside world stands behind a socket, and so do the doors to which it answers.
"""

from datetime import date, timedelta
from io import BytesIO
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections

from dossiers import drafts
from dossiers.models import Dossier, PartnerResult, VaultPaper
from dossiers.services import decision, handover, processing
from dossiers.states import State
from identity.models import Person
from interlink import queries as interlink
from interlink.adapters.portal import TOKEN
from kernel import clock, clock_store, delivery, journal, telephone
from sandbox.agencies import seeding
from signing import services as signing
from tests import linked
from tests.calendars import at
from tests.loopback import house
from tests.world import certify, read_result, settle

MONDAY = at("2024-06-03 09:00")
# When somebody looks whether there is news.
LOOKS = (9, 16)


class Quiet(WSGIRequestHandler):
    def log_message(self, *_told):
        """Whoever calls hears what came of it."""


def answer(environ, start_response):
    """The doors leave the news to the test, as everything else here does."""
    body = BytesIO(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
    with delivery.by_hand():
        return house({**environ, "wsgi.input": body}, start_response)


@pytest.fixture
def address(db):
    """A real socket, with both ends of every call behind it, on the test's own connection to the database."""
    own = connections[DEFAULT_DB_ALIAS]
    own.inc_thread_sharing()

    def serve():
        connections[DEFAULT_DB_ALIAS] = own
        server.serve_forever(poll_interval=0.01)

    with make_server("127.0.0.1", 0, answer, handler_class=Quiet) as server:
        doors = Thread(target=serve)
        doors.start()
        with telephone.through(httpx.HTTPTransport()):
            yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        doors.join()
    own.dec_thread_sharing()


@pytest.fixture
def street(address, settings, world):
    """House and outside world at one real address; its people live there, and its papers are trusted."""
    settings.SANDBOX_URL = f"{address}/sandbox"
    settings.INTERLINK_CALLBACK_URL = f"{address}/api/v1/interlink/inbox"
    cache.delete(TOKEN)
    clock_store.start(at("2024-01-02 08:00"))
    certify(world)
    call_command("trust_authority", f"{settings.SANDBOX_URL}/authority.pem")
    seeding.seed()
    # The applicant is somebody whom the outside world knows, too.
    Person.objects.filter(pk=world.lan.id).update(personal_number="003190000001")
    linked.load()
    clock_store.freeze(MONDAY)
    return world


def live(dossier, most_days):
    """Let working days go by until the linked service has ended; return the dossier."""
    for day in range(most_days):
        for hour in LOOKS:
            seen_at = MONDAY.replace(hour=hour) + timedelta(days=day)
            if seen_at > clock.now():
                clock_store.freeze(seen_at)
            settle()
            found = Dossier.objects.select_related("chain").get(pk=dossier.pk)
            if found.chain_ended_at:
                return found
    raise AssertionError("The linked service never ended.")


def hand_back(street, dossier):
    """Propose what the agencies did, approve it, issue it and hand it over."""
    processing.propose(dossier.pk, by=street.binh.actor, content=dict(drafts.partner_rows(dossier)))
    decision.approve(dossier.pk, by=street.chi.actor)
    settle()
    handover.return_result(dossier.pk, by=street.an.actor)
    return Dossier.objects.get(pk=dossier.pk)


def test_one_declaration_of_a_birth_makes_three_results(street):
    dossier = linked.begun(street)
    ended = live(dossier, most_days=6)
    returned = hand_back(street, ended)

    assert (ended.chain_outcome, returned.state) == ("completed", State.RETURNED)
    assert ended.chain_ended_at < at("2024-06-07 17:00")
    results = PartnerResult.objects.filter(dossier=dossier)
    assert {(each.step, each.verdict) for each in results} == {
        ("birth-registration", "genuine"),
        ("residence", "genuine"),
        ("health-card", "genuine"),
    }
    kept = VaultPaper.objects.filter(owner=street.lan.person, opened_at__isnull=False)
    assert set(kept.values_list("requirement_code", flat=True)) >= {"birth-registration", "residence", "health-card"}
    assert signing.verify_pdf(read_result(returned)).verdict == "genuine"
    assert journal.verify().verified
    progress = interlink.progress(ended.chain)
    assert (progress.due_on, progress.working_days <= 4) == (date(2024, 6, 7), True)


def test_one_declaration_of_a_death_ends_with_both_allowances(street):
    dossier = linked.begun(street, linked.DEATH)
    ended = live(dossier, most_days=18)
    returned = hand_back(street, ended)

    assert (ended.chain_outcome, returned.state) == ("completed", State.RETURNED)
    assert ended.chain_ended_at < at("2024-06-17 17:00")
    assert list(PartnerResult.objects.values_list("step", flat=True)) == [
        "death-registration",
        "deregistration",
        "funeral-allowance-insured",
        "survivor-allowance",
    ]
    assert set(PartnerResult.objects.values_list("verdict", flat=True)) == {"genuine"}
    assert [label for label, _text in returned.draft][:2] == ["Đăng ký khai tử", "Xóa đăng ký thường trú"]
    assert journal.verify().verified
