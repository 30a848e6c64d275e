"""Keeps a few processes until a signal or the death of one of them, and leaves none behind."""

import contextlib
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from multiprocessing.context import ForkProcess

POLL_SECONDS = 0.1
# Celery lets running tasks end and gunicorn its requests; then they are ended.
PATIENCE_SECONDS = 10.0
FORK = multiprocessing.get_context("fork")

Child = Callable[[], object]


def keep(children: Sequence[Child]) -> int:
    """Start the children and wait; when one ends, or SIGTERM or SIGINT comes, stop all.

    Returns the exit code of the child that ended first (128 + n when signal n ended it), or 0 when asked to stop.
    """
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: asked.append(received))
    forks = [FORK.Process(target=apart, args=(child,)) for child in children]
    for fork in forks:
        fork.start()
    while not asked and all(fork.is_alive() for fork in forks):
        time.sleep(POLL_SECONDS)
    code = 0 if asked else next(fork.exitcode for fork in forks if fork.exitcode is not None)
    stop(forks)
    return code if code >= 0 else 128 - code


def apart(child: Child) -> None:
    """Run in a session of its own: a Ctrl-C reaches the supervisor alone, which stops each child once."""
    os.setsid()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    child()


def stop(forks: Sequence[ForkProcess]) -> None:
    """End the children: politely and together, then, after PATIENCE_SECONDS, by force."""
    for fork in forks:
        fork.terminate()
    end_at = time.monotonic() + PATIENCE_SECONDS
    for fork in forks:
        fork.join(max(0.0, end_at - time.monotonic()))
        # Also when the child is gone: a worker that was killed leaves its beat behind, and two beats sweep twice.
        if fork.pid:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(fork.pid, signal.SIGKILL)
        fork.join()
