"""The line to an agency, with its circuit breaker."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Line(models.Model):
    """How calls to an agency went lately. Open: it is down, and only one probe at a time finds out whether it still is.

    Hours are of the breaker's clock (services/breaker.py). An agency without a row has never failed.
    """

    agency = models.CharField(_("agency"), max_length=20, primary_key=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    opened_at = models.DateTimeField(_("down since"), null=True)
    next_probe_at = models.DateTimeField(_("next probe"), null=True)
    probes = models.PositiveIntegerField(_("probes while down"), default=0)
    last_cause = models.CharField(_("last failure"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("line to an agency")
        verbose_name_plural = _("lines to agencies")
        ordering = ("agency",)

    def __str__(self) -> str:
        return self.agency

    @property
    def is_open(self) -> bool:
        """As of a circuit: an open one carries nothing."""
        return self.opened_at is not None
