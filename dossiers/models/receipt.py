"""E-receipts: what the cashier's room numbered, as a sealed PDF."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dossiers.models.paper import StoredFile
from payments.models import Receipt


class EReceipt(models.Model):
    """The sealed PDF of a receipt ("biên lai điện tử"), docs/sources.md, rule F-29."""

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="receipts", verbose_name=_("dossier"))
    receipt = models.OneToOneField(Receipt, models.PROTECT, related_name="+", verbose_name=_("receipt"))
    # Found by the sweep until the PDF is sealed; a lost task costs time only.
    issue_due_at = models.DateTimeField(_("to be issued"), null=True)
    sealed_at = models.DateTimeField(pgettext_lazy("e-receipt", "sealed"), null=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("file"))

    class Meta:
        verbose_name = _("e-receipt")
        verbose_name_plural = _("e-receipts")
        ordering = ("pk",)
        indexes: ClassVar = [
            models.Index("issue_due_at", name="receipt_to_issue", condition=models.Q(issue_due_at__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(issue_due_at=None) | models.Q(file=None), name="sealed_receipt_is_not_due"
            ),
            models.CheckConstraint(
                condition=models.Q(sealed_at=None) | models.Q(file__isnull=False), name="sealed_receipt_has_a_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.receipt_id}"
