"""The house as separate processes, forks of a loaded one: two doors, workers and beat; and how to do them harm."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection
from multiprocessing.context import ForkProcess
from pathlib import Path

import redis
from django.conf import settings
from django.db import connection, connections
from kombu import Connection

from config import sandbox_wsgi, wsgi
from config.celery import app as celery_app
from config.keeper import FORK, apart
from config.supervisor import serve

THREADS = "4"
PATIENCE_SECONDS = 30.0
# By database: the workers, and what else each is told.
WORKERS: dict[str, dict[str, tuple[str, ...]]] = {
    "postgresql": {"worker-1": (), "worker-2": ()},
    "sqlite": {"worker": ("-B",)},
}

Program = Callable[[], object]


class House:
    """A running house. `kills` counts the processes that were ended by signal 9."""

    def __init__(self, programs: dict[str, Program]) -> None:
        self.kills = 0
        self._programs = programs
        self._running: dict[str, ForkProcess] = {}

    def start(self, *names: str) -> None:
        """Start the programs of these names, all if none is named, unless they run."""
        # A fork must not share a connection.
        connections.close_all()
        for name in names or self._programs:
            if name not in self._running:
                fork = FORK.Process(target=apart, args=(partial(_aside, name, self._programs[name]),), name=name)
                fork.start()
                self._running[name] = fork

    def kill(self, name: str) -> None:
        """End a program and all that it started by signal 9, and count it."""
        self._end(name)
        self.kills += 1

    def close(self) -> None:
        """End everything."""
        for name in list(self._running):
            self._end(name)

    def _end(self, name: str) -> None:
        fork = self._running.pop(name)
        assert fork.pid is not None
        with suppress(ProcessLookupError):
            os.killpg(fork.pid, signal.SIGKILL)
        fork.join()

    def check(self) -> None:
        """Raise RuntimeError if something has ended by itself, with its last words."""
        for name, fork in self._running.items():
            if not fork.is_alive():
                words = (settings.VAR_DIR / f"{name}.log").read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"{name} ended by itself ({fork.exitcode}): {words[-3000:]}")

    def memory_kib(self, name: str) -> int:
        """Return what a program holds in memory of its own and shared with others."""
        status = Path(f"/proc/{self._running[name].pid}/status").read_text(encoding="ascii")
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


@contextmanager
def opened(*, anew: bool = False) -> Iterator[House]:
    """Keep a house until the block ends: as compose scales it out on PostgreSQL, as `make up` keeps it on SQLite.

    anew  workers are loaded anew and not forked, so that they weigh what a worker weighs
    """
    work = _load_and_work if anew else _work
    programs: dict[str, Program] = {
        "web": partial(serve, wsgi.application, settings.WEB_BIND),
        "sandbox": partial(serve, sandbox_wsgi.application, settings.SANDBOX_BIND),
        **{name: partial(work, name, *options) for name, options in WORKERS[connection.vendor].items()},
        **({"beat": _beat} if connection.vendor == "postgresql" else {}),
    }
    house = House(programs)
    try:
        house.start()
        for bind in (settings.WEB_BIND, settings.SANDBOX_BIND):
            _await(bind)
        yield house
    finally:
        house.close()


def workers() -> list[str]:
    """Return the names of the workers."""
    return list(WORKERS[connection.vendor])


def victims() -> list[str]:
    """Return the names of what may be killed: workers, and beat where it is a process of its own."""
    return [*workers(), "beat"] if connection.vendor == "postgresql" else workers()


def empty_the_broker() -> None:
    """Take away everything that is queued."""
    if settings.CELERY_BROKER_URL.startswith("redis"):
        with redis.Redis.from_url(settings.CELERY_BROKER_URL) as broker:
            broker.flushdb()
    elif settings.CELERY_BROKER_URL.startswith("filesystem"):
        for message in (settings.QUEUE_DIR / "data").iterdir():
            message.unlink(missing_ok=True)
    else:
        with Connection(settings.CELERY_BROKER_URL) as line:
            line.default_channel.queue_purge("celery")


def _aside(name: str, program: Program) -> None:
    """Let a program speak into a file of its own."""
    with (settings.VAR_DIR / f"{name}.log").open("ab") as log:
        for stream in (1, 2):
            os.dup2(log.fileno(), stream)
    program()


def _work(name: str, *more: str) -> None:
    celery_app.worker_main(["--quiet", *_options(name, *more)])


def _load_and_work(name: str, *more: str) -> None:
    os.chdir(settings.BASE_DIR)
    os.execv(sys.executable, [sys.executable, "-m", "celery", "--quiet", "-A", "config", *_options(name, *more)])


def _options(name: str, *more: str) -> list[str]:
    return ["worker", "-P", "threads", "-c", THREADS, "-n", f"{name}@%h", "--loglevel", "critical", *more]


def _beat() -> None:
    celery_app.start(["--quiet", "beat", "--loglevel", "critical"])


def _await(bind: str) -> None:
    end_at = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end_at:
        door = HTTPConnection(bind, timeout=PATIENCE_SECONDS)
        with suppress(OSError):
            door.request("GET", "/health")
            if door.getresponse().status == HTTPStatus.OK:
                return
        door.close()
        time.sleep(0.05)
    raise RuntimeError(f"Nobody answers at {bind}.")
