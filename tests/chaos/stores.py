"""The ways in which the house runs, each in a place of its own: what the environment of its processes says."""

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import redis
from kombu import Connection
from kombu.exceptions import OperationalError
from redis.backoff import ConstantBackoff
from redis.retry import Retry

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
    folder.mkdir(parents=True)
    with a_redis(folder) as url, scratch.postgresql(server, folder) as environ:
        yield {**environ, **doors(folder), "CELERY_BROKER_URL": url}


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


@contextmanager
def a_redis(folder: Path) -> Iterator[str]:
    """Yield the address of an empty database of the Redis that is named or running, else of a throw-away one.

    Raises NotThere.
    """
    program = shutil.which("redis-server")
    if url := free_redis():
        yield url
        with redis.Redis.from_url(url) as broker:
            broker.flushdb()
    elif program:
        (port,) = _free_ports(1)
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        started = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
        try:
            yield _answering(f"redis://127.0.0.1:{port}/0")
        finally:
            started.terminate()
            started.wait()
    else:
        raise NotThere(f"no Redis answers at {REDIS}, and none is installed")


def free_redis(server: str = REDIS) -> str | None:
    """Return the address of a database that nobody uses of the Redis that runs, if one does."""
    for number in NUMBERS:
        url = f"{server}/{number}"
        try:
            with redis.Redis.from_url(url, socket_connect_timeout=2) as broker:
                if not broker.dbsize():
                    return url
        except redis.RedisError:
            return None
    return None


def _answering(url: str) -> str:
    """Wait until a Redis that was just started answers."""
    patience = Retry(ConstantBackoff(0.1), 100)
    with redis.Redis.from_url(url, retry=patience, retry_on_error=[redis.ConnectionError]) as broker:
        broker.ping()
    return url


def doors(folder: Path) -> Environ:
    """Return where the doors of the house are: on ports that are free."""
    # WhiteNoise looks for the folder of collected files.
    (folder / "static").mkdir(parents=True, exist_ok=True)
    web, outside = _free_ports(2)
    return {"WEB_BIND": f"127.0.0.1:{web}", "SANDBOX_BIND": f"127.0.0.1:{outside}"}


def _free_ports(number: int) -> list[int]:
    with ExitStack() as stack:
        doors = [stack.enter_context(socket.socket()) for _ in range(number)]
        for door in doors:
            door.bind(("127.0.0.1", 0))
        return [door.getsockname()[1] for door in doors]
