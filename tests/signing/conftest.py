"""An office that can sign: its authority, the leader Chi, the organisation's seal, and a small paper."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from kernel.clock import TZ
from signing import authority, pdf
from signing.authority import Credential
from signing.pdf import Place, Signature
from signing.states import CertificateKind
from signing.verify import Trust

NINE_THIRTY = datetime(2024, 4, 26, 9, 30, 15, tzinfo=TZ)
COMMUNE = "Ủy ban nhân dân xã An Phú"
LEADER_PLACE = Place(0, (300, 100, 490, 156))
SEAL_PLACE = Place(0, (250, 80, 350, 180))


@dataclass(frozen=True)
class Office:
    """An authority with two holders, outside any database."""

    root: Credential
    issuing: Credential
    leader: Credential
    seal: Credential

    @property
    def trust(self) -> Trust:
        return Trust(roots=(self.root.certificate,), issuers=(self.issuing.certificate,))

    def signature(self, credential: Credential, field: str, **facts: object) -> Signature:
        return Signature(credential, self.issuing.certificate, field, "Phê duyệt kết quả", **facts)

    def signed(self, paper: bytes, at: datetime = NINE_THIRTY) -> bytes:
        """Sign as a result is signed: the leader, then the seal."""
        by_leader = self.signature(self.leader, "LanhDao", place=LEADER_PLACE)
        by_seal = self.signature(self.seal, "CoQuan", place=SEAL_PLACE)
        return pdf.sign(paper, [by_leader, by_seal], at=at)

    def certified(self, paper: bytes, at: datetime = NINE_THIRTY) -> bytes:
        """Sign as a clerk certifies a scan: invisibly, and closed to additions."""
        return pdf.sign(paper, [self.signature(self.leader, "ChungThuc", certifies=True)], at=at)


def found_office() -> Office:
    root = authority.found_root()
    issuing = authority.found_issuing(root)
    leader = authority.issue("Nguyễn Thị Chi", organisation=COMMUNE, kind=CertificateKind.PERSON, issuer=issuing)
    seal = authority.issue(COMMUNE, organisation=COMMUNE, kind=CertificateKind.ORGANISATION, issuer=issuing)
    return Office(root, issuing, leader, seal)


@pytest.fixture(scope="session")
def office() -> Office:
    return found_office()


@pytest.fixture(scope="session")
def rogue() -> Office:
    """Somebody else's authority that calls itself and its holders by the same names."""
    return found_office()


@pytest.fixture(scope="session")
def paper() -> bytes:
    sheet = BytesIO()
    canvas = Canvas(sheet)
    canvas.drawString(60, 700, "Ket qua giai quyet")
    canvas.save()
    return sheet.getvalue()


@pytest.fixture(scope="session")
def flipped() -> Callable[[bytes, int, int], bytes]:
    """Change one byte: `flipped(content, position, mask)`."""

    def flip(content: bytes, position: int, mask: int = 0x01) -> bytes:
        changed = bytearray(content)
        changed[position] ^= mask
        return bytes(changed)

    return flip
