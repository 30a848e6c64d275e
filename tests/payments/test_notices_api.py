"""The bank is answered by its own codes, whatever it sends (docs/sources.md, rule F-15)."""

import json

import pytest
from django.db import connection
from rest_framework.test import APIClient

from kernel import delivery
from payments.gateways import platform, registry
from payments.models import Notice, Order
from payments.services import checkout
from tests.payments.bank import told
from tests.refusals import everything

VNPAY, PLATFORM = "/api/v1/payments/notices/vnpay", "/api/v1/payments/notices/platform"


@pytest.fixture
def bank(db):
    return APIClient()


def ask(bank, raw):
    answer = bank.get(f"{VNPAY}?{raw}")
    return answer.status_code, answer.json()["RspCode"], answer.json()["Message"]


def confirmation(attempt, **changes):
    gateway = registry.gateway("platform")
    message = {
        "LoaiBanTin": "CONFIRM",
        "MaLoi": "00",
        "MaDoiTac": gateway.partner,
        "MaThamChieu": attempt.txn_ref,
        "SoTien": str(attempt.amount_vnd),
        "MaTienTe": "VND",
        "MaGiaoDich": "14000001",
        "MaNganHang": "VCB",
        "ThoiGianGD": "20240426090410",
        "ThongTinGiaoDich": "Le phi ho so",
        **changes,
    }
    return message | {"MaXacThuc": platform.seal(message, platform.CONFIRM, gateway.secret)}


def test_a_notice_is_confirmed_and_its_copy_is_known(bank, attempt):
    assert ask(bank, told(attempt)) == (200, "00", "Confirm Success")
    assert ask(bank, told(attempt)) == (200, "02", "Order already confirmed")
    delivery.drain()
    assert ask(bank, told(attempt)) == (200, "02", "Order already confirmed")
    assert Order.objects.get().state == "paid"


def test_what_is_wrong_with_a_notice_is_told_by_the_gateways_codes(bank, attempt):
    assert ask(bank, told(attempt, TxnRef="H99.35.22-240426-0099-1")) == (200, "01", "Order not found")
    assert ask(bank, told(attempt, Amount="100")) == (200, "04", "Invalid amount")
    assert ask(bank, told(attempt) + "0") == (401, "97", "Invalid signature")
    assert ask(bank, "") == (401, "97", "Invalid signature")
    assert ask(bank, told(attempt, Amount="1")) == (200, "99", "Unknown error")


def test_ten_megabytes_are_no_notice_and_nothing_of_them_is_kept(bank, attempt):
    before = everything()

    answers = [
        bank.generic("GET", f"{VNPAY}?{told(attempt)}", b"x" * 10_000_000),
        bank.get(f"{VNPAY}?{told(attempt)}&vnp_More={'x' * 20_000}"),
        bank.generic("POST", PLATFORM, b"x" * 10_000_000, content_type="application/json"),
    ]

    assert [answer.status_code for answer in answers] == [413, 413, 413]
    assert [next(iter(answer.json().values())) for answer in answers] == ["99", "99", "99"]
    assert everything() == before


def test_only_the_gateways_own_method_and_address_are_answered(bank):
    assert bank.post(VNPAY, {}).status_code == 405
    assert bank.get(PLATFORM).status_code == 405
    assert bank.get("/api/v1/payments/notices/momo").status_code == 404


def test_the_platforms_confirmation_settles_its_order(bank, order, world, wire):
    attempt = checkout.start(order.pk, gateway="platform", by=world.lan.actor)

    answer = bank.post(PLATFORM, confirmation(attempt), format="json")
    delivery.drain()

    assert (answer.status_code, answer.json()) == (200, {"MaLoi": "00", "ThongBao": "Thành công"})
    assert Order.objects.get().state == "paid"
    assert bank.post(PLATFORM, confirmation(attempt), format="json").json()["MaLoi"] == "02"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b"\xff\xfe",
        json.dumps({"LoaiBanTin": "CONFIRM", "MaXacThuc": None}).encode(),
        b'{"LoaiBanTin": "CONFIRM", "MaXacThuc": ["\\ud800"]}',
        b"[" * 10_000,
    ],
)
def test_what_is_no_confirmation_is_answered_by_the_platforms_code(bank, body):
    answer = bank.generic("POST", PLATFORM, body, content_type="application/json")

    assert (answer.status_code, answer.json()["MaLoi"]) == (401, "97")
    assert Notice.objects.filter(is_trusted=True).count() == 0


def test_a_changed_confirmation_is_not_sealed(bank, order, world, wire):
    attempt = checkout.start(order.pk, gateway="platform", by=world.lan.actor)

    answer = bank.post(PLATFORM, confirmation(attempt) | {"SoTien": "1"}, format="json")

    assert (answer.status_code, answer.json()["MaLoi"]) == (401, "97")
    assert Order.objects.get().state == "waiting"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_while_the_database_is_busy_the_bank_is_asked_to_come_again(bank, attempt):
    raw = told(attempt)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    blocker = connection.copy("blocker")
    try:
        with blocker.cursor() as cursor:
            cursor.execute("BEGIN; LOCK TABLE payments_notice IN ACCESS EXCLUSIVE MODE")
            busy = bank.get(f"{VNPAY}?{raw}")
            cursor.execute("ROLLBACK")
    finally:
        blocker.close()
        connection.close()

    assert (busy.status_code, busy.json()["RspCode"], busy["Retry-After"]) == (503, "99", "60")
    assert Notice.objects.count() == 0
    assert ask(bank, raw) == (200, "00", "Confirm Success")
    delivery.drain()
    assert Order.objects.get().paid_vnd == 15_000


def test_a_notice_costs_a_fixed_number_of_queries(bank, attempt, django_assert_num_queries):
    raw = told(attempt)
    # savepoint, the try, a look-up, savepoint, the notice, release, head, line and delivery of the journal, release
    with django_assert_num_queries(10):
        bank.get(f"{VNPAY}?{raw}")
