"""Starts chains and payments while everything breaks, counts what came of them, and tells one JSON line per store.

    python -m tests.chaos [--chains N] [--store postgresql|sqlite|rabbitmq] [--outage N] [--memory N] [--quick]

Each store is a house of its own: PostgreSQL with Redis, and the embedded default, SQLite with a broker of plain files;
where it is asked for, PostgreSQL with RabbitMQ.
--outage     instead: the agencies are down for eight working hours with a backlog of N chains
--memory     instead: N chains one after another, and what a worker weighs before and after
The exit code is not 0 if a chain was lost, an effect or a charge doubled, or a store was asked for and is not there.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.chaos import stores
from tests.postgresql import a_server

CHAINS = 300


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--chains", type=int, default=CHAINS, metavar="N")
    parser.add_argument("--store", choices=stores.STORES, action="append", help="only this one")
    parser.add_argument("--outage", type=int, default=0, metavar="N")
    parser.add_argument("--memory", type=int, default=0, metavar="N")
    parser.add_argument("--quick", action="store_true", help="leases, back-offs and beats are seconds: for a test")
    given = parser.parse_args(arguments)
    story = next(([name, str(number)] for name, number in _stories(given) if number), [])
    with TemporaryDirectory(prefix="motcua-chaos-") as folder, a_server(os.environ) as server:
        played = [
            _play(store, [*story, *(["--quick"] if given.quick else [])], server[0] if server else None, Path(folder))
            for store in given.store or stores.BY_DEFAULT
        ]
    return max(played)


def _stories(given: argparse.Namespace) -> list[tuple[str, int]]:
    return [("outage", given.outage), ("memory", given.memory), ("storm", given.chains)]


def _play(store: str, story: Sequence[str], server: str | None, folder: Path) -> int:
    """Play a story in a store of its own; return its exit code. One that is not there fails where CI=true."""
    with ExitStack() as stack:
        try:
            environ = stack.enter_context(stores.STORES[store](server, folder / store))
        except stores.NotThere as absence:
            print(json.dumps({"store": store, "skipped": str(absence)}), flush=True)
            return 1 if os.environ.get("CI") == "true" else 0
        command = [sys.executable, "-m", "tests.chaos.play", store, *story]
        pace = {"INTERLINK_PROBE_SECONDS": "1"} if "--quick" in story else {}
        return subprocess.run(command, env={**environ, **pace}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
