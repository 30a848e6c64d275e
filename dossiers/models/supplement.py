"""Requests for missing papers, item by item."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers.models.procedure import PaperRequirement
from identity.models import Officer


class Supplement(models.Model):
    """A request for missing or wrong papers ("yêu cầu bổ sung"): all defects at once."""

    dossier = models.ForeignKey(
        "dossiers.Dossier", models.PROTECT, related_name="supplements", verbose_name=_("dossier")
    )
    requested_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("requested by"))
    requested_at = models.DateTimeField(_("requested"))
    reason = models.TextField(_("reason"))
    answer_due_on = models.DateField(_("to be answered by"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    completed_at = models.DateTimeField(_("completed"), null=True)
    completed_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("confirmed by")
    )
    previous_due_on = models.DateField(_("date before"), null=True)
    due_on = models.DateField(_("date after"), null=True)

    class Meta:
        verbose_name = _("supplement request")
        verbose_name_plural = _("supplement requests")
        ordering = ("dossier_id", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint("dossier", name="supplement_open_once", condition=models.Q(completed_at=None)),
            models.CheckConstraint(
                condition=models.Q(completed_at=None) | models.Q(completed_at__gte=models.F("requested_at")),
                name="supplement_answer_after_request",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.requested_at:%d/%m/%Y}"


class SupplementItem(models.Model):
    """One paper asked for, with what is wrong about it."""

    supplement = models.ForeignKey(Supplement, models.CASCADE, related_name="items", verbose_name=_("request"))
    requirement = models.ForeignKey(PaperRequirement, models.PROTECT, related_name="+", verbose_name=_("component"))
    defect = models.CharField(_("what is wrong"), max_length=250)
    fulfilled_at = models.DateTimeField(_("delivered"), null=True)

    class Meta:
        verbose_name = _("requested paper")
        verbose_name_plural = _("requested papers")
        ordering = ("supplement_id", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint("supplement", "requirement", name="supplement_item_once_per_requirement")
        ]

    def __str__(self) -> str:
        return f"{self.requirement_id}: {self.defect}"
