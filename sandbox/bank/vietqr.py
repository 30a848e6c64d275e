"""Reads a VietQR text as a bank's app does (docs/sources.md, rule F-19)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kernel.errors import Invalid

NAPAS = "A000000727"


class QrUnreadable(Invalid):
    """The text is no VietQR for this bank. params: field."""

    code = "bank-qr-unreadable"
    sentence = _("This is no VietQR that the bank can read (field %(field)s).")


@dataclass(frozen=True, slots=True)
class Scanned:
    bin: str
    account: str
    amount_vnd: int
    purpose: str


def scanned(text: str) -> Scanned:
    """Return what a code asks to be paid. Raises QrUnreadable, which names the field."""
    if len(text) < 8 or not text.isascii() or text[-8:-4] != "6304" or text[-4:] != f"{_crc(text[:-4]):04X}":
        raise QrUnreadable(field="63")
    fields = _fields(text)
    merchant = _fields(_need(fields, "38"))
    if _need(merchant, "00") != NAPAS or _need(fields, "53") != "704":
        raise QrUnreadable(field="38")
    account, amount = _fields(_need(merchant, "01")), _need(fields, "54")
    if not amount.isdigit() or not 0 < int(amount) < 10**12:
        raise QrUnreadable(field="54")
    return Scanned(_need(account, "00"), _need(account, "01"), int(amount), _need(_fields(_need(fields, "62")), "08"))


def _fields(text: str) -> dict[str, str]:
    found = {}
    while text:
        tag, length, rest = text[:2], text[2:4], text[4:]
        if not (tag.isdigit() and length.isdigit() and len(rest) >= int(length)):
            raise QrUnreadable(field=tag)
        found[tag], text = rest[: int(length)], rest[int(length) :]
    return found


def _need(fields: Mapping[str, str], tag: str) -> str:
    if tag not in fields:
        raise QrUnreadable(field=tag)
    return fields[tag]


def _crc(text: str) -> int:
    remainder = 0xFFFF
    for letter in text.encode():
        remainder ^= letter << 8
        for _bit in range(8):
            remainder = remainder << 1 ^ 0x1021 if remainder & 0x8000 else remainder << 1
        remainder &= 0xFFFF
    return remainder
