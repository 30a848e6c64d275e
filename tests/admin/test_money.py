"""The dossier's page shows its money, and a cashier acts on it (docs/sources.md, rules F-25 to F-29)."""

from django.urls import reverse

from dossiers.models import Dossier, EReceipt
from dossiers.services import closing, fees
from dossiers.states import FeeTiming, State
from dossiers.tasks import sweep_due_receipts
from kernel import delivery
from payments.models import Refund
from tests.admin.conftest import act_url
from tests.dossiers.relief import claiming_relief
from tests.refusals import everything
from tests.stages import Stage

FIRST = {"fee": True, "fee_timing": FeeTiming.FIRST}


def buttons(screen, dossier, name="an"):
    return {button.name for button in screen(name).page(dossier).context["page"].buttons}


def test_the_page_shows_each_order_with_its_lines_and_links(certified, dossier_in, screen):
    dossier = dossier_in(Stage.FILED, **FIRST)
    fees.record(dossier.pk, by=certified.an.actor, amount_vnd=8_000)
    delivery.drain()
    sweep_due_receipts()

    shown = screen("an").page(dossier)

    [line] = shown.context["page"].money
    assert (line.amount, line.lines, line.refunded) == ("8.000 đ", ("Lệ phí cấp bản sao: 8.000 đ",), "")
    html, file = shown.content.decode(), EReceipt.objects.get().file_id
    assert reverse("admin:payments_order_change", args=[dossier.fee_order_id]) in html
    assert reverse("admin:dossiers_dossier_file", args=[dossier.pk, file]) in html
    receipt = screen("an").get(reverse("admin:dossiers_dossier_file", args=[dossier.pk, file]))
    assert (receipt.status_code, receipt["Content-Type"]) == (200, "application/pdf")


def test_a_dossier_without_money_shows_none(dossier_in, screen):
    assert screen("an").page(dossier_in(Stage.FILED)).context["page"].money == ()


def test_an_unpaid_order_can_be_printed_as_a_request(dossier_in, screen):
    dossier = dossier_in(Stage.FILED, **FIRST)

    forms = [form.code for form in screen("an").page(dossier).context["page"].forms]

    assert forms == ["payment-request"]


def test_a_cashier_pays_a_refund_out(world, dossier_in, screen):
    dossier = dossier_in(Stage.FILED, **FIRST)
    fees.record(dossier.pk, by=world.an.actor, amount_vnd=8_000)
    assert "hand_back" not in buttons(screen, dossier)
    closing.refuse(dossier.pk, by=world.an.actor, reason="Sai nơi nộp")
    assert ("hand_back" in buttons(screen, dossier), "hand_back" in buttons(screen, dossier, "binh")) == (True, False)

    screen("an").do(dossier, "hand_back", reference=Refund.objects.get().reference)

    assert (Refund.objects.get().state, Dossier.objects.get().refunded_vnd) == ("done", 8_000)
    assert "hand_back" not in buttons(screen, dossier)
    delivery.drain()
    assert Dossier.objects.get().refunded_vnd == 8_000


def test_who_is_no_cashier_pays_nothing_out(world, dossier_in, screen):
    dossier = dossier_in(Stage.FILED, **FIRST)
    fees.record(dossier.pk, by=world.an.actor, amount_vnd=8_000)
    closing.refuse(dossier.pk, by=world.an.actor, reason="Sai nơi nộp")
    binh = screen("binh")
    before = everything()["payments.Refund"]

    binh.do(dossier, "hand_back", reference=Refund.objects.get().reference)

    assert everything()["payments.Refund"] == before


def test_the_desk_does_not_grant_a_claim_without_proof(world, screen):
    dossier = claiming_relief(world)
    shown = {button.name: button.blocked for button in screen("an").page(dossier).context["page"].buttons}
    assert "reject_relief" in shown
    assert shown["accept"] != ""

    screen("an").do(dossier, "reject_relief", reason="Không có giấy tờ")

    rejected = Dossier.objects.get()
    assert (rejected.fee_vnd, rejected.relief_proof, rejected.state) == (8_000, "", State.REGISTERED)
    assert act_url(dossier, "reject_relief")
