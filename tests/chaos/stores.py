"""The ways in which the house runs, each in a place of its own: what the environment of its processes says."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import redis
from kombu import Connection
from kombu.exceptions import OperationalError

from tests.bench import scratch
from tests.bench.scratch import Environ

REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379")
RABBITMQ = os.environ.get("TEST_RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672//")
# Databases of Redis among which an empty one is looked for: whoever keeps his things in the first is left alone.
NUMBERS = range(8, 16)


class NotThere(Exception):
    """A server that a store needs does not answer, or has no room."""


@contextmanager
def postgresql(server: str | None, folder: Path) -> Iterator[Environ]:
    """Yield the environment of a house on a new PostgreSQL database, with an empty database of Redis as its broker.

    Raises NotThere.
    """
    if server is None:
        raise NotThere("no PostgreSQL is named, running or installed")
    url = free_redis()
    folder.mkdir(parents=True)
    with scratch.postgresql(server, folder) as environ:
        yield {**environ, **doors(folder), "CELERY_BROKER_URL": url}
    with redis.Redis.from_url(url) as broker:
        broker.flushdb()


@contextmanager
def sqlite(server: str | None, folder: Path) -> Iterator[Environ]:
    """Yield the environment of the embedded default: a file, and a broker of plain files."""
    folder.mkdir(parents=True)
    with scratch.sqlite(folder) as environ:
        yield {**environ, **doors(folder), "CELERY_BROKER_URL": "filesystem://"}


@contextmanager
def rabbitmq(server: str | None, folder: Path) -> Iterator[Environ]:
    """Yield the same with RabbitMQ as the broker: that of TEST_RABBITMQ_URL, or the one running. Raises NotThere."""
    if server is None:
        raise NotThere("no PostgreSQL is named, running or installed")
    with Connection(RABBITMQ, connect_timeout=2) as line:
        try:
            line.ensure_connection(max_retries=1, timeout=3)
        except OperationalError as failure:
            raise NotThere(f"no RabbitMQ answers at {line.as_uri()}") from failure
        folder.mkdir(parents=True)
        with scratch.postgresql(server, folder) as environ:
            yield {**environ, **doors(folder), "CELERY_BROKER_URL": RABBITMQ}
        line.default_channel.queue_delete("celery")


STORES: dict[str, Callable[[str | None, Path], AbstractContextManager[Environ]]] = {
    "postgresql": postgresql,
    "sqlite": sqlite,
    "rabbitmq": rabbitmq,
}
BY_DEFAULT = ("postgresql", "sqlite")


def free_redis() -> str:
    """Return the address of a database of Redis that nobody uses. Raises NotThere."""
    for number in NUMBERS:
        url = f"{REDIS}/{number}"
        try:
            with redis.Redis.from_url(url, socket_connect_timeout=2) as broker:
                if not broker.dbsize():
                    return url
        except redis.RedisError as failure:
            raise NotThere(f"no Redis answers at {REDIS}") from failure
    raise NotThere(f"no database of {REDIS} is empty")


def doors(folder: Path) -> Environ:
    """Return where the doors of the house are: on ports that are free."""
    # WhiteNoise looks for the folder of collected files.
    (folder / "static").mkdir(parents=True, exist_ok=True)
    with socket.socket() as web, socket.socket() as outside:
        for door in (web, outside):
            door.bind(("127.0.0.1", 0))
        binds = [f"127.0.0.1:{door.getsockname()[1]}" for door in (web, outside)]
    return {"WEB_BIND": binds[0], "SANDBOX_BIND": binds[1]}
