"""VietQR: both vectors of the reference, the check sum, and the pictures (docs/sources.md, rule F-19)."""

from io import BytesIO

import pytest
from PIL import Image

from payments import queries, vietqr
from payments.errors import QrUnavailable
from payments.services import orders
from payments.vietqr import Account
from sandbox.bank import vietqr as app

OWN = (
    "00020101021238570010A00000072701270006970436011300110012345670208QRIBFTTA"
    "53037045405100005802VN62280824HS H13.35.22-240115-00076304E31B"
)
FOUND = (
    "00020101021138540010A00000072701240006970407011003865776720208QRIBFTTA"
    "5303704540710000005802VN62160812henry an cut6304A322"
)


def test_the_check_sum_is_crc_16_ccitt_false():
    assert f"{vietqr.crc16(b'123456789'):04X}" == "29B1"
    assert f"{vietqr.crc16(FOUND[:-4].encode()):04X}" == "A322"


def test_our_own_vector_is_reproduced():
    text = vietqr.payload(Account("970436", "0011001234567"), amount_vnd=10_000, purpose="HS H13.35.22-240115-0007")

    assert text == OWN


def test_the_vector_that_was_found_is_reproduced():
    account = Account("970407", "0386577672")

    assert vietqr.payload(account, amount_vnd=1_000_000, purpose="henry an cut", is_static=True) == FOUND


def test_a_field_that_its_length_cannot_tell_is_no_payload():
    with pytest.raises(ValueError, match="two digits"):
        vietqr.payload(Account("970436", "1"), amount_vnd=1, purpose="x" * 100)


def test_the_code_of_an_order_asks_for_its_amount_and_names_it(order):
    scanned = app.scanned(queries.qr_text(order))

    assert scanned == app.Scanned("970436", "0011001234567", 15_000, "HS H99.35.22-240426-0007")


def test_a_paid_order_has_no_code(order, world):
    paid = orders.collect(order.pk, amount_vnd=15_000, by=world.an.actor)

    with pytest.raises(QrUnavailable):
        queries.qr_text(paid)


def test_the_pictures_are_square_and_of_their_kind():
    picture = Image.open(BytesIO(vietqr.png(OWN)))

    assert picture.format == "PNG"
    assert picture.width == picture.height
    assert b"<svg" in vietqr.svg(OWN)
