"""The environment is read loudly: what is set counts to the letter, and an unknown spelling is an error."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


@pytest.mark.parametrize("secret", ["$ecret", "$$", r"\$x", "$PATH"])
def test_a_secret_that_begins_with_a_dollar_is_taken_as_it_is(monkeypatch, secret):
    monkeypatch.setenv("A_SECRET", secret)

    assert env.text("A_SECRET") == secret
    assert env.text("NOT_SET", secret) == secret


def test_a_secret_may_come_from_a_file(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("from a file")
    monkeypatch.setenv("FILED_SECRET_FILE", str(tmp_path / "secret"))

    assert env.text("FILED_SECRET") == "from a file"


def test_what_is_neither_yes_nor_no_is_refused(monkeypatch):
    monkeypatch.setenv("A_FLAG", "maybe")

    with pytest.raises(ImproperlyConfigured, match="A_FLAG='maybe' is neither yes nor no"):
        env.flag("A_FLAG", default=False)


def test_what_must_be_set_and_is_not_is_named(monkeypatch):
    monkeypatch.delenv("ANOTHER_SECRET", raising=False)

    with pytest.raises(ImproperlyConfigured, match="Set ANOTHER_SECRET"):
        env.text("ANOTHER_SECRET")
