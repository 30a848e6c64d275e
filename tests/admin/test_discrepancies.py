"""The exception list is worked off on the screen: accepted, given back or dismissed, for a reason (rule F-20)."""

import pytest
from django.urls import reverse

from kernel import clock, delivery, journal
from payments.models import Discrepancy, Notice, Order, Refund
from payments.services import checkout, notices, orders
from payments.services.orders import Charge
from payments.states import LineKind, Purpose
from tests.admin.conftest import told as messages
from tests.calendars import at
from tests.payments.bank import told
from tests.refusals import everything

LIST = "admin:payments_discrepancy_changelist"
WHY = {"reason": "Ngân hàng xác nhận"}
NOT_YOURS = "This act is not possible now, or not yours."
ALL = {"accept", "give_back", "dismiss"}


@pytest.fixture
def attempt(world):
    order = orders.open(
        subject="dossier:12",
        subject_code="H99.35.22-240401-0007",
        purpose=Purpose.FEE,
        agency_id=world.commune.pk,
        payer_id=world.lan.id,
        charges=[Charge(LineKind.LE_PHI, "LP-01", "Lệ phí cấp giấy", 15_000)],
        by=world.an.actor,
    )
    return checkout.start(order.pk, gateway="vnpay", by=world.lan.actor)


def hear(attempt, **changes):
    notices.receive("vnpay", told(attempt, **changes))
    delivery.drain()
    return Discrepancy.objects.get()


@pytest.fixture
def late(attempt):
    """Lan's money came at 09:20; her time was over at 09:15."""
    with clock.held(at("2024-04-01 09:20")):
        checkout.expire(attempt.pk)
        return hear(attempt)


def url(entry, act=""):
    page = "admin:payments_discrepancy_act" if act else "admin:payments_discrepancy_change"
    return reverse(page, args=[entry.pk, *filter(None, [act])])


def offered(screen, name, entry):
    return {button.name for button in screen(name).get(url(entry)).context["buttons"]}


@pytest.mark.parametrize(("name", "acts"), [("an", ALL), ("chi", ALL), ("binh", set()), ("trang", set())])
def test_an_entry_offers_what_its_reader_may_decide(name, acts, late, screen):
    assert offered(screen, name, late) == acts


def test_another_amount_is_not_offered_to_be_accepted(attempt, screen):
    assert offered(screen, "an", hear(attempt, Amount="1000000")) == {"give_back", "dismiss"}


def test_late_money_of_an_order_that_is_paid_meanwhile_is_not_offered_to_be_accepted(late, screen, world):
    orders.collect(late.notice.attempt.order_id, amount_vnd=15_000, by=world.an.actor)

    assert offered(screen, "an", late) == {"give_back", "dismiss"}


@pytest.mark.parametrize(
    ("act", "state", "order", "refunds"),
    [
        ("accept", "accepted", ("paid", 15_000), []),
        ("give_back", "returned", ("expired", 0), [(15_000, "due")]),
        ("dismiss", "dismissed", ("expired", 0), []),
    ],
)
def test_a_decision_is_asked_for_and_then_made_for_a_reason(act, state, order, refunds, late, screen, world):
    an, before = screen("an"), everything()
    assert an.get(url(late, act)).status_code == 200
    assert everything() == before

    answer = an.post(url(late, act), WHY)

    entry = Discrepancy.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, url(late))
    assert (entry.state, entry.reason, entry.decided_by) == (state, WHY["reason"], str(world.an.actor))
    assert Order.objects.values_list("state", "paid_vnd").get() == order
    assert list(Refund.objects.values_list("amount_vnd", "state")) == refunds
    line = journal.history(Notice.objects.get().stream).last()
    assert (line.name, line.actor) == ("payments.DiscrepancyClosed", str(world.an.actor))
    assert offered(screen, "an", late) == set()


@pytest.mark.parametrize("name", ["binh", "dung", "trang"])
@pytest.mark.parametrize("act", sorted(ALL))
def test_who_neither_collects_nor_leads_decides_nothing(name, act, late, screen):
    clerk, before = screen(name), everything()

    asked, answer = clerk.get(url(late, act)), clerk.post(url(late, act), WHY)

    assert {asked.status_code, answer.status_code} == {404 if name == "dung" else 302}
    assert everything() == before


@pytest.mark.parametrize("reason", ["", "  ", "x" * 251])
@pytest.mark.parametrize("act", sorted(ALL))
def test_a_decision_without_a_fitting_reason_changes_nothing(act, reason, late, screen):
    an, before = screen("an"), everything()

    answer = an.post(url(late, act), {"reason": reason})

    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["reason"])
    assert everything() == before


def test_what_is_decided_is_not_decided_again(late, screen):
    an = screen("an")
    an.post(url(late, "dismiss"), WHY)
    before = everything()

    answer = an.post(url(late, "give_back"), WHY)

    assert messages(answer)[-1] == "It was decided already: dismissed."
    assert everything() == before


def test_the_list_opens_on_what_is_to_be_decided_and_names_amount_and_order(late, screen):
    an = screen("an")
    shown = an.get(reverse(LIST)).content.decode()
    assert ("H99.35.22-240401-0007" in shown, "15.000 đ" in shown) == (True, True)

    an.post(url(late, "dismiss"), WHY)

    assert an.get(reverse(LIST)).context["cl"].result_count == 0
    assert an.get(reverse(LIST), {"decision": "dismissed"}).context["cl"].result_count == 1
    assert an.get(reverse(LIST), {"decision": "all"}).context["cl"].result_count == 1
    assert screen("dung").get(reverse(LIST), {"decision": "all"}).context["cl"].result_count == 0


def test_money_of_nobody_is_dismissed_by_who_sees_it(attempt, screen):
    entry = hear(attempt, TxnRef="H99.35.22-240401-0099-1")

    assert offered(screen, "trang", entry) == {"dismiss"}
    assert screen("an").get(url(entry)).status_code == 404
    screen("trang").post(url(entry, "dismiss"), WHY)

    assert Discrepancy.objects.get().state == "dismissed"
