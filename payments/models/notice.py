"""The bank's word as it came, and the exception list: money that is not as it should be."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from identity.roles import Role
from kernel.actors import Actor
from kernel.models import Streamed
from payments.models.order import Attempt
from payments.states import DiscrepancyKind, DiscrepancyState, Origin, Outcome


class NoticeQuerySet(models.QuerySet["Notice"]):
    def locked(self, pk: int) -> "Notice":
        return self.select_for_update(of=("self",)).get(pk=pk)


class Notice(Streamed):
    """What a gateway told us, stored before it is believed; each piece of news once, however often it comes."""

    gateway = models.CharField(_("gateway"), max_length=12)
    origin = models.CharField(_("came as"), max_length=10, choices=Origin.choices)
    raw = models.TextField(_("as it came"))
    raw_sha256 = models.CharField(_("SHA-256"), max_length=64)
    is_trusted = models.BooleanField(_("sealed"))
    copies = models.PositiveIntegerField(_("copies"), default=1)
    received_at = models.DateTimeField(_("received"))
    # What we answered: a payments.gateways.contract.Verdict.
    verdict = models.CharField(_("our answer"), max_length=16)

    # Of a sealed notice only. The key is the same for every copy of the same news, whether notice, answer or statement.
    event_key = models.CharField(_("key of the event"), max_length=64, null=True, unique=True)
    txn_ref = models.CharField(_("reference"), max_length=100, blank=True)
    gateway_txn = models.CharField(_("number at the bank"), max_length=40, blank=True)
    bank_code = models.CharField(_("bank"), max_length=20, blank=True)
    amount_vnd = models.PositiveBigIntegerField(_("amount"), null=True)
    response_code = models.CharField(_("answer of the gateway"), max_length=10, blank=True)
    paid_at = models.DateTimeField(_("paid"), null=True)

    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, related_name="notices", verbose_name=_("try"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    applied_at = models.DateTimeField(_("applied"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                "gateway", "raw_sha256", name="untrusted_notice_once", condition=models.Q(is_trusted=False)
            ),
            models.CheckConstraint(
                condition=models.Q(is_trusted=False, event_key=None)
                | models.Q(is_trusted=True, event_key__isnull=False),
                name="trusted_notice_has_a_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.txn_ref}"


class DiscrepancyQuerySet(models.QuerySet["Discrepancy"]):
    def visible_to(self, actor: Actor) -> Self:
        """Return what the actor may see: his agency's, and for those who see all also what belongs to nobody."""
        if actor.is_system or actor.has(Role.ADMINISTRATOR, Role.TRAINER):
            return self
        return self.filter(notice__attempt__order__agency_id=actor.agency_id) if actor.is_officer else self.none()

    def open(self) -> Self:
        return self.filter(state=DiscrepancyState.OPEN)


class Discrepancy(models.Model):
    """An entry of the exception list ("danh sách ngoại lệ"): it stays until a person decides."""

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="discrepancy", verbose_name=_("notice"))
    kind = models.CharField(_("kind"), max_length=16, choices=DiscrepancyKind.choices)
    state = models.CharField(_("state"), max_length=10, choices=DiscrepancyState.choices, default=DiscrepancyState.OPEN)
    found_at = models.DateTimeField(pgettext_lazy("exception", "found"))
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=250, blank=True)

    objects = DiscrepancyQuerySet.as_manager()

    class Meta:
        verbose_name = _("exception")
        verbose_name_plural = _("exception list")
        ordering = ("-pk",)
        indexes: ClassVar = [
            models.Index("id", name="discrepancy_open", condition=models.Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.notice_id})"
