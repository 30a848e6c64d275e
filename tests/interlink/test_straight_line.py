"""A linked service from start to end: order, parallel steps, earlier answers (docs/sources.md, rules K-3 and K-4)."""

import json
from datetime import date

import pytest

from interlink import queries
from interlink.errors import ChainExists, ChoicesInvalid, FactsIncomplete, RouteUnknown
from interlink.models import Chain, Message
from interlink.services.chains import Attachment
from kernel import clock, journal
from tests.calendars import at
from tests.interlink.conftest import BIRTH_FACTS, CARD, REGISTRATION, RESIDENCE, number, reply, start, states, step_of
from tests.interlink.partner import BIRTH_FINDINGS, PAPER
from tests.world import settle


def test_a_birth_is_registered_before_anything_else_is_asked(birth, agencies):
    settle()

    assert agencies.services() == [REGISTRATION]
    assert states(birth) == {"chain": "running", REGISTRATION: "waiting", RESIDENCE: "blocked", CARD: "blocked"}


def test_residence_and_card_are_asked_for_in_parallel_once_the_child_has_a_number(registered, agencies):
    assert sorted(agencies.services()) == sorted([REGISTRATION, RESIDENCE, CARD])
    assert states(registered) == {"chain": "running", REGISTRATION: "completed", RESIDENCE: "waiting", CARD: "waiting"}


@pytest.mark.parametrize("order", [(RESIDENCE, CARD), (CARD, RESIDENCE)])
def test_the_chain_is_done_when_every_step_is_in_whatever_order(registered, agencies, order):
    for step in order:
        assert Chain.objects.get().state == "running"
        reply(agencies, number(registered, step))
        settle()

    assert states(registered) == {
        "chain": "completed",
        REGISTRATION: "completed",
        RESIDENCE: "completed",
        CARD: "completed",
    }


def test_what_an_earlier_answer_found_is_told_to_the_next_agency(registered, agencies):
    told = agencies.envelope(number(registered, RESIDENCE))

    assert told["data"]["nks"]["SoDDCN"] == BIRTH_FINDINGS["soDinhDanh"]
    assert told["data"]["khaiSinh"] == {name: BIRTH_FINDINGS[name] for name in told["data"]["khaiSinh"]}
    assert [paper["name"] for paper in told["papers"]] == ["ban-dien-tu.pdf"]


def test_an_envelope_says_who_asks_whom_for_what_and_until_when(birth, agencies, settings):
    settle()

    told = agencies.envelope(number(birth, REGISTRATION))

    assert {name: told[name] for name in told if name not in ("data", "papers")} == {
        "schema": "interlink.request/1",
        "message_id": "H99.35.22-240603-0001/birth-registration/1",
        "service": "birth-registration",
        "from": "H99.35.22",
        "to": "civil-status",
        "dossier_code": "H99.35.22-240603-0001",
        "chain_code": "H99.35.22-240603-0001",
        "sent_at": "2024-06-03T09:00:00+07:00",
        "answer_due_at": "2024-06-03T17:00:00+07:00",
        "callback": settings.INTERLINK_CALLBACK_URL,
        "channel": "linked",
    }


def test_civil_status_is_told_in_the_fields_of_its_own_system(birth, agencies):
    settle()

    data = agencies.envelope(number(birth, REGISTRATION))["data"]

    assert data["maGCS"] == "GCS-2024-000123"
    assert data["nks"] == {
        "HoTen": "Phan Minh Anh",
        "GioiTinh": 2,
        "NgaySinh": "2024-05-20",
        "NoiSinh": "Bệnh viện huyện Ánh Dương",
        "QueQuan": "Xã An Phú",
        "DanToc": "Kinh",
        "QuocTich": "Việt Nam",
        "LoaiKhaiSinh": "ordinary",
    }
    assert data["cha"] == {"HoTen": "Phan Văn Hùng", "SoDDCN": "003085000002"}
    assert data["nyc"]["QuanHe"] == "parent"


def test_a_father_who_is_not_declared_is_not_told(world, agencies, on_monday):
    chain = start(world, facts={name: value for name, value in BIRTH_FACTS.items() if not name.startswith("father")})
    settle()

    assert "cha" not in agencies.envelope(number(chain, REGISTRATION))["data"]


def test_the_papers_of_the_declaration_go_to_whoever_is_asked_first_and_to_nobody_else(world, agencies, on_monday):
    chain = start(world, papers=[Attachment("giay-chung-sinh.pdf", PAPER)])
    settle()
    reply(agencies, number(chain, REGISTRATION), paper=None)
    settle()

    assert [paper["name"] for paper in agencies.envelope(number(chain, REGISTRATION))["papers"]] == [
        "giay-chung-sinh.pdf"
    ]
    assert agencies.envelope(number(chain, RESIDENCE))["papers"] == []


def test_what_no_agency_is_told_is_not_kept(world, agencies, on_monday):
    chain = start(world, facts={**BIRTH_FACTS, "favourite_colour": "xanh"})

    assert "favourite_colour" not in chain.facts


@pytest.mark.parametrize(
    ("chosen", "beneficiary", "services"),
    [
        ("two", "none", ["death-registration", "deregistration"]),
        ("two", "insured", ["death-registration", "deregistration"]),
        ("three", "insured", ["death-registration", "deregistration", "funeral-allowance-insured"]),
        ("three", "merit", ["death-registration", "deregistration", "funeral-support-social"]),
        ("three", "social-protection", ["death-registration", "deregistration", "funeral-support-social"]),
        (
            "four",
            "insured",
            ["death-registration", "deregistration", "funeral-allowance-insured", "survivor-allowance"],
        ),
    ],
)
def test_a_linked_death_has_the_steps_that_were_chosen(world, agencies, on_monday, chosen, beneficiary, services):
    choices = {"sub_procedures": chosen, "beneficiary_class": beneficiary}
    chain = start(world, route="2.002622", choices=choices)
    for service in services:
        settle()
        reply(agencies, number(chain, service))
    settle()

    assert agencies.services() == services
    assert states(chain) == {"chain": "completed", **dict.fromkeys(services, "completed")}


def test_an_allowance_is_asked_for_with_the_class_of_beneficiary(world, agencies, on_monday):
    chain = start(world, route="2.002622", choices={"sub_procedures": "three", "beneficiary_class": "merit"})
    for service in ("death-registration", "deregistration"):
        settle()
        reply(agencies, number(chain, service))
    settle()

    told = agencies.envelope(number(chain, "funeral-support-social"))

    assert (told["to"], told["data"]["doiTuong"]) == ("labour", "merit")
    assert told["data"]["khaiTu"] == {"soDangKy": "7", "quyenSo": "01/2024", "trangSo": "3"}


@pytest.mark.parametrize(
    ("chosen", "beneficiary"), [("three", "none"), ("four", "merit"), ("five", "insured"), ("", "insured")]
)
def test_choices_that_do_not_go_together_are_refused(world, agencies, on_monday, chosen, beneficiary):
    with pytest.raises(ChoicesInvalid):
        start(world, route="2.002622", choices={"sub_procedures": chosen, "beneficiary_class": beneficiary})

    assert not Chain.objects.exists()


def test_a_declaration_that_lacks_what_agencies_need_begins_nothing(world, agencies, on_monday):
    with pytest.raises(FactsIncomplete) as refusal:
        start(world, facts={**BIRTH_FACTS, "child_name": "", "mother_name": None})

    assert refusal.value.params == {"missing": ["child_name", "mother_name"]}
    assert not Chain.objects.exists()


def test_a_dossier_has_one_chain(birth, world):
    with pytest.raises(ChainExists):
        start(world)

    assert Chain.objects.count() == 1


def test_a_code_that_is_no_linked_service_begins_nothing(world, on_monday):
    with pytest.raises(RouteUnknown):
        start(world, route="1.004873")


def test_the_date_of_a_chain_has_a_ledger_that_leads_to_it(birth):
    due = queries.ledger(birth)

    assert birth.due_on == due.due_on == date(2024, 6, 7)
    assert [line.count for line in due.lines] == [None, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("now", "due"),
    [("2024-06-03 14:59", "2024-06-03 17:00"), ("2024-06-03 15:00", "2024-06-04 17:00")],
)
def test_civil_status_answers_the_same_day_what_comes_before_three_o_clock(world, agencies, now, due):
    with clock.held(at(now)):
        chain = start(world)
        settle()

    assert step_of(chain, REGISTRATION).answer_due_at == at(due)


def test_the_journal_tells_the_whole_story_and_keeps_personal_data_out(registered, agencies):
    reply(agencies, number(registered, RESIDENCE))
    reply(agencies, number(registered, CARD))
    settle()

    chain_story = [entry.name for entry in journal.history(f"chain:{registered.pk}")]
    step = step_of(registered, REGISTRATION)
    step_story = [entry.name for entry in journal.history(step.stream)]

    assert chain_story == ["interlink.ChainStarted", "interlink.ChainCompleted"]
    assert step_story == [
        "interlink.StepReady",
        "interlink.StepClaimed",
        "interlink.StepSent",
        "interlink.AnswerReceived",
        "interlink.StepCompleted",
    ]
    payloads = "".join(entry.payload for entry in journal.history(step.stream))
    assert BIRTH_FINDINGS["soDinhDanh"] not in payloads
    assert queries.findings(step.pk) == BIRTH_FINDINGS
    assert journal.verify().verified


def test_each_message_is_kept_with_its_digest_and_the_first_answer_to_it(registered):
    sent = Message.objects.get(message_id=number(registered, REGISTRATION))
    received = Message.objects.get(step=sent.step, direction="in")

    assert (sent.attempts, sent.first_answer["body_sha256"]) == (1, sent.body_sha256)
    assert (received.outcome, received.attempt) == ("completed", 1)
    assert "content_base64" not in json.dumps(received.content)
    assert queries.paper(sent.step_id) == PAPER


def test_progress_gives_the_length_of_a_chain_in_working_days(world, agencies):
    with clock.held(at("2024-06-03 09:00")):
        chain = start(world)
        settle()
        reply(agencies, number(chain, REGISTRATION))
        settle()
    with clock.held(at("2024-06-05 10:00")):
        reply(agencies, number(chain, RESIDENCE))
        reply(agencies, number(chain, CARD))
        settle()

    told = queries.progress(Chain.objects.get())

    assert (told.state, told.working_days) == ("completed", 2)
    assert [(leg.step, leg.working_days) for leg in told.legs] == [(REGISTRATION, 0), (RESIDENCE, 2), (CARD, 2)]
