"""What partner agencies did for a dossier of a linked service."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers.models.paper import StoredFile, VaultPaper
from signing.states import Verdict


class PartnerResult(models.Model):
    """A part of a linked service that an agency has done ("kết quả của cơ quan phối hợp"), with its own signed paper.

    step       code of the service, e.g. "birth-registration"; `agency` is the partner's code
    given_up   the house had stopped waiting for it, and it was done nevertheless
    findings   what the agency found out, under the names of the wire
    """

    dossier = models.ForeignKey(
        "dossiers.Dossier", models.PROTECT, related_name="partner_results", verbose_name=_("dossier")
    )
    step = models.CharField(_("service"), max_length=40)
    agency = models.CharField(_("agency"), max_length=20)
    done_at = models.DateTimeField(_("done"))
    given_up = models.BooleanField(_("done after it was given up"), default=False)
    findings = models.JSONField(_("findings"), default=dict)
    paper_sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    # Found by the sweep until the paper is kept and its signature is judged; a lost task costs time only.
    check_due_at = models.DateTimeField(_("paper to be checked"), null=True)
    paper = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("paper"))
    verdict = models.CharField(_("signature"), max_length=16, choices=Verdict.choices, blank=True)
    signer = models.CharField(_("signed by"), max_length=160, blank=True)
    vault_paper = models.ForeignKey(VaultPaper, models.PROTECT, null=True, related_name="+", verbose_name=_("vault"))

    class Meta:
        verbose_name = _("result of a partner agency")
        verbose_name_plural = _("results of partner agencies")
        ordering = ("dossier_id", "done_at", "pk")
        indexes: ClassVar = [
            models.Index("check_due_at", name="partner_paper_to_check", condition=models.Q(check_due_at__isnull=False)),
            models.Index("verdict", name="partner_paper_unknown", condition=models.Q(verdict=Verdict.UNKNOWN_SIGNER)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint("dossier", "step", name="partner_result_once_per_step"),
            models.CheckConstraint(
                condition=models.Q(verdict="") | models.Q(paper__isnull=False), name="judged_partner_paper_is_kept"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.done_at:%d/%m/%Y}"
