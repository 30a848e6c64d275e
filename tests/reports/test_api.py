"""Reports over HTTP: the form and the dossiers behind a figure, for officers who read reports and for nobody else."""

from datetime import date

import pytest
from rest_framework.test import APIClient

from dossiers.states import Channel
from identity.roles import Role
from reports import exports, queries
from reports.columns import By, Standing
from tests.personas import Persona
from tests.reports.filing import filed

REPORT = "/api/v1/reports/on-time"
DOSSIERS = "/api/v1/reports/on-time/dossiers"
APRIL = {"from": "2024-04-01", "to": "2024-04-30"}


@pytest.fixture
def april(world, on):
    """One late dossier here and one in the other commune, one on time here; asked for in 2025."""
    here, there = {"reception": world.commune}, {"reception": world.other_commune}
    with on("2025-02-03 08:00"):
        yield [
            filed("2024-04-01", "2024-04-08", "2024-04-09", channel=Channel.ONLINE, **here),
            filed("2024-04-02", "2024-04-09", "2024-04-09", **here),
            filed("2024-04-03", "2024-04-10", "2024-04-11", **there),
        ]


def client(persona: Persona | None = None) -> APIClient:
    api = APIClient()
    if persona:
        api.force_authenticate(persona.user)
    return api


def appoint(persona: Persona, *roles: Role) -> Persona:
    persona.officer.appointments.update(roles=[str(role) for role in roles])
    return persona


def test_the_answer_is_the_report(world, april):
    answer = client(world.chi).get(REPORT, APRIL | {"by": "agency"})

    assert answer.status_code == 200
    assert answer.json() == exports.on_time_document(queries.on_time(date(2024, 4, 1), date(2024, 4, 30), By.AGENCY))


def test_a_leader_sees_the_figures_of_every_agency(world, april):
    rows = client(world.chi).get(REPORT, APRIL).json()["rows"]

    assert [(row["key"], row["total"]) for row in rows] == [("H99.35.22", 2), ("H99.35.23", 1)]


@pytest.mark.parametrize("role", Role)
def test_who_reads_reports(world, role):
    allowed = role in (Role.REPORTS, Role.LEADER, Role.TRAINER, Role.ADMINISTRATOR)
    officer = appoint(world.binh, role)

    for address in (REPORT, DOSSIERS):
        answer = client(officer).get(address, APRIL)
        assert answer.status_code == (200 if allowed else 403)
        assert allowed or answer.json()["code"] == "reports-closed"


@pytest.mark.parametrize("address", [REPORT, DOSSIERS])
def test_citizens_and_strangers_read_no_reports(world, address):
    assert client(world.lan).get(address, APRIL).status_code == 403
    assert client().get(address, APRIL).status_code == 401


def test_a_figure_opens_its_dossiers(world, april):
    late, _on_time, elsewhere = april

    found = client(world.trang).get(DOSSIERS, APRIL | {"column": "resolved.late"}).json()

    assert [row["code"] for row in found["results"]] == [elsewhere.code, late.code]
    assert found["results"][1] == {
        "code": late.code,
        "procedure": {"code": "1.004873", "name": "Cấp Giấy xác nhận tình trạng hôn nhân"},
        "agency": {"code": "H99.35.22", "name": "Ủy ban nhân dân xã An Phú"},
        "channel": 2,
        "channel_label": str(Channel.ONLINE.label),
        "state": "signed",
        "state_label": late.get_state_display(),
        "standing": "late",
        "standing_label": str(Standing.LATE.label),
        "received_at": "2024-04-01T09:00:00+07:00",
        "due_on": "2024-04-08",
        "extended_to_on": None,
        "finished_at": "2024-04-09T09:00:00+07:00",
    }


def test_only_dossiers_that_the_reader_may_see_are_listed(world, april):
    codes = [row["code"] for row in client(world.chi).get(DOSSIERS, APRIL).json()["results"]]

    assert codes == [april[1].code, april[0].code]


def test_a_row_opens_its_own_dossiers(world, april):
    asked = APRIL | {"by": "agency", "row": "H99.35.23", "column": "total"}

    assert [row["code"] for row in client(world.trang).get(DOSSIERS, asked).json()["results"]] == [april[2].code]
    assert client(world.chi).get(DOSSIERS, asked).json()["results"] == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"to": "2024-04-30"}, "input-invalid"),
        ({"from": "2024-02-30", "to": "2024-04-30"}, "input-invalid"),
        ({"from": "2024-04-30", "to": "2024-04-01"}, "period-backwards"),
        ({"from": "2026-01-01", "to": "2026-01-31"}, "period-not-begun"),
        ({"from": "0001-01-01", "to": "9999-12-31"}, "period-out-of-range"),
        (APRIL | {"by": "village"}, "input-invalid"),
    ],
)
@pytest.mark.parametrize("address", [REPORT, DOSSIERS])
def test_a_question_without_sense_is_a_problem(world, april, address, asked, code):
    answer = client(world.trang).get(address, asked)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"column": "resolved.twice"}, "input-invalid"),
        ({"row": "H00"}, "report-row-unknown"),
        ({"by": "month", "row": "2024-05"}, "report-row-unknown"),
        ({"by": "procedure", "row": "a\x00b"}, "input-invalid"),
    ],
)
def test_a_cell_that_does_not_exist_is_a_problem(world, april, asked, code):
    answer = client(world.trang).get(DOSSIERS, APRIL | asked)

    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_missing_first_day_is_pointed_at(world):
    errors = client(world.chi).get(REPORT, {"to": "2024-04-30"}).json()["errors"]

    assert [(error["pointer"], error["code"]) for error in errors] == [("/from", "required")]


@pytest.mark.parametrize(("address", "queries_made"), [(REPORT, 3), (DOSSIERS, 2)])
@pytest.mark.parametrize("size", [1, 30])
def test_each_address_costs_a_fixed_number_of_queries(
    world, on, django_assert_num_queries, address, queries_made, size
):
    for _ in range(size):
        filed("2024-04-01", "2024-04-08")
    api = client(world.trang)

    with on("2025-02-03 08:00"), django_assert_num_queries(queries_made):
        api.get(address, APRIL | {"page_size": 100})
