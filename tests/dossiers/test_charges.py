"""A dossier has its orders: opened when a fee is due, called off when it ends (docs/sources.md, rules F-25 to F-28)."""

import pytest

from dossiers.models import Dossier
from dossiers.services import closing, digitization, fees, intake, processing, supplement
from dossiers.states import Channel, FeeKind, FeeTiming, State
from kernel import delivery, journal
from kernel.actors import SYSTEM, Actor, ActorKind
from payments.models import Discrepancy, Notice, Order, Refund
from payments.services import checkout, discrepancies, notices, refunds
from tests.calendars import at
from tests.dossiers.relief import claiming_relief
from tests.factories.dossiers import FeeFactory, ProcedureFactory, RequirementFactory, TermsFactory
from tests.factories.identity import PersonFactory
from tests.payments import bank
from tests.refusals import refused
from tests.stages import Stage

MONDAY, TUESDAY = "2024-04-01 09:00", "2024-04-02 09:00"
FIRST = {"fee": True, "fee_timing": FeeTiming.FIRST}
LATER = {"fee": True, "fee_timing": FeeTiming.LATER}


def reload(dossier):
    return Dossier.objects.get(pk=dossier.pk)


def events(dossier):
    return [entry.name.partition(".")[2] for entry in journal.history(dossier.stream)]


# --- opened ----------------------------------------------------------------------------------------------------------
def test_a_fee_that_is_paid_first_has_its_order_from_the_filing_on(world, dossier_in):
    dossier = dossier_in(Stage.FILED, channel=Channel.ONLINE, **FIRST)

    order = Order.objects.get()
    assert dossier.fee_order_id == order.pk
    assert (order.code, order.subject, order.subject_code) == (dossier.code, f"dossier:{dossier.pk}", dossier.code)
    assert (order.purpose, order.state, order.amount_vnd) == ("fee", "not-paid", 4_000)
    assert (order.agency_id, order.payer_id) == (world.commune.pk, world.lan.id)
    assert list(order.lines.values_list("kind", "code", "amount_vnd")) == [("le_phi", "copy", 4_000)]


def test_a_fee_that_is_paid_later_has_its_order_from_the_acceptance_on(world, on, dossier_in):
    dossier = dossier_in(Stage.FILED, **LATER)
    assert Order.objects.count() == 0

    with on(TUESDAY):
        intake.accept(dossier.pk, by=world.an.actor)

    order = Order.objects.get()
    assert (reload(dossier).fee_order_id, order.amount_vnd, order.opened_at) == (order.pk, 8_000, at(TUESDAY))


@pytest.mark.parametrize("promised", [{}, {"fee_timing": FeeTiming.FIRST}, {"fee_timing": FeeTiming.FINDING}])
def test_what_costs_nothing_has_no_order(dossier_in, promised):
    dossier = dossier_in(Stage.PROCESSING, **promised)

    assert (dossier.fee_vnd, dossier.fee_lines, dossier.fee_order_id, Order.objects.count()) == (0, [], None, 0)


def test_charges_and_levies_are_lines_apart_and_receipted_apart(world, on, dossier_in):
    terms = TermsFactory(fee_timing=FeeTiming.FIRST)
    FeeFactory(terms=terms)
    FeeFactory(terms=terms, kind=FeeKind.PHI, code="check", name_vi="Phí thẩm định", direct_vnd=20_000)
    dossier = dossier_in(Stage.FILED, terms=terms)

    with on(TUESDAY):
        fees.record(dossier.pk, by=world.an.actor, amount_vnd=28_000)

    assert [(line["kind"], line["amount_vnd"]) for line in dossier.fee_lines] == [("le_phi", 8_000), ("phi", 20_000)]
    assert reload(dossier).fee_receipt == "LP24-0000001, PH24-0000001"


# --- paid online -----------------------------------------------------------------------------------------------------
def test_a_fee_that_is_paid_online_is_settled_by_the_banks_notice_and_the_desks_hours_start_again(
    world, on, dossier_in
):
    dossier = dossier_in(Stage.FILED, channel=Channel.ONLINE, received="2024-04-01 20:00", **FIRST)

    with on(TUESDAY):
        bank.pays(dossier.fee_order, by=world.lan.actor)

    paid = reload(dossier)
    assert (paid.fee_settled_at, paid.fee_receipt) == (at(TUESDAY), "LP24-0000001")
    assert (paid.reception_from_at, paid.reception_due_at) == (at(TUESDAY), at("2024-04-03 09:00"))
    last = journal.history(dossier.stream).last()
    assert (last.name, last.actor) == ("dossiers.FeeRecorded", "system")


def test_a_payment_that_failed_leaves_the_dossier_as_it_was(world, on, dossier_in):
    dossier = dossier_in(Stage.FILED, channel=Channel.ONLINE, **FIRST)
    before = Dossier.objects.values().get()

    with on(TUESDAY):
        bank.pays(dossier.fee_order, by=world.lan.actor, code="13")

    assert (Dossier.objects.values().get(), Order.objects.get().state) == (before, "not-paid")


def test_an_order_of_something_else_is_no_news_for_a_dossier(world, dossier_in):
    dossier = dossier_in(Stage.FILED)
    before = events(dossier)

    fees.hear_refund("dossier:0", amount_vnd=1, reference="R")
    fees.hear_refund(f"bill:{dossier.pk}", amount_vnd=1, reference="R")

    assert (events(dossier), reload(dossier).refunded_vnd) == (before, 0)


# --- a claim that is not granted -------------------------------------------------------------------------------------
def test_a_claim_without_proof_is_rejected_and_the_whole_fee_is_due_before_acceptance(world, on):
    dossier = claiming_relief(world)
    assert (dossier.fee_vnd, dossier.relief_proof, dossier.fee_order_id) == (0, "relief-proof", None)

    with on(TUESDAY):
        fees.reject_relief(dossier.pk, by=world.an.actor, reason="Không có giấy chứng nhận hộ nghèo")
        with refused("fee-unpaid"):
            intake.accept(dossier.pk, by=world.an.actor)
        fees.record(dossier.pk, by=world.an.actor, amount_vnd=8_000)
        intake.accept(dossier.pk, by=world.an.actor)

    accepted = reload(dossier)
    assert (accepted.state, accepted.fee_vnd, accepted.relief_proof) == (State.RECEIVED, 8_000, "")
    assert events(dossier)[1:3] == ["ReliefRejected", "FeeRecorded"]


def test_a_rejected_reduction_cancels_the_order_of_the_lower_fee(world, on):
    dossier = claiming_relief(world, direct_vnd=3_000)
    lower = dossier.fee_order_id

    with on(TUESDAY):
        rejected = fees.reject_relief(dossier.pk, by=world.an.actor, reason="Không có giấy tờ")

    assert list(Order.objects.order_by("pk").values_list("state", "amount_vnd")) == [
        ("cancelled", 3_000),
        ("not-paid", 8_000),
    ]
    assert rejected.fee_order_id != lower
    assert rejected.fee_order.code == f"{dossier.code}.2"


def test_a_reduction_that_was_paid_for_is_not_rejected_any_more(world, on):
    dossier = claiming_relief(world, direct_vnd=3_000)

    with on(TUESDAY):
        fees.record(dossier.pk, by=world.an.actor, amount_vnd=3_000)
        with refused("fee-already-settled"):
            fees.reject_relief(dossier.pk, by=world.an.actor, reason="Không có giấy tờ")


def test_where_nothing_is_claimed_nothing_is_rejected(world, on, dossier_in):
    dossier = dossier_in(Stage.FILED, **FIRST)

    with on(TUESDAY), refused("no-relief-claimed"):
        fees.reject_relief(dossier.pk, by=world.an.actor, reason="Không có giấy tờ")


@pytest.mark.parametrize("name", ["lan", "binh", "chi", "trang"])
def test_only_the_desk_rejects_a_claim(world, on, name):
    dossier = claiming_relief(world)

    with on(TUESDAY), refused("not-your-move"):
        fees.reject_relief(dossier.pk, by=getattr(world, name).actor, reason="Không có giấy tờ")


# --- the end of a dossier --------------------------------------------------------------------------------------------
ENDS = {
    "refuse": (Stage.FILED, lambda pk, w: closing.refuse(pk, by=w.an.actor, reason="Sai nơi nộp")),
    "withdraw": (Stage.RECEIVED, lambda pk, w: closing.withdraw(pk, by=w.lan.actor, reason="Đổi ý")),
    "stop": (Stage.DIGITIZED, lambda pk, w: closing.stop(pk, by=w.chi.actor, reason="Không còn đối tượng")),
}


@pytest.fixture
def paid(world, on, dossier_in):
    """A prepaid dossier of Lan's that she paid online (or in cash), brought on to a stage."""

    def made(stage, *, in_cash=False, kind=FeeKind.LE_PHI):
        terms = TermsFactory(fee_timing=FeeTiming.FIRST)
        FeeFactory(terms=terms, kind=kind)
        dossier = dossier_in(Stage.FILED, terms=terms)
        with on(MONDAY):
            if in_cash:
                fees.record(dossier.pk, by=world.an.actor, amount_vnd=8_000)
            else:
                bank.pays(dossier.fee_order, by=world.lan.actor)
            if stage != Stage.FILED:
                intake.accept(dossier.pk, by=world.an.actor)
            if stage == Stage.PROCESSING:
                bring_to_work(dossier, world)
        return dossier

    return made


def bring_to_work(dossier, world):
    digitization.finish(dossier.pk, by=world.an.actor)
    processing.begin(dossier.pk, by=world.an.actor, officer_id=world.binh.id)


@pytest.mark.parametrize("end", ENDS)
def test_an_unpaid_order_is_cancelled_with_its_dossier(world, on, dossier_in, end):
    stage, ends = ENDS[end]
    dossier = dossier_in(stage, **(FIRST if stage == Stage.FILED else LATER))

    with on(TUESDAY):
        ends(dossier.pk, world)

    order = Order.objects.get()
    assert (order.state, order.closed_at, Refund.objects.count()) == ("cancelled", at(TUESDAY), 0)
    assert journal.history(order.stream).last().actor == "system"


@pytest.mark.parametrize("end", ["refuse", "withdraw"])
def test_what_was_paid_before_work_began_goes_back_whole(world, on, paid, end):
    stage, ends = ENDS[end]
    dossier = paid(stage)

    with on(TUESDAY):
        ends(dossier.pk, world)

    refund = Refund.objects.get()
    assert (refund.amount_vnd, refund.is_full, refund.state, refund.order_id) == (
        8_000,
        True,
        "due",
        dossier.fee_order_id,
    )


@pytest.mark.parametrize(("kind", "back_vnd"), [(FeeKind.LE_PHI, [8_000]), (FeeKind.PHI, [])])
def test_once_work_has_begun_the_levy_goes_back_and_the_charge_stays(world, on, paid, kind, back_vnd):
    dossier = paid(Stage.PROCESSING, kind=kind)

    with on(TUESDAY):
        closing.withdraw(dossier.pk, by=world.lan.actor, reason="Đổi ý")

    assert list(Refund.objects.values_list("amount_vnd", flat=True)) == back_vnd


def test_a_supplement_that_never_came_gives_the_fee_back(world, on, paid):
    dossier = paid(Stage.FILED)
    with on(MONDAY):
        RequirementFactory(terms=dossier.terms, code="proof", required=False)
        supplement.request(dossier.pk, by=world.an.actor, items={"proof": "Thiếu"}, reason="Thiếu giấy tờ")
    with on("2024-04-11 08:00"):
        closing.lapse(dossier.pk, by=world.an.actor)

    assert (reload(dossier).state, Refund.objects.get().amount_vnd) == (State.REFUSED, 8_000)


def test_the_dossier_knows_what_went_back_once_the_cashier_has_paid_it(world, on, paid):
    dossier = paid(Stage.RECEIVED, in_cash=True)
    with on(TUESDAY):
        closing.withdraw(dossier.pk, by=world.lan.actor, reason="Đổi ý")
    refund = Refund.objects.get()
    assert (refund.state, reload(dossier).refunded_vnd) == ("at-counter", 0)

    with on(TUESDAY):
        refunds.hand_back(refund.pk, by=world.an.actor)
        delivery.drain()

    assert (reload(dossier).refunded_vnd, events(dossier)[-1]) == (8_000, "MoneyReturned")
    assert journal.facts_of(journal.history(dossier.stream).last()) == {
        "dossier_id": dossier.pk,
        "amount_vnd": 8_000,
        "reference": refund.reference,
    }


def test_an_obligation_that_nobody_paid_is_cancelled_with_its_dossier(world, on, dossier_in):
    dossier = dossier_in(Stage.PROCESSING)
    with on(TUESDAY):
        fees.request_obligation(dossier.pk, by=world.binh.actor, amount_vnd=1_000_000, notice="TB-1")
        closing.withdraw(dossier.pk, by=world.lan.actor, reason="Đổi ý")

    assert Order.objects.get().state == "cancelled"


def test_an_owner_who_is_not_the_payer_withdraws_and_the_payer_gets_the_money(world, on, paid):
    dossier = paid(Stage.RECEIVED)
    owner = PersonFactory()
    Dossier.objects.update(applicant=owner)

    with on(TUESDAY):
        closing.withdraw(dossier.pk, by=Actor(ActorKind.CITIZEN, owner.pk), reason="Đổi ý")

    refund = Refund.objects.get()
    assert (refund.order.payer_id, refund.requested_by) == (world.lan.id, str(SYSTEM))


# --- money that comes when nobody waits for it -----------------------------------------------------------------------
def test_money_for_a_dossier_that_was_refused_meanwhile_goes_to_the_exception_list_and_back(world, on, dossier_in):
    dossier = dossier_in(Stage.FILED, channel=Channel.ONLINE, **FIRST)
    with on(TUESDAY):
        attempt = checkout.start(dossier.fee_order_id, gateway="vnpay", by=world.lan.actor)
        closing.refuse(dossier.pk, by=world.an.actor, reason="Sai nơi nộp")
    before = Dossier.objects.values().get()

    with on("2024-04-02 09:05"):
        notices.receive("vnpay", bank.told(attempt))
        delivery.drain()

    entry = Discrepancy.objects.get()
    assert (entry.kind, entry.state, entry.notice.amount_vnd) == ("late-success", "open", 4_000)
    assert (Dossier.objects.values().get(), Order.objects.get().state) == (before, "cancelled")

    with on("2024-04-02 10:00"):
        refund = discrepancies.give_back(entry.pk, reason="Hồ sơ đã bị từ chối", by=world.an.actor)

    assert (refund.amount_vnd, refund.state) == (4_000, "due")


def test_a_payment_that_is_known_but_not_told_yet_goes_back_when_the_dossier_ends(world, on, dossier_in):
    dossier = dossier_in(Stage.FILED, channel=Channel.ONLINE, **FIRST)
    with on(TUESDAY):
        attempt = checkout.start(dossier.fee_order_id, gateway="vnpay", by=world.lan.actor)
        notices.receive("vnpay", bank.told(attempt))
        notices.apply(Notice.objects.get().pk)
        closing.refuse(dossier.pk, by=world.an.actor, reason="Sai nơi nộp")
        delivery.drain()

    refused_one = reload(dossier)
    assert (refused_one.state, refused_one.fee_settled_at) == (State.REFUSED, at(TUESDAY))
    assert Refund.objects.get().amount_vnd == 4_000


# --- another procedure -----------------------------------------------------------------------------------------------
def test_another_procedure_cancels_the_fee_and_opens_its_own(world, on, dossier_in):
    dossier = dossier_in(Stage.PROCESSING, **LATER)
    other = TermsFactory(procedure=ProcedureFactory(code="2.000815"), fee_timing=FeeTiming.LATER)
    FeeFactory(terms=other, direct_vnd=50_000)

    with on(TUESDAY):
        switched = processing.switch_procedure(dossier.pk, by=world.chi.actor, procedure="2.000815")

    assert list(Order.objects.order_by("pk").values_list("state", "amount_vnd")) == [
        ("cancelled", 8_000),
        ("not-paid", 50_000),
    ]
    assert (switched.fee_vnd, reload(dossier).fee_order_id) == (50_000, Order.objects.latest("pk").pk)


def test_what_was_paid_for_the_first_procedure_goes_back_whole(world, on, paid):
    dossier = paid(Stage.PROCESSING)
    other = TermsFactory(procedure=ProcedureFactory(code="2.000815"), fee_timing=FeeTiming.LATER)
    FeeFactory(terms=other, direct_vnd=50_000)

    with on(TUESDAY):
        processing.switch_procedure(dossier.pk, by=world.chi.actor, procedure="2.000815")

    switched = reload(dossier)
    assert (Refund.objects.get().amount_vnd, switched.is_fee_settled, switched.fee_receipt) == (8_000, False, "")


def test_the_same_fee_is_not_paid_twice(world, on, paid):
    dossier = paid(Stage.PROCESSING)
    other = TermsFactory(procedure=ProcedureFactory(code="2.000815"), fee_timing=FeeTiming.FIRST)
    FeeFactory(terms=other)

    with on(TUESDAY):
        processing.switch_procedure(dossier.pk, by=world.chi.actor, procedure="2.000815")

    assert (Order.objects.count(), Refund.objects.count(), reload(dossier).is_fee_settled) == (1, 0, True)


# --- the price -------------------------------------------------------------------------------------------------------
def test_an_end_costs_a_fixed_number_of_queries(world, on, dossier_in, paid, django_assert_num_queries):
    settled = paid(Stage.FILED)
    unpaid = dossier_in(Stage.FILED, terms=settled.terms)

    with on(TUESDAY), django_assert_num_queries(13):
        closing.refuse(unpaid.pk, by=world.an.actor, reason="Sai nơi nộp")
    with on(TUESDAY), django_assert_num_queries(21):
        closing.refuse(settled.pk, by=world.an.actor, reason="Sai nơi nộp")
