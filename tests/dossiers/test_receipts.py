"""Each kind of a paid order has its sealed e-receipt, an unpaid one its payment request (rules F-29 and F-30)."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from dossiers import files, printouts
from dossiers.documents import amount_in_words
from dossiers.models import Dossier, EReceipt
from dossiers.services import fees, receipts
from dossiers.states import Channel, FeeKind, FeeTiming
from dossiers.tasks import sweep_due_receipts
from kernel import delivery
from signing import services as signing
from tests.calendars import at
from tests.factories.dossiers import FeeFactory, TermsFactory
from tests.payments import bank
from tests.refusals import refused
from tests.stages import Stage

TUESDAY, THURSDAY = "2024-04-02 09:00", "2024-04-04 10:00"


@pytest.fixture
def unpaid(dossier_in):
    terms = TermsFactory(fee_timing=FeeTiming.FIRST)
    FeeFactory(terms=terms)
    FeeFactory(terms=terms, kind=FeeKind.PHI, code="check", name_vi="Phí thẩm định", direct_vnd=20_000)
    return dossier_in(Stage.FILED, terms=terms, channel=Channel.COUNTER)


@pytest.fixture
def paid(world, on, unpaid):
    """Paid on Tuesday, the news delivered, no receipt made yet."""
    with on(TUESDAY):
        bank.pays(unpaid.fee_order, by=world.lan.actor)
    return unpaid


def text_of(pdf):
    return " ".join("\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_a_paid_order_has_a_receipt_for_each_kind_sealed_by_the_collecting_agency(on, certified, paid):
    with on(THURSDAY):
        assert sweep_due_receipts() == 2

    levy, charge = EReceipt.objects.all()
    assert [row.receipt.number for row in (levy, charge)] == ["LP24-0000001", "PH24-0000001"]
    assert (levy.issue_due_at, levy.sealed_at) == (None, at(TUESDAY))
    for row in (levy, charge):
        report = signing.verify_pdf(files.read(row.file))
        assert (report.verdict, len(report.signatures)) == ("genuine", 1)


def test_a_receipt_says_who_paid_what_for_which_dossier_in_figures_and_words(world, on, certified, paid):
    with on(THURSDAY):
        sweep_due_receipts()

    levy, charge = (text_of(files.read(row.file)) for row in EReceipt.objects.all())
    for expected in ("BIÊN LAI THU LỆ PHÍ", "LP24-0000001", paid.code, "Trần Thị Lan", "8.000 đ", "Trực tuyến"):
        assert expected in levy
    assert "Tám nghìn đồng" in levy
    assert "Phí thẩm định" not in levy
    assert "BIÊN LAI THU PHÍ" in charge
    assert "Hai mươi nghìn đồng" in charge


def test_a_receipt_is_made_once_however_often_it_is_asked_for(on, certified, paid):
    with on(THURSDAY):
        sweep_due_receipts()
        first = list(EReceipt.objects.values_list("file_id", flat=True))
        assert receipts.note(paid.fee_order_id, f"dossier:{paid.pk}") == []
        for row in EReceipt.objects.all():
            receipts.issue(row.pk)

    assert list(EReceipt.objects.values_list("file_id", flat=True)) == first


def test_a_receipt_waits_for_the_agencys_certificate(on, paid, world):
    with on(THURSDAY):
        assert sweep_due_receipts() == 0

    assert EReceipt.objects.filter(file=None, issue_due_at=at(TUESDAY)).count() == 2


def test_cash_is_receipted_like_a_payment_online(world, on, certified, unpaid):
    with on(TUESDAY):
        fees.record(unpaid.pk, by=world.an.actor, amount_vnd=28_000)
        delivery.drain()
        sweep_due_receipts()

    assert "Tiền mặt tại quầy" in text_of(files.read(EReceipt.objects.first().file))


def test_an_obligation_is_receipted_with_the_treasurys_voucher(world, on, certified, dossier_in):
    dossier = dossier_in(Stage.PROCESSING)
    with on(TUESDAY):
        fees.request_obligation(dossier.pk, by=world.binh.actor, amount_vnd=12_500_000, notice="TB-7")
        fees.settle_obligation(dossier.pk, by=world.an.actor, amount_vnd=12_500_000, voucher="KB-2024/1177")
        delivery.drain()
        sweep_due_receipts()

    text = text_of(files.read(EReceipt.objects.get().file))
    for expected in ("NV24-0000001", "KB-2024/1177", "thông báo TB-7", "Mười hai triệu năm trăm nghìn đồng"):
        assert expected in text


def test_what_was_paid_for_no_dossier_has_no_paper_here(db):
    assert receipts.note(1, "dossier:12") == []
    assert receipts.note(1, "bill:12") == []


# --- the payment request ---------------------------------------------------------------------------------------------
def test_an_unpaid_order_prints_with_its_lines_its_account_and_the_content_of_the_transfer(unpaid):
    text = text_of(printouts.printed(unpaid, "payment-request"))

    for expected in ("PHIẾU YÊU CẦU THANH TOÁN", "28.000 đ", "0011001234567", f"HS {unpaid.code}", "Phí thẩm định"):
        assert expected in text
    assert "Trước khi hồ sơ được tiếp nhận" in text


def test_a_paid_order_is_not_asked_for_again(paid):
    dossier = Dossier.objects.get(pk=paid.pk)

    assert "payment-request" not in [form.code for form in printouts.available(dossier)]
    with refused("form-missing"):
        printouts.printed(dossier, "payment-request")


# --- amounts in words ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("vnd", "words"),
    [
        (0, "Không đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (105, "Một trăm linh năm đồng"),
        (110, "Một trăm mười đồng"),
        (1_005, "Một nghìn không trăm linh năm đồng"),
        (7_500, "Bảy nghìn năm trăm đồng"),
        (205_000, "Hai trăm linh năm nghìn đồng"),
        (12_500_000, "Mười hai triệu năm trăm nghìn đồng"),
        (1_000_000_005, "Một tỷ không trăm linh năm đồng"),
        (2_000_021_000, "Hai tỷ không trăm hai mươi mốt nghìn đồng"),
    ],
)
def test_an_amount_is_written_out(vnd, words):
    assert amount_in_words.dong(vnd) == words


@given(st.integers(0, 9_999_999_999), st.integers(0, 9_999_999_999))
def test_two_amounts_are_never_written_alike(one, other):
    assert (amount_in_words.dong(one) == amount_in_words.dong(other)) == (one == other)
