"""A partner agency that takes sealed JSON over HTTP: all of them do, so they differ by their code only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import httpx
from django.conf import settings

from interlink import messages
from interlink.errors import AgencyRefusesMessage, AgencySilent, MessageMalformed, SchemaUnknown
from interlink.messages import Ack, KnownMessage
from kernel import signed_http, telephone
from kernel.signed_http import SealBroken, SealExpired
from kernel.telephone import NoAnswer

JSON = {"Content-Type": "application/json"}
TAKEN = (200, 202)
# Nothing but another message would change these; whatever else is not "taken" may be another story in an hour.
FOR_GOOD = (400, 409, 413, 422)


@dataclass(frozen=True, slots=True)
class SealedAgency:
    """An agency by its code; name_vi, name_en and national code are for people and for records."""

    code: str
    national_code: str
    name_vi: str
    name_en: str

    @property
    def secret(self) -> str:
        # Where the outside world is, and what is shared with it, a deployment decides.
        return signed_http.secret_of(self.code, settings.INTERLINK_SECRET)

    def deliver(self, body: bytes, message_id: str) -> Ack:
        """As the protocol says; an acknowledgement of anything else than this very body is none."""
        reply = self._post("inbox", body)
        if reply.status_code in FOR_GOOD:
            raise AgencyRefusesMessage(agency=self.code, status=reply.status_code, cause=_cause(reply))
        self._check(reply, *TAKEN)
        try:
            ack = messages.read_ack(reply.content)
        except (SchemaUnknown, MessageMalformed) as failure:
            raise AgencySilent(agency=self.code, cause=failure.code) from failure
        if (ack.message_id, ack.body_sha256) != (message_id, sha256(body).hexdigest()):
            raise AgencySilent(agency=self.code, cause="another-acknowledgement")
        return ack

    def ask_about(self, message_id: str) -> str:
        """As the protocol says."""
        body = messages.plain_body({"schema": messages.NUDGE, "message_id": message_id})
        reply = self._post("nudge", body)
        self._check(reply, 200)
        try:
            return messages.read_nudged(reply.content)
        except MessageMalformed as failure:
            raise AgencySilent(agency=self.code, cause=failure.code) from failure

    def messages(self, since: datetime) -> Sequence[KnownMessage]:
        """As the protocol says; the list bears the agency's seal."""
        reply = self._call("GET", "messages", b"", params={"since": since.isoformat()})
        self._check(reply, 200)
        try:
            signed_http.check(reply.content, reply.headers, self.secret)
            return messages.read_known(reply.content)
        except (SealBroken, SealExpired, MessageMalformed) as failure:
            raise AgencySilent(agency=self.code, cause=failure.code) from failure

    def _post(self, address: str, body: bytes) -> httpx.Response:
        return self._call("POST", address, body)

    def _call(self, method: str, address: str, body: bytes, params: Mapping[str, str] | None = None) -> httpx.Response:
        url = f"{settings.SANDBOX_URL}/agencies/{self.code}/{address}"
        headers = {**JSON, **signed_http.seal(body, self.secret)}
        try:
            return telephone.call(method, url, params=params, content=body or None, headers=headers)
        except NoAnswer as silence:
            raise AgencySilent(agency=self.code, cause=silence.code) from silence

    def _check(self, reply: httpx.Response, *good: int) -> None:
        if reply.status_code not in good:
            raise AgencySilent(agency=self.code, cause=f"HTTP {reply.status_code} {_cause(reply)}".strip())


def _cause(reply: httpx.Response) -> str:
    """Return the code of a problem, if the answer is one."""
    try:
        told = reply.json()
    except ValueError:
        return ""
    return str(told.get("code", ""))[:80] if isinstance(told, dict) else ""
