"""One result rendered, signed by its leader and sealed: the house beside bare reportlab and pyHanko."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from pyhanko.sign.signers import SimpleSigner
from pyhanko.stamp import StaticStampStyle

from dossiers import paperwork
from dossiers.documents.result import LEADER_BOX, SEAL_BOX
from dossiers.models import Result
from identity.models import Officer
from kernel import clock
from signing import appearance, keys
from signing import services as signing
from signing.models import Certificate
from signing.pdf import Place
from signing.services import Signing
from tests.bench import bare_paper, world
from tests.bench.bare_paper import Hand
from tests.bench.lines import Line, compare, rate

BY_LEADER = ("LanhDao", "Ký duyệt kết quả", Place(*LEADER_BOX))
BY_AGENCY = ("CoQuan", "Đóng dấu cơ quan", Place(*SEAL_BOX))


def measure(*, quick: bool) -> Iterator[Line]:
    rounds, papers = (1, 1) if quick else (7, 15)
    result = _numbered()
    with TemporaryDirectory() as folder, clock.held(world.SHOWN_AT):
        hands = _hands(result, Path(folder))
        yield compare(
            "result: rendered, signed and sealed",
            lambda: rate(papers, lambda: [by_the_house(result.pk) for _ in range(papers)]),
            lambda: rate(papers, lambda: [bare_paper.sign(bare_paper.draw(), hands) for _ in range(papers)]),
            rounds=rounds,
            target=1.0,
            unit="papers per second",
        )


def by_the_house(result_id: int) -> bytes:
    """Make the paper from its rows, as `results.issue` does between its two transactions."""
    result = Result.objects.get(pk=result_id)
    paper, _pages = paperwork.result(result)
    holders = (f"officer:{result.signer_id}", f"agency:{result.agency.code}")
    return signing.sign_pdf(paper, [Signing(holders[0], *BY_LEADER), Signing(holders[1], *BY_AGENCY)])


def _numbered() -> Result:
    (dossier_id,) = world.drafted(1)
    return Result.objects.create(
        dossier_id=dossier_id,
        year=world.SHOWN_AT.year,
        number="01/XNTTHN-UBND",
        agency=world.agency(),
        signer=Officer.objects.get(user__username="chi"),
        numbered_at=world.SHOWN_AT + timedelta(minutes=1),
    )


def _hands(result: Result, folder: Path) -> tuple[Hand, Hand]:
    """Load both signers for the bare program, with their appearances as the house draws them."""
    leader, agency = BY_LEADER[2], BY_AGENCY[2]
    name, office = result.signer.full_name, result.agency.name_vi
    written = appearance.hand(name, world.SHOWN_AT, width=leader.width, height=leader.height)
    stamped = appearance.seal(office, "", width=agency.width, height=agency.height)
    return (
        _hand(f"officer:{result.signer_id}", written, *BY_LEADER, folder),
        _hand(f"agency:{result.agency.code}", stamped, *BY_AGENCY, folder),
    )


def _hand(holder: str, drawing: bytes, field: str, reason: str, place: Place, folder: Path) -> Hand:
    certificate = Certificate.objects.select_related("issuer").get(holder=holder)
    key = keys.unlock(certificate.locked_key, settings.SIGNING_KEY_SECRET)
    files = {
        "key": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        "certificate": certificate.pem.encode(),
        "issuer": certificate.issuer.pem.encode(),
        "drawing": drawing,
    }
    for name, content in files.items():
        (folder / f"{field}-{name}").write_bytes(content)
    path = str(folder / field)
    signer = SimpleSigner.load(f"{path}-key", f"{path}-certificate", ca_chain_files=[f"{path}-issuer"])
    style = StaticStampStyle.from_pdf_file(f"{path}-drawing", border_width=0)
    return Hand(signer, style, field, reason, place.page, place.box)
