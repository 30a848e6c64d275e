"""The invented bank does what its menu says, and says on every page that it is none (docs/sources.md, rule F-15)."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client

from kernel import clock, delivery, signed_http
from payments import queries
from payments.errors import GatewayRefuses
from payments.models import Attempt, Discrepancy, Notice, Order
from payments.services import checkout
from payments.tasks import sweep_overdue_attempts
from sandbox.bank import desk
from sandbox.bank import wire as outgoing
from sandbox.bank.desk import PaymentDecided
from sandbox.bank.models import Notice as BankNotice
from sandbox.bank.models import Payment
from sandbox.bank.states import COURSES, Outcome
from sandbox.bank.tasks import sweep_due_notices
from tests.payments.bank import hour
from tests.refusals import everything

BANNER = "Ngân hàng này là bản mô phỏng: không có tiền thật được chuyển"


@pytest.fixture
def browser(db):
    return Client()


@pytest.fixture
def payment(browser, attempt):
    """Lan's browser has followed the address that the checkout gave her."""
    browser.get(attempt.redirect_url)
    return Payment.objects.get()


def page_of(payment):
    return f"/sandbox/bank/pay/{payment.key}"


def play(browser, payment, outcome):
    """Press a button of the menu, and let the news be delivered."""
    answer = browser.post(page_of(payment), {"outcome": outcome})
    delivery.drain()
    return answer


def test_a_signed_request_opens_the_page_of_its_payment(browser, attempt):
    answer = browser.get(attempt.redirect_url, follow=True)

    payment = Payment.objects.get()
    assert answer.redirect_chain == [(page_of(payment), 302)]
    assert (payment.txn_ref, payment.amount_vnd, payment.expires_at) == (
        attempt.txn_ref,
        15_000,
        attempt.expires_at,
    )
    assert payment.dossier_code == "H99.35.22-240426-0007"
    shown = answer.content.decode()
    assert set(re.findall(r'name="outcome" value="([\w-]+)"', shown)) == set(Outcome.values)
    assert "15.000 đ" in shown


def test_the_same_request_opens_the_same_payment(browser, attempt):
    browser.get(attempt.redirect_url)
    browser.get(attempt.redirect_url)

    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda url: url.replace("vnp_Amount=1500000", "vnp_Amount=100"), "97"),
        (lambda url: url.split("?")[0], "97"),
        (lambda url: url + "0", "97"),
    ],
)
def test_a_request_that_the_merchant_did_not_sign_opens_nothing(browser, attempt, change, code):
    answer = browser.get(change(attempt.redirect_url))

    assert answer.status_code == 400
    assert f"mã {code}" in answer.content.decode()
    assert Payment.objects.count() == 0


# outcome: the codes of the browser's return, how the order, its try and the exception list then stand
STORIES = {
    Outcome.PAID: ("00", "paid", "success", []),
    Outcome.WRONG_OTP: ("13", "not-paid", "failed", []),
    Outcome.INSUFFICIENT: ("51", "not-paid", "failed", []),
    Outcome.EXPIRED: ("11", "not-paid", "failed", []),
    Outcome.CANCELLED: ("24", "not-paid", "failed", []),
    Outcome.PAID_LATE: ("00", "waiting", "created", []),
    Outcome.NOTICE_TWICE: ("00", "paid", "success", []),
    Outcome.NOTICE_LOST: ("00", "waiting", "created", []),
    Outcome.WRONG_AMOUNT: ("00", "waiting", "created", ["wrong-amount"]),
    Outcome.BAD_SEAL: ("00", "waiting", "created", []),
}


@pytest.mark.parametrize("outcome", Outcome)
def test_each_outcome_of_the_menu_does_what_it_says(browser, payment, wire, outcome):
    answer = play(browser, payment, outcome)

    code, state, tried, listed = STORIES[outcome]
    assert urlsplit(answer["Location"]).path == "/api/v1/payments/return/vnpay"
    assert f"vnp_ResponseCode={code}" in answer["Location"]
    assert (Order.objects.get().state, Attempt.objects.get().state) == (state, tried)
    assert list(Discrepancy.objects.values_list("kind", flat=True)) == listed


def test_every_outcome_has_its_course_and_its_story():
    assert set(COURSES) == set(STORIES) == set(Outcome)


def test_a_notice_that_is_sent_twice_is_known_the_second_time(browser, payment, wire):
    play(browser, payment, Outcome.NOTICE_TWICE)

    assert list(BankNotice.objects.order_by("pk").values_list("answer", flat=True)) == ["HTTP 200 00", "HTTP 200 02"]
    assert Notice.objects.get().copies == 2


def test_late_money_comes_after_the_time_is_over_and_is_listed(browser, payment, wire, on):
    play(browser, payment, Outcome.PAID_LATE)
    assert sweep_due_notices() == 0

    with on("2024-04-26 09:20"):
        assert sweep_overdue_attempts() == 1
        assert sweep_due_notices() == 1
        delivery.drain()

    assert Payment.objects.get().booked_at == hour("2024-04-26 09:20")
    assert Order.objects.get().state == "expired"
    assert Discrepancy.objects.get().kind == "late-success"


def test_a_notice_that_nobody_answers_is_repeated_ten_times_five_minutes_apart(payment, on):
    desk.play(payment.pk, Outcome.PAID)
    hours = []
    with on("2024-04-26 18:00"):
        while (due := BankNotice.objects.get().due_at) is not None:
            hours.append(due)
            assert sweep_due_notices() == 1
        assert sweep_due_notices() == 0

    notice = BankNotice.objects.get()
    assert (notice.tries, notice.answer, notice.answered_at) == (10, "no-answer", None)
    assert (hours[0], hours[1], hours[-1]) == (
        hour("2024-04-26 09:00"),
        hour("2024-04-26 09:05"),
        hour("2024-04-26 09:45"),
    )


def test_a_notice_with_a_wrong_seal_is_repeated_and_never_believed(browser, payment, wire, on):
    play(browser, payment, Outcome.BAD_SEAL)
    with on("2024-04-26 18:00"):
        while BankNotice.objects.filter(due_at__isnull=False).exists():
            sweep_due_notices()

    notice = Notice.objects.get()
    assert BankNotice.objects.values_list("tries", "answer").get() == (10, "HTTP 401 97")
    assert (notice.is_trusted, notice.copies) == (False, 10)
    assert Order.objects.get().state == "waiting"


def test_a_notice_that_is_answered_later_is_sent_no_more(payment, wire, on):
    desk.play(payment.pk, Outcome.PAID)
    with on("2024-04-26 09:10"):
        assert sweep_due_notices() == 1
        assert sweep_due_notices() == 0

    assert BankNotice.objects.get().due_at is None
    assert Notice.objects.get().received_at == hour("2024-04-26 09:00")


def test_two_senders_send_a_notice_once(payment, wire):
    desk.play(payment.pk, Outcome.PAID)
    BankNotice.objects.update(leased_until=clock.wall() + outgoing.LEASE)

    assert outgoing.send(BankNotice.objects.get().pk) is False


def test_a_payment_is_decided_once(browser, payment, wire):
    play(browser, payment, Outcome.CANCELLED)
    play(browser, payment, Outcome.PAID)

    assert Payment.objects.get().response_code == "24"
    with pytest.raises(PaymentDecided):
        desk.play(payment.pk, Outcome.PAID)


def test_whoever_pays_when_the_time_is_over_is_told_so(browser, payment, wire, on):
    with on("2024-04-26 09:16"):
        answer = play(browser, payment, Outcome.PAID)

    assert "vnp_ResponseCode=11" in answer["Location"]
    assert Payment.objects.get().paid_vnd == 0


def test_a_button_that_is_not_on_the_menu_does_nothing(browser, payment):
    before = everything()

    assert browser.post(page_of(payment), {"outcome": "steal"}).status_code == 404
    assert browser.get("/sandbox/bank/pay/00000000-0000-4000-8000-000000000000").status_code == 404
    assert everything() == before


def test_every_page_says_that_it_is_a_simulation(browser, payment, wire):
    play(browser, payment, Outcome.PAID)
    pages = ["/sandbox/bank/", page_of(payment), "/sandbox/bank/transfer", "/sandbox/bank/vnpay/pay?x=1"]

    assert [page for page in pages if BANNER not in browser.get(page).content.decode()] == []
    english = browser.get("/sandbox/bank/", headers={"Accept-Language": "en"}).content.decode()
    assert "This bank is a simulation: no real money moves here" in english


def test_a_transfer_is_booked_as_the_scanned_code_says(browser, order):
    text = queries.qr_text(order)

    shown = browser.get("/sandbox/bank/transfer", {"text": text}).content.decode()
    assert "HS H99.35.22-240426-0007" in shown
    browser.post("/sandbox/bank/transfer", {"text": text, "amount_vnd": ""})

    payment = Payment.objects.get()
    assert (payment.paid_vnd, payment.dossier_code, payment.state) == (15_000, "H99.35.22-240426-0007", "paid")
    assert BankNotice.objects.count() == 0


def test_a_payer_may_type_another_amount(browser, order):
    browser.post("/sandbox/bank/transfer", {"text": queries.qr_text(order), "amount_vnd": "14000"})

    assert Payment.objects.get().paid_vnd == 14_000


@pytest.mark.parametrize("text", ["hello", "6304", "0002016304FFFF", "đồng6304A322"])
def test_what_is_no_vietqr_is_not_transferred(browser, text):
    answer = browser.post("/sandbox/bank/transfer", {"text": text})

    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert Payment.objects.count() == 0


def sealed(path, secret):
    return signed_http.seal(path.encode(), secret)


def test_the_statement_shows_what_was_booked_on_a_day(browser, payment, wire, settings, on):
    play(browser, payment, Outcome.NOTICE_LOST)
    headers = sealed("2024-04-26.csv", settings.SANDBOX_BANK_VNPAY_SECRET)
    with on("2024-04-27 07:00"):
        answer = browser.get("/sandbox/bank/statements/2024-04-26.csv", headers=headers)

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        "gateway_txn,txn_ref,amount,bank_code,pay_date,status,dossier_code,fee_code",
        f"{payment.transaction_no},{payment.txn_ref},15000,NCB,20240426090000,00,H99.35.22-240426-0007,",
    ]


def test_a_statement_is_for_who_shares_the_secret_and_for_days_that_are_over(browser, payment, settings, on):
    path = "/sandbox/bank/statements/2024-04-26.csv"
    with on("2024-04-27 07:00"):
        assert browser.get(path).status_code == 401
        assert (
            browser.get(path, headers=sealed("2024-04-25.csv", settings.SANDBOX_BANK_VNPAY_SECRET)).status_code == 401
        )
        assert browser.get("/sandbox/bank/statements/2024-13-26.csv").status_code == 404
    headers = sealed("2024-04-26.csv", settings.SANDBOX_BANK_VNPAY_SECRET)
    assert browser.get(path, headers=headers).status_code == 404


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 5_000, b'{"vnp_Command": "querydr"}', b'{"vnp_Command": 7}'])
def test_a_command_that_makes_no_sense_is_rejected_by_code(browser, body):
    answer = browser.generic("POST", "/sandbox/bank/vnpay/api", body, content_type="application/json")

    assert (answer.status_code, answer.json()["vnp_ResponseCode"]) == (200, "03")


@pytest.mark.parametrize("body", [b"", b"[]", b'{"LoaiBanTin": "INIT"}', b'{"LoaiBanTin": "QUERY", "MaXacThuc": 1}'])
def test_a_message_that_makes_no_sense_is_rejected_by_the_platform(browser, body):
    answer = browser.generic("POST", "/sandbox/bank/platform", body, content_type="application/json")

    assert answer.status_code == 200
    assert answer.json()["error_code"] in {"3", "97"}
    assert Payment.objects.count() == 0


def test_at_the_platform_the_charges_must_add_up(order, world, wire):
    order.lines.filter(kind="phi").delete()
    with pytest.raises(GatewayRefuses) as refusal:
        checkout.start(order.pk, gateway="platform", by=world.lan.actor)

    assert refusal.value.params == {"gateway": "platform", "response_code": "4"}


@pytest.mark.parametrize("outcome", [Outcome.PAID, Outcome.CANCELLED, Outcome.BAD_SEAL])
def test_the_platform_confirms_what_its_page_decided(browser, order, world, wire, outcome):
    attempt = checkout.start(order.pk, gateway="platform", by=world.lan.actor)
    page = urlsplit(attempt.redirect_url).path

    answer = browser.post(page, {"outcome": outcome})
    delivery.drain()

    _code, state, tried, _listed = STORIES[outcome]
    assert answer.status_code == 200
    assert (Order.objects.get().state, Attempt.objects.get().state) == (state, tried)
