"""Partner agencies in a few lines: a WSGI application that speaks the wire and does what a test tells it to."""

import json
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from typing import Any
from urllib.parse import parse_qs

from interlink.adapters import partners
from kernel import clock, signed_http

PAPER = b"%PDF-1.7 signed elsewhere"
BIRTH_FINDINGS = {
    "soDinhDanh": "003224000777",
    "soDangKy": "123",
    "quyenSo": "01/2024",
    "trangSo": "45",
    "ngayDangKy": "2024-06-03",
}
DEATH_FINDINGS = {"soDangKy": "7", "quyenSo": "01/2024", "trangSo": "3", "ngayDangKy": "2024-06-03"}
FINDINGS = {
    "birth-registration": BIRTH_FINDINGS,
    "residence": {"soHoSo": "CT-1"},
    "health-card": {"soBHXH": "0123456789", "soThe": "TE1990123456789"},
    "death-registration": DEATH_FINDINGS,
    "deregistration": {"soThongBao": "CT08-1"},
    "funeral-allowance-insured": {"soQuyetDinh": "1"},
    "funeral-support-social": {"soQuyetDinh": "2"},
    "survivor-allowance": {"soQuyetDinh": "3"},
}


@dataclass
class Agencies:
    """The far end of the wire. `down` agencies answer 503; `says` answers for an address before anything is kept."""

    down: set[str] = field(default_factory=set)
    says: dict[tuple[str, str], tuple[int, Any]] = field(default_factory=dict)
    # Message id -> (agency, body), in the order of arrival.
    taken: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    calls: Counter[tuple[str, str]] = field(default_factory=Counter)
    # Who may watch a call before it is answered.
    watcher: Callable[[str, str, bytes], None] = lambda *_: None
    sent: list[dict[str, Any]] = field(default_factory=list)
    forgotten: set[str] = field(default_factory=set)
    seals: bool = True
    _numbers: Any = field(default_factory=lambda: count(1))

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        _nothing, _sandbox, _agencies, agency, address = environ["PATH_INFO"].split("/")
        body = environ["wsgi.input"].read()
        headers = {
            signed_http.TIMESTAMP_HEADER: environ.get("HTTP_X_SEAL_TIMESTAMP", ""),
            signed_http.SEAL_HEADER: environ.get("HTTP_X_SEAL", ""),
        }
        signed_http.check(body, headers, partners.secret_of(agency))
        self.calls[agency, address] += 1
        self.watcher(agency, address, body)
        status, told = self._answer(agency, address, body, parse_qs(environ["QUERY_STRING"]))
        raw = told if isinstance(told, bytes) else json.dumps(told).encode()
        seal = signed_http.seal(raw, partners.secret_of(agency)) if self.seals else {}
        start_response(f"{status} .", [("Content-Type", "application/json"), *seal.items()])
        return [raw]

    def _answer(self, agency: str, address: str, body: bytes, _query: dict[str, list[str]]) -> tuple[int, Any]:
        if agency in self.down:
            return 503, {"code": "closed"}
        if (agency, address) in self.says:
            return self.says[agency, address]
        if address == "messages":
            return 200, self._remembered(agency)
        message_id = json.loads(body)["message_id"]
        if address == "nudge":
            known = message_id in self.taken and message_id not in self.forgotten
            return 200, {"state": "waiting" if known else "unknown"}
        self.forgotten.discard(message_id)
        first = message_id not in self.taken
        if not first and self.taken[message_id][1] != body:
            return 409, {"code": "message-id-reused"}
        self.taken[message_id] = (agency, body)
        return 202 if first else 200, self._ack(message_id, body)

    def _ack(self, message_id: str, body: bytes) -> dict[str, Any]:
        return {
            "schema": "interlink.ack/1",
            "message_id": message_id,
            "receipt_no": f"BN-{message_id[-9:]}",
            "body_sha256": sha256(body).hexdigest(),
            "received_at": clock.now().isoformat(),
        }

    def _remembered(self, agency: str) -> list[dict[str, Any]]:
        received = [
            {"message_id": number, "direction": "in", "body_sha256": sha256(body).hexdigest(), "at": "2024-06-03"}
            for number, (by, body) in self.taken.items()
            if by == agency
        ]
        return received + [row for row in self.sent if row["message_id"].startswith(agency)]

    def envelope(self, message_id: str) -> dict[str, Any]:
        """Return what an agency was told under a number."""
        return json.loads(self.taken[message_id][1])

    def services(self) -> list[str]:
        """Return what was asked of the agencies, in the order in which it was, each request once."""
        return [json.loads(body)["service"] for _agency, body in self.taken.values()]

    def answer(self, in_reply_to: str, outcome: str = "completed", **told: Any) -> tuple[str, bytes]:
        """Return an agency's answer to a message of ours: its code and the body. `told` replaces any field."""
        agency, body = self.taken[in_reply_to]
        service = json.loads(body)["service"]
        answer = {
            "schema": "interlink.answer/1",
            "message_id": f"{agency}-{next(self._numbers)}",
            "in_reply_to": in_reply_to,
            "outcome": outcome,
            "at": clock.now().isoformat(),
            "reason": "",
            "items": [],
            "data": FINDINGS[service] if outcome == "completed" else {},
            "paper": paper() if outcome == "completed" else None,
            **told,
        }
        raw = json.dumps(answer).encode()
        self.sent.append(
            {
                "message_id": answer["message_id"],
                "direction": "out",
                "body_sha256": sha256(raw).hexdigest(),
                "at": answer["at"],
            }
        )
        return agency, raw


def paper(content: bytes = PAPER) -> dict[str, str]:
    return {
        "name": "ban-dien-tu.pdf",
        "sha256": sha256(content).hexdigest(),
        "content_base64": b64encode(content).decode(),
    }


def sealed(agency: str, body: bytes) -> dict[str, str]:
    return signed_http.seal(body, partners.secret_of(agency) or "nobody's")
