"""A chain as few lines of Celery have it: three tasks, each writes one row."""

from celery import chain, shared_task
from django.db import connection

TABLE = "CREATE TABLE bench_step (chain integer NOT NULL, number integer NOT NULL)"
STEPS = 3


@shared_task
def write_row(chain_id: int, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_step (chain, number) VALUES (%s, %s)", [chain_id, number])


def start(chain_id: int) -> None:
    chain(*(write_row.si(chain_id, number) for number in range(STEPS))).delay()


def make_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLE)


def rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM bench_step")
        (number,) = cursor.fetchone()
    return int(number)
