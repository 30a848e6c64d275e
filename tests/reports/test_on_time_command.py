"""`manage.py on_time` prints the form as a table or as JSON, and refuses days that make no sense."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dossiers.states import Channel, State
from reports.columns import By
from tests.reports.filing import filed

APRIL = ("--from", "2024-04-01", "--to", "2024-04-30")


@pytest.fixture
def april(db, on):
    filed("2024-03-20", "2024-04-02", "2024-04-01")
    filed("2024-04-01", "2024-04-08", "2024-04-08", channel=Channel.ONLINE)
    filed("2024-04-01", "2024-04-08", "2024-04-09", channel=Channel.POST)
    filed("2024-04-03", "2024-04-10", "2024-04-12", state=State.WITHDRAWN)
    filed("2024-04-25", "2024-05-06")
    with on("2025-02-03 08:00"):
        yield


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("on_time", *arguments, stdout=out)
    return out.getvalue()


FIGURES = {
    "total": 5,
    "received": {"carried_over": 1, "online": 1, "counter_post": 3},
    "resolved": {"total": 4, "early": 1, "on_time": 2, "late": 1},
    "in_process": {"total": 1, "within_time": 1, "overdue": 0},
    "of_which": {"late_apology_kept": 0, "withdrawn": 1, "withdrawn_after_due": 1, "paused": 0, "stopped": 0},
    "shares": {
        "on_time": {"part": 3, "whole": 4, "percent": "75.00"},
        "late": {"part": 1, "whole": 4, "percent": "25.00"},
    },
}


def test_json_is_the_whole_report(april):
    assert json.loads(printed(*APRIL, "--by", "agency", "--json")) == {
        "form": "II.06a",
        "from_on": "2024-04-01",
        "to_on": "2024-04-30",
        "as_of": "2024-04-30",
        "by": "agency",
        "by_label": str(By.AGENCY.label),
        "rows": [{"key": "H99.35.22", "name": "Ủy ban nhân dân xã An Phú", **FIGURES}],
        "total": FIGURES,
    }


@pytest.mark.parametrize(("by", "key"), [("agency", "H99.35.22"), ("procedure", "1.004873"), ("month", "2024-04")])
def test_rows_stand_for_what_was_asked(april, by, key):
    document = json.loads(printed(*APRIL, "--by", by, "--json"))

    assert (document["by"], [row["key"] for row in document["rows"]]) == (by, [key])


def test_where_nothing_is_resolved_there_is_no_percentage(db):
    document = json.loads(printed(*APRIL, "--json"))

    assert document["rows"] == []
    assert document["total"]["shares"]["on_time"] == {"part": 0, "whole": 0, "percent": None}


def test_the_table_names_each_column_and_ends_with_the_total(april):
    shown = printed(*APRIL, "--by", "month", "--lang", "en")

    assert "On time (form II.06a) from 01/04/2024 to 30/04/2024, as of 30/04/2024" in shown
    assert "Of which: Withdrawn: 1; Withdrawn after the due date: 1" in shown
    numbers = ["5", "1", "1", "3", "4", "1", "2", "1", "1", "1", "0", "75.00", "%", "25.00", "%"]
    lines = [line.split() for line in shown.splitlines()]
    assert ["04/2024", *numbers] in lines
    assert ["Total", *numbers] in lines
    assert lines.count(["▰" * 15 + "▱" * 5]) == 2


@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_is_cut_off(april, language):
    shown = printed(*APRIL, "--lang", language)

    assert "…" not in shown
    assert max(len(line) for line in shown.splitlines()) <= 132


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "2024-04-30", "--to", "2024-04-01"), "before it begins"),
        (("--from", "2025-02-04", "--to", "2025-02-28"), "today is 2025-02-03"),
        (("--from", "1999-01-01", "--to", "2024-04-01"), "at most 120 months"),
        (("--from", "2024-02-30", "--to", "2024-04-01"), "is not a day such as 2024-04-26"),
        (("--from", "01/04/2024", "--to", "2024-04-30"), "is not a day such as 2024-04-26"),
        (("--to", "2024-04-30"), "--from"),
        ((*APRIL, "--by", "village"), "invalid choice"),
    ],
)
def test_a_question_without_sense_is_refused(april, arguments, said):
    with pytest.raises(CommandError, match=said):
        printed(*arguments, "--lang", "en")
