"""The population database answers by number, name and date of birth, and logs every question (O-3, domain 10)."""

import pytest

from kernel import clock, signed_http
from kernel.telephone import NoAnswer
from sandbox import door
from sandbox.behaviours import steering
from sandbox.population.database import QUOTA
from sandbox.population.models import Lookup, Person
from tests.calendars import at
from tests.sandbox.declared import LAN

LAN_ASKED = {
    "HoVaTen": "Trần Thị Lan",
    "SoDinhDanh": LAN,
    "NgayThangNam": "1990-05-12",
    "MaYeuCau": "TC-1",
    "MaCanBo": "H99.35.22/7",
    "MaDVC": "H99.35.22",
}


def ask(wire, **told):
    return wire.post("population/lookup", {**LAN_ASKED, **told}, "population")


def test_a_person_is_told_with_relatives_and_householder(wire):
    reply = ask(wire)

    assert reply.status_code == 200
    signed_http.check(reply.content, reply.headers, door.secret_of("population"))
    assert reply.json() == {
        "SoDinhDanh": LAN,
        "HoVaTen": {"Ho": "Trần", "ChuDem": "Thị", "Ten": "Lan"},
        "GioiTinh": 2,
        "NgayThangNamSinh": "1990-05-12",
        "DanToc": "Kinh",
        "QuocTich": "Việt Nam",
        "QueQuan": "Xã An Phú, huyện Ánh Dương, tỉnh Sao Mai",
        "NoiDangKyKhaiSinh": "Xã An Phú, huyện Ánh Dương, tỉnh Sao Mai",
        "ThuongTru": "Thôn Đông, xã An Phú, huyện Ánh Dương, tỉnh Sao Mai",
        "NoiOHienTai": "Thôn Đông, xã An Phú, huyện Ánh Dương, tỉnh Sao Mai",
        "Me": {"SoDinhDanh": "003138000010", "HoVaTen": {"Ho": "Trần", "ChuDem": "Thị", "Ten": "Nụ"}},
        "VoChong": {"SoDinhDanh": "003085000002", "HoVaTen": {"Ho": "Phan", "ChuDem": "Văn", "Ten": "Hùng"}},
        "ChuHo": {
            "SoDinhDanh": LAN,
            "HoVaTen": {"Ho": "Trần", "ChuDem": "Thị", "Ten": "Lan"},
            "QuanHe": "chủ hộ",
        },
    }


@pytest.mark.parametrize(
    ("told", "status", "code", "params"),
    [
        ({"SoDinhDanh": "003190000077"}, 404, "not-found", {}),
        ({"HoVaTen": "Trần Thị Lân"}, 409, "mismatch", {"fields": ["HoVaTen"]}),
        ({"NgayThangNam": "1990-05-13"}, 409, "mismatch", {"fields": ["NgayThangNam"]}),
        ({"NgayThangNam": "", "Nam": "1991"}, 409, "mismatch", {"fields": ["NgayThangNam"]}),
        (
            {"SoDinhDanh": "003145000012", "HoVaTen": "Đỗ Thị Xuân", "NgayThangNam": "1945-02-10"},
            410,
            "deceased",
            {"died_on": "2023-10-05"},
        ),
    ],
)
def test_refusals_of_the_population_database(wire, told, status, code, params):
    reply = ask(wire, **told)

    assert (reply.status_code, reply.json()["code"], reply.json()["params"]) == (status, code, params)
    assert Lookup.objects.get().outcome == code


@pytest.mark.parametrize("told", [{"HoVaTen": "trần  THỊ lan"}, {"NgayThangNam": "", "Nam": "1990"}])
def test_case_spaces_and_a_year_alone_do_not_matter(wire, told):
    assert ask(wire, **told).status_code == 200


def test_every_question_is_logged_with_account_unit_hour_and_request_and_without_the_number(wire):
    ask(wire)

    line = Lookup.objects.get()
    assert (line.officer, line.unit, line.request_id, line.outcome) == ("H99.35.22/7", "H99.35.22", "TC-1", "found")
    assert line.at == at("2024-06-03 09:00")
    assert LAN not in str(Lookup.objects.values().get())


@pytest.mark.parametrize("field", ["HoVaTen", "SoDinhDanh", "NgayThangNam", "MaYeuCau", "MaCanBo"])
def test_a_question_without_who_and_for_what_is_invalid(wire, field):
    reply = ask(wire, **{field: ""})

    assert (reply.status_code, reply.json()["params"]) == (400, {"fields": [field]})
    assert not Lookup.objects.exists()


def test_an_officer_has_a_quota_an_hour_and_another_officer_his_own(wire, at_hour):
    for _turn in range(QUOTA):
        assert ask(wire).status_code == 200

    assert (ask(wire).status_code, ask(wire).json()["code"]) == (429, "rate-limited")
    assert ask(wire, MaCanBo="H99.35.22/8").status_code == 200
    with at_hour("2024-06-03 10:01"):
        assert ask(wire).status_code == 200


def test_the_quota_and_silence_can_be_played(wire):
    steering.switch_on("rate-limited", office="population")
    assert ask(wire).status_code == 429
    steering.switch_off("rate-limited", office="population")
    steering.switch_on("down", office="population", parameters={"silent": True})
    with pytest.raises(NoAnswer):
        ask(wire)


@pytest.mark.parametrize("office", ["", "portal"])
def test_a_question_without_the_seal_is_not_answered(wire, office):
    reply = wire.post("population/lookup", LAN_ASKED, office)

    assert (reply.status_code, reply.json()["code"]) == (401, "seal-broken")
    assert not Lookup.objects.exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 50_000])
def test_what_is_no_question_is_invalid(wire, body):
    assert wire.call("POST", "population/lookup", body, "population").status_code == 400


def test_a_question_is_small(wire):
    assert wire.call("POST", "population/lookup", b" " * 100_001, "population").status_code == 413


def test_the_cast_of_the_training_lives_here(people):
    names = dict(Person.objects.values_list("number", "full_name"))

    assert names["003190000001"] == "Trần Thị Lan"
    assert names["003301000003"] == "Lê Thị Hoa"
    assert all(number.startswith("003") for number in names)
    assert clock.TZ
