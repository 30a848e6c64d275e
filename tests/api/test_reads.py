"""One dossier over REST: everything about it, its moves, its story, its date with the ledger, its papers as PDF."""

import pytest

from dossiers.models import PortalSync, SupplementItem
from dossiers.services import decision, supplement
from kernel import clock
from signing import services as signing
from tests.api import situations
from tests.api.situations import PROOF, at_stage
from tests.stages import Stage


def test_a_dossier_shows_parties_offices_money_and_what_was_asked_for(world, calls):
    dossier = situations.asked_for_supplement(world)

    shown = calls("an").get(f"dossiers/{dossier.code}").json()

    assert (shown["state_label"], shown["channel_label"], shown["portal_code"]) == (
        "Supplement requested",
        "counter",
        5,
    )
    assert shown["procedure"] == {"code": "1.004873", "name": "Marital-status certificate"}
    assert shown["term"] == {"days": 5, "unit": "working", "unit_label": "working days"}
    assert shown["reception"]["code"] == shown["agency"]["code"] == "H99.35.22"
    assert shown["applicant"]["personal_number"] == world.lan.person.personal_number
    assert shown["fee"] == {
        "timing": "none",
        "timing_label": "no fee",
        "amount_vnd": 0,
        "settled_at": None,
        "receipt": "",
        "lines": [],
        "proof": "",
    }
    assert (shown["orders"], shown["refunded_vnd"]) == ([], 0)
    assert (shown["handler"], shown["signer"]) == ("Lê Văn Bình", None)
    [asked] = shown["supplements"]
    assert (asked["reason"], asked["answer_due_on"], asked["previous_due_on"]) == (
        "Chưa đạt",
        "2024-04-10",
        "2024-04-08",
    )
    assert asked["items"] == [
        {
            "id": SupplementItem.objects.get().pk,
            "requirement": PROOF,
            "name": "Proof",
            "step": "",
            "code": "",
            "defect": "Ảnh mờ",
            "fulfilled_at": None,
            "overtaken_at": None,
        },
    ]


def test_a_draft_is_for_officers(world, calls):
    dossier = at_stage(Stage.DRAFTED)(world)

    drafts = {name: calls(name).get(f"dossiers/{dossier.code}").json()["draft"] for name in ("chi", "lan")}

    assert drafts == {"chi": {"Nội dung": "Đồng ý"}, "lan": None}


def test_how_a_dossier_stands_at_the_national_portal_is_for_officers(world, calls, on):
    dossier = at_stage(Stage.FILED)(world)
    never = calls("an").get(f"dossiers/{dossier.code}").json()["portal"]
    with on("2024-04-01 09:00"):
        PortalSync.objects.create(
            dossier=dossier, wanted_sequence=1, waiting_since_at=clock.now(), next_attempt_at=clock.now(), error="503"
        )

    shown = {name: calls(name).get(f"dossiers/{dossier.code}").json()["portal"] for name in ("an", "lan")}

    assert never is None
    assert shown == {
        "an": {
            "is_synced": False,
            "synced_at": None,
            "waiting_since_at": "2024-04-01T09:00:00+07:00",
            "error": "503",
        },
        "lan": None,
    }


def test_names_and_labels_are_in_the_language_asked_for(world, calls):
    dossier = at_stage(Stage.FILED)(world)

    shown = calls("lan", "vi").get(f"dossiers/{dossier.code}").json()

    assert shown["procedure"]["name"] == "Cấp Giấy xác nhận tình trạng hôn nhân"
    assert shown["agency"]["name"] == "Ủy ban nhân dân xã An Phú"


def test_the_moves_are_the_callers_with_what_still_says_no(world, calls):
    terms = situations.terms_with_papers()
    terms.requirements.filter(code=PROOF).update(required=True)
    dossier = situations.file(world, terms)

    found = {move["name"]: move for move in calls("an").get(f"dossiers/{dossier.code}/moves").json()}

    assert {name: move["is_open"] for name, move in found.items()} == {
        "accept": False,
        "refuse": True,
        "request_supplement": True,
    }
    assert found["accept"] == {
        "name": "accept",
        "label": "Accept",
        "address": f"http://testserver/api/v1/dossiers/{dossier.code}/accept",
        "target": "received",
        "target_label": "Received",
        "is_open": False,
        "blocked_by": {
            "code": "papers-incomplete",
            "detail": f"Required papers are missing: {PROOF}.",
            "params": {"missing": [PROOF]},
        },
    }
    assert found["refuse"]["blocked_by"] is None


def test_the_timeline_tells_what_happened_by_whom_from_where_to_where(world, calls):
    dossier = at_stage(Stage.DIGITIZED)(world)

    filed, accepted, digitized = calls("chi").get(f"dossiers/{dossier.code}/timeline").json()

    assert (filed["event"], filed["move"], filed["sequence"]) == ("DossierSubmitted", "", 1)
    assert accepted == {
        "sequence": 2,
        "at": "2024-04-01T09:00:00+07:00",
        "event": "DossierAccepted",
        "event_label": "Accepted",
        "move": "accept",
        "source": "registered",
        "source_label": "Newly registered",
        "target": "received",
        "target_label": "Received",
        "actor": f"officer:{world.an.id}",
        "actor_name": "Nguyễn Thị An",
        "facts": {
            "dossier_id": dossier.pk,
            "received_at": "2024-04-01T09:00:00+07:00",
            "due_on": "2024-04-08",
            "fee_vnd": 0,
        },
    }
    assert digitized["facts"] == {"dossier_id": dossier.pk, "certified": 1, "reused": 0}


def test_what_officers_tell_one_another_is_not_in_the_citizens_timeline(world, calls):
    dossier = at_stage(Stage.DRAFTED)(world)
    decision.send_back(dossier.pk, by=world.chi.actor, reason="Viết lại cho rõ")

    timelines = {name: calls(name).get(f"dossiers/{dossier.code}/timeline") for name in ("binh", "lan")}

    assert "Viết lại" in timelines["binh"].content.decode()
    assert "Viết lại" not in timelines["lan"].content.decode()


@pytest.mark.parametrize(
    ("language", "due", "days"),
    [
        (
            "en",
            "Monday 08/04/2024",
            ["received; this day is not counted", "day 1", "day 2", "day 3", "day 4", "weekend", "weekend", "day 5"],
        ),
        (
            "vi",
            "Thứ Hai 08/04/2024",
            None,
        ),
    ],
)
def test_the_due_date_explains_itself_day_by_day_in_the_language_asked_for(world, calls, language, due, days):
    dossier = at_stage(Stage.RECEIVED)(world)

    told = calls("lan", language).get(f"dossiers/{dossier.code}/due-date").json()

    assert (told["due_on"], told["due_text"], told["is_paused"], told["reception"]) == ("2024-04-08", due, False, None)
    assert [line["on"] for line in told["ledger"]] == [f"2024-04-0{day}" for day in range(1, 9)]
    assert [line["count"] for line in told["ledger"]] == [None, 1, 2, 3, 4, None, None, 5]
    if days:
        assert [line["text"] for line in told["ledger"]] == days


def test_a_supplement_moves_the_date_and_the_ledger_says_why(world, calls, on):
    dossier = situations.asked_for_supplement(world)
    papers = calls("an").get(f"dossiers/{dossier.code}/due-date").json()
    assert (papers["due_on"], papers["is_paused"]) == ("2024-04-08", True)

    with on("2024-04-03 10:00"):
        calls("an").post(f"dossiers/{dossier.code}/papers/{PROOF}/present", {"originals": 1})
        supplement.confirm(dossier.pk, by=world.an.actor)
        told = calls("lan").get(f"dossiers/{dossier.code}/due-date").json()

    assert (told["due_on"], told["is_paused"]) == ("2024-04-10", False)
    assert [line["kind"] for line in told["ledger"]][:3] == ["received", "paused", "paused"]
    assert told["ledger"][1]["text"] == "the clock stands still: waiting for a supplement"


def test_before_acceptance_the_reception_clock_is_explained(world, calls):
    dossier = at_stage(Stage.FILED)(world)

    told = calls("lan").get(f"dossiers/{dossier.code}/due-date").json()

    assert (told["due_on"], told["ledger"]) == (None, [])
    assert told["reception"] == {
        "from_at": "2024-04-01T09:00:00+07:00",
        "due_at": "2024-04-02T09:00:00+07:00",
        "ledger": [
            {"on": "2024-04-01", "minutes": 150, "text": "09:00-11:30: 150 minutes"},
            {"on": "2024-04-01", "minutes": 210, "text": "13:30-17:00: 210 minutes"},
            {"on": "2024-04-02", "minutes": 120, "text": "07:00-09:00: 120 minutes"},
        ],
    }


def form(calls, dossier, number: str, who: str = "an"):
    return calls(who).get(f"dossiers/{dossier.code}/form-{number}", headers={"Accept": "application/pdf"})


@pytest.mark.parametrize(
    ("number", "situation", "facts"),
    [
        ("01", at_stage(Stage.RECEIVED), None),
        ("02", situations.asked_for_supplement, None),
        ("03", at_stage(Stage.FILED), ("an", "refuse", {"reason": "Không thuộc thẩm quyền"})),
        ("04", at_stage(Stage.PROCESSING), ("chi", "apologise", {"new_date": "2024-04-12", "reason": "Xác minh"})),
        ("05", at_stage(Stage.PROCESSING), None),
    ],
)
def test_a_form_is_a_pdf_once_the_dossier_has_it(world, calls, number, situation, facts):
    dossier = situation(world)
    if facts:
        who, act, body = facts
        before = form(calls, dossier, number)
        assert (before.status_code, before.json()["code"]) == (404, "form-missing")
        calls(who).post(f"dossiers/{dossier.code}/{act}", body)

    answer = form(calls, dossier, number)

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == f'attachment; filename="{dossier.code}-form-{number}.pdf"'
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")


def test_the_result_is_the_signed_pdf_and_the_report_on_its_signatures_says_genuine(certified, world, calls):
    dossier = at_stage(Stage.RETURNED)(world)
    lan = calls("lan")

    pdf = b"".join(lan.get(f"dossiers/{dossier.code}/result").streaming_content)
    report = lan.get(f"dossiers/{dossier.code}/result/verification").json()

    assert signing.verify_pdf(pdf).is_genuine
    assert (report["verdict"], [signature["signer"] for signature in report["signatures"]]) == (
        "genuine",
        ["Phạm Thị Chi", "Ủy ban nhân dân xã An Phú"],
    )


def test_there_is_no_result_before_it_is_signed(world, calls):
    dossier = at_stage(Stage.APPROVED)(world)

    answer = calls("chi").get(f"dossiers/{dossier.code}/result")

    assert (answer.status_code, answer.json()["code"]) == (404, "result-missing")
