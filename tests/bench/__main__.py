"""Measures the house beside bare programs and tells one JSON line each.

    python -m tests.bench [--quick] [--on postgresql|sqlite] [PROGRAM ...]

Every program runs in a scratch database of its own making, on PostgreSQL and on SQLite. docs/bench.md says how to read
the lines. The exit code tells whether everything could be measured, not whether every target was met.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import scratch
from tests.bench.lines import tell
from tests.bench.scratch import Environ
from tests.chaos import stores
from tests.postgresql import a_server

# What is measured where, in this order: the journals first, because bare programs write lines that no chain holds.
# What knows no database is measured beside the one that needs no server.
PROGRAMS = {
    "postgresql": ("journals", "acts", "notices", "intake"),
    "sqlite": ("terms", "journals", "results", "acts"),
    # A whole house: web, outside world, workers and beat, on PostgreSQL and Redis.
    "house": ("linked",),
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "programs", nargs="*", metavar="PROGRAM", help="acts, notices, intake, linked, journals, terms, results (all)"
    )
    parser.add_argument("--on", choices=PROGRAMS, action="append", help="only on this database")
    parser.add_argument("--quick", action="store_true", help="one small round: shows that the programs work")
    given = parser.parse_args(arguments)
    wanted = set(given.programs) or {program for programs in PROGRAMS.values() for program in programs}
    engines = given.on or list(PROGRAMS)
    with TemporaryDirectory(prefix="motcua-bench-") as folder, a_server(os.environ) as server:
        tell({"cores": os.cpu_count(), "load": os.getloadavg()[0], "postgresql": server[1] if server else None})
        return max(
            measure(
                engine,
                [program for program in PROGRAMS[engine] if program in wanted],
                server[0] if server else None,
                Path(folder) / engine,
                quick=given.quick,
            )
            for engine in engines
        )


def measure(engine: str, programs: Sequence[str], server: str | None, folder: Path, *, quick: bool) -> int:
    """Run the programs on a new database of the engine; return 0 if all of them could measure."""
    if engine == "house":
        return measure_house(programs, server, folder, quick=quick)
    if engine == "postgresql" and server is None:
        for program in programs:
            tell({"name": f"{program}, postgresql", "skipped": "no PostgreSQL is named, running or installed"})
        return 0
    # WhiteNoise looks for the folder of collected files.
    (folder / "static").mkdir(parents=True)
    with scratch.postgresql(server, folder) if server and engine == "postgresql" else scratch.sqlite(folder) as environ:
        return play(["world", *programs], environ, quick=quick)


def measure_house(programs: Sequence[str], server: str | None, folder: Path, *, quick: bool) -> int:
    """Run the programs that keep a whole house of their own."""
    try:
        with stores.postgresql(server, folder) as environ:
            return play(programs, environ, quick=quick) if programs else 0
    except stores.NotThere as absence:
        for program in programs:
            tell({"name": program, "skipped": str(absence)})
        return 1 if os.environ.get("CI") == "true" else 0


def play(programs: Sequence[str], environ: Environ, *, quick: bool) -> int:
    command = [sys.executable, "-m", "tests.bench.play", *programs, *(["--quick"] if quick else [])]
    return subprocess.run(command, env=environ, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
