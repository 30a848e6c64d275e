"""The facts that moves ask for: each blocks by its own name, says what is missing, and lets go when it holds."""

from datetime import date

import pytest

from dossiers import guards
from dossiers.models import Dossier
from dossiers.services import closing, decision, digitization, fees, handover, intake, papers, processing, supplement
from dossiers.states import Channel, FeeTiming, PaperKind, State
from kernel import moves
from kernel.actors import SYSTEM
from kernel.moves import Guard
from tests.dossiers.relief import claiming_relief
from tests.factories.dossiers import RequirementFactory, TermsFactory
from tests.refusals import refused
from tests.stages import DRAFT, Stage

TUESDAY = "2024-04-02 09:00"
FIRST = {"fee": True, "fee_timing": FeeTiming.FIRST}


def state_of(dossier):
    return Dossier.objects.get(pk=dossier.pk).state


def test_every_guard_of_the_house_is_tried_here():
    codes = {guard.code for guard in vars(guards).values() if isinstance(guard, Guard)}

    assert codes == {
        # tests/dossiers/test_identity_check.py
        "identity-unresolved",
        "papers-incomplete",
        "relief-unproven",
        "fee-unpaid",
        "papers-not-digitized",
        "supplement-overdue-not-yet",
        "supplement-incomplete",
        "supplement-already-sent",
        "result-already-approved",
        "result-approved-not-yet",
        "result-not-drafted",
        "result-already-drafted",
        "result-not-sealed",
        "apology-already-given",
        "apology-too-late",
        # These four in test_linked and test_partner_supplements.
        "chain-running",
        "chain-begun",
        "chain-none",
        "partner-papers-unchecked",
    }


# --- acceptance ------------------------------------------------------------------------------------------------------
def test_nothing_is_accepted_while_a_required_paper_is_missing(world, on, dossier_in):
    terms = TermsFactory()
    for code in ("id-card", "land-certificate", "contract"):
        RequirementFactory(terms=terms, code=code)
    dossier = dossier_in(Stage.FILED, terms=terms)

    with on(TUESDAY):
        papers.present(dossier.pk, requirement="land-certificate", originals=1, by=world.an.actor)
        with refused("papers-incomplete") as refusal:
            intake.accept(dossier.pk, by=world.an.actor)

    assert refusal.value.params["missing"] == ["id-card", "contract"]


def test_a_paper_that_is_not_required_may_be_missing(world, on, dossier_in):
    terms = TermsFactory()
    RequirementFactory(terms=terms, required=False)
    dossier = dossier_in(Stage.FILED, terms=terms)

    with on(TUESDAY):
        intake.accept(dossier.pk, by=world.an.actor)

    assert state_of(dossier) == State.RECEIVED


def test_nothing_is_accepted_while_a_fee_to_be_paid_first_is_unpaid(world, on, dossier_in):
    dossier = dossier_in(Stage.FILED, **FIRST)

    with on(TUESDAY), refused("fee-unpaid"):
        intake.accept(dossier.pk, by=world.an.actor)

    with on(TUESDAY):
        fees.record(dossier.pk, by=world.an.actor, amount_vnd=8000)
        intake.accept(dossier.pk, by=world.an.actor)
    assert state_of(dossier) == State.RECEIVED


@pytest.mark.parametrize("timing", [FeeTiming.NONE, FeeTiming.LATER, FeeTiming.FINDING])
def test_a_fee_that_is_paid_later_holds_up_no_acceptance(dossier_in, timing):
    dossier = dossier_in(Stage.RECEIVED, fee=True, fee_timing=timing)

    assert (dossier.state, dossier.is_fee_settled) == (State.RECEIVED, False)


def test_nothing_is_accepted_while_a_claimed_exemption_is_unproven(world, on):
    dossier = claiming_relief(world)

    with on(TUESDAY):
        with refused("relief-unproven") as refusal:
            intake.accept(dossier.pk, by=world.an.actor)
        papers.present(dossier.pk, requirement="relief-proof", originals=1, by=world.an.actor)
        intake.accept(dossier.pk, by=world.an.actor)

    assert refusal.value.params["missing"] == ["relief-proof"]
    accepted = Dossier.objects.get()
    assert (accepted.state, accepted.fee_vnd, accepted.fee_order) == (State.RECEIVED, 0, None)


def test_a_fee_of_nothing_is_settled(dossier_in):
    dossier = dossier_in(Stage.RECEIVED, fee_timing=FeeTiming.FIRST)

    assert (dossier.fee_vnd, dossier.is_fee_settled) == (0, True)


# --- papers ----------------------------------------------------------------------------------------------------------
def test_digitization_does_not_end_while_a_paper_is_only_presented(world, on, dossier_in):
    terms = TermsFactory()
    RequirementFactory(terms=terms, code="id-card", name_vi="Căn cước công dân", required=False)
    dossier = dossier_in(Stage.RECEIVED, terms=terms)

    with on(TUESDAY):
        papers.present(dossier.pk, requirement="id-card", photocopies=1, by=world.an.actor)
        with refused("papers-not-digitized") as refusal:
            digitization.finish(dossier.pk, by=world.an.actor)

    assert refusal.value.params["papers"] == ["Căn cước công dân"]


def test_no_result_is_proposed_on_a_paper_that_was_replaced_and_not_certified(world, on, dossier_in):
    dossier = dossier_in(Stage.PROCESSING, papers=("declaration",))
    with on(TUESDAY):
        supplement.request(dossier.pk, by=world.binh.actor, items={"declaration": "Thiếu chữ ký"}, reason="Ký lại")
        papers.present(dossier.pk, requirement="declaration", originals=1, by=world.an.actor)
        supplement.confirm(dossier.pk, by=world.an.actor)

        with refused("papers-not-digitized"):
            processing.propose(dossier.pk, by=world.binh.actor, content=DRAFT)


# --- supplement ------------------------------------------------------------------------------------------------------
@pytest.fixture
def waiting(world, on, dossier_in):
    """Asked on Monday 1 April for the declaration; to be answered by Wednesday 10 April."""
    dossier = dossier_in(Stage.PROCESSING, papers=("declaration",))
    with on("2024-04-01 10:00"):
        supplement.request(dossier.pk, by=world.binh.actor, items={"declaration": "Mờ"}, reason="Không đọc được")
    return dossier


@pytest.mark.parametrize("act", [supplement.send, supplement.confirm])
def test_a_supplement_is_neither_sent_nor_confirmed_while_something_is_missing(world, on, waiting, act):
    with on(TUESDAY), refused("supplement-incomplete") as refusal:
        act(waiting.pk, by=world.an.actor)

    assert refusal.value.params["items"] == ["declaration"]


def test_a_supplement_is_sent_once(world, on, waiting):
    with on(TUESDAY):
        papers.present(waiting.pk, requirement="declaration", originals=1, by=world.an.actor)
        supplement.send(waiting.pk, by=world.lan.actor)
        with refused("supplement-already-sent"):
            supplement.send(waiting.pk, by=world.lan.actor)


@pytest.mark.parametrize("day", ["2024-04-02 08:00", "2024-04-10 16:59", "2024-04-10 23:59"])
def test_a_supplement_does_not_lapse_while_there_is_time(world, on, waiting, day):
    with on(day), refused("supplement-overdue-not-yet"):
        closing.lapse(waiting.pk, by=world.an.actor)


def test_a_supplement_lapses_from_the_day_after_its_last_day_on(world, on, waiting):
    with on("2024-04-11 00:00"):
        closing.lapse(waiting.pk, by=world.an.actor)

    assert state_of(waiting) == State.STOPPED


# --- the draft and its approval --------------------------------------------------------------------------------------
ONCE_APPROVED = {
    "request_supplement": lambda pk, world: supplement.request(
        pk, by=world.chi.actor, items={"declaration": "Mờ"}, reason="Không đọc được"
    ),
    "request_obligation": lambda pk, world: fees.request_obligation(
        pk, by=world.binh.actor, amount_vnd=1000, notice="TB-1"
    ),
    "withdraw": lambda pk, world: closing.withdraw(pk, by=world.lan.actor, reason="Đổi ý"),
    "stop": lambda pk, world: closing.stop(pk, by=world.chi.actor, reason="Không còn đối tượng"),
    "recall": lambda pk, world: processing.recall(pk, by=world.binh.actor),
    "send_back": lambda pk, world: decision.send_back(pk, by=world.chi.actor, reason="Ghi rõ"),
    "approve": lambda pk, world: decision.approve(pk, by=world.chi.actor),
}
BEFORE_A_DRAFT = ("recall", "send_back", "approve")
ONCE_DRAFTED = {
    "propose": lambda pk, world: processing.propose(pk, by=world.binh.actor, content=DRAFT),
    "reassign": lambda pk, world: processing.reassign(pk, by=world.chi.actor, officer_id=world.binh.id),
    "forward": lambda pk, world: processing.forward(
        pk, by=world.chi.actor, agency=world.other_commune.code, reason="Thường trú nơi khác"
    ),
    "switch_procedure": lambda pk, world: processing.switch_procedure(pk, by=world.chi.actor, procedure="1.004873"),
}


@pytest.mark.parametrize("move", ONCE_APPROVED)
def test_once_the_result_is_approved_only_its_issue_is_left(world, on, dossier_in, move):
    dossier = dossier_in(Stage.APPROVED, papers=("declaration",))

    with on(TUESDAY), refused("result-already-approved") as refusal:
        ONCE_APPROVED[move](dossier.pk, world)

    assert refusal.value.params["move"] == move


@pytest.mark.parametrize("move", ONCE_DRAFTED)
def test_while_a_draft_lies_with_the_leader_the_officers_hands_are_tied(world, on, dossier_in, move):
    dossier = dossier_in(Stage.DRAFTED)

    with on(TUESDAY), refused("result-already-drafted"):
        ONCE_DRAFTED[move](dossier.pk, world)


@pytest.mark.parametrize("move", BEFORE_A_DRAFT)
def test_without_a_draft_there_is_nothing_to_decide(world, on, dossier_in, move):
    dossier = dossier_in(Stage.PROCESSING)

    with on(TUESDAY), refused("result-not-drafted"):
        ONCE_APPROVED[move](dossier.pk, world)


@pytest.mark.parametrize("stage", [Stage.PROCESSING, Stage.DRAFTED])
def test_the_house_signs_nothing_that_no_leader_approved(dossier_in, stage):
    dossier = dossier_in(stage)

    with refused("result-approved-not-yet"):
        moves.check(dossier.sign, by=SYSTEM)


# --- the end ---------------------------------------------------------------------------------------------------------
def test_a_result_without_number_and_seal_is_not_returned(world, on, certified, dossier_in):
    dossier = dossier_in(Stage.SIGNED)
    Dossier.objects.update(result_number="")

    with on(TUESDAY), refused("result-not-sealed"):
        handover.return_result(dossier.pk, by=world.an.actor)


def test_a_result_is_not_returned_while_its_fee_is_unpaid(world, on, certified, dossier_in):
    dossier = dossier_in(Stage.SIGNED, channel=Channel.ONLINE, fee=True, fee_timing=FeeTiming.LATER)

    with on(TUESDAY):
        with refused("fee-unpaid"):
            handover.return_result(dossier.pk, by=world.an.actor)
        fees.record(dossier.pk, by=world.an.actor, amount_vnd=4000)
        handover.return_result(dossier.pk, by=world.an.actor)

    assert state_of(dossier) == State.RETURNED


# --- the apology -----------------------------------------------------------------------------------------------------
def test_an_office_apologises_once(world, on, dossier_in):
    dossier = dossier_in(Stage.PROCESSING)

    with on(TUESDAY):
        decision.apologise(dossier.pk, by=world.chi.actor, new_date=date(2024, 4, 10), reason="Phải xác minh")
        with refused("apology-already-given"):
            decision.apologise(dossier.pk, by=world.chi.actor, new_date=date(2024, 4, 12), reason="Vẫn chưa xong")


def test_an_office_apologises_on_the_last_day_at_the_latest(world, on, dossier_in):
    dossier = dossier_in(Stage.PROCESSING)
    new_date = date(2024, 4, 10)

    with on("2024-04-09 00:00"), refused("apology-too-late"):
        decision.apologise(dossier.pk, by=world.chi.actor, new_date=new_date, reason="Phải xác minh")
    with on("2024-04-08 16:59"):
        decision.apologise(dossier.pk, by=world.chi.actor, new_date=new_date, reason="Phải xác minh")

    assert Dossier.objects.get().extended_to_on == new_date


def test_eforms_are_no_originals_to_wait_for(dossier_in):
    dossier = dossier_in(Stage.DIGITIZED, papers=("declaration",))

    assert dossier.papers.get().requirement.kind == PaperKind.EFORM
    assert dossier.state == State.DIGITIZED
