"""Each agency checks what a real one would, enters what it registers once, and gives numbers of the right structure."""

import re

import pytest

from sandbox.agencies.models import Allowance, Beneficiary, Birth, Book, Card, Death, Insured, Resident
from sandbox.population.models import Person
from tests.sandbox import declared
from tests.sandbox.declared import BIRTH, CUU, DEATH, HUNG

REGISTRATION, DEATH_REGISTRATION = "birth-registration", "death-registration"
OTHER = {"dossier_code": "H99.35.22-240603-0002"}


@pytest.fixture
def born(wire):
    """The findings about a birth that is registered."""
    return wire.answered("civil-status", REGISTRATION, BIRTH)["data"]


@pytest.fixture
def died(wire):
    """The findings about a death that is registered."""
    return wire.answered("civil-status", DEATH_REGISTRATION, DEATH)["data"]


def refusal(answer):
    assert answer["outcome"] == "refused"
    assert answer["reason"]
    assert answer["paper"] is not None
    return answer["data"]["maLyDo"]


def lacking(answer):
    assert (answer["outcome"], answer["data"], answer["paper"]) == ("supplement", {}, None)
    return [item["code"] for item in answer["items"]]


def without(told, path):
    block, _dot, name = path.partition(".")
    if name:
        return {**told, block: {key: value for key, value in told[block].items() if key != name}}
    return {key: value for key, value in told.items() if key != path}


# Civil status


def test_a_registered_birth_has_its_place_in_the_book_and_a_personal_number(wire, born):
    assert re.fullmatch(r"003324[1-9]\d{5}", born["soDinhDanh"])
    assert {name: born[name] for name in declared.REGISTER} == {
        "soDangKy": "1",
        "quyenSo": "01/2024",
        "trangSo": "1",
        "ngayDangKy": "2024-06-03",
    }
    child = Person.objects.get(number=born["soDinhDanh"])
    assert (child.full_name, child.mother_number, child.father_number) == ("Phan Minh Anh", declared.LAN, HUNG)


def test_the_201st_entry_opens_the_second_volume(wire, born):
    Book.objects.filter(register="birth").update(last=200)
    twin = {**BIRTH, "maGCS": "GCS-2", "nks": {**BIRTH["nks"], "HoTen": "Phan Minh Bảo"}}

    answer = wire.answered("civil-status", REGISTRATION, twin, **OTHER)

    assert [answer["data"][name] for name in declared.REGISTER[:3]] == ["201", "02/2024", "1"]


def test_numbers_follow_sex_and_century(wire):
    boy = {**BIRTH, "nks": {**BIRTH["nks"], "GioiTinh": 1}}

    number = wire.answered("civil-status", REGISTRATION, boy)["data"]["soDinhDanh"]

    assert number.startswith("003224")


def test_the_same_proof_of_birth_is_registered_for_one_dossier_only(wire, born):
    other = {**BIRTH, "nks": {**BIRTH["nks"], "HoTen": "Phan Minh Bình"}}

    assert refusal(wire.answered("civil-status", REGISTRATION, other, **OTHER)) == "duplicate-birth"
    assert Birth.objects.count() == 1


def test_the_same_child_of_the_same_mother_on_the_same_day_is_registered_once(wire, born):
    other = {**BIRTH, "maGCS": "GCS-2", "nks": {**BIRTH["nks"], "HoTen": "phan  minh ANH"}}

    assert refusal(wire.answered("civil-status", REGISTRATION, other, **OTHER)) == "duplicate-birth"


def test_twins_are_two_children(wire, born):
    twin = {**BIRTH, "maGCS": "GCS-2", "nks": {**BIRTH["nks"], "HoTen": "Phan Minh Bảo"}}

    assert wire.answered("civil-status", REGISTRATION, twin, **OTHER)["outcome"] == "completed"
    assert Birth.objects.count() == 2


def test_a_corrected_request_of_the_same_dossier_finds_what_was_registered(wire, born):
    again = wire.answered("civil-status", REGISTRATION, BIRTH, message_id="second")

    assert (again["outcome"], again["data"]) == ("completed", born)
    assert Birth.objects.count() == 1


@pytest.mark.parametrize("number", ["003190000099", "12", "003190000001 "])
def test_parents_are_known_to_the_population_database(wire, number):
    answer = wire.answered("civil-status", REGISTRATION, {**BIRTH, "me": {"HoTen": "Trần Thị Lan", "SoDDCN": number}})

    assert answer["outcome"] == "completed" if number.endswith(" ") else refusal(answer) == "person-unknown"


def test_a_parent_under_another_name_is_asked_about(wire):
    answer = wire.answered("civil-status", REGISTRATION, {**BIRTH, "cha": {"HoTen": "Phan Văn Hưng", "SoDDCN": HUNG}})

    assert lacking(answer) == ["cha.HoTen"]
    assert not Birth.objects.exists()


@pytest.mark.parametrize("path", ["maGCS", "nks.HoTen", "nks.NgaySinh", "me.SoDDCN", "nyc"])
def test_civil_status_asks_for_what_a_birth_lacks(wire, path):
    answer = wire.answered("civil-status", REGISTRATION, without(BIRTH, path))

    assert lacking(answer) == ["nyc.HoTen" if path == "nyc" else path]


@pytest.mark.parametrize(
    ("field", "value"), [("NgaySinh", "2024-13-01"), ("NgaySinh", "2025-06-04"), ("GioiTinh", 3), ("GioiTinh", "nữ")]
)
def test_civil_status_asks_about_what_cannot_be(wire, field, value):
    answer = wire.answered("civil-status", REGISTRATION, {**BIRTH, "nks": {**BIRTH["nks"], field: value}})

    assert lacking(answer) == [f"nks.{field}"]


def test_a_child_without_a_father_is_registered(wire):
    answer = wire.answered("civil-status", REGISTRATION, without(BIRTH, "cha"))

    assert answer["outcome"] == "completed"


def test_a_death_is_registered_once(wire, died):
    assert died == {"soDangKy": "1", "quyenSo": "01/2024", "trangSo": "1", "ngayDangKy": "2024-06-03"}
    assert refusal(wire.answered("civil-status", DEATH_REGISTRATION, DEATH, **OTHER)) == "already-deceased"
    assert wire.answered("civil-status", DEATH_REGISTRATION, DEATH, message_id="second")["data"] == died
    assert Death.objects.count() == 1


def test_who_is_recorded_as_deceased_does_not_die_again(wire):
    xuan = {**DEATH, "nkt": {**DEATH["nkt"], "HoTen": "Đỗ Thị Xuân", "SoGiayTo": "003145000012"}}

    assert refusal(wire.answered("civil-status", DEATH_REGISTRATION, xuan)) == "already-deceased"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("NgayChet", "1939-12-31", "nkt.NgayChet"),
        ("NgayChet", "2025-01-01", "nkt.NgayChet"),
        ("HoTen", "A", "nkt.HoTen"),
    ],
)
def test_civil_status_asks_about_a_death_that_cannot_be(wire, field, value, code):
    answer = wire.answered("civil-status", DEATH_REGISTRATION, {**DEATH, "nkt": {**DEATH["nkt"], field: value}})

    assert lacking(answer) == [code]


# Residence police


def test_a_child_is_entered_in_the_household_that_agrees(wire, born):
    answer = wire.answered("residence", "residence", declared.residence(born))

    assert answer["outcome"] == "completed"
    assert re.fullmatch(r"CT08-24-\d{6}", answer["data"]["soThongBao"])
    assert Resident.objects.get(number=born["soDinhDanh"]).household.householder_number == HUNG
    assert Person.objects.get(number=born["soDinhDanh"]).residence.startswith("Thôn Đoài")


def test_residence_without_consent_is_asked_for_it_and_then_registered(wire, born):
    told = declared.residence(born)
    asked = wire.answered("residence", "residence", {**told, "dongYChuHo": False})
    supplement = {"schema": "interlink.supplement/1", "message_id": "second", "in_reply_to": asked["in_reply_to"]}

    answer = wire.answered("residence", "residence", told, **supplement)

    assert lacking(asked) == ["dongYChuHo"]
    assert answer["outcome"] == "completed"


@pytest.mark.parametrize(
    ("number", "name", "code"),
    [
        (CUU, "Nguyễn Văn Cựu", None),
        ("003050000013", "Phan Văn Tám", "householder-unknown"),
        ("003044000015", "Lê Văn Khởi", "householder-deceased"),
        ("003999999999", "Ai Đó", "householder-unknown"),
    ],
)
def test_a_householder_is_known_and_alive(wire, born, number, name, code):
    told = {**declared.residence(born), "chuHo": {"HoTen": name, "SoDDCN": number, "QuanHe": "cháu"}}

    answer = wire.answered("residence", "residence", told)

    assert answer["outcome"] == "completed" if code is None else refusal(answer) == code


def test_a_child_resides_in_one_place(wire, born):
    told = declared.residence(born)
    first = wire.answered("residence", "residence", told)

    assert wire.answered("residence", "residence", told, message_id="second")["data"] == first["data"]
    assert refusal(wire.answered("residence", "residence", told, **OTHER)) == "already-resident"
    assert Resident.objects.filter(number=born["soDinhDanh"]).count() == 1


@pytest.mark.parametrize("service", ["residence", "health-card"])
def test_a_birth_that_is_not_in_the_book_leads_to_nothing(wire, born, service):
    agency, told = {
        "residence": ("residence", declared.residence(born)),
        "health-card": ("insurance", declared.card(born)),
    }[service]

    answer = wire.answered(agency, service, {**told, "khaiSinh": {**told["khaiSinh"], "soDangKy": "77"}})

    assert refusal(answer) == "birth-not-registered"


def test_deregistration_ends_the_residence_and_marks_the_person_as_deceased(wire, died):
    told = declared.deregistration(died)

    answer = wire.answered("residence", "deregistration", told)

    assert answer["outcome"] == "completed"
    assert Person.objects.get(number=CUU).died_on.isoformat() == "2024-06-01"
    assert not Resident.objects.filter(number=CUU, until_on=None).exists()
    assert wire.answered("residence", "deregistration", told, message_id="second")["outcome"] == "completed"
    assert refusal(wire.answered("residence", "deregistration", told, **OTHER)) == "already-deregistered"


def test_nobody_is_struck_out_whose_death_is_not_registered(wire):
    told = declared.deregistration({"soDangKy": "1", "quyenSo": "01/2024", "trangSo": "1"})

    assert refusal(wire.answered("residence", "deregistration", told)) == "death-not-registered"


# Social insurance


def test_a_child_s_card_bears_its_class_and_the_insurance_number(wire, born):
    answer = wire.answered("insurance", "health-card", declared.card(born))

    assert answer["data"] == {
        "soBHXH": "9924000001",
        "soThe": "TE1999924000001",
        "noiKCB": "Trạm y tế xã An Phú",
        "giaTriTu": "2024-05-20",
        "giaTriDen": "2030-05-31",
    }


def test_a_card_is_issued_once_and_for_its_class_only(wire, born):
    told = declared.card(born)
    assert refusal(wire.answered("insurance", "health-card", {**told, "maQuyenLoi": "HN2"})) == "wrong-benefit-class"
    first = wire.answered("insurance", "health-card", told, message_id="second")

    assert wire.answered("insurance", "health-card", told, message_id="third")["data"] == first["data"]
    assert refusal(wire.answered("insurance", "health-card", told, **OTHER)) == "duplicate-card"
    assert Card.objects.count() == 1


def test_a_child_of_six_gets_no_card_of_this_class(wire, at_hour):
    old = {**BIRTH, "nks": {**BIRTH["nks"], "NgaySinh": "2018-04-30"}}
    born = wire.answered("civil-status", REGISTRATION, old)["data"]
    told = declared.card(born)

    answer = wire.answered("insurance", "health-card", {**told, "nks": {**told["nks"], "NgaySinh": "2018-04-30"}})

    assert refusal(answer) == "not-under-six"


def test_the_funeral_allowance_is_ten_base_salaries_of_the_day_of_death(wire, died):
    answer = wire.answered("insurance", "funeral-allowance-insured", declared.allowance(died))

    assert answer["data"]["soTien"] == 18_000_000
    assert (answer["data"]["hangThang"], answer["data"]["hinhThucNhan"]) == (False, "cash")
    assert re.fullmatch(r"1/2024", answer["data"]["soQuyetDinh"])


def test_allowance_and_survivors_are_two_decisions_each_made_once(wire, died):
    told = declared.allowance(died)
    services = ("funeral-allowance-insured", "survivor-allowance")
    decisions = [wire.answered("insurance", service, told)["data"] for service in services]

    again = [wire.answered("insurance", service, told, message_id=service)["data"] for service in services]

    assert decisions == again
    assert refusal(wire.answered("insurance", services[0], told, **OTHER)) == "already-paid"
    assert sorted(Allowance.objects.values_list("amount_vnd", flat=True)) == [900_000, 18_000_000]


def test_who_never_paid_in_and_who_has_no_number_gets_nothing_from_the_insurer(wire, died):
    told = declared.allowance(died)
    assert refusal(wire.answered("insurance", "survivor-allowance", {**told, "doiTuong": "merit"})) == (
        "wrong-benefit-class"
    )
    Insured.objects.filter(number=CUU).update(has_paid_in=False)
    assert refusal(wire.answered("insurance", "survivor-allowance", told, message_id="2")) == "wrong-benefit-class"
    Insured.objects.filter(number=CUU).delete()
    assert refusal(wire.answered("insurance", "survivor-allowance", told, message_id="3")) == "insured-unknown"
    assert not Allowance.objects.exists()


def test_a_transfer_needs_an_account(wire, died):
    told = declared.allowance(died, hinhThucNhan="bank")

    assert lacking(wire.answered("insurance", "funeral-allowance-insured", told)) == ["taiKhoan"]
    paid = wire.answered("insurance", "funeral-allowance-insured", {**told, "taiKhoan": "123"}, message_id="second")
    assert paid["data"]["hinhThucNhan"] == "bank"


# Labour


@pytest.mark.parametrize(("kind", "vnd"), [("social-protection", 7_200_000), ("merit", 20_550_000)])
def test_funeral_support_is_for_those_on_the_list_of_their_class(wire, died, kind, vnd):
    told = declared.allowance(died, kind)
    assert refusal(wire.answered("labour", "funeral-support-social", told)) == "wrong-benefit-class"
    Beneficiary.objects.create(number=CUU, kind=kind)

    answer = wire.answered("labour", "funeral-support-social", told, message_id="second")

    assert answer["data"]["soTien"] == vnd


def test_the_labour_office_pays_nothing_for_the_insured(wire, died):
    assert refusal(wire.answered("labour", "funeral-support-social", declared.allowance(died))) == "wrong-benefit-class"
