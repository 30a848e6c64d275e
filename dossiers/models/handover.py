"""The rows of the control slip (form 05)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Handover(models.Model):
    """The dossier went from one desk to the next ("giao - nhận"); who gave and who took, as printed on the slip."""

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="handovers", verbose_name=_("dossier"))
    giver = models.CharField(_("giver"), max_length=160)
    giver_name = models.CharField(_("name of the giver"), max_length=120, blank=True)
    receiver = models.CharField(_("receiver"), max_length=160)
    receiver_name = models.CharField(_("name of the receiver"), max_length=120, blank=True)
    at = models.DateTimeField(_("at"))
    due_on = models.DateField(_("due"), null=True)
    note = models.CharField(_("note"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ("dossier_id", "pk")

    def __str__(self) -> str:
        return f"{self.giver} -> {self.receiver}"
