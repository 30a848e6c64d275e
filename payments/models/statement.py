"""A day's statement of the bank, and what comparing it found, line by line."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.models import Streamed
from payments.models.order import Attempt
from payments.states import Finding


class StatementQuerySet(models.QuerySet["Statement"]):
    def due(self, at: datetime) -> Self:
        """Return the days whose statement should be there by `at` (simulated), oldest first."""
        return self.filter(reconciled_at=None, due_at__lte=at).order_by("due_at", "pk")


class Statement(Streamed):
    """A day on which money may have moved; compared on the next one, T+1 (docs/sources.md, rule F-22)."""

    on = models.DateField(_("day"), unique=True)
    due_at = models.DateTimeField(_("to be fetched"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.CharField(_("last error"), max_length=250, blank=True)
    source = models.CharField(_("came from"), max_length=120, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    reconciled_at = models.DateTimeField(_("compared"), null=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        ordering = ("-on",)
        indexes: ClassVar = [
            models.Index("due_at", name="statement_to_fetch", condition=models.Q(reconciled_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y}"


class StatementLine(models.Model):
    """A line of the file, or (without a number) a payment of ours that the file should show and does not."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="lines", verbose_name=_("statement"))
    number = models.PositiveIntegerField(_("line"), null=True)
    gateway_txn = models.CharField(_("number at the bank"), max_length=40)
    txn_ref = models.CharField(_("reference"), max_length=100, blank=True)
    amount_vnd = models.PositiveBigIntegerField(_("amount"))
    bank_code = models.CharField(_("bank"), max_length=20, blank=True)
    paid_at = models.DateTimeField(_("paid"))
    status = models.CharField(_("status"), max_length=10)
    dossier_code = models.CharField(_("dossier"), max_length=50, blank=True)
    fee_code = models.CharField(_("fee"), max_length=120, blank=True)
    finding = models.CharField(_("finding"), max_length=24, choices=Finding.choices)
    # The order was settled by this line: the notice had been lost.
    is_recovered = models.BooleanField(_("recovered"), default=False)
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, related_name="+", verbose_name=_("try"))

    class Meta:
        verbose_name = _("line of a statement")
        verbose_name_plural = _("lines of statements")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint("statement", "number", name="statement_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.gateway_txn} {self.amount_vnd}"
