"""`manage.py demo --json` plays the first steps in a world of its own and gives one document."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

pytestmark = [
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="the demo plays in a world of its own, whatever the tests run on"
    ),
    # One process plays it for all of these.
    pytest.mark.xdist_group("demo"),
]

# key: procedure, final state, due date, lateness
STORIES = {
    "tet": ("1.010038", "returned", "2024-02-19", "early"),
    "cut-off": ("2.000635", "returned", "2024-03-18", "on_time"),
    "supplement": ("1.004859", "returned", "2024-05-07", "on_time"),
    "online": ("1.004873", "returned", "2024-05-15", "on_time"),
    "refused": ("1.004873", "refused", None, None),
    "late": ("1.001612", "returned", "2024-06-06", "late"),
    "obligation": ("LAND-01", "returned", "2024-09-20", "early"),
    "withdrawn": ("1.003197", "withdrawn", "2024-10-14", "early"),
    "birth-linked": ("2.002621", "returned", "2024-11-08", "early"),
    "death-linked": ("2.002622", "returned", "2024-11-18", "early"),
    "insurer-down": ("2.002621", "returned", "2024-11-15", "early"),
    "lost-notice": ("1.004222", "returned", "2024-11-28", "early"),
}


@pytest.fixture(scope="session")
def run(tmp_path_factory):
    """Run the demo once, as anyone would."""
    out = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "manage.py", "demo", "--json", "--out", str(out)]
    return subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture(scope="session")
def document(run):
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.fixture(scope="session")
def dossiers(document):
    return {dossier["key"]: dossier for dossier in document["dossiers"]}


def test_it_exits_with_0_and_prints_one_document_and_nothing_else(run):
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout).keys() == {"dossiers", "chains", "payments", "on_time", "journal"}


def test_a_dossier_is_told_in_these_members(dossiers):
    wanted = {"code", "procedure", "path", "received_at", "due_on", "finished_at", "lateness", "ledger", "result_pdf"}

    assert all(wanted <= dossier.keys() for dossier in dossiers.values())


def test_the_stories_end_as_they_should(dossiers):
    told = {
        key: (dossier["procedure"], dossier["state"], dossier["due_on"], dossier["lateness"])
        for key, dossier in dossiers.items()
    }

    assert told == STORIES


def test_every_ledger_ends_on_the_due_date_and_has_every_day_once(dossiers):
    for dossier in dossiers.values():
        days = [line["on"] for line in dossier["ledger"]]
        assert days == sorted(set(days))
        assert (days[-1] if days else None) == dossier["due_on"]


def test_the_wait_over_a_swap_saturday_is_seen_in_the_ledger(dossiers):
    saturday = next(line for line in dossiers["supplement"]["ledger"] if line["on"] == "2024-05-04")

    assert (saturday["kind"], saturday["make_up"]) == ("paused", True)
    assert "awaiting_supplement" in dossiers["supplement"]["path"]


def test_the_term_across_tet_skips_its_days_by_name(dossiers):
    off = [line for line in dossiers["tet"]["ledger"] if line["kind"] == "holiday"]

    assert [line["on"] for line in off] == [f"2024-02-{day:02}" for day in range(8, 15)]
    assert all(line["name"] for line in off)


def test_the_online_dossier_was_accepted_within_its_8_hours(dossiers):
    online = dossiers["online"]

    assert online["submitted_at"] < online["received_at"] <= online["reception_due_at"]


def test_lateness_is_in_working_days_and_an_apology_does_not_wash_it_off(dossiers):
    late = dossiers["late"]

    assert (late["days_late"], late["extended_to_on"]) == (2, "2024-06-10")


def test_the_results_are_written_and_genuine(dossiers):
    results = {key: dossier["result_pdf"] for key, dossier in dossiers.items()}

    assert [key for key, path in results.items() if path is None] == ["refused", "withdrawn"]
    for dossier in dossiers.values():
        for paper in dossier["papers"]:
            assert Path(paper["path"]).read_bytes().startswith(b"%PDF-")
            is_signed = paper["name"].startswith(("scan", "partner", "e-receipt", "result"))
            assert paper["verdict"] == ("genuine" if is_signed else None)


@pytest.fixture(scope="session")
def chains(document):
    return {chain["key"]: chain for chain in document["chains"]}


def test_one_declaration_is_quicker_than_going_from_office_to_office(chains):
    told = {key: (chain["route"], chain["linked_days"], chain["separate_days"]) for key, chain in chains.items()}

    # The articles say 21 and 4, 25 and 10; these come out of the simulated offices, drawn from a seed.
    assert told == {
        "birth-linked": ("2.002621", 2, 19),
        "death-linked": ("2.002622", 9, 24),
        "insurer-down": ("2.002621", 2, 19),
    }


def test_every_step_names_its_office_its_hours_and_its_outcome(chains):
    birth, residence, card = chains["birth-linked"]["steps"]

    assert [step["agency"] for step in (birth, residence, card)] == ["civil-status", "residence", "insurance"]
    # The police and the insurer are asked side by side, as soon as the birth is registered.
    assert birth["answered"] == residence["sent"] == card["sent"]
    assert {step["outcome"] for chain in chains.values() for step in chain["steps"]} == {"completed"}
    assert [step["step"] for step in chains["death-linked"]["steps"]] == [
        "death-registration",
        "deregistration",
        "funeral-allowance-insured",
        "survivor-allowance",
    ]


def test_each_service_is_played_office_by_office_too(chains):
    routes = [service["route"] for service in chains["birth-linked"]["separate"]]

    assert routes == ["paper:birth-registration", "paper:residence", "paper:health-card"]


def test_an_insurer_that_is_down_for_a_day_is_asked_until_it_is_back_and_answers_once(chains):
    _birth, _residence, card = chains["insurer-down"]["steps"]

    assert card["tries"] > 5
    assert card["sent"] > "2024-11-12T07:40"


def test_a_payment_whose_notice_was_lost_is_found_by_reconciliation(document, dossiers):
    (paid,) = [payment for payment in document["payments"] if payment["key"] == "lost-notice"]

    assert (paid["state"], paid["told_by"], paid["amount_vnd"]) == ("paid", "statement", 10_000)
    assert [(attempt["state"], attempt["response_code"]) for attempt in paid["attempts"]] == [
        ("failed", "13"),
        ("success", "00"),
    ]
    assert paid["settled_at"] == "2024-11-19T07:00:00+07:00"
    assert [refusal["code"] for refusal in dossiers["lost-notice"]["refusals"]] == ["fee-unpaid"]


def test_three_offices_send_three_papers_that_are_genuine(dossiers):
    papers = [paper["name"] for paper in dossiers["birth-linked"]["papers"] if paper["name"].startswith("partner")]

    assert papers == ["partner-birth-registration", "partner-residence", "partner-health-card"]


def test_the_journal_is_verified_and_counted(document, dossiers):
    lines = sum(len(dossier["timeline"]) for dossier in dossiers.values())

    assert document["journal"]["verified"] is True
    assert document["journal"]["entries"] > lines
    assert document["journal"]["streams"] > len(dossiers)


def test_the_on_time_table_counts_what_was_played(document):
    rows = document["on_time"]["rows"]

    # Everything but the refused one.
    assert sum(row["total"] for row in rows) == len(STORIES) - 1
    assert sum(row["resolved"]["late"] for row in rows) == 1
    for row in rows:
        assert row["total"] == row["resolved"]["total"] + row["in_process"]["total"]


def test_a_scenario_that_nobody_wrote_is_told_in_words(db, tmp_path):
    with pytest.raises(CommandError, match="first-steps"):
        call_command("demo", "nothing", "--here", "--out", str(tmp_path))
