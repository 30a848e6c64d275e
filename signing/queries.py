"""Whom this office believes, read from its certificates."""

from cryptography import x509
from django.db.models import Q

from signing.models import TRUSTED, Certificate
from signing.states import CertificateKind
from signing.verify import Trust


def trust() -> Trust:
    """Return the authorities and the revocations, as far as they are known now; one query."""
    known = Certificate.objects.filter(Q(kind__in=TRUSTED) | Q(revoked_at__isnull=False))
    rows = list(known.values_list("kind", "pem", "serial", "revoked_at"))
    return Trust(
        roots=tuple(_parsed(pem) for kind, pem, *_revocation in rows if kind == CertificateKind.ROOT),
        issuers=tuple(_parsed(pem) for kind, pem, *_revocation in rows if kind == CertificateKind.ISSUING),
        outsiders=tuple(_parsed(pem) for kind, pem, *_revocation in rows if kind == CertificateKind.OUTSIDE),
        revoked_at={serial: revoked_at for _kind, _pem, serial, revoked_at in rows if revoked_at is not None},
    )


def _parsed(pem: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem.encode())
