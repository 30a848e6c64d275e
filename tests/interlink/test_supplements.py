"""A supplement pauses the chain: told within 24 hours, seven working days to answer, else stop (rule K-5)."""

from datetime import date

import pytest

from interlink import queries
from interlink.models import Chain, Supplement
from interlink.services import chains, supplements
from interlink.services.chains import Attachment
from kernel import clock, journal
from kernel.actors import SYSTEM
from tests.calendars import at
from tests.interlink.conftest import CARD, REGISTRATION, RESIDENCE, number, reply, states, step_of
from tests.interlink.partner import PAPER
from tests.interlink.refusals import refused
from tests.world import settle

CONSENT = [{"code": "consent", "what": "Văn bản đồng ý của chủ hộ"}]


@pytest.fixture
def asked(registered, agencies):
    """A residence for which the police want the householder's consent on paper, since Monday at nine."""
    reply(agencies, number(registered, RESIDENCE), "supplement", reason="Thiếu đồng ý", items=CONSENT)
    settle()
    return Chain.objects.get()


def supplement():
    return Supplement.objects.get()


def test_a_supplement_pauses_the_step_and_the_chain_and_nothing_else(asked):
    assert states(asked) == {"chain": "paused", REGISTRATION: "completed", RESIDENCE: "paused", CARD: "waiting"}
    assert (supplement().items, supplement().reason) == (CONSENT, "Thiếu đồng ý")


def test_the_applicant_is_told_within_24_hours_and_has_seven_working_days(asked):
    event = journal.event_of(journal.history(asked.stream).last())

    assert event.notice_due_at == at("2024-06-04 09:00")
    assert event.answer_due_at == at("2024-06-12 17:00")


def test_who_told_the_applicant_and_when_is_noted_once(asked, world):
    with clock.held(at("2024-06-03 16:00")):
        supplements.notified(supplement().pk, by=world.binh.actor)
    with clock.held(at("2024-06-04 16:00")):
        supplements.notified(supplement().pk, by=SYSTEM)
        settle()

    assert supplement().noticed_at == at("2024-06-03 16:00")
    assert supplement().notice_late_at is None
    assert [entry.actor for entry in journal.history(asked.stream).filter(name="interlink.SupplementNotified")] == [
        str(world.binh.actor)
    ]


def test_that_nobody_told_the_applicant_in_24_hours_is_noted_at_that_hour(asked):
    with clock.held(at("2024-06-04 16:00")):
        settle()

    assert supplement().notice_late_at == at("2024-06-04 09:00")
    assert [entry.at for entry in journal.history(asked.stream).filter(name="interlink.NoticeOverdue")] == [
        at("2024-06-04 09:00")
    ]


def test_what_is_supplied_goes_out_under_a_new_number_in_reply_to_the_first(asked, agencies, world):
    with clock.held(at("2024-06-05 10:00")):
        chains.supply(
            asked.pk,
            by=world.an.actor,
            facts={"householder_consents": False},
            papers=[Attachment("dong-y.pdf", PAPER)],
        )
        settle()

    told = agencies.envelope(number(asked, RESIDENCE, attempt=2))
    assert (told["schema"], told["in_reply_to"]) == ("interlink.supplement/1", number(asked, RESIDENCE))
    assert told["data"]["dongYChuHo"] is False
    assert [paper["name"] for paper in told["papers"]] == ["dong-y.pdf", "ban-dien-tu.pdf"]
    assert states(asked) == {"chain": "running", REGISTRATION: "completed", RESIDENCE: "waiting", CARD: "waiting"}


def test_the_days_that_wait_for_the_applicant_put_the_date_off(asked, world):
    with clock.held(at("2024-06-05 10:00")):
        chain = chains.supply(asked.pk, by=world.an.actor)

    ledger = queries.ledger(chain)
    assert chain.due_on == ledger.due_on == date(2024, 6, 11)
    assert [line.on.day for line in ledger.lines if line.kind == "paused"] == [4, 5]


@pytest.mark.parametrize("attempt", [1, 2])
def test_the_agency_may_answer_the_first_message_or_the_supplement(asked, agencies, world, attempt):
    chains.supply(asked.pk, by=world.an.actor)
    settle()

    reply(agencies, number(asked, RESIDENCE, attempt))
    settle()

    assert states(asked)[RESIDENCE] == "completed"


def test_an_agency_may_ask_a_second_time(asked, agencies, world):
    chains.supply(asked.pk, by=world.an.actor)
    settle()
    reply(agencies, number(asked, RESIDENCE), "supplement", items=[{"code": "lease", "what": "Hợp đồng thuê"}])
    settle()

    assert states(asked)["chain"] == "paused"
    assert [row.ended_by for row in Supplement.objects.all()] == ["supplied", ""]


def test_items_that_are_asked_for_meanwhile_join_the_open_request(asked, agencies):
    more = [*CONSENT, {"code": "lease", "what": "Hợp đồng thuê"}]
    reply(agencies, number(asked, RESIDENCE), "supplement", items=more)
    settle()

    assert [item["code"] for item in supplement().items] == ["consent", "lease"]
    assert states(asked)["chain"] == "paused"


def test_what_is_never_supplied_is_stopped_at_that_hour_and_the_rest_stands(asked, agencies):
    with clock.held(at("2024-06-12 16:59")):
        settle()
        assert states(asked)[RESIDENCE] == "paused"
    with clock.held(at("2024-06-20 08:00")):
        settle()
        assert states(asked) == {"chain": "running", REGISTRATION: "completed", RESIDENCE: "abandoned", CARD: "waiting"}
        reply(agencies, number(asked, CARD), at="2024-06-20T08:00:00+07:00")
        settle()

    assert step_of(asked, RESIDENCE).finished_at == at("2024-06-12 17:00")
    assert supplement().ended_by == "lapsed"
    assert states(asked)["chain"] == "partly-done"


def test_a_birth_that_is_never_supplied_ends_the_chain_with_nothing_done(birth, agencies):
    settle()
    reply(agencies, number(birth, REGISTRATION), "supplement", items=CONSENT)
    settle()
    with clock.held(at("2024-06-12 17:00")):
        settle()

    assert states(birth) == {
        "chain": "abandoned",
        REGISTRATION: "abandoned",
        RESIDENCE: "abandoned",
        CARD: "abandoned",
    }


def test_two_agencies_may_wait_at_once_and_the_chain_goes_on_when_neither_does(asked, agencies, world):
    reply(agencies, number(asked, CARD), "supplement", items=[{"code": "photo", "what": "Ảnh"}])
    settle()

    chains.supply(asked.pk, by=world.an.actor, step=CARD)
    assert states(asked)["chain"] == "paused"
    chains.supply(asked.pk, by=world.an.actor)

    assert states(asked)["chain"] == "running"


@pytest.mark.parametrize("outcome", ["completed", "refused"])
def test_an_agency_that_finds_what_it_lacked_waits_no_longer(asked, agencies, outcome):
    reply(agencies, number(asked, RESIDENCE), outcome)
    settle()

    assert states(asked)[RESIDENCE] == outcome
    assert states(asked)["chain"] == "running"
    assert supplement().ended_by == "overtaken"


def test_nothing_is_supplied_to_a_chain_that_waits_for_nothing(registered, world):
    with refused("nothing-asked"):
        chains.supply(registered.pk, by=world.an.actor)


def test_a_correction_of_what_no_agency_is_told_is_refused(asked, world):
    with refused("fact-unknown"):
        chains.supply(asked.pk, by=world.an.actor, facts={"favourite_colour": "xanh"})


def test_another_commune_supplies_nothing_and_tells_nobody(asked, world):
    with refused("chain-missing"):
        chains.supply(asked.pk, by=world.dung.actor)
    with refused("chain-missing"):
        supplements.notified(supplement().pk, by=world.dung.actor)


def test_a_trainer_sees_a_chain_and_does_not_act_on_it(asked, world):
    with refused("not-your-move"):
        chains.supply(asked.pk, by=world.trang.actor)
    with refused("not-your-move"):
        supplements.notified(supplement().pk, by=world.trang.actor)
