"""VietQR: the payload that a bank's app reads, and its picture (docs/sources.md, rule F-19)."""

from dataclasses import dataclass
from io import BytesIO

import segno

NAPAS = "A000000727"
TO_ACCOUNT = "QRIBFTTA"
STATIC, DYNAMIC = "11", "12"
DONG, VIET_NAM = "704", "VN"


@dataclass(frozen=True, slots=True)
class Account:
    """Where the money goes: the bank's 6-digit number (BIN) and the account at it."""

    bin: str
    number: str


def payload(account: Account, *, amount_vnd: int, purpose: str, is_static: bool = False) -> str:
    """Return the text of the code. The amount is in plain đồng; the purpose is what the transfer will say, in ASCII.

    is_static  the same code may be paid many times; a dynamic one is for one payment
    """
    beneficiary = _field("00", account.bin) + _field("01", account.number)
    merchant = _field("00", NAPAS) + _field("01", beneficiary) + _field("02", TO_ACCOUNT)
    body = (
        _field("00", "01")
        + _field("01", STATIC if is_static else DYNAMIC)
        + _field("38", merchant)
        + _field("53", DONG)
        + _field("54", str(amount_vnd))
        + _field("58", VIET_NAM)
        + _field("62", _field("08", purpose))
        + "6304"
    )
    return body + f"{crc16(body.encode('ascii')):04X}"


def crc16(content: bytes) -> int:
    """Return CRC-16/CCITT-FALSE: polynomial 0x1021, from 0xFFFF, no reflection, nothing added at the end."""
    remainder = 0xFFFF
    for byte in content:
        remainder ^= byte << 8
        for _bit in range(8):
            remainder = (remainder << 1) ^ (0x1021 if remainder & 0x8000 else 0)
        remainder &= 0xFFFF
    return remainder


def svg(text: str) -> bytes:
    """Return the picture as SVG, to be set at any size."""
    return _picture(text, "svg")


def png(text: str) -> bytes:
    """Return the picture as PNG, eight pixels a module."""
    return _picture(text, "png")


def _picture(text: str, kind: str) -> bytes:
    output = BytesIO()
    segno.make_qr(text, error="m").save(output, kind=kind, scale=8, border=4)
    return output.getvalue()


def _field(tag: str, value: str) -> str:
    """A tag of two digits, a length of two digits, the value."""
    if len(value) > 99:
        raise ValueError(f"Field {tag} has {len(value)} characters; a length has two digits.")
    return f"{tag}{len(value):02d}{value}"
