"""What a step costs the database, beat by beat: a chain takes three of each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interlink.services import chains, inbox, steps
from kernel import delivery
from tests.interlink import partner
from tests.interlink.conftest import BIRTH_FACTS, CARD, REGISTRATION, RESIDENCE, number, reply, step_of
from tests.world import settle

BOUNDARIES = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


def queries(act):
    """Count the queries of an act, but for the boundaries of its transactions."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        act()
    return [query["sql"] for query in captured if not query["sql"].startswith(BOUNDARIES)]


def test_a_chain_is_started(world, on_monday):
    def start():
        chains.start(
            "2.002621",
            subject="dossier:1",
            code="X-1",
            agency_id=world.commune.pk,
            facts=BIRTH_FACTS,
            by=world.binh.actor,
        )

    assert len(queries(start)) == 10


def test_the_first_step_is_claimed_sent_and_recorded(birth, agencies):
    step = step_of(birth, REGISTRATION)
    assert len(queries(lambda: steps.send(step.pk))) == 10


def test_a_later_step_also_reads_what_earlier_ones_found(registered, agencies):
    step = step_of(registered, CARD)
    type(step).objects.filter(pk=step.pk).update(state="ready", next_attempt_at=step.sent_at, tries=0, attempt=2)

    assert len(queries(lambda: steps.send(step.pk))) == 12


def test_an_answer_is_taken(registered, agencies):
    agency, body = agencies.answer(number(registered, CARD))
    headers = partner.sealed(agency, body)

    assert len(queries(lambda: inbox.receive(agency, body, headers))) == 6


def test_a_copy_costs_less(registered, agencies):
    agency, body = agencies.answer(number(registered, CARD))
    headers = partner.sealed(agency, body)
    inbox.receive(agency, body, headers)

    assert len(queries(lambda: inbox.receive(agency, body, headers))) == 2


# Each piece of news that the case listens to is one more row to write: of the step, and at the end of the chain.
@pytest.mark.parametrize(("last", "cost"), [(False, 7), (True, 12)])
def test_an_answer_is_applied(registered, agencies, last, cost):
    if last:
        reply(agencies, number(registered, RESIDENCE))
        settle()
    reply(agencies, number(registered, CARD))
    (pending,) = delivery.pending()

    assert len(queries(lambda: delivery.deliver(pending.pk))) == cost
