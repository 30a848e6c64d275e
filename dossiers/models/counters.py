"""The counters behind dossier codes and result numbers; taken in the transaction that uses the number."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from identity.models import Agency


class DossierCounter(models.Model):
    """The last sequence given by an agency on a day."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    on = models.DateField(_("day"))
    last = models.PositiveIntegerField(_("last number"))

    class Meta:
        verbose_name = _("counter of dossier codes")
        verbose_name_plural = _("counters of dossier codes")
        constraints: ClassVar = [models.UniqueConstraint("agency", "on", name="dossier_counter_once")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.on:%d/%m/%Y}: {self.last}"


class ResultCounter(models.Model):
    """The last number given by an agency under a symbol in a year."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    symbol = models.CharField(_("symbol"), max_length=20)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"))

    class Meta:
        verbose_name = _("counter of result numbers")
        verbose_name_plural = _("counters of result numbers")
        constraints: ClassVar = [models.UniqueConstraint("agency", "symbol", "year", name="result_counter_once")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.symbol} {self.year}: {self.last}"
