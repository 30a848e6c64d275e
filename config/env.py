"""Reads the environment, loudly: an unknown spelling is an error, never a silent default."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environ import FileAwareEnv

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}

# NAME_FILE is read in place of NAME wherever it is set, so that secrets may come from files.
_env = FileAwareEnv()


def text(name: str, default: str | None = None) -> str:
    """Return the variable; without a default it must be set and not empty."""
    # Not through `_env.str`, which takes a secret that begins with "$" for the name of another variable.
    value = str(_env.ENVIRON.get(name, "" if default is None else default))
    if not value and default is None:
        raise ImproperlyConfigured(f"Set {name} (or {name}_FILE).")
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return a yes or a no; anything but 1/0, true/false, yes/no, on/off is refused."""
    value = text(name, "on" if default else "off").strip().lower()
    if value in TRUE or value in FALSE:
        return value in TRUE
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no.")


def number(name: str, *, default: int) -> int:
    """Return a whole number."""
    value = text(name, str(default))
    if not value.lstrip("-").isdigit():
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list, blanks left out."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(name: str, default: str) -> dict[str, Any]:
    """Return Django's database settings for an address, with the options that each engine needs."""
    settings: dict[str, Any] = _env.db_url_config(text(name, default))
    if settings["ENGINE"].endswith("sqlite3"):
        Path(settings["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        # IMMEDIATE takes the write lock at BEGIN: a deferred one fails with "database is locked" when it upgrades.
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
        }
    else:
        settings["CONN_MAX_AGE"] = 60
        settings["CONN_HEALTH_CHECKS"] = True
    return settings


def local_secret(path: Path, make: str) -> str:
    """Return the secret kept in a private file of a development machine; write `make` there the first time."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(make)
    return path.read_text()
