"""E-receipts, charges and levies apart, and the counters behind their numbers."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from identity.models import Agency
from payments.models.order import Order
from payments.states import LineKind


class Receipt(models.Model):
    """What an order's lines of one kind are receipted with ("biên lai"), docs/sources.md, rule F-23."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="receipts", verbose_name=_("order"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("collecting agency"))
    kind = models.CharField(_("kind"), max_length=12, choices=LineKind.choices)
    number = models.CharField(_("number"), max_length=20)
    amount_vnd = models.PositiveBigIntegerField(_("amount"))
    issued_at = models.DateTimeField(_("issued"))

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint("agency", "number", name="receipt_number_once"),
            models.UniqueConstraint("order", "kind", name="receipt_once_per_kind"),
        ]

    def __str__(self) -> str:
        return self.number


class ReceiptCounter(models.Model):
    """The last number given by an agency in a series."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    series = models.CharField(_("series of receipts"), max_length=8)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("receipt counter")
        verbose_name_plural = _("receipt counters")
        constraints: ClassVar = [models.UniqueConstraint("agency", "series", name="receipt_counter_once")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.series}: {self.last}"
