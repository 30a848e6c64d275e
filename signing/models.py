"""The certificates of the demo authority, each with its key, locked."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.models import Streamed
from signing.errors import CertificateMissing
from signing.states import CertificateKind, RevocationReason

AUTHORITIES = (CertificateKind.ROOT, CertificateKind.ISSUING)
# Whoever these vouch for is believed: our own, and those of others that an operator has loaded (ADR 0013).
TRUSTED = (*AUTHORITIES, CertificateKind.OUTSIDE)


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def locked(self, pk: int) -> "Certificate":
        """Return the row, locked for update. Raises CertificateMissing."""
        certificate = self.select_for_update().filter(pk=pk).first()
        if certificate is None:
            raise CertificateMissing
        return certificate

    def held_by(self, holders: Iterable[str]) -> Self:
        return self.filter(holder__in=holders)

    def in_force(self, at: datetime) -> Self:
        """Return the certificates one may sign with at an hour, the latest last."""
        revoked = models.Q(revoked_at__isnull=False, revoked_at__lte=at)
        return self.filter(~revoked, not_before__lte=at, not_after__gte=at).order_by("not_before", "pk")


class Certificate(Streamed):
    """A certificate ("chứng thư số") of an officer, of an organisation, or of the authority itself.

    holder      whose it is, as other rooms refer to them: "officer:12", "agency:H99.35.22"
    superior    the authority above an organisation, as its seal names it
    not_before  the words of X.509 for the first and the last hour of validity
    locked_key  PKCS #8, encrypted with SIGNING_KEY_SECRET; empty for an authority of others, whose key is theirs
    """

    holder = models.CharField(_("holder"), max_length=60, db_index=True)
    kind = models.CharField(_("kind"), max_length=12, choices=CertificateKind.choices)
    name = models.CharField(_("name"), max_length=160)
    organisation = models.CharField(_("organisation"), max_length=160)
    superior = models.CharField(_("superior"), max_length=160, blank=True)
    serial = models.CharField(_("serial number"), max_length=40, unique=True)
    issuer = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name=_("issuer"))
    not_before = models.DateTimeField(_("valid from"))
    not_after = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revocation_reason = models.CharField(
        _("reason of revocation"), max_length=20, choices=RevocationReason.choices, blank=True
    )
    pem = models.TextField(_("certificate (PEM)"))
    locked_key = models.TextField(editable=False, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "kind", name="one_authority_of_each_kind", condition=models.Q(kind__in=AUTHORITIES)
            ),
            models.CheckConstraint(
                condition=models.Q(kind=CertificateKind.OUTSIDE) ^ ~models.Q(locked_key=""),
                name="only_others_keep_their_own_key",
            ),
            models.CheckConstraint(
                condition=models.Q(not_after__gt=models.F("not_before")), name="certificate_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None) ^ ~models.Q(revocation_reason=""),
                name="certificate_is_revoked_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.serial[:8]})"
