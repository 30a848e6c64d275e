"""One act, a leader's approval: the full service beside the same statements by hand, in one and in two processes."""

import os
from collections.abc import Iterator, Sequence
from functools import cache, partial
from itertools import islice

import psycopg
from django.db import connection, transaction

from dossiers.models import Dossier
from dossiers.services import decision
from kernel import clock, delivery
from kernel.actors import Actor
from kernel.models import Delivery, JournalEntry
from tests.bench import world
from tests.bench.crew import crew
from tests.bench.lines import Line, compare

# What the ratio has to reach, by the number of processes.
TARGETS: dict[str, dict[int, float | None]] = {"postgresql": {1: None, 2: 0.3}, "sqlite": {1: 0.6, 2: None}}

LISTENER = "dossiers.subscriptions.issue_the_result"
PAYLOAD = '{"dossier_id":%d,"signer_id":%d}'
DIGEST = "0" * 64

LOCK = "SELECT * FROM dossiers_dossier WHERE (reception_id = %s OR agency_id = %s) AND id = %s FOR UPDATE"
CHANGE = """
    UPDATE dossiers_dossier SET approved_at = %(now)s, issue_due_at = %(now)s, signer_id = %(signer)s,
        journal_sequence = 1, journal_digest = %(digest)s, journal_at = %(now)s
    WHERE id = %(id)s AND journal_sequence = 0"""
WRITE = """
    INSERT INTO kernel_journalentry (stream, sequence, name, move, source, target, actor, at, recorded_at, payload,
        previous, digest)
    VALUES (%(stream)s, 1, 'dossiers.ResultApproved', 'approve', 'processing', 'processing', %(actor)s, %(now)s,
        %(now)s, %(payload)s, %(digest)s, %(digest)s)
    RETURNING id"""
ADDRESS = "INSERT INTO kernel_delivery (entry_id, listener, attempts, error) VALUES (%s, %s, 0, '') RETURNING id"


def measure(*, quick: bool) -> Iterator[Line]:
    for processes, target in TARGETS[connection.vendor].items():
        yield _compare(processes, target, *((1, 10) if quick else (7, 400)))


def _compare(processes: int, target: float | None, rounds: int, acts: int) -> Line:
    """Measure `rounds` of so many acts in each process; every act takes a dossier of its own."""
    chi, number = world.actor("chi"), acts * processes
    ids = iter(world.drafted(2 * (1 + rounds) * number))
    world.settle_statistics()
    product = partial(through_the_service, chi)
    floor = partial(in_bare_psycopg if connection.vendor == "postgresql" else in_plain_orm, chi)
    with crew(processes) as at_work:
        return compare(
            f"act, {connection.vendor}, processes: {processes}",
            lambda: at_work.rate(product, list(islice(ids, number))),
            lambda: at_work.rate(floor, list(islice(ids, number))),
            rounds=rounds,
            target=target,
            unit="acts per second",
        )


def through_the_service(chi: Actor, ids: Sequence[int]) -> None:
    """Act as a request or a task does: each act is a unit of work, with its own look at the clock."""
    with delivery.by_hand():
        for pk in ids:
            with clock.unit_of_work():
                decision.approve(pk, by=chi)


def in_bare_psycopg(chi: Actor, ids: Sequence[int]) -> None:
    """Act in six round trips: begin, lock, change row and head, write the line, address its listener, commit."""
    now, bare = clock.wall(), _bare()
    for pk in ids:
        facts = {"id": pk, "signer": chi.id, "now": now, "digest": DIGEST, "actor": str(chi)}
        told = {"stream": f"dossier:{pk}", "payload": PAYLOAD % (pk, chi.id)}
        with bare.transaction(), bare.cursor() as cursor:
            cursor.execute(LOCK, (chi.agency_id, chi.agency_id, pk)).fetchone()
            cursor.execute(CHANGE, facts)
            (entry_id,) = cursor.execute(WRITE, facts | told).fetchone()
            cursor.execute(ADDRESS, (entry_id, LISTENER)).fetchone()


def in_plain_orm(chi: Actor, ids: Sequence[int]) -> None:
    """Act as a few lines of Django would, without a rule: read, update, two rows created."""
    now = clock.wall()
    for pk in ids:
        with transaction.atomic():
            dossier = Dossier.objects.select_for_update().get(pk=pk)
            head = {"journal_sequence": dossier.journal_sequence + 1, "journal_digest": DIGEST, "journal_at": now}
            Dossier.objects.filter(pk=pk).update(approved_at=now, issue_due_at=now, signer_id=chi.id, **head)
            entry = JournalEntry.objects.create(
                stream=f"dossier:{pk}",
                sequence=dossier.journal_sequence + 1,
                name="dossiers.ResultApproved",
                move="approve",
                source=dossier.state,
                target=dossier.state,
                actor=str(chi),
                at=now,
                recorded_at=now,
                payload=PAYLOAD % (pk, chi.id),
                previous=dossier.journal_digest,
                digest=DIGEST,
            )
            Delivery.objects.create(entry=entry, listener=LISTENER)


@cache
def _bare() -> psycopg.Connection:
    """Each process has one connection of its own, as Django has."""
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
