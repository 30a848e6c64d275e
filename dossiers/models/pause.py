"""The waits that stop a dossier's clock."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier
from dossiers.states import PauseCause, SupplementRule


class Pause(models.Model):
    """A wait that stops the clock: for a supplement or for a payment. Open while `ended_at` is empty."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="pauses", verbose_name=_("dossier"))
    cause = models.CharField(_("cause"), max_length=12, choices=PauseCause.choices)
    rule = models.CharField(_("rule"), max_length=8, choices=SupplementRule.choices)
    started_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("to"), null=True)

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ("dossier_id", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint("dossier", name="pause_open_once", condition=models.Q(ended_at=None)),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("started_at")),
                name="pause_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_cause_display()} {self.started_at:%d/%m/%Y}"
