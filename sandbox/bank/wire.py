"""Sends the bank's notices to the merchant over HTTP: claim, send, record; repeated until answered properly."""

from datetime import timedelta

import httpx
from django.db import transaction

from kernel import clock, telephone
from kernel.telephone import NoAnswer
from sandbox.bank import platform, vnpay
from sandbox.bank.models import Notice
from sandbox.bank.states import Service

# docs/sources.md, rule F-15: about ten times, five minutes apart (simulated).
MOST_TRIES = 10
PAUSE = timedelta(minutes=5)
LEASE = timedelta(seconds=30)
# The merchant has understood: taken, or known already.
UNDERSTOOD = ("00", "02")


def send(notice_id: int) -> bool:
    """Send a notice that is due and record the answer; tell whether it went out here."""
    notice = _claim(notice_id)
    if notice is None:
        return False
    try:
        answer = _tell(notice)
    except NoAnswer as silence:
        _record(notice_id, code="", told=silence.code)
        return True
    code = answer_code(answer)
    _record(notice_id, code=code, told=f"HTTP {answer.status_code} {code}")
    return True


def answer_code(response: httpx.Response) -> str:
    """Return the code in a merchant's answer; empty if it has none."""
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return ""
    return str(body.get("RspCode") or body.get("MaLoi") or "")[:10] if isinstance(body, dict) else ""


@transaction.atomic
def _claim(notice_id: int) -> Notice | None:
    due = Notice.objects.due(clock.now()).filter(pk=notice_id).select_related("payment")
    notice = due.select_for_update(of=("self",)).first()
    if notice is None or (notice.leased_until is not None and notice.leased_until > clock.wall()):
        return None
    notice.leased_until, notice.tries = clock.wall() + LEASE, notice.tries + 1
    notice.save(update_fields=["leased_until", "tries"])
    return notice


def _tell(notice: Notice) -> httpx.Response:
    if notice.payment.service == Service.PLATFORM:
        body = platform.confirmation(notice.payment, is_sealed=notice.is_sealed)
        return telephone.call("POST", platform.notices_url(), json=body)
    query = vnpay.result_query(notice.payment, is_sealed=notice.is_sealed)
    return telephone.call("GET", f"{vnpay.notices_url()}?{query}")


@transaction.atomic
def _record(notice_id: int, *, code: str, told: str) -> None:
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice_id)
    notice.answer, notice.leased_until = told[:120], None
    if code in UNDERSTOOD:
        notice.due_at, notice.answered_at = None, clock.now()
    else:
        notice.due_at = clock.now() + PAUSE if notice.tries < MOST_TRIES else None
    notice.save(update_fields=["answer", "leased_until", "due_at", "answered_at"])
