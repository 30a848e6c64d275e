"""The seal between offices: HMAC-SHA256 over the hour and the raw body, with a replay window on the real clock."""

import hmac
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from kernel import clock
from kernel.errors import Forbidden

TIMESTAMP_HEADER = "X-Seal-Timestamp"
SEAL_HEADER = "X-Seal"
WINDOW = timedelta(minutes=5)


class SealBroken(Forbidden):
    """The seal does not fit the body, or there is none."""

    code = "seal-broken"
    sentence = _("The seal of this message is missing or wrong.")


class SealExpired(Forbidden):
    """The seal is older, or from further in the future, than the window allows. params: window_seconds."""

    code = "seal-expired"
    sentence = _("The seal of this message is outside its window of %(window_seconds)s seconds.")


def secret_of(office: str, base: str) -> str:
    """Return the secret (hex) shared with one office, derived from the one that all offices have in common."""
    return hmac.new(base.encode(), office.encode(), sha256).hexdigest()


def seal(body: bytes, secret: str) -> dict[str, str]:
    """Return the headers that seal a raw body now."""
    timestamp = str(int(clock.wall().timestamp()))
    return {TIMESTAMP_HEADER: timestamp, SEAL_HEADER: _mac(body, timestamp, secret)}


def check(body: bytes, headers: Mapping[str, str], secret: str) -> None:
    """Check the seal on a raw body, in constant time. Raises SealBroken or SealExpired."""
    timestamp = headers.get(TIMESTAMP_HEADER, "")
    if not timestamp.isascii() or not timestamp.isdigit():
        raise SealBroken
    if not hmac.compare_digest(_mac(body, timestamp, secret).encode(), headers.get(SEAL_HEADER, "").encode()):
        raise SealBroken
    if abs(clock.wall().timestamp() - int(timestamp)) > WINDOW.total_seconds():
        raise SealExpired(window_seconds=int(WINDOW.total_seconds()))


def _mac(body: bytes, timestamp: str, secret: str) -> str:
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, sha256).hexdigest()
