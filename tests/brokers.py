"""Brokers that do not answer, and the hands of a request that know nothing of a test's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from typing import TypeVar

from celery import Celery, current_app

T = TypeVar("T")
NOBODY_THERE = "amqp://127.0.0.1:1//"


@contextmanager
def broker(url: str = NOBODY_THERE, **options: object) -> Iterator[None]:
    """Send tasks to another broker, which is tried once."""
    house = current_app._get_current_object()
    other = Celery("elsewhere", set_as_current=True)
    other.conf.update(
        broker_write_url=url, broker_transport_options=options, task_publish_retry_policy={"max_retries": 0}
    )
    try:
        yield
    finally:
        house.set_current()


def as_in_a_request(act: Callable[[], T]) -> T:
    """Do something with nothing held and nothing delivered by hand."""
    return Context().run(act)
