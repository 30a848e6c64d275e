"""A refund on its way back."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel import clock
from kernel.actors import Actor
from payments.errors import RefundMissing
from payments.models.notice import Discrepancy
from payments.models.order import Attempt, Order
from payments.states import RefundState


class RefundQuerySet(models.QuerySet["Refund"]):
    def due(self, at: datetime) -> Self:
        """Return what is to be sent by `at` (simulated), oldest first; also what a sender left behind half-way."""
        to_send = models.Q(state=RefundState.DUE) | models.Q(state=RefundState.SENDING, leased_until__lt=clock.wall())
        return self.filter(to_send, due_at__lte=at).order_by("due_at", "pk")

    def locked(self, pk: int, by: Actor) -> "Refund":
        """Return the refund, locked. Raises RefundMissing, also for unseen ones."""
        visible = Order.objects.visible_to(by).values("pk")
        refund = self.select_for_update(of=("self",)).filter(pk=pk, order__in=visible).first()
        if refund is None:
            raise RefundMissing
        return refund


class Refund(models.Model):
    """Money that goes back to where it came from; the bank knows each by its reference and pays it once."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="refunds", verbose_name=_("order"))
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="refunds", verbose_name=_("try"))
    # Set for money that never counted as payment of the order.
    discrepancy = models.OneToOneField(
        Discrepancy, models.PROTECT, null=True, related_name="refund", verbose_name=_("exception")
    )
    reference = models.CharField(_("reference"), max_length=70, unique=True)
    amount_vnd = models.PositiveBigIntegerField(_("amount"))
    is_full = models.BooleanField(_("of the whole payment"))
    reason = models.CharField(_("reason"), max_length=250)
    requested_by = models.CharField(_("requested by"), max_length=40)
    requested_at = models.DateTimeField(_("requested"))
    state = models.CharField(_("state"), max_length=10, choices=RefundState.choices)
    # The sweep's due column; empty once nothing is to be sent.
    due_at = models.DateTimeField(_("to be sent"), null=True)
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    gateway_txn = models.CharField(_("number at the bank"), max_length=40, blank=True)
    error = models.CharField(_("last error"), max_length=250, blank=True)
    done_at = models.DateTimeField(_("paid back"), null=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(amount_vnd__gt=0), name="refund_has_an_amount"),
            models.CheckConstraint(condition=models.Q(state__in=RefundState.values), name="refund_state_known"),
        ]
        indexes: ClassVar = [
            models.Index("due_at", name="refund_to_send", condition=models.Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.reference
