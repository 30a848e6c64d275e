"""Whoever stands at the counter is looked up once, and each answer of the e-form keeps where it is from (rule O-8)."""

import pytest

from dossiers.models import Dossier
from identity.models import PopulationLookup
from identity.roles import Role
from kernel import clock
from sandbox.agencies import seeding
from sandbox.behaviours import steering
from tests.calendars import at
from tests.factories.dossiers import ProcedureFactory, TermsFactory
from tests.loopback import loopback
from tests.refusals import everything

LAN = {"number": "003190000001", "name": "Trần Thị Lan", "born_on": "1990-05-12"}
QUESTIONS = ("mother_name", "mother_residence", "householder_name", "father_name", "purpose")
RESIDENCE = "Thôn Đông, xã An Phú, huyện Ánh Dương, tỉnh Sao Mai"


@pytest.fixture
def counter(world):
    """A desk whose clerk may ask, a procedure with some questions, and the population database on the wire."""
    seeding.seed()
    post = world.an.officer.appointments.get()
    post.roles = [*post.roles, str(Role.POPULATION)]
    post.save()
    fields = [{"name": name, "type": "text", "label_vi": name, "label_en": name} for name in QUESTIONS]
    TermsFactory(procedure=ProcedureFactory(form_fields=fields))
    with clock.held(at("2024-06-03 09:00")), loopback():
        yield


def asked(**told):
    return {"procedure": "1.004873", **LAN, **told}


def filing(world, token, form, number=LAN["number"]):
    owner = {"personal_number": number, "full_name": LAN["name"], "sex": "female", "born_on": LAN["born_on"]}
    return {
        "procedure": "1.004873",
        "reception": world.commune.code,
        "applicant": owner,
        "form": form,
        "prefill": token,
    }


def test_what_is_known_is_offered_with_its_origin_and_the_question_is_logged(counter, calls):
    told = calls("an").post("prefill", asked()).json()

    assert told["person"] == {
        "number": LAN["number"],
        "full_name": "Trần Thị Lan",
        "sex": "female",
        "born_on": "1990-05-12",
        "ethnicity": "Kinh",
        "nationality": "Việt Nam",
        "hometown": "Xã An Phú, huyện Ánh Dương, tỉnh Sao Mai",
        "residence": RESIDENCE,
        "father": "",
        "mother": "Trần Thị Nụ",
        "householder": "Trần Thị Lan",
    }
    offered = {name: (each["value"], each["origin"]) for name, each in told["answers"].items()}
    assert offered == {
        "mother_name": ("Trần Thị Lan", "population"),
        "mother_residence": (RESIDENCE, "population"),
        "householder_name": ("Trần Thị Lan", "population"),
    }
    assert PopulationLookup.objects.get().purpose == "Điền sẵn tờ khai thủ tục 1.004873"


def test_each_answer_keeps_its_origin_and_what_was_changed_is_typed(counter, calls, world):
    an = calls("an")
    told = an.post("prefill", asked()).json()
    form = {name: each["value"] for name, each in told["answers"].items()}

    answer = an.post(
        "dossiers", filing(world, told["token"], {**form, "householder_name": "Phan Văn Hùng", "purpose": "Kết hôn"})
    )

    assert answer.status_code == 201, answer.content
    assert an.get(f"dossiers/{answer.json()['code']}").json()["form_origins"] == {
        "mother_name": "population",
        "mother_residence": "population",
        "householder_name": "typed",
        "purpose": "typed",
    }


def test_earlier_results_answer_what_the_database_does_not_say(counter, calls, world):
    an = calls("an")
    token = an.post("prefill", asked()).json()["token"]
    code = an.post("dossiers", filing(world, token, {"purpose": "Kết hôn", "mother_name": "Ai đó"})).json()["code"]
    assert "purpose" not in an.post("prefill", asked()).json()["answers"]
    Dossier.objects.filter(code=code).update(state="returned", closed_at=clock.now())

    offered = an.post("prefill", asked()).json()["answers"]

    assert offered["purpose"] == {"value": "Kết hôn", "origin": "earlier", "origin_label": "kết quả trước đây"}
    assert offered["mother_name"]["origin"] == "population"


@pytest.mark.parametrize("forged", ["nonsense", "somebody-else", "another-officer"])
def test_a_proof_of_somebody_else_is_refused_and_nothing_is_filed(counter, calls, world, forged):
    an, number = calls("an"), LAN["number"]
    token = an.post("prefill", asked()).json()["token"]
    if forged == "nonsense":
        token = f"{token}x"
    if forged == "somebody-else":
        number = "003190000077"
    if forged == "another-officer":
        post = world.binh.officer.appointments.get()
        post.roles = [Role.RECEPTION]
        post.save()
        an = calls("binh")
    before = everything()

    answer = an.post("dossiers", filing(world, token, {}, number))

    assert (answer.status_code, answer.json()["code"]) == (400, "prefill-invalid")
    assert everything() == before


@pytest.mark.parametrize(
    ("told", "behaviour", "status", "code"),
    [
        ({"number": "003190000077"}, "", 404, "population-not-found"),
        ({"name": "Trần Thị Lành"}, "", 409, "population-mismatch"),
        (
            {"number": "003145000012", "name": "Đỗ Thị Xuân", "born_on": "1945-02-10"},
            "",
            409,
            "population-deceased",
        ),
        ({}, "down", 503, "population-unavailable"),
        ({}, "rate-limited", 503, "population-rate-limited"),
        ({"procedure": "9.999999"}, "", 400, "procedure-unknown"),
        ({"number": "12"}, "", 400, "personal-number-shape"),
    ],
)
def test_each_refusal_of_the_database_is_told_by_its_code(counter, calls, told, behaviour, status, code):
    if behaviour:
        steering.switch_on(behaviour, office="population")

    answer = calls("an").post("prefill", asked(**told))

    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(("name", "status"), [("lan", 403), ("binh", 403), ("chi", 403), ("dung", 200), (None, 401)])
def test_only_an_officer_with_the_right_looks_people_up(counter, calls, name, status):
    answer = calls(name).post("prefill", asked())

    assert answer.status_code == status
    assert PopulationLookup.objects.count() == (status == 200)
