"""What the portal keeps: log-ins of offices, dossiers as last reported, and every progress record."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionQuerySet(models.QuerySet["Session"]):
    def in_force(self, at: datetime) -> Self:
        """Return the log-ins that still hold at a real hour."""
        return self.filter(expires_at__gt=at)


class Session(models.Model):
    """An office that has logged in; hours are real, as for any session."""

    token = models.CharField(max_length=64, unique=True)
    unit = models.CharField(_("unit"), max_length=40)
    expires_at = models.DateTimeField(_("ends"))

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session at the portal")
        verbose_name_plural = _("sessions at the portal")

    def __str__(self) -> str:
        return self.unit


class PortalDossier(models.Model):
    """A dossier as an office last reported it; `content` is the whole message of the dossier."""

    code = models.CharField(_("dossier"), max_length=60, unique=True)
    unit = models.CharField(_("unit"), max_length=40)
    procedure_code = models.CharField(_("procedure"), max_length=40)
    procedure_name = models.CharField(_("name of the procedure"), max_length=400)
    status = models.CharField(_("status"), max_length=2)
    content = models.JSONField(_("content"))
    first_at = models.DateTimeField(_("first reported"))
    last_at = models.DateTimeField(_("last reported"))
    reports = models.PositiveIntegerField(_("reports"), default=1)

    class Meta:
        verbose_name = _("dossier at the portal")
        verbose_name_plural = _("dossiers at the portal")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.code


class PortalProgress(models.Model):
    """One progress record of a dossier; the same record counts once."""

    dossier = models.ForeignKey(PortalDossier, models.PROTECT, related_name="progress", verbose_name=_("dossier"))
    content = models.JSONField(_("content"))
    content_sha256 = models.CharField(_("SHA-256"), max_length=64)
    received_at = models.DateTimeField(_("received"))

    class Meta:
        verbose_name = _("progress record at the portal")
        verbose_name_plural = _("progress records at the portal")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint("dossier", "content_sha256", name="progress_recorded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} #{self.pk}"
