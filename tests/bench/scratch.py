"""Databases that live as long as the bench: made, named in the environment of its programs, and dropped."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

Environ = dict[str, str]


@contextmanager
def postgresql(server: str, folder: Path) -> Iterator[Environ]:
    """Yield the environment of programs on a new database of the server at the address (whose own is not touched)."""
    address = urlsplit(server)
    name = f"motcua_bench_{os.getpid()}"
    database = sql.Identifier(name)
    with psycopg.connect(address._replace(path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(database))
        try:
            yield _environ(address._replace(path=f"/{name}").geturl(), folder)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))


@contextmanager
def sqlite(folder: Path) -> Iterator[Environ]:
    """Yield the environment of programs on a new file in the folder."""
    yield _environ(f"sqlite:///{folder / 'bench.sqlite3'}", folder)


def _environ(url: str, folder: Path) -> Environ:
    return {
        **_without_the_house(os.environ),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": url,
        "VAR_DIR": str(folder),
        # Nothing consumes what is queued, and nothing shall be left on the disk.
        "CELERY_BROKER_URL": "memory://localhost",
    }


def _without_the_house(environ: Mapping[str, str]) -> Environ:
    """A bench measures the house as it is delivered, whatever the caller's house is told."""
    told = {"DEBUG", "PRODUCTION", "CACHE_URL", "LOG_LEVEL", "TEST_DATABASE_URL"}
    return {name: value for name, value in environ.items() if name not in told}
