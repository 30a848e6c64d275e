"""What an agency asks of the applicant in the middle of a chain, and until when."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from interlink.models.step import Step
from interlink.states import SupplementEnd


class Supplement(models.Model):
    """A request for more, item by item; while it is open the chain is paused (docs/sources.md, rule K-5)."""

    step = models.ForeignKey(Step, models.PROTECT, related_name="supplements", verbose_name=_("step"))
    reason = models.TextField(_("reason"), blank=True)
    # Rows of `code` and `what`.
    items = models.JSONField(_("items"), default=list)
    asked_at = models.DateTimeField(_("asked"))
    notice_due_at = models.DateTimeField(_("applicant told by"))
    noticed_at = models.DateTimeField(_("applicant told"), null=True)
    notice_late_at = models.DateTimeField(_("notice overdue since"), null=True)
    answer_due_at = models.DateTimeField(_("answer due"))
    # What the applicant brought: rows of `name` and `sha256`.
    papers = models.JSONField(_("papers"), default=list)
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.CharField(_("ended by"), max_length=10, choices=SupplementEnd.choices, blank=True)

    class Meta:
        verbose_name = _("supplement asked by an agency")
        verbose_name_plural = _("supplements asked by agencies")
        ordering = ("pk",)
        indexes: ClassVar = [
            models.Index("answer_due_at", name="supplement_open", condition=models.Q(ended_at=None)),
            models.Index(
                "notice_due_at",
                name="supplement_untold",
                condition=models.Q(ended_at=None, noticed_at=None, notice_late_at=None),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint("step", name="one_open_supplement_per_step", condition=models.Q(ended_at=None)),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_by="")),
                name="ended_supplement_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.asked_at:%d/%m/%Y}"
