"""Filing over REST: for oneself, for another owner, at a desk for somebody known or new; once per Idempotency-Key."""

from datetime import date

import pytest

from dossiers.models import Dossier, Procedure
from dossiers.states import Channel
from identity import personal_number
from identity.models import Person
from identity.personal_number import Sex
from kernel.models import IdempotentAnswer
from tests.api import situations
from tests.api.conftest import Caller
from tests.factories.identity import PREFIX, PersonFactory
from tests.refusals import everything

NUMBER = str(personal_number.make(PREFIX, Sex.MALE, 1990, 77))
NEW_PERSON = {"personal_number": NUMBER, "full_name": "Lê Văn Mới", "sex": "male", "born_on": "1990-02-03"}


@pytest.fixture
def filing(world):
    """The body of a filing that asks for nothing but itself."""
    situations.terms_with_papers()
    return {"procedure": "1.004873", "reception": world.commune.code}


def told(answer) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def test_a_citizen_files_online_for_herself(world, calls, filing):
    answer = calls("lan").post("dossiers", filing)

    assert told(answer) == (201, "H99.35.22-240401-0001")
    filed = Dossier.objects.get()
    assert (filed.applicant_id, filed.submitter_id, filed.channel) == (world.lan.id, world.lan.id, Channel.ONLINE)


def test_a_citizen_files_for_an_owner_whom_she_names_by_number(world, calls, filing):
    owner = PersonFactory(full_name="Phạm Văn Cha")

    answer = calls("lan").post("dossiers", filing | {"applicant": {"personal_number": owner.personal_number}})

    assert answer.status_code == 201
    filed = Dossier.objects.get()
    assert (filed.applicant, filed.submitter_id) == (owner, world.lan.id)


def test_the_submitter_sees_of_the_owner_the_name_and_a_masked_number(world, calls, filing):
    owner = PersonFactory(full_name="Phạm Văn Cha")
    body = filing | {"applicant": {"personal_number": owner.personal_number}}
    code = calls("lan").post("dossiers", body).json()["code"]

    shown = calls("lan").get(f"dossiers/{code}").json()

    assert shown["applicant"] == {
        "full_name": "Phạm Văn Cha",
        "personal_number": personal_number.masked(owner.personal_number),
        "born_on": None,
        "address": None,
        "phone": None,
        "email": None,
    }
    assert shown["submitter"]["personal_number"] == world.lan.person.personal_number


def test_naming_an_owner_does_not_open_his_vault(world, calls, filing):
    owner = PersonFactory()
    body = filing | {"applicant": {"personal_number": owner.personal_number}}
    lan = calls("lan")
    paper = f"dossiers/{lan.post('dossiers', body).json()['code']}/papers/{situations.PROOF}"
    before = everything()

    assert told(lan.get(f"{paper}/vault")) == (403, "not-your-move")
    assert told(lan.post(f"{paper}/reuse", {"vault_code": "any"})) == (403, "not-your-move")
    assert everything() == before


def test_a_desk_files_at_the_counter_for_somebody_known(world, calls, filing):
    body = filing | {"applicant": {"personal_number": world.lan.person.personal_number, "full_name": "TRẦN THỊ LAN"}}

    assert calls("an").post("dossiers", body).status_code == 201

    filed = Dossier.objects.get()
    assert (filed.applicant_id, filed.submitter_id, filed.channel) == (world.lan.id, world.lan.id, 1)


def test_a_desk_enters_who_stands_before_it_for_the_first_time(calls, filing):
    body = filing | {"channel": 3, "applicant": NEW_PERSON | {"address": "Thôn 2", "email": "moi@example.test"}}

    assert calls("an").post("dossiers", body).status_code == 201

    entered = Person.objects.get(personal_number=NUMBER)
    assert (entered.full_name, entered.born_on, entered.address) == ("Lê Văn Mới", date(1990, 2, 3), "Thôn 2")
    assert (Dossier.objects.get().applicant, Dossier.objects.get().channel) == (entered, 3)


def test_who_files_for_the_owner_at_a_desk_is_noted(world, calls, filing):
    owner = {"personal_number": world.lan.person.personal_number}

    assert calls("an").post("dossiers", filing | {"applicant": owner, "submitter": NEW_PERSON}).status_code == 201

    assert Dossier.objects.get().submitter.full_name == "Lê Văn Mới"


def test_an_answer_is_text_a_number_or_yes_or_no(calls, filing):
    questions = [
        {"name": "purpose", "type": "text", "required": True, "choices": []},
        {"name": "copies", "type": "number", "required": True, "choices": []},
        {"name": "urgent", "type": "yes_no", "required": True, "choices": []},
    ]
    Procedure.objects.update(form_fields=questions)
    form = {"purpose": "Kết hôn", "copies": 2, "urgent": False}

    assert calls("lan").post("dossiers", filing | {"form": form}).status_code == 201

    assert Dossier.objects.get().form == form


def at_the_desk(**person: str) -> dict:
    return {"applicant": NEW_PERSON | person}


REFUSED = [
    ("an", {}, 400, "owner-missing"),
    ("an", at_the_desk(sex="female"), 400, "personal-number-sex"),
    ("an", at_the_desk(born_on="1991-02-03"), 400, "personal-number-birth-year"),
    ("an", at_the_desk(personal_number="12345"), 400, "personal-number-shape"),
    ("an", at_the_desk(personal_number=f"999{NUMBER[3:]}"), 400, "personal-number-prefix"),
    ("an", at_the_desk(personal_number=f"001{NUMBER[3:]}"), 400, "personal-number-real"),
    ("an", {"applicant": {"personal_number": NUMBER, "sex": "male"}}, 400, "person-incomplete"),
    ("an", at_the_desk(sex="other"), 400, "input-invalid"),
    ("an", at_the_desk(born_on="03/02/1990"), 400, "input-invalid"),
    ("an", at_the_desk() | {"procedure": "9.999999"}, 400, "procedure-unknown"),
    ("an", at_the_desk() | {"reception": "H00"}, 400, "agency-unknown"),
    ("an", at_the_desk() | {"reception": "H99.35.23"}, 403, "not-the-filer"),
    ("an", at_the_desk() | {"channel": 2}, 403, "not-the-filer"),
    ("an", at_the_desk() | {"channel": 9}, 400, "input-invalid"),
    ("an", at_the_desk() | {"form": {"no_such_question": "x"}}, 400, "form-field-unknown"),
    ("binh", at_the_desk(), 403, "not-the-filer"),
    ("dung", at_the_desk(), 403, "not-the-filer"),
    ("lan", at_the_desk(), 400, "person-unknown"),
    ("lan", {"submitter": NEW_PERSON}, 400, "person-unknown"),
    ("lan", {"channel": 1}, 403, "not-the-filer"),
]


@pytest.mark.parametrize(("who", "body", "status", "code"), REFUSED)
def test_bad_input_of_a_filing_is_a_clear_problem_and_nobody_is_entered(calls, filing, who, body, status, code):
    caller, before = calls(who), everything()

    answer = caller.post("dossiers", filing | body)

    assert told(answer) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert everything() == before


def test_a_person_who_is_known_is_never_changed_by_what_a_desk_types(world, calls, filing):
    number = world.lan.person.personal_number
    body = filing | {"applicant": {"personal_number": number, "full_name": "Người Khác", "born_on": "1985-05-13"}}
    an, before = calls("an"), everything()

    answer = an.post("dossiers", body)

    assert told(answer) == (400, "person-differs")
    assert answer.json()["params"] == {
        "number": personal_number.masked(number),
        "fields": ["full_name", "born_on"],
    }
    assert everything() == before


def test_nobody_is_born_in_the_future(calls, filing, on):
    number = str(personal_number.make(PREFIX, Sex.MALE, 2024, 1))
    person = NEW_PERSON | {"personal_number": number, "born_on": "2024-04-02"}

    assert told(calls("an").post("dossiers", filing | {"applicant": person})) == (400, "born-in-the-future")


def test_no_answer_repeats_a_personal_number(calls, filing):
    answer = calls("an").post("dossiers", filing | at_the_desk(sex="female"))

    assert NUMBER not in answer.content.decode()


def test_a_filing_outside_the_loaded_calendar_is_a_clear_problem(calls, filing, on):
    lan, before = calls("lan"), everything()

    with on("2031-03-03 09:00"):
        answer = lan.post("dossiers", filing)

    assert told(answer) == (400, "calendar-not-loaded")
    assert everything() == before


def file_once(caller: Caller, body: dict, key: str = "a-key"):
    return caller.post("dossiers", body, headers={"Idempotency-Key": key})


def test_the_same_key_and_body_get_the_first_answer_again(calls, filing):
    first, second = file_once(calls("lan"), filing), file_once(calls("lan"), dict(reversed(filing.items())))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert ("Idempotent-Replayed" in first.headers, second["Idempotent-Replayed"]) == (False, "true")
    assert Dossier.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(calls, filing):
    file_once(calls("lan"), filing)
    lan, before = calls("lan"), everything()

    answer = file_once(lan, filing | {"summary": "Khác"})

    assert told(answer) == (409, "idempotency-key-reused")
    assert everything() == before


def test_a_key_is_its_owners(calls, filing):
    file_once(calls("lan"), filing)

    assert file_once(calls("an"), filing | at_the_desk()).status_code == 201
    assert Dossier.objects.count() == 2


def test_a_refused_filing_leaves_its_key_free(calls, filing):
    assert file_once(calls("lan"), filing | {"procedure": "9.999999"}).status_code == 400

    assert file_once(calls("lan"), filing).status_code == 201
    assert IdempotentAnswer.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x" * 101])
def test_a_key_that_is_none_is_refused(calls, filing, key):
    assert told(file_once(calls("lan"), filing, key)) == (400, "idempotency-key-invalid")
