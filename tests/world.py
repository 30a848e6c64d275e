"""What journeys need of the world: certificates for the cast, and the news played out."""

from dossiers import files
from dossiers.models import Dossier, Result
from kernel import delivery
from kernel.sweeps import all_sweeps
from signing import services as signing
from signing.states import CertificateKind
from tests.personas import Cast


def certify(world: Cast) -> None:
    """Give the officers their hands and the commune its seal."""
    organisation = world.commune.name_vi
    for persona in (world.an, world.binh, world.chi):
        signing.issue_certificate(
            persona.officer.holder,
            kind=CertificateKind.PERSON,
            name=persona.officer.full_name,
            organisation=organisation,
            by=world.trang.actor,
        )
    signing.issue_certificate(
        f"agency:{world.commune.code}",
        kind=CertificateKind.ORGANISATION,
        name=organisation,
        organisation=organisation,
        by=world.trang.actor,
    )


def settle() -> None:
    """Deliver the news and play every sweep until nothing is left to do."""
    while delivery.drain() + sum(sweep() for sweep in all_sweeps().values()):
        pass


def read_result(dossier: Dossier) -> bytes:
    return files.read(Result.objects.get(dossier=dossier).file)
