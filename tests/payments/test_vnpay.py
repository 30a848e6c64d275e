"""The VNPAY-style gateway signs, reads and answers as its contract says (docs/sources.md, rules F-14 to F-16)."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from payments.errors import BillMissing, NoticeMalformed, NoticeUnsealed
from payments.gateways import vnpay
from payments.gateways.contract import Told, Verdict
from payments.gateways.vnpay import Vnpay
from tests.payments.bank import hour, told

GATEWAY = Vnpay(
    tmn_code="DEMOTMN1",
    secret="SIMSECRET",
    page_url="https://bank.example/vnpay/pay",
    api_url="https://bank.example/vnpay/api",
    return_url="https://motcua.example/return",
)
VECTOR = (
    "vnp_Amount=1000000&vnp_Command=pay&vnp_CreateDate=20240115093000&vnp_CurrCode=VND&vnp_IpAddr=127.0.0.1"
    "&vnp_Locale=vn&vnp_OrderInfo=Le+phi+ho+so+H13.35.22-240115-0007&vnp_OrderType=other"
    "&vnp_ReturnUrl=https%3A%2F%2Fmotcua.example%2Freturn&vnp_TmnCode=DEMOTMN1"
    "&vnp_TxnRef=H13.35.22-240115-0007-1&vnp_Version=2.1.0"
)
SEAL = (
    "8a0a3d69982baa42d2ee9ff1373b9ac87b793680b7bf13e86cd0e50424bf684a"
    "f0392e9864862375b77e2bf115842a551e33b0f9b1d83e3d47cd460576e7078e"
)
NOTICE = {
    "vnp_Amount": "1500000",
    "vnp_BankCode": "NCB",
    "vnp_PayDate": "20240426090410",
    "vnp_ResponseCode": "00",
    "vnp_TmnCode": "DEMOTMN1",
    "vnp_TransactionNo": "14000001",
    "vnp_TransactionStatus": "00",
    "vnp_TxnRef": "H99.35.22-240426-0007-1",
}


def sealed(**changes):
    query = vnpay.query_string(NOTICE | {f"vnp_{name}": value for name, value in changes.items()})
    return f"{query}&vnp_SecureHash={vnpay.seal(query, 'SIMSECRET')}"


def test_the_vector_of_the_reference_is_reproduced():
    fields = dict(parse_qsl(VECTOR))

    assert vnpay.query_string(fields) == VECTOR
    assert vnpay.seal(VECTOR, "SIMSECRET") == SEAL


def test_a_session_is_an_address_with_every_field_and_the_seal_over_them(attempt, settings):
    page, query = attempt.redirect_url.split("?")
    fields = dict(parse_qsl(query))
    seal = fields.pop("vnp_SecureHash")

    assert urlsplit(page).path == "/sandbox/bank/vnpay/pay"
    assert seal == vnpay.seal(vnpay.query_string(fields), settings.PAYMENT_VNPAY_SECRET)
    assert {name.removeprefix("vnp_"): value for name, value in fields.items()} == {
        "Version": "2.1.0",
        "Command": "pay",
        "TmnCode": "DEMOTMN1",
        "Amount": "1500000",
        "CreateDate": "20240426090000",
        "CurrCode": "VND",
        "ExpireDate": "20240426091500",
        "IpAddr": "127.0.0.1",
        "Locale": "vn",
        "OrderInfo": "Le phi ho so H99.35.22-240426-0007",
        "OrderType": "other",
        "ReturnUrl": "http://127.0.0.1:8000/api/v1/payments/return/vnpay",
        "TxnRef": "H99.35.22-240426-0007-1",
    }


def test_a_sealed_notice_is_read():
    read = GATEWAY.read(sealed())

    assert read == Told("H99.35.22-240426-0007-1", 15_000, "14000001", "NCB", "00", hour("2024-04-26 09:04:10"))
    assert read.is_success


def test_the_seal_is_over_the_text_as_it_came_and_in_any_order():
    first, *others = sealed().split("&")

    assert GATEWAY.read("&".join([*reversed(others), first])).amount_vnd == 15_000


def test_money_moved_only_if_both_codes_say_so():
    assert GATEWAY.read(sealed(TransactionStatus="07")).response_code == "07"
    assert GATEWAY.read(sealed(ResponseCode="24", TransactionStatus="02")).response_code == "24"


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "vnp_SecureHash=",
        VECTOR,
        sealed().replace("vnp_Amount=1500000", "vnp_Amount=1500100"),
        sealed()[:-1] + "g",
        sealed(TmnCode="OTHERTMN"),
        # Signed with the first, and read with the last.
        "vnp_Amount=100&" + sealed(),
    ],
)
def test_what_is_not_sealed_by_the_gateway_for_us_is_not_read(raw):
    with pytest.raises(NoticeUnsealed):
        GATEWAY.read(raw)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"Amount": "1500050"}, "vnp_Amount"),
        ({"Amount": "-100"}, "vnp_Amount"),
        ({"Amount": "9" * 19}, "vnp_Amount"),
        ({"TxnRef": ""}, "vnp_TxnRef"),
        ({"TxnRef": "a\x00b"}, "vnp_TxnRef"),
        ({"PayDate": "20240230090000"}, "vnp_PayDate"),
        ({"PayDate": "²0240226090000"}, "vnp_PayDate"),
        ({"ResponseCode": "", "TransactionStatus": ""}, "vnp_ResponseCode"),
    ],
)
def test_a_sealed_notice_without_a_readable_field_is_malformed(changes, field):
    with pytest.raises(NoticeMalformed) as refusal:
        GATEWAY.read(sealed(**changes))

    assert refusal.value.params == {"field": field}


def test_each_verdict_has_the_gateways_own_code():
    assert {verdict: GATEWAY.answer(verdict)["RspCode"] for verdict in Verdict} == {
        Verdict.TAKEN: "00",
        Verdict.UNKNOWN_ORDER: "01",
        Verdict.ALREADY: "02",
        Verdict.WRONG_AMOUNT: "04",
        Verdict.BAD_SEAL: "97",
        Verdict.FAULT: "99",
    }


def test_the_gateway_gives_no_bills():
    with pytest.raises(BillMissing):
        GATEWAY.bill("H99.35.22-240426-0007-1", hour("2024-04-26 09:00"))


def test_a_notice_of_the_tests_is_one_that_the_gateway_of_the_settings_reads(attempt):
    assert "vnp_TxnRef=H99.35.22-240426-0007-1" in told(attempt)
