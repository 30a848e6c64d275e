"""The check of an owner's identity at intake: who asks, when next, what came of it."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dossiers.models.dossier import Dossier
from identity.models import Officer


class IdentityCheckQuerySet(models.QuerySet["IdentityCheck"]):
    def due(self, at: datetime, wall: datetime) -> Self:
        """Return what is to be asked at a simulated hour and is in nobody's hands."""
        free = models.Q(leased_until=None) | models.Q(leased_until__lte=wall)
        return self.filter(free, next_attempt_at__lte=at)


class IdentityCheck(models.Model):
    """One question about the owner of a dossier, asked until it is answered; `Dossier.identity` is its last word."""

    class Outcome(models.TextChoices):
        """As the last attempt ended; the first four are answers."""

        MATCHED = "matched", _("identity matches")
        MISMATCH = "mismatch", _("other particulars are recorded")
        NOT_FOUND = "not-found", _("nobody is recorded under the number")
        DECEASED = "deceased", _("recorded as deceased")
        UNAVAILABLE = "unavailable", _("the population database did not answer")
        RATE_LIMITED = "rate-limited", _("too many questions of this officer")
        NOBODY_MAY = "nobody-may", _("nobody at the desk may ask the population database")

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="identity_check", verbose_name=_("dossier"))
    # Who filed it at the desk; his name stands in the log of the look-up if he may ask.
    filed_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("filed by"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    fields = models.JSONField(_("differing particulars"), default=list)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True)
    # Real time: whoever holds the row until then asks, nobody else.
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(_("attempts"), default=0)
    asked_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name=pgettext_lazy("look-up", "asked by")
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    confirmed_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = IdentityCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("identity check")
        verbose_name_plural = _("identity checks")
        ordering = ("-pk",)
        indexes: ClassVar = [
            models.Index(
                "next_attempt_at", name="identity_check_due", condition=models.Q(next_attempt_at__isnull=False)
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None) | (models.Q(confirmed_by__isnull=False) & ~models.Q(reason="")),
                name="identity_confirmed_by_somebody_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.dossier_id)
