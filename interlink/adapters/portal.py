"""The national portal as this house reaches it: one log-in that is kept, one door for every service (rule S-7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache

from interlink.errors import AgencyRefusesMessage, AgencySilent
from kernel import signed_http, telephone
from kernel.telephone import NoAnswer

# How the line to it is called, beside those to the partner agencies.
PORTAL = "portal"
DESTINATION = "VN:GOV:000.00.00.G22:vpcpdvcqg"
MOST_DOSSIERS = 500
SUCCESS = ("0", "00")
# The portal's own numbers; that only 0 is success was read, the others are this portal's (docs/sources.md, rule S-8).
NO_SESSION, DOSSIER_UNKNOWN = "1", "4"
TOKEN = "portal-session"
# Real seconds, shorter than the log-in lasts: docs/sources.md, rule S-8.
TOKEN_SECONDS = 7 * 60 * 60

Message = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """A dossier as the portal remembers it, with its progress records in the order in which they came."""

    dossier: Message
    progress: tuple[Message, ...]


def send_dossiers(dossiers: Sequence[Message], *, is_updating: bool) -> None:
    """DongBoHoSoMC: report dossiers as they stand, MOST_DOSSIERS at most; the portal keeps all of them or none.

    Raises AgencySilent, and AgencyRefusesMessage (status: the portal's number).
    """
    _call("DongBoHoSoMC", {"isUpdating": is_updating, "DanhSachHoSo": list(dossiers)})


def send_progress(record: Message) -> None:
    """CapNhatTienDoHoSoMC: add one progress record; the same one again changes nothing. Raises as above."""
    _call("CapNhatTienDoHoSoMC", record)


def find(code: str) -> Known | None:
    """TraCuuHoSo: return what the portal knows of a dossier, None if nothing. Raises as above."""
    try:
        told = _call("TraCuuHoSo", {"MaHoSo": code})
    except AgencyRefusesMessage as refusal:
        if refusal.params["status"] == DOSSIER_UNKNOWN:
            return None
        raise
    dossier, progress = told.get("HoSo"), told.get("TienDo")
    if not isinstance(dossier, dict) or not isinstance(progress, list):
        raise AgencySilent(agency=PORTAL, cause="malformed")
    return Known(dossier, tuple(progress))


def _call(service: str, content: Message) -> Message:
    """Call under the session that is kept; one that the portal has forgotten is renewed once."""
    token = cache.get(TOKEN)
    if token:
        try:
            return _checked(_told(service, content, token))
        except AgencyRefusesMessage as refusal:
            if refusal.params["status"] != NO_SESSION:
                raise
    return _checked(_told(service, content, _log_in()))


def _log_in() -> str:
    # How the portal knows this house, and what they share, a deployment decides.
    password = signed_http.secret_of(PORTAL, settings.INTERLINK_SECRET)
    told = _checked(_told("login", {"username": settings.PORTAL_UNIT, "password": password}, ""))
    token = str(told.get("session", ""))
    cache.set(TOKEN, token, TOKEN_SECONDS)
    return token


def _told(service: str, content: Message, token: str) -> Message:
    body = {"session": token, "madonvi": settings.PORTAL_UNIT, "service": service, "data": content}
    url = f"{settings.SANDBOX_URL}/portal/api"
    try:
        reply = telephone.call("POST", url, json=body, headers={"dstcode": DESTINATION})
    except NoAnswer as silence:
        raise AgencySilent(agency=PORTAL, cause=silence.code) from silence
    if reply.status_code != 200:
        raise AgencySilent(agency=PORTAL, cause=f"HTTP {reply.status_code}")
    try:
        told = reply.json()
    except ValueError:
        told = None
    if not isinstance(told, dict) or "error_code" not in told:
        raise AgencySilent(agency=PORTAL, cause="malformed")
    return told


def _checked(told: Message) -> Message:
    number = str(told["error_code"])
    if number not in SUCCESS:
        raise AgencyRefusesMessage(agency=PORTAL, status=number, cause=str(told.get("message", ""))[:200])
    return told
