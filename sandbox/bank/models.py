"""The bank's own rows: payments, the notices on their way to the merchant, refunds."""

from datetime import datetime
from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from sandbox.bank.states import Outcome, PaymentState, Service


class PaymentQuerySet(models.QuerySet["Payment"]):
    def booked(self, start: datetime, end: datetime) -> Self:
        """Return what the statement of a day shows: [start, end), in the order of booking."""
        return self.exclude(state=PaymentState.OPEN).filter(booked_at__gte=start, booked_at__lt=end).order_by("pk")


class Payment(models.Model):
    """A payment that a merchant asked for, or a transfer that nobody announced."""

    # Whoever has the address may pay: it is in nobody's list.
    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    service = models.CharField(_("came by"), max_length=10, choices=Service.choices)
    txn_ref = models.CharField(_("merchant's reference"), max_length=100, blank=True)
    amount_vnd = models.PositiveBigIntegerField(_("amount ordered"))
    info = models.CharField(_("content"), max_length=255)
    dossier_code = models.CharField(_("dossier"), max_length=50, blank=True)
    fee_code = models.CharField(_("fee"), max_length=120, blank=True)
    payer_name = models.CharField(_("payer"), max_length=120, blank=True)
    return_url = models.TextField(_("way back"), blank=True)
    ordered_at = models.DateTimeField(_("ordered"))
    expires_at = models.DateTimeField(_("to be paid by"), null=True)

    state = models.CharField(_("state"), max_length=6, choices=PaymentState.choices, default=PaymentState.OPEN)
    outcome = models.CharField(_("played"), max_length=12, choices=Outcome.choices, blank=True)
    response_code = models.CharField(_("code"), max_length=2, blank=True)
    paid_vnd = models.PositiveBigIntegerField(_("amount paid"), default=0)
    refunded_vnd = models.PositiveBigIntegerField(_("paid back"), default=0)
    booked_at = models.DateTimeField(_("booked"), null=True)
    bank_code = models.CharField(_("bank"), max_length=20, default="NCB")

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment at the bank")
        verbose_name_plural = _("payments at the bank")
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint("service", "txn_ref", name="bank_payment_once", condition=~models.Q(txn_ref="")),
            models.CheckConstraint(
                condition=models.Q(refunded_vnd__lte=models.F("paid_vnd")), name="bank_refunds_what_was_paid"
            ),
        ]
        indexes: ClassVar = [models.Index("booked_at", name="bank_payment_by_booking")]

    def __str__(self) -> str:
        return self.txn_ref or self.transaction_no

    @property
    def transaction_no(self) -> str:
        """The bank's own number, eight digits."""
        return f"{14_000_000 + self.pk}"


class BankNoticeQuerySet(models.QuerySet["Notice"]):
    def due(self, at: datetime) -> Self:
        return self.filter(due_at__lte=at).order_by("due_at", "pk")


class Notice(models.Model):
    """One notice on its way to the merchant; repeated until it is answered properly, ten times at most."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="notices", verbose_name=_("payment"))
    is_sealed = models.BooleanField(_("rightly sealed"), default=True)
    # The sweep's due column; empty once the merchant has answered, or nobody tries any more.
    due_at = models.DateTimeField(_("to be sent"), null=True)
    leased_until = models.DateTimeField(_("being sent until"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    answer = models.CharField(_("last answer"), max_length=120, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)

    objects = BankNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice of the bank")
        verbose_name_plural = _("notices of the bank")
        ordering = ("-pk",)
        indexes: ClassVar = [
            models.Index("due_at", name="bank_notice_due", condition=models.Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.payment_id} #{self.pk}"


class Refund(models.Model):
    """A refund that the merchant asked for; the same request is answered the same, however often it comes."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds", verbose_name=_("payment"))
    request_id = models.CharField(_("request"), max_length=32, unique=True)
    kind = models.CharField(_("kind"), max_length=2)
    amount_vnd = models.PositiveBigIntegerField(_("amount"))
    asked_by = models.CharField(_("asked by"), max_length=60)
    paid_at = models.DateTimeField(_("paid back"))

    class Meta:
        verbose_name = _("refund of the bank")
        verbose_name_plural = _("refunds of the bank")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.request_id

    @property
    def transaction_no(self) -> str:
        return f"{15_000_000 + self.pk}"
