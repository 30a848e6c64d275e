"""Every look-up in the population database has a right, a purpose and a line in the log (docs/sources.md, rule O-3)."""

import json
from datetime import date

import httpx
import pytest
from django.db import transaction

from identity import population
from identity.errors import (
    LookupForbidden,
    PersonalNumberMisshapen,
    PopulationDeceased,
    PopulationMismatch,
    PopulationNotFound,
    PopulationRateLimited,
    PopulationUnavailable,
    PurposeMissing,
)
from identity.models import PopulationLookup
from identity.personal_number import Sex
from identity.population import Relative
from identity.roles import Role
from kernel import signed_http, telephone
from kernel.actors import Actor, ActorKind

NUMBER = "003190000001"
LAN = {
    "SoDinhDanh": NUMBER,
    "HoVaTen": {"Ho": "Trần", "ChuDem": "Thị", "Ten": "Lan"},
    "GioiTinh": 2,
    "NgayThangNamSinh": "1990-05-12",
    "DanToc": "Kinh",
    "QuocTich": "Việt Nam",
    "QueQuan": "Xã An Phú",
    "ThuongTru": "Thôn Đông, xã An Phú",
    "ChuHo": {"HoVaTen": "Phan Văn Hùng", "SoDinhDanh": "003085000002", "QuanHe": "Vợ"},
}


class Database:
    """The population database as one transport: it notes what it is asked and answers what it is told to."""

    def __init__(self) -> None:
        self.status, self.told = 200, LAN
        self.asked: list[dict] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        secret = signed_http.secret_of("population", self.base)
        signed_http.check(request.content, request.headers, secret)
        self.asked.append(json.loads(request.content))
        if self.status == 0:
            raise httpx.ReadTimeout("too slow")
        return httpx.Response(self.status, json=self.told)


@pytest.fixture
def database(settings):
    made = Database()
    made.base = settings.INTERLINK_SECRET
    with telephone.through(httpx.MockTransport(made)):
        yield made


@pytest.fixture
def an(world):
    """An, whose post also gives the right to ask the population database."""
    roles = frozenset({Role.RECEPTION, Role.POPULATION})
    return Actor(ActorKind.OFFICER, world.an.id, roles, world.commune.pk)


def ask(officer, number=NUMBER, purpose="Tiếp nhận hồ sơ H99.35.22-240603-0001"):
    return population.lookup(number, name="Trần Thị Lan", born_on=date(1990, 5, 12), purpose=purpose, officer=officer)


def test_a_person_is_found_by_number_name_and_date_of_birth(an, database):
    found = ask(an)

    assert (found.number, found.full_name, found.sex, found.born_on) == (
        NUMBER,
        "Trần Thị Lan",
        Sex.FEMALE,
        date(1990, 5, 12),
    )
    assert (found.residence, found.current_home) == ("Thôn Đông, xã An Phú", "")
    assert found.householder == Relative("Phan Văn Hùng", "003085000002")
    assert found.father is None


def test_a_look_up_is_logged_with_who_when_where_why_and_what_came_of_it(an, world, database, on):
    with on("2024-06-03 09:00"):
        ask(an)

    line = PopulationLookup.objects.get()
    assert (line.officer_id, line.agency, line.outcome) == (world.an.id, world.commune, "found")
    assert line.purpose == "Tiếp nhận hồ sơ H99.35.22-240603-0001"
    assert line.asked_at.isoformat() == "2024-06-03T02:00:00+00:00"
    assert line.masked_number == "003•••••0001"
    assert NUMBER not in str(vars(line))


def test_the_database_is_told_who_asks_and_why(an, world, database):
    ask(an)

    line = PopulationLookup.objects.get()
    assert database.asked == [
        {
            "HoVaTen": "Trần Thị Lan",
            "SoDinhDanh": NUMBER,
            "NgayThangNam": "1990-05-12",
            "MaYeuCau": f"TC-{line.pk}",
            "MaCanBo": f"H99.35.22/{world.an.id}",
            "MaDVC": "H99.35.22",
            "MucDich": "Tiếp nhận hồ sơ H99.35.22-240603-0001",
        }
    ]


@pytest.mark.parametrize(
    ("status", "error", "outcome"),
    [
        (404, PopulationNotFound, "not-found"),
        (409, PopulationMismatch, "mismatch"),
        (410, PopulationDeceased, "deceased"),
        (429, PopulationRateLimited, "rate-limited"),
        (500, PopulationUnavailable, "unavailable"),
        (401, PopulationUnavailable, "unavailable"),
        (0, PopulationUnavailable, "unavailable"),
    ],
)
def test_each_refusal_has_its_own_error_and_its_line(an, database, status, error, outcome):
    database.status, database.told = status, {"fields": ["HoVaTen"]}

    with pytest.raises(error) as refusal:
        ask(an)

    assert [line.outcome for line in PopulationLookup.objects.all()] == [outcome]
    assert NUMBER not in str(refusal.value.params)


def test_a_mismatch_says_which_particulars_differ(an, database):
    database.status, database.told = 409, {"fields": ["NgayThangNam"]}

    with pytest.raises(PopulationMismatch) as refusal:
        ask(an)

    assert refusal.value.params["fields"] == ["NgayThangNam"]


@pytest.mark.parametrize("told", [{**LAN, "SoDinhDanh": "003085000002"}, {}, []])
def test_an_answer_about_somebody_else_is_none(an, database, told):
    database.told = told

    with pytest.raises(PopulationUnavailable):
        ask(an)


def test_whoever_has_not_the_right_asks_nothing_and_leaves_no_line(world, database):
    with pytest.raises(LookupForbidden):
        ask(world.an.actor)

    assert (database.asked, PopulationLookup.objects.count()) == ([], 0)


def test_without_a_purpose_nothing_is_asked(an, database):
    with pytest.raises(PurposeMissing):
        ask(an, purpose="  ")

    assert (database.asked, PopulationLookup.objects.count()) == ([], 0)


def test_a_number_that_cannot_be_one_is_not_asked_about(an, database):
    with pytest.raises(PersonalNumberMisshapen):
        ask(an, number="123")

    assert (database.asked, PopulationLookup.objects.count()) == ([], 0)


def test_a_citizen_sees_every_question_about_himself_and_about_nobody_else(an, database):
    ask(an)
    database.status = 404
    with pytest.raises(PopulationNotFound):
        ask(an, number="003085000002")

    assert [line.outcome for line in population.about(NUMBER)] == ["found"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_nobody_is_asked_while_a_transaction_is_open(an, database):
    with pytest.raises(RuntimeError), transaction.atomic():
        ask(an)

    assert database.asked == []
