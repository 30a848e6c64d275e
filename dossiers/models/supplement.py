"""Requests for missing papers, item by item."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers.models.paper import StoredFile
from dossiers.models.procedure import PaperRequirement
from identity.models import Officer
from interlink import names


class Supplement(models.Model):
    """A request for missing or wrong papers ("yêu cầu bổ sung"): all defects at once."""

    dossier = models.ForeignKey(
        "dossiers.Dossier", models.PROTECT, related_name="supplements", verbose_name=_("dossier")
    )
    # Empty: a partner agency of a linked service asks, see the items.
    requested_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("requested by")
    )
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
    """One paper asked for, with what is wrong about it; or, in its own words, one thing that a partner agency lacks.

    partner_step, partner_code  which part of the linked service lacks it, and the agency's code for it
    answer                      the file that the citizen gives for a partner's item
    overtaken_at                since when nobody waits for it any more
    """

    supplement = models.ForeignKey(Supplement, models.CASCADE, related_name="items", verbose_name=_("request"))
    requirement = models.ForeignKey(
        PaperRequirement, models.PROTECT, null=True, related_name="+", verbose_name=_("component")
    )
    partner_step = models.CharField(_("asked by the service"), max_length=40, blank=True)
    partner_code = models.CharField(_("item of the agency"), max_length=60, blank=True)
    defect = models.TextField(_("what is wrong"))
    answer = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("answer"))
    fulfilled_at = models.DateTimeField(_("delivered"), null=True)
    overtaken_at = models.DateTimeField(_("no longer asked"), null=True)

    class Meta:
        verbose_name = _("requested paper")
        verbose_name_plural = _("requested papers")
        ordering = ("supplement_id", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint("supplement", "requirement", name="supplement_item_once_per_requirement"),
            models.UniqueConstraint(
                "supplement",
                "partner_step",
                "partner_code",
                name="supplement_item_once_per_partner_code",
                condition=models.Q(requirement=None),
            ),
            models.CheckConstraint(
                condition=models.Q(requirement=None) ^ models.Q(partner_code=""),
                name="supplement_item_is_a_component_or_a_partners",
            ),
        ]

    @property
    def name_vi(self) -> str:
        """The paper that is asked for, or the part of a linked service for which something is lacking."""
        return self.requirement.name_vi if self.requirement else names.service(self.partner_step, "vi")

    @property
    def service(self) -> str:
        """The part of the linked service that asks, in the language in force; empty for a paper."""
        return names.in_force(self.partner_step) if self.partner_step else ""

    def __str__(self) -> str:
        return f"{self.requirement_id or self.partner_code}: {self.defect}"
