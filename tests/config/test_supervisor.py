"""`make up` is one command: the doors open, a signal closes everything, a child that dies takes the rest with it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from tests.house.source import ROOT

PATIENCE_SECONDS = 60
POLL_SECONDS = 0.05
BANK = "/sandbox/bank/"

# Each child tells its process id, and then does as it is told.
CHILDREN = """
import os, signal, sys, time
from config import keeper

def telling(then):
    def child():
        print(os.getpid(), flush=True)
        then()
    return child

sys.exit(keeper.keep([telling(lambda: {first}), telling(lambda: {second})]))
"""
WAIT = "time.sleep(600)"


class House:
    """A supervisor at work, in a var folder of its own."""

    def __init__(self, folder: str, command: tuple[str, ...], told: dict[str, str]) -> None:
        environ = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "CACHE_URL"}}
        environ |= {
            "VAR_DIR": folder,
            "CELERY_BROKER_URL": "filesystem://",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        environ |= told
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environ, **pipes)

    def line(self) -> str:
        return self.process.stdout.readline().strip()

    def line_with(self, words: str) -> str:
        """Return the next line that has these words in it."""
        return next(line for line in self.process.stdout if words in line)

    def ends_with(self) -> int:
        """Return the exit code once nobody holds the other end of the pipe, that is, once every process is gone."""
        self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode


@pytest.fixture
def house(tmp_path) -> Iterator:
    opened: list[House] = []

    def open_(*command: str, **told: str) -> House:
        opened.append(House(str(tmp_path), command, told))
        return opened[-1]

    yield open_
    for one in opened:
        # What a failed test leaves behind holds the other end of the pipe.
        with contextlib.suppress(ProcessLookupError):
            one.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            one.process.wait(timeout=PATIENCE_SECONDS)
        one.process.kill()
        one.process.stdout.close()
        one.process.stderr.close()
        one.process.wait()


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


def test_a_new_house_opens_both_doors_furnishes_itself_and_closes(house, tmp_path):
    web, outside = free_ports()
    up = house("-W", "ignore", "-m", "config", WEB_BIND=f"127.0.0.1:{web}", SANDBOX_BIND=f"127.0.0.1:{outside}")
    assert up.line() == f"Một Cửa: http://127.0.0.1:{web}/ (Ctrl-C stops it)"
    assert up.line() == f"The outside world: http://127.0.0.1:{outside}/"

    at_first = answer_of(web, "/")
    while answer_of(web, "/health")[0] == 503:
        time.sleep(POLL_SECONDS)
    log_in, unknown, bank = (
        answer_of(web, "/admin/login/"),
        answer_of(outside, "/admin/login/"),
        answer_of(outside, BANK),
    )
    assert up.line_with("training_password")
    up.process.terminate()

    assert at_first[0] == 200
    assert "First start" in at_first[1]
    assert (log_in[0], unknown[0], bank[0]) == (200, 404, 200)
    assert "bản mô phỏng" in bank[1]
    assert up.ends_with() == 0


def free_ports() -> list[int]:
    with socket.socket() as one, socket.socket() as other:
        for door in (one, other):
            door.bind(("127.0.0.1", 0))
        return [door.getsockname()[1] for door in (one, other)]


def answer_of(port: int, path: str) -> tuple[int, str]:
    """Knock until somebody opens, and return the status and the page."""
    for _knock in range(1_000):
        door = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        try:
            door.request("GET", path)
            answer = door.getresponse()
            return answer.status, answer.read().decode()
        except ConnectionRefusedError:
            time.sleep(POLL_SECONDS)
        finally:
            door.close()
    return 0, ""
