"""`make up` is one command: the door opens, a signal closes everything, a child that dies takes the rest with it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from tests.house.source import ROOT

PATIENCE_SECONDS = 60

# Each child tells its process id, and then does as it is told.
CHILDREN = """
import os, signal, sys, time
from config import supervisor

def telling(then):
    def child():
        print(os.getpid(), flush=True)
        then()
    return child

sys.exit(supervisor.keep([telling(lambda: {first}), telling(lambda: {second})]))
"""
WAIT = "time.sleep(600)"


class House:
    """A supervisor at work, in a var folder of its own."""

    def __init__(self, folder: str, *command: str) -> None:
        environ = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "CACHE_URL"}}
        environ |= {
            "VAR_DIR": folder,
            "CELERY_BROKER_URL": "filesystem://",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environ, **pipes)

    def line(self) -> str:
        return self.process.stdout.readline().strip()

    def ends_with(self) -> int:
        """Return the exit code once nobody holds the other end of the pipe, that is, once every process is gone."""
        self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode


@pytest.fixture
def house(tmp_path) -> Iterator:
    opened: list[House] = []

    def open_(*command: str) -> House:
        opened.append(House(str(tmp_path), *command))
        return opened[-1]

    yield open_
    for one in opened:
        one.process.kill()
        one.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_every_child_and_is_no_failure(house, number):
    up = house("-c", CHILDREN.format(first=WAIT, second=WAIT))
    assert all(up.line() for _process in range(2))

    up.process.send_signal(number)

    assert up.ends_with() == 0


@pytest.mark.parametrize(("death", "code"), [("sys.exit(3)", 3), ("os.kill(os.getpid(), signal.SIGKILL)", 137)])
def test_a_child_that_dies_stops_the_others_with_its_code(house, death, code):
    up = house("-c", CHILDREN.format(first=WAIT, second=death))
    assert all(up.line() for _process in range(2))

    assert up.ends_with() == code


def test_what_a_dead_child_had_started_does_not_outlive_it(house):
    dies_a_parent = "os.kill(os.getpid(), signal.SIGKILL) if os.fork() else telling(lambda: time.sleep(600))()"
    up = house("-c", CHILDREN.format(first=WAIT, second=dies_a_parent))
    assert all(up.line() for _process in range(3))

    assert up.ends_with() == 137


def test_the_door_opens_and_closes(house):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    up = house("-m", "config.supervisor", "--bind", f"127.0.0.1:{port}")
    assert up.line() == f"Một Cửa: http://127.0.0.1:{port}/ (Ctrl-C stops it)"

    answer = first_answer(port)
    up.process.terminate()

    assert answer == 200
    assert up.ends_with() == 0


def first_answer(port: int) -> int:
    """Knock until somebody opens, and return the status of the log-in page."""
    for _knock in range(10_000):
        door = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        try:
            door.request("GET", "/admin/login/")
            return door.getresponse().status
        except ConnectionRefusedError:
            os.sched_yield()
        finally:
            door.close()
    return 0
