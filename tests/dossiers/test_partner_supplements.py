"""What an agency asks of the applicant in the middle of a linked service (docs/sources.md, K-5; ADR 0015)."""

from datetime import date

import pytest

from dossiers import queries
from dossiers.errors import (
    ChoiceFixed,
    DeclarationUnchanged,
    PartnerItemMissing,
    PartnersAskNothing,
)
from dossiers.files import Upload
from dossiers.models import Dossier, Pause, Supplement, SupplementItem
from dossiers.paperwork import supplement_request
from dossiers.services import closing, partner_supplements, processing, supplement
from dossiers.states import PORTAL_CODE, State
from interlink import queries as interlink
from interlink.models import Chain, Step
from interlink.models import Supplement as Asked
from kernel import journal
from kernel.moves import GuardRefuses, NotYourMove
from tests import linked
from tests.calendars import at
from tests.interlink.conftest import CARD, MONDAY, REGISTRATION, RESIDENCE, number, on_monday, reply
from tests.pictures import jpeg
from tests.refusals import everything
from tests.world import settle

__all__ = ["on_monday"]
CONSENT = {"code": "dongYChuHo", "what": "Chủ hộ chưa đồng ý."}
ADDRESS = {"code": "diaChi", "what": "Địa chỉ không rõ."}
WEDNESDAY = "2024-06-05 10:00"


@pytest.fixture
def agencies():
    with linked.partners() as made:
        yield made


@pytest.fixture
def birth(world, agencies, on_monday):
    """A linked birth whose child is registered; residence and card lie with their agencies, on Monday at nine."""
    dossier = linked.begun(world)
    settle()
    tell(agencies, dossier, REGISTRATION)
    return dossier


@pytest.fixture
def waiting(agencies, birth):
    """The residence police ask for the householder's consent."""
    tell(agencies, birth, RESIDENCE, "supplement", items=[CONSENT], reason="Hồ sơ chưa đủ")
    return again(birth)


def tell(agencies, dossier, step, outcome="completed", **told):
    reply(agencies, number(dossier.chain, step), outcome, **told)
    settle()


def again(dossier):
    return Dossier.objects.select_related("chain").get(pk=dossier.pk)


def item():
    return SupplementItem.objects.get(partner_code=CONSENT["code"])


# --- asked -----------------------------------------------------------------------------------------------------------
def test_what_an_agency_lacks_pauses_the_dossier_and_is_told(waiting):
    asked = Supplement.objects.get()

    assert (waiting.state, PORTAL_CODE[State(waiting.state)]) == (State.AWAITING_SUPPLEMENT, 5)
    assert (waiting.paused_from, waiting.supplement_due_on) == ("processing", date(2024, 6, 12))
    assert (asked.requested_by, asked.reason, asked.answer_due_on) == (None, "Hồ sơ chưa đủ", date(2024, 6, 12))
    assert list(asked.items.values_list("requirement", "partner_step", "partner_code", "defect")) == [
        (None, RESIDENCE, "dongYChuHo", "Chủ hộ chưa đồng ý.")
    ]
    assert (Pause.objects.get().started_at, Pause.objects.get().ended_at) == (at(MONDAY), None)
    entry = journal.history(waiting.stream).get(move="ask_for_partner")
    assert (entry.actor, journal.facts_of(entry)["items"]) == ("system", ["dongYChuHo"])


def test_that_the_citizen_was_told_is_marked_within_its_24_hours(waiting):
    asked = Asked.objects.get()

    assert (asked.noticed_at, asked.notice_late_at) == (at(MONDAY), None)


def test_form_02_names_what_the_agency_lacks(waiting):
    pdf = supplement_request(Supplement.objects.get())

    assert pdf.startswith(b"%PDF-")


def test_a_request_of_a_partner_does_not_count_as_one_of_the_office(waiting):
    assert waiting.supplements_count == 0


def test_a_second_agency_joins_the_request_that_is_open(agencies, waiting, on):
    with on("2024-06-04 09:00"):
        tell(agencies, waiting, CARD, "supplement", items=[ADDRESS])

    asked = Supplement.objects.get()
    assert list(asked.items.values_list("partner_step", "partner_code")) == [
        (RESIDENCE, "dongYChuHo"),
        (CARD, "diaChi"),
    ]
    assert (asked.answer_due_on, again(waiting).supplement_due_on) == (date(2024, 6, 13), date(2024, 6, 13))
    assert Pause.objects.count() == 1


def test_the_same_agency_asks_for_more_and_what_it_asked_stays(agencies, waiting):
    tell(agencies, waiting, RESIDENCE, "supplement", items=[CONSENT, ADDRESS])

    assert list(SupplementItem.objects.values_list("partner_code", flat=True)) == ["dongYChuHo", "diaChi"]


def test_an_agency_that_gives_a_reason_and_no_list_is_understood(agencies, birth):
    tell(agencies, birth, CARD, "supplement", items=[], reason="Thiếu giấy tờ")

    assert list(SupplementItem.objects.values_list("partner_code", "defect")) == [("supplement", "Thiếu giấy tờ")]


def test_the_office_asks_for_nothing_of_its_own_while_partners_work(world, birth):
    before = everything()

    with pytest.raises(GuardRefuses) as refusal:
        supplement.request(birth.pk, by=world.binh.actor, items={"birth-proof": "Mờ"}, reason="Không đọc được")

    assert refusal.value.code == "chain-running"
    assert everything() == before


# --- answered --------------------------------------------------------------------------------------------------------
def test_the_citizen_corrects_the_declaration_and_the_agency_gets_it(world, agencies, waiting, on):
    with on(WEDNESDAY):
        partner_supplements.correct(waiting.pk, by=world.lan.actor, form={"residence_address": "Thôn Đoài, xã An Phú"})
        supplement.send(waiting.pk, by=world.lan.actor)
        confirmed = supplement.confirm(waiting.pk, by=world.an.actor)
        settle()

    assert confirmed.state == State.PROCESSING
    chain = Chain.objects.get()
    assert (chain.state, chain.facts["residence_address"]) == ("running", "Thôn Đoài, xã An Phú")
    assert Step.objects.get(code=RESIDENCE).state == "waiting"
    assert number(chain, RESIDENCE, 2) in agencies.taken
    told = agencies.taken[number(chain, RESIDENCE, 2)][1].decode()
    assert "Thôn Đoài, xã An Phú" in told


def test_the_citizen_gives_a_file_and_the_agency_gets_it(world, agencies, waiting, on):
    with on(WEDNESDAY):
        partner_supplements.answer(waiting.pk, item=item().pk, upload=Upload(jpeg()), by=world.lan.actor)
        supplement.send(waiting.pk, by=world.lan.actor)
        supplement.confirm(waiting.pk, by=world.an.actor)
        settle()

    answered = item()
    assert (answered.fulfilled_at, answered.answer.content_type) == (at(WEDNESDAY), "image/jpeg")
    assert answered.answer_id in agencies.taken[number(waiting.chain, RESIDENCE, 2)][1].decode()


def test_both_clocks_run_again_to_the_same_date_with_the_same_ledger(world, waiting, on):
    with on(WEDNESDAY):
        partner_supplements.correct(waiting.pk, by=world.lan.actor, form={"residence_address": "Thôn Đoài"})
        supplement.confirm(waiting.pk, by=world.an.actor)
        settle()

    gone_on = again(waiting)
    # Four days from Monday, and Tuesday and Wednesday were waited.
    assert (gone_on.due_on, gone_on.chain.due_on) == (date(2024, 6, 11), date(2024, 6, 11))
    kinds = [[(line.on, line.kind) for line in ledger.lines] for ledger in _ledgers(gone_on)]
    assert kinds[0] == kinds[1]
    assert Supplement.objects.get().due_on == date(2024, 6, 11)


def _ledgers(dossier):
    return queries.explain(dossier), interlink.ledger(dossier.chain)


def test_nothing_is_confirmed_before_something_was_answered(world, waiting):
    before = everything()

    with pytest.raises(GuardRefuses) as refusal:
        supplement.confirm(waiting.pk, by=world.an.actor)

    assert (refusal.value.code, refusal.value.params["items"]) == ("supplement-incomplete", ["dongYChuHo"])
    assert everything() == before


@pytest.mark.parametrize(
    ("form", "refusal"),
    [
        ({}, DeclarationUnchanged),
        ({"child_name": "Phan Minh Anh"}, DeclarationUnchanged),
    ],
)
def test_a_correction_that_changes_nothing_is_refused(world, waiting, form, refusal):
    before = everything()

    with pytest.raises(refusal):
        partner_supplements.correct(waiting.pk, by=world.lan.actor, form=form)

    assert everything() == before


def test_what_decided_the_steps_is_not_corrected(world, agencies, on_monday):
    death = linked.begun(world, linked.DEATH)
    settle()
    tell(agencies, death, "death-registration", "supplement", items=[CONSENT])
    before = everything()

    with pytest.raises(ChoiceFixed) as refusal:
        partner_supplements.correct(death.pk, by=world.lan.actor, form={"sub_procedures": "two"})

    assert refusal.value.params == {"fields": ["sub_procedures"]}
    assert everything() == before


def test_an_answer_is_the_applicants_or_the_desks(world, waiting):
    before = everything()

    with pytest.raises(NotYourMove):
        partner_supplements.correct(waiting.pk, by=world.binh.actor, form={"residence_address": "Thôn Đoài"})

    assert everything() == before


def test_nobody_is_answered_who_asked_nothing(world, birth):
    before = everything()

    with pytest.raises(PartnersAskNothing):
        partner_supplements.correct(birth.pk, by=world.lan.actor, form={"residence_address": "Thôn Đoài"})

    assert everything() == before


def test_an_item_of_nobody_is_not_answered(world, waiting):
    before = everything()

    with pytest.raises(PartnerItemMissing):
        partner_supplements.answer(waiting.pk, item=10**6, upload=Upload(jpeg()), by=world.lan.actor)

    assert everything() == before


# --- other ends ------------------------------------------------------------------------------------------------------
def test_an_agency_that_does_without_lets_the_dossier_go_on(agencies, waiting, on):
    with on(WEDNESDAY):
        tell(agencies, waiting, RESIDENCE)

    gone_on = again(waiting)
    assert (gone_on.state, gone_on.due_on, gone_on.chain.due_on) == (
        State.PROCESSING,
        date(2024, 6, 11),
        date(2024, 6, 11),
    )
    assert (item().overtaken_at, Pause.objects.get().ended_at) == (at(WEDNESDAY), at(WEDNESDAY))
    assert Supplement.objects.get().completed_at == at(WEDNESDAY)


def test_of_two_requests_the_one_that_is_overtaken_does_not_hold_up_the_other(world, agencies, waiting, on):
    with on(WEDNESDAY):
        tell(agencies, waiting, CARD, "supplement", items=[ADDRESS])
        tell(agencies, waiting, RESIDENCE)

        assert again(waiting).state == State.AWAITING_SUPPLEMENT
        partner_supplements.correct(waiting.pk, by=world.lan.actor, form={"residence_address": "Thôn Đoài"})
        supplement.confirm(waiting.pk, by=world.an.actor)
        settle()

    assert dict(Step.objects.values_list("code", "state")) == {
        REGISTRATION: "completed",
        RESIDENCE: "completed",
        CARD: "waiting",
    }


def test_after_seven_working_days_the_step_is_given_up_and_the_rest_goes_on(agencies, waiting, on):
    with on("2024-06-13 08:00"):
        settle()

    gone_on = again(waiting)
    assert dict(Step.objects.values_list("code", "state")) == {
        REGISTRATION: "completed",
        RESIDENCE: "abandoned",
        CARD: "waiting",
    }
    assert (gone_on.state, gone_on.chain.state) == (State.PROCESSING, "running")
    assert Pause.objects.get().ended_at == at("2024-06-12 17:00")
    assert gone_on.due_on == gone_on.chain.due_on
    with on("2024-06-13 09:00"):
        tell(agencies, waiting, CARD)
    assert again(waiting).chain_outcome == "partly-done"


def test_a_clerk_does_not_close_what_the_chain_still_waits_for(world, waiting, on):
    before = everything()

    with on("2024-06-13 08:00"), pytest.raises(GuardRefuses) as refusal:
        closing.lapse(waiting.pk, by=world.an.actor)

    assert refusal.value.code == "chain-running"
    assert everything() == before


def test_a_supplement_that_never_came_to_the_first_agency_leaves_the_stopping_to_the_leader(
    world, agencies, on_monday, on
):
    dossier = linked.begun(world)
    settle()
    tell(agencies, dossier, REGISTRATION, "supplement", items=[CONSENT])
    with on("2024-06-13 08:00"):
        settle()
        ended = again(dossier)
        closing.stop(dossier.pk, by=world.chi.actor, reason="Quá thời hạn bổ sung hồ sơ")

    assert (ended.state, ended.chain_outcome) == (State.PROCESSING, "abandoned")
    facts = journal.facts_of(journal.history(dossier.stream).filter(name="dossiers.LinkedServiceEnded").get())
    assert facts["reason"] == "Quá thời hạn bổ sung hồ sơ"
    assert again(dossier).state == State.STOPPED


def test_withdrawing_while_an_agency_waits_gives_up_the_rest(world, waiting):
    closing.withdraw(waiting.pk, by=world.lan.actor, reason="Đổi ý")
    settle()

    ended = again(waiting)
    assert (ended.state, ended.chain_outcome, Pause.objects.get().ended_at) == (
        State.WITHDRAWN,
        "partly-done",
        at(MONDAY),
    )


def test_news_that_is_heard_twice_changes_nothing(waiting):
    before = everything()

    partner_supplements.follow(waiting.pk)
    processing.record_findings(waiting.pk)

    assert everything() == before
