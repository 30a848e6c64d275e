"""What the certificate authority did."""

from dataclasses import dataclass
from datetime import datetime

from kernel.events import event
from signing.states import CertificateKind, RevocationReason


@event
@dataclass(frozen=True, slots=True)
class CertificateIssued:
    """A holder ("officer:12", "agency:H99.35.22") can sign from now on."""

    serial: str
    holder: str
    kind: CertificateKind
    not_before: datetime
    not_after: datetime


@event
@dataclass(frozen=True, slots=True)
class CertificateRevoked:
    """What is signed from `revoked_at` on is void; what was signed before stays genuine."""

    serial: str
    holder: str
    reason: RevocationReason
    revoked_at: datetime


@event
@dataclass(frozen=True, slots=True)
class AuthorityTrusted:
    """An operator loaded the root certificate of another authority: whom it vouches for is believed from now on."""

    serial: str
    name: str
    sha256: str
