"""The acts over REST: one dossier from filing to return, and what a refused act answers."""

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dossiers.api.acts import ACTS
from dossiers.models import Dossier
from dossiers.permissions import the_house
from kernel import clock, journal, moves
from tests.api import situations
from tests.api.situations import PROOF, at_stage, undone
from tests.pictures import jpeg
from tests.refusals import everything
from tests.stages import Stage
from tests.world import settle


def test_a_dossier_walks_from_filing_to_its_result_over_rest(certified, calls, on):
    situations.terms_with_papers()
    lan, an, binh, chi = calls("lan"), calls("an"), calls("binh"), calls("chi")

    with on("2024-04-01 09:00"):
        code = lan.post("dossiers", {"procedure": "1.004873", "reception": "H99.35.22"}).json()["code"]
        scan = SimpleUploadedFile("giay.jpg", jpeg(), "image/jpeg")
        states = [lan.send(f"dossiers/{code}/papers/{PROOF}/upload", file=scan).json()["state"]]
        states += [an.post(f"dossiers/{code}/accept").json()["state"]]
        states += [an.post(f"dossiers/{code}/papers/{PROOF}/certify").json()["state"]]
        states += [an.post(f"dossiers/{code}/digitize").json()["state"]]
        states += [an.post(f"dossiers/{code}/begin", {"officer_id": certified.binh.id}).json()["state"]]
    with on("2024-04-03 16:00"):
        states += [binh.post(f"dossiers/{code}/propose", {"content": {"Nội dung": "Đồng ý"}}).json()["state"]]
        states += [chi.post(f"dossiers/{code}/sign").json()["state"]]
        settle()
    with on("2024-04-04 08:00"):
        states += [an.post(f"dossiers/{code}/return").json()["state"]]
        found = lan.get(f"dossiers/{code}/result/verification").json()

    assert states == [0, "received", 1, "digitized", "processing", "processing", "processing", "returned"]
    assert (found["verdict"], len(found["signatures"])) == ("genuine", 2)
    ended = Dossier.objects.get(code=code)
    assert (ended.due_on, ended.finished_at.astimezone(clock.TZ).date()) == (date(2024, 4, 8), date(2024, 4, 3))
    assert journal.verify().verified


def test_an_act_answers_where_the_dossier_stands_with_labels(world, calls):
    dossier = at_stage(Stage.FILED)(world)

    assert calls("an").post(f"dossiers/{dossier.code}/accept").json() == {
        "code": dossier.code,
        "state": "received",
        "state_label": "Received",
        "portal_code": 2,
        "identity": "waiting",
        "identity_label": "not checked yet",
        "submitted_at": "2024-04-01T09:00:00+07:00",
        "reception_due_at": "2024-04-02T09:00:00+07:00",
        "received_at": "2024-04-01T09:00:00+07:00",
        "due_on": "2024-04-08",
        "extended_to_on": None,
        "supplement_due_on": None,
        "finished_at": None,
        "closed_at": None,
        "result_number": "",
    }


def test_the_officer_who_acts_is_the_one_in_the_journal(world, calls):
    dossier = at_stage(Stage.FILED)(world)

    calls("an").post(f"dossiers/{dossier.code}/accept")

    last = journal.history(dossier.stream).last()
    assert (last.move, last.actor) == ("accept", f"officer:{world.an.id}")


def test_an_illegal_move_is_refused_with_the_moves_that_are_allowed(world, calls):
    dossier = at_stage(Stage.RECEIVED)(world)
    an, before = calls("an"), everything()

    answer = an.post(f"dossiers/{dossier.code}/accept")

    assert (answer.status_code, answer.json()["code"]) == (409, "wrong-state")
    assert answer.json()["params"] == {"move": "accept", "state": "received", "allowed": ["digitize", "withdraw"]}
    assert answer.json()["detail"] == (
        "“accept” is not possible in state “received”; possible now: digitize, withdraw."
    )
    assert everything() == before


def test_the_moves_allowed_are_those_of_the_caller(world, calls):
    dossier = at_stage(Stage.RECEIVED)(world)

    answers = {name: calls(name).post(f"dossiers/{dossier.code}/accept").json() for name in ("lan", "binh", "chi")}

    assert {name: answer["params"]["allowed"] for name, answer in answers.items()} == {
        "lan": ["withdraw"],
        "binh": [],
        "chi": ["stop"],
    }


PAPER = "<slug:requirement>"
FACTS = {
    "reason": "Vì lý do này",
    "items": {PROOF: "Mờ"},
    "amount_vnd": 1,
    "notice": "TB-1",
    "voucher": "GNT-1",
    "agency": "H99.35.23",
    "procedure": "1.004873",
    "content": {"Nội dung": "Đồng ý"},
    "new_date": "2024-04-12",
}


@pytest.mark.parametrize("stage", [Stage.FILED, Stage.RECEIVED, Stage.DIGITIZED, Stage.PROCESSING])
def test_no_act_is_a_fault_in_any_state(world, calls, stage):
    address = f"dossiers/{at_stage(stage)(world).code}"
    facts = {**FACTS, "officer_id": world.binh.id}
    callers = [calls(name) for name in ("an", "binh", "chi")]

    found = set()
    for act in ACTS:
        for caller in callers:
            with undone():
                found.add(
                    caller.post(
                        f"{address}/{act.address.replace(PAPER, PROOF).replace('<int:item>', '1')}", facts
                    ).status_code
                )

    assert found == {200, 400, 403, 404, 409, 415}


def test_a_guard_that_says_no_names_itself_what_it_misses_and_what_is_allowed(world, calls):
    terms = situations.terms_with_papers()
    terms.requirements.filter(code=PROOF).update(required=True)
    dossier = situations.file(world, terms)
    an, before = calls("an"), everything()

    answer = an.post(f"dossiers/{dossier.code}/accept").json()

    assert (answer["status"], answer["code"]) == (409, "papers-incomplete")
    assert answer["params"] == {
        "move": "accept",
        "missing": [PROOF],
        "allowed": ["refuse", "request_supplement"],
    }
    assert answer["detail"] == f"Required papers are missing: {PROOF}."
    assert everything() == before


REFUSED = [
    ("begin", at_stage(Stage.DIGITIZED), "an", {"officer_id": 10**6}, 400, "officer-unfit"),
    ("begin", at_stage(Stage.DIGITIZED), "an", {"officer_id": 2**63}, 400, "input-invalid"),
    ("refuse", at_stage(Stage.FILED), "an", {"reason": "  "}, 400, "input-invalid"),
    ("request-supplement", at_stage(Stage.FILED), "an", {"items": {}, "reason": "x"}, 400, "supplement-empty"),
    ("request-supplement", at_stage(Stage.FILED), "an", {"items": {"no": "x"}, "reason": "x"}, 400, None),
    ("record-fee", situations.owing_fee, "an", {"amount_vnd": 1}, 409, "amount-differs"),
    ("record-fee", situations.owing_fee, "an", {"amount_vnd": 0}, 400, "amount-invalid"),
    ("record-fee", situations.owing_fee, "an", {"amount_vnd": 8000.5}, 400, "input-invalid"),
    ("record-fee", at_stage(Stage.FILED), "an", {"amount_vnd": 1}, 409, "fee-already-settled"),
    ("request-obligation", at_stage(Stage.PROCESSING), "chi", {"amount_vnd": -5, "notice": "x"}, 400, None),
    ("settle-obligation", situations.owing_obligation, "an", {"amount_vnd": 9, "voucher": "x"}, 409, "amount-differs"),
    ("settle-obligation", at_stage(Stage.FILED), "an", {"amount_vnd": 9, "voucher": "x"}, 409, "wrong-state"),
    ("forward", at_stage(Stage.PROCESSING), "chi", {"agency": "H00", "reason": "x"}, 400, "agency-unknown"),
    ("forward", at_stage(Stage.PROCESSING), "chi", {"agency": "H99.35.22", "reason": "x"}, 400, None),
    ("switch-procedure", at_stage(Stage.PROCESSING), "chi", {"procedure": "9.9"}, 400, "procedure-unknown"),
    ("switch-procedure", at_stage(Stage.FILED), "chi", {"procedure": "1.004873"}, 409, "wrong-state"),
    ("propose", at_stage(Stage.PROCESSING), "binh", {"content": {}}, 400, "input-invalid"),
    ("apologise", at_stage(Stage.PROCESSING), "chi", {"new_date": "2024-04-06", "reason": "x"}, 400, None),
    ("apologise", at_stage(Stage.PROCESSING), "chi", {"new_date": "2031-04-07", "reason": "x"}, 400, None),
    ("return", at_stage(Stage.DIGITIZED), "an", {"method": "by pigeon"}, 400, "input-invalid"),
    ("lapse", situations.asked_for_supplement, "an", {}, 409, "supplement-overdue-not-yet"),
    ("complete-supplement", situations.asked_for_supplement, "an", {}, 409, "supplement-incomplete"),
]


@pytest.mark.parametrize(("act", "situation", "who", "facts", "status", "code"), REFUSED)
def test_bad_input_of_an_act_is_a_clear_problem_and_nothing_changes(
    world, calls, act, situation, who, facts, status, code
):
    dossier = situation(world)
    caller, before = calls(who), everything()

    answer = caller.post(f"dossiers/{dossier.code}/{act}", facts)

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == (code or answer.json()["code"])
    assert everything() == before


def test_a_date_outside_the_loaded_calendar_is_a_clear_problem(world, calls, on):
    dossier = at_stage(Stage.FILED)(world)
    an, before = calls("an"), everything()

    with on("2031-03-03 09:00"):
        answer = an.post(f"dossiers/{dossier.code}/accept")

    assert (answer.status_code, answer.json()["code"]) == (400, "calendar-not-loaded")
    assert answer.json()["params"] == {"year": 2031, "loaded": "2023-2027"}
    assert everything() == before


def test_an_officer_of_another_commune_finds_nothing_and_changes_nothing(world, calls):
    dossier = at_stage(Stage.FILED)(world)
    dung, before = calls("dung"), everything()

    answer = dung.post(f"dossiers/{dossier.code}/accept")

    assert (answer.status_code, answer.json()["code"]) == (404, "dossier-missing")
    assert everything() == before


def test_every_move_of_an_officer_or_a_citizen_has_an_act():
    open_to_people = {rule.name for rule in moves.rules_of(Dossier) if moves.permission_of(rule) is not the_house}

    assert {act.move for act in ACTS if act.move} == open_to_people


def test_the_moves_listed_lead_to_their_acts(world, calls):
    dossier = at_stage(Stage.DRAFTED)(world)

    moves_of_chi = calls("chi").get(f"dossiers/{dossier.code}/moves").json()

    addresses = {move["name"]: move["address"].rpartition("/")[2] for move in moves_of_chi}
    assert addresses["approve"] == "sign"
    assert calls("chi").post(next(move["address"] for move in moves_of_chi if move["name"] == "approve")).json()[
        "state"
    ] == ("processing")


def test_a_supplement_request_answers_with_the_dossier(world, calls):
    dossier = at_stage(Stage.PROCESSING)(world)
    asked = {"items": {PROOF: "Ảnh mờ"}, "reason": "Chưa đạt"}

    answer = calls("binh").post(f"dossiers/{dossier.code}/request-supplement", asked).json()

    assert (answer["state"], answer["supplement_due_on"]) == ("awaiting_supplement", "2024-04-10")


def test_an_overdue_supplement_closes_the_dossier(world, calls):
    dossier = situations.asked_for_supplement(world)

    with clock.held(clock.now() + timedelta(days=60)):
        assert calls("an").post(f"dossiers/{dossier.code}/lapse").json()["state"] == "stopped"


def test_the_answer_of_a_problem_is_json_that_anybody_can_read(world, calls):
    dossier = at_stage(Stage.RECEIVED)(world)

    answer = calls("an", "vi").post(f"dossiers/{dossier.code}/accept")

    assert json.loads(answer.content.decode("utf-8"))["params"]["allowed"] == ["digitize", "withdraw"]
