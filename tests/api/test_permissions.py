"""Who may do what over REST: endpoint x person, as a literal (docs/moves.md; docs/sources.md, rules R-1 to R-13).

Whoever may not see a dossier gets 404, whoever may see it and not act 403, whoever is nobody 401; and nothing changes.
"""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dossiers.api.acts import ACTS
from dossiers.urls import urlpatterns
from kernel import clock
from tests.api import situations
from tests.api.conftest import Caller
from tests.api.situations import PARTNER_ITEM, PARTNER_STEP, PROOF, VAULT_CODE, at_stage, undone
from tests.factories.identity import PersonFactory, UserFactory
from tests.personas import Persona
from tests.pictures import jpeg
from tests.refusals import everything
from tests.stages import Stage

# Lan owns the dossier; Tú is another citizen; An receives, returns and cashes, Bình works, Chi leads, all in Lan's
# commune; Dũng does everything in another one; nobody has not logged in.
PEOPLE = ("lan", "tu", "an", "binh", "chi", "dung", None)

DESK = (403, 404, 200, 403, 403, 404, 401)
SPECIALIST = (403, 404, 403, 200, 403, 404, 401)
LEADER = (403, 404, 403, 403, 200, 404, 401)
DESK_OR_SPECIALIST = (403, 404, 200, 200, 403, 404, 401)
DESK_OR_LEADER = (403, 404, 200, 403, 200, 404, 401)
DESK_OR_OFFICE = (403, 404, 200, 200, 200, 404, 401)
OFFICE = (403, 404, 403, 200, 200, 404, 401)
APPLICANT_OR_DESK = (200, 404, 200, 403, 403, 404, 401)
ALL_WHO_SEE = (200, 404, 200, 200, 200, 404, 401)
OFFICERS_WHO_SEE = (404, 404, 200, 200, 200, 404, 401)

REASON = {"reason": "Vì lý do này"}
TO_BINH = object()

# act, the situation it begins in, its facts, and what each of PEOPLE is answered
ACTS_TABLE = [
    ("accept", at_stage(Stage.FILED), {}, DESK),
    ("check-identity", situations.may_ask, {}, DESK),
    ("confirm-identity", situations.unknown_there, REASON, DESK_OR_LEADER),
    ("refuse", at_stage(Stage.FILED), REASON, DESK),
    ("digitize", at_stage(Stage.RECEIVED), {}, DESK),
    ("begin", at_stage(Stage.DIGITIZED), TO_BINH, DESK_OR_OFFICE),
    ("request-supplement", at_stage(Stage.FILED), {"items": {PROOF: "Mờ"}, **REASON}, DESK),
    ("request-supplement", at_stage(Stage.PROCESSING), {"items": {PROOF: "Mờ"}, **REASON}, DESK_OR_OFFICE),
    ("send-supplement", situations.supplemented, {}, APPLICANT_OR_DESK),
    ("complete-supplement", situations.supplemented, {}, DESK_OR_SPECIALIST),
    ("lapse", situations.asked_for_supplement, {}, DESK_OR_SPECIALIST),
    ("record-fee", situations.owing_fee, {"amount_vnd": situations.FEE_VND}, DESK),
    ("hand-back", situations.owed_refund, {"reference": situations.REFUND}, DESK),
    ("reject-relief", situations.claiming_relief, REASON, DESK),
    ("request-obligation", at_stage(Stage.PROCESSING), {"amount_vnd": 1, "notice": "TB-1"}, OFFICE),
    (
        "settle-obligation",
        situations.owing_obligation,
        {"amount_vnd": situations.OBLIGATION_VND, "voucher": "GNT-1"},
        DESK,
    ),
    ("reassign", at_stage(Stage.PROCESSING), TO_BINH, LEADER),
    ("forward", at_stage(Stage.PROCESSING), {"agency": "H99.35.23", **REASON}, LEADER),
    ("switch-procedure", situations.beside_another_procedure, {"procedure": "2.000815"}, LEADER),
    ("propose", at_stage(Stage.PROCESSING), {"content": {"Nội dung": "Đồng ý"}}, SPECIALIST),
    ("recall", at_stage(Stage.DRAFTED), {}, SPECIALIST),
    ("send-back", at_stage(Stage.DRAFTED), REASON, LEADER),
    # Bình drafted it, and is told that this is why.
    ("sign", at_stage(Stage.DRAFTED), {}, (403, 404, 403, 409, 200, 404, 401)),
    ("apologise", at_stage(Stage.PROCESSING), {"new_date": "2024-04-12", **REASON}, LEADER),
    ("return", at_stage(Stage.SIGNED), {"method": "counter"}, DESK),
    ("withdraw", at_stage(Stage.RECEIVED), REASON, APPLICANT_OR_DESK),
    ("stop", at_stage(Stage.PROCESSING), REASON, LEADER),
    (
        "correct-declaration",
        situations.asked_by_a_partner,
        {"form": {"residence_address": "Thôn Đoài"}},
        APPLICANT_OR_DESK,
    ),
    (f"partner-items/{PARTNER_ITEM}/answer", situations.asked_by_a_partner, {"file": jpeg}, APPLICANT_OR_DESK),
    (f"papers/{PROOF}/present", at_stage(Stage.FILED), {"originals": 1}, DESK),
    (f"papers/{PROOF}/upload", at_stage(Stage.FILED), {"file": jpeg}, APPLICANT_OR_DESK),
    (f"papers/{PROOF}/reuse", situations.with_paper_in_vault, {"vault_code": VAULT_CODE}, APPLICANT_OR_DESK),
    (f"papers/{PROOF}/certify", situations.scanned, {}, DESK),
]

READS_TABLE = [
    ("", at_stage(Stage.FILED), ALL_WHO_SEE),
    ("/moves", at_stage(Stage.FILED), ALL_WHO_SEE),
    ("/timeline", at_stage(Stage.FILED), ALL_WHO_SEE),
    ("/due-date", at_stage(Stage.RECEIVED), ALL_WHO_SEE),
    ("/chain", situations.linked_service, ALL_WHO_SEE),
    (f"/chain/{PARTNER_STEP}/paper", situations.with_partner_paper, OFFICERS_WHO_SEE),
    (f"/chain/{PARTNER_STEP}/paper", situations.closed_with_partner_paper, ALL_WHO_SEE),
    ("/papers", at_stage(Stage.FILED), ALL_WHO_SEE),
    (f"/papers/{PROOF}/scan", situations.with_certified_proof, ALL_WHO_SEE),
    (f"/papers/{PROOF}/certified", situations.with_certified_proof, ALL_WHO_SEE),
    (f"/papers/{PROOF}/vault", at_stage(Stage.FILED), APPLICANT_OR_DESK),
    ("/form-01", at_stage(Stage.RECEIVED), ALL_WHO_SEE),
    ("/form-05", at_stage(Stage.PROCESSING), OFFICERS_WHO_SEE),
    ("/payment-request", situations.owing_fee, ALL_WHO_SEE),
    ("/receipts/LP24-0000001", situations.receipted, ALL_WHO_SEE),
    ("/result", at_stage(Stage.SIGNED), OFFICERS_WHO_SEE),
    ("/result", at_stage(Stage.RETURNED), ALL_WHO_SEE),
    ("/result/verification", at_stage(Stage.SIGNED), OFFICERS_WHO_SEE),
    ("/result/verification", at_stage(Stage.RETURNED), ALL_WHO_SEE),
]


@pytest.fixture
def callers(certified, calls):
    """A client for each of PEOPLE."""
    person = PersonFactory(full_name="Lê Văn Tú")
    tu = Persona(UserFactory(username="tu", person=person), actor=None, person=person)
    return [Caller(tu) if name == "tu" else calls(name) for name in PEOPLE]


def facts_of(facts, world):
    return {"officer_id": world.binh.id} if facts is TO_BINH else facts


def hour_of(act: str):
    """Return the hour in which an act is tried: a supplement lapses when it is overdue."""
    return clock.held(clock.now() + (timedelta(days=60) if act == "lapse" else timedelta()))


def ask(caller, address, facts):
    if "file" in facts:
        return caller.send(address, file=SimpleUploadedFile("a.jpg", facts["file"](), "image/jpeg"))
    return caller.post(address, facts)


def outcome(answer, before) -> int:
    """Return the status; a refusal is problem+json and has changed nothing."""
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json"
        assert everything() == before
    return answer.status_code


@pytest.mark.parametrize(("act", "situation", "facts", "expected"), ACTS_TABLE, ids=[row[0] for row in ACTS_TABLE])
def test_an_act_is_done_by_those_whose_it_is(world, callers, act, situation, facts, expected):
    dossier = situation(world)
    found = []

    with hour_of(act):
        for caller in callers:
            before = everything()
            with undone():
                answer = ask(caller, f"dossiers/{dossier.code}/{act}", facts_of(facts, world))
                found.append(outcome(answer, before))

    assert dict(zip(PEOPLE, found, strict=True)) == dict(zip(PEOPLE, expected, strict=True))


@pytest.mark.parametrize(("address", "situation", "expected"), READS_TABLE, ids=[row[0] for row in READS_TABLE])
def test_a_dossier_is_read_by_those_who_may_see_it(world, callers, address, situation, expected):
    dossier = situation(world)
    before = everything()

    found = [outcome(caller.get(f"dossiers/{dossier.code}{address}"), before) for caller in callers]

    assert dict(zip(PEOPLE, found, strict=True)) == dict(zip(PEOPLE, expected, strict=True))
    assert everything() == before


def test_the_list_shows_to_each_what_is_his(world, callers):
    at_stage(Stage.FILED)(world)

    found = [caller.get("dossiers") for caller in callers]

    assert [len(answer.json()["results"]) if answer.status_code == 200 else 401 for answer in found] == [
        *(1, 0, 1, 1, 1, 0),
        401,
    ]


@pytest.mark.parametrize("address", ["procedures", "procedures/1.004873", "agencies", "/health"])
def test_what_is_public_is_open_to_everybody(world, callers, address):
    at_stage(Stage.FILED)(world)

    assert [caller.get(address).status_code for caller in callers] == [200] * len(PEOPLE)


def test_every_address_of_a_dossier_is_in_the_tables():
    acts = {_as_an_address(row[0]) for row in ACTS_TABLE}
    reads = {_as_an_address(row[0]) for row in READS_TABLE}

    named = {"/payment-request": "/<form:form>", "/receipts/LP24-0000001": "/receipts/<receipt:number>"}
    reads = {named.get(read, read) for read in reads}
    forms = {"/<form:form>"} | {read for read in reads if not read.startswith("/form")}
    addresses = {str(route.pattern).removeprefix("dossiers/<code:code>") for route in urlpatterns}
    assert acts == {act.address for act in ACTS}
    # Of no dossier; who may look people up is told by tests/api/test_prefill.py.
    others = {"procedures", "procedures/<code:code>", "dossiers", "prefill"}
    assert {*forms, *(f"/{act}" for act in acts)} == addresses - others


def _as_an_address(row: str) -> str:
    named = row.replace(PROOF, "<slug:requirement>").replace(str(PARTNER_ITEM), "<int:item>")
    return named.replace(PARTNER_STEP, "<slug:step>")
