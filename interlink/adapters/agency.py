"""What this house asks of any partner agency."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from interlink.messages import Ack, KnownMessage


class Agency(Protocol):
    """An office at the other end of a wire. Every call may raise AgencySilent."""

    @property
    def code(self) -> str: ...

    def deliver(self, body: bytes, message_id: str) -> Ack:
        """Hand over a message; the same number and body may come again. Raises AgencyRefusesMessage."""

    def ask_about(self, message_id: str) -> str:
        """Ask where the answer is; return "unknown", "waiting", or "answered", which is then sent once more."""

    def messages(self, since: datetime) -> Sequence[KnownMessage]:
        """Return what the agency remembers to have received and sent since a simulated hour."""
