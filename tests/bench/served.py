"""Web servers as the house runs in its container, and clients that hold their connections and wait for each answer."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parents[2]
# As in the Dockerfile.
GUNICORN = ("--worker-class", "gthread", "--threads", "4", "--no-control-socket")
PATIENCE_SECONDS = 60.0

Headers = dict[str, str]


@dataclass(frozen=True, slots=True)
class Rush:
    """What every client posts, again and again; each is told by its headers."""

    clients: Sequence[Headers]
    address: str
    body: bytes


class Server:
    """A running server and the clients before its door."""

    def __init__(self, port: int, rush: Rush) -> None:
        self.seconds: list[float] = []
        self._port, self._rush = port, rush

    def rate(self, requests: int) -> float:
        """Return how many of so many requests are answered per second; how long each took is kept in `seconds`."""
        clients = self._rush.clients
        begun = time.perf_counter()
        with ThreadPoolExecutor(len(clients)) as pool:
            shares = [requests // len(clients)] * len(clients)
            taken = [seconds for client in pool.map(self._ask, clients, shares) for seconds in client]
        elapsed = time.perf_counter() - begun
        self.seconds += taken
        return len(taken) / elapsed

    def _ask(self, headers: Headers, times: int) -> list[float]:
        connection = HTTPConnection(HOST, self._port, timeout=PATIENCE_SECONDS)
        taken = []
        for _ in range(times):
            begun = time.perf_counter()
            connection.request("POST", self._rush.address, self._rush.body, headers)
            answer = connection.getresponse()
            content = answer.read()
            taken.append(time.perf_counter() - begun)
            if answer.status != HTTPStatus.CREATED:
                raise RuntimeError(f"{answer.status} {content[:500]!r}")
        connection.close()
        return taken


@contextmanager
def serving(application: str, settings: str, rush: Rush, workers: int) -> Iterator[Server]:
    """Keep a server of the application until the block ends."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    options = ["--bind", f"{HOST}:{port}", "--workers", str(workers), "--log-level", "warning", *GUNICORN]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", application, *options],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": settings},
    )
    try:
        _await(process, port)
        yield Server(port, rush)
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait until a worker has loaded the house; the door is open long before."""
    end_at = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < end_at:
        connection = HTTPConnection(HOST, port, timeout=PATIENCE_SECONDS)
        try:
            connection.request("GET", "/health")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError("The server does not answer.")
