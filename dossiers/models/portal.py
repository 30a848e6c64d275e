"""What the national portal is to be told of dossiers, and what it has been told."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier


class PortalSyncQuerySet(models.QuerySet["PortalSync"]):
    def waiting(self) -> Self:
        """Return what is not synchronised."""
        return self.filter(next_attempt_at__isnull=False)

    def due(self, at: datetime, wall: datetime) -> Self:
        """Return what is to be sent at a simulated hour and is in nobody's hands, longest due first."""
        free = models.Q(leased_until=None) | models.Q(leased_until__lte=wall)
        return self.filter(free, next_attempt_at__lte=at).order_by("next_attempt_at", "pk")


class PortalSync(models.Model):
    """How a dossier stands at the national portal: one row, the latest state wins. Synchronised: nothing is due."""

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="portal_sync", verbose_name=_("dossier"))
    # The last line of the journal that the portal is to know of, and the one that was last taken to it.
    wanted_sequence = models.PositiveIntegerField(_("wanted line"))
    taken_sequence = models.PositiveIntegerField(_("line last sent"), default=0)
    waiting_since_at = models.DateTimeField(_("waiting since"), null=True)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True)
    # Real time: who holds the row until then sends it, nobody else.
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(_("attempts"), default=0)
    error = models.CharField(_("cause"), max_length=300, blank=True)
    reported_at = models.DateTimeField(_("last reported"), null=True)
    reported_sha256 = models.CharField(max_length=64, blank=True)
    synced_at = models.DateTimeField(_("synchronised"), null=True)

    objects = PortalSyncQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier for the national portal")
        verbose_name_plural = _("dossiers for the national portal")
        ordering = ("-pk",)
        indexes: ClassVar = [
            models.Index("next_attempt_at", name="portal_sync_due", condition=models.Q(next_attempt_at__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(next_attempt_at__isnull=False) | models.Q(synced_at__isnull=False),
                name="portal_sync_waits_or_is_done",
            ),
        ]

    def __str__(self) -> str:
        return str(self.dossier_id)

    @property
    def is_synced(self) -> bool:
        return self.next_attempt_at is None


class ProgressRecord(models.Model):
    """One step of a dossier as the portal is told it ("tiến độ xử lý"): one per line of the journal, sent in order."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="progress", verbose_name=_("dossier"))
    sequence = models.PositiveIntegerField(_("line of the journal"))
    # The message itself: who did it, under which title, was true then and may not be now.
    content = models.JSONField(_("message"))
    sent_at = models.DateTimeField(_("sent"), null=True)

    class Meta:
        verbose_name = _("progress record for the national portal")
        verbose_name_plural = _("progress records for the national portal")
        ordering = ("dossier_id", "sequence")
        constraints: ClassVar = [
            models.UniqueConstraint("dossier", "sequence", name="progress_record_once_per_line"),
        ]
        indexes: ClassVar = [
            models.Index(
                "dossier", "sequence", name="progress_record_unsent", condition=models.Q(sent_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} #{self.sequence}"
