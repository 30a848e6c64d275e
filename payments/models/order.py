"""The order: what is to be paid, its lines, its table of moves, and each try to pay it."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import RETURN_VALUE, FSMField, transition

from identity.models import Agency, Officer, Person
from identity.roles import Role
from kernel.actors import Actor
from kernel.models import Streamed
from payments.errors import OrderMissing
from payments.permissions import collector, may_call_off, may_collect, may_pay, may_return, the_house
from payments.states import AT_COUNTER, UNPAID, AttemptState, LineKind, Method, OrderState, Purpose

S = OrderState


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, actor: Actor) -> Self:
        """Return what the actor may see: a citizen what he is to pay, an officer what his agency collects."""
        if actor.is_system or actor.has(Role.ADMINISTRATOR, Role.TRAINER):
            return self
        if actor.is_citizen:
            return self.filter(payer_id=actor.id)
        return self.filter(agency_id=actor.agency_id)

    def locked(self, pk: int, by: Actor) -> "Order":
        """Return the order, locked until the transaction ends. Raises OrderMissing, also for unseen ones."""
        order = self.visible_to(by).select_for_update(of=("self",)).filter(pk=pk).first()
        if order is None:
            raise OrderMissing
        return order

    def of_attempt_locked(self, attempt_id: int) -> "Order":
        """Return the order of a try, locked until the transaction ends."""
        return self.select_for_update(of=("self",)).get(attempts=attempt_id)

    def unpaid(self) -> Self:
        return self.filter(state__in=UNPAID)


class Order(Streamed):
    """A request for payment ("yêu cầu thanh toán"): its subject is known here by its name only."""

    # The subject's own code, with ".2" and so on from its second order on.
    code = models.CharField(_("code"), max_length=50, unique=True)
    subject = models.CharField(_("subject"), max_length=64)
    subject_code = models.CharField(_("code of the subject"), max_length=40, db_index=True)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices)
    description = models.CharField(_("description"), max_length=120)
    # Two indexes of their own lead to the newest first.
    agency = models.ForeignKey(
        Agency, models.PROTECT, db_index=False, related_name="+", verbose_name=_("collecting agency")
    )
    payer = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+", verbose_name=_("payer"))
    amount_vnd = models.PositiveBigIntegerField(_("amount"))

    state = FSMField(_("state"), choices=OrderState.choices, default=S.NOT_PAID, protected=True)
    opened_at = models.DateTimeField(_("opened"))
    settled_at = models.DateTimeField(_("paid"), null=True)
    method = models.CharField(_("paid by"), max_length=10, choices=Method.choices, blank=True)
    paid_vnd = models.PositiveBigIntegerField(_("paid amount"), default=0)
    refunded_vnd = models.PositiveBigIntegerField(_("refunded amount"), default=0)
    closed_at = models.DateTimeField(_("cancelled"), null=True)
    closing_reason = models.CharField(_("reason"), max_length=250, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment order")
        verbose_name_plural = _("payment orders")
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=OrderState.values), name="order_state_known"),
            models.CheckConstraint(condition=models.Q(amount_vnd__gt=0), name="order_has_an_amount"),
            models.CheckConstraint(
                condition=models.Q(paid_vnd=0) | models.Q(paid_vnd=models.F("amount_vnd")),
                name="order_is_paid_whole_or_not_at_all",
            ),
            models.CheckConstraint(
                condition=models.Q(refunded_vnd__lte=models.F("paid_vnd")), name="order_refunds_what_was_paid"
            ),
            models.UniqueConstraint(
                "subject", "purpose", name="order_unpaid_once", condition=models.Q(state__in=UNPAID)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["payer", "-id"], name="order_by_payer"),
            models.Index(fields=["agency", "-id"], name="order_by_agency"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def left_vnd(self) -> int:
        """What of the payment has not gone back."""
        return self.paid_vnd - self.refunded_vnd

    @transition(
        state,
        source=[S.NOT_PAID, S.EXPIRED],
        target=S.WAITING,
        permission=may_pay,
        custom={"label": _("Send to a gateway")},
    )
    def start_payment(self) -> None:
        """Nothing but the state."""

    @transition(
        state, source=S.WAITING, target=S.NOT_PAID, permission=the_house, custom={"label": _("Record a failed payment")}
    )
    def fail(self) -> None:
        """Nothing but the state: another try may follow."""

    @transition(
        state, source=S.WAITING, target=S.EXPIRED, permission=the_house, custom={"label": _("End the time to pay")}
    )
    def expire(self) -> None:
        """Nothing but the state: another try may follow."""

    @transition(
        state,
        source=[S.NOT_PAID, S.WAITING, S.EXPIRED],
        target=S.PAID,
        permission=the_house,
        custom={"label": _("Record the payment")},
    )
    def settle(self, *, at: datetime, paid_by: Method) -> None:
        self._pay(at, paid_by)

    @transition(
        state,
        source=[S.NOT_PAID, S.EXPIRED],
        target=S.PAID,
        permission=may_collect,
        custom={"label": _("Take the money at the counter")},
    )
    def collect(self, *, at: datetime) -> None:
        self._pay(at, Method.CASH)

    @transition(
        state,
        source=[S.NOT_PAID, S.EXPIRED],
        target=S.PAID,
        permission=may_collect,
        custom={"label": _("Record a voucher of the treasury")},
    )
    def record_voucher(self, *, at: datetime) -> None:
        self._pay(at, Method.TREASURY)

    @transition(
        state,
        source=[S.NOT_PAID, S.EXPIRED],
        target=S.PAID,
        permission=collector(Role.CASHIER, Role.LEADER),
        custom={"label": _("Accept money that came late")},
    )
    def accept_late(self, *, at: datetime, paid_by: Method) -> None:
        self._pay(at, paid_by)

    @transition(
        state,
        source=[S.NOT_PAID, S.WAITING, S.EXPIRED],
        target=S.CANCELLED,
        permission=may_call_off,
        custom={"label": _("Cancel")},
    )
    def cancel(self, *, at: datetime, reason: str) -> None:
        self.closed_at, self.closing_reason = at, reason

    @transition(
        state,
        source=[S.PAID, S.PARTLY_REFUNDED],
        target=RETURN_VALUE(S.PARTLY_REFUNDED, S.REFUNDED),
        permission=may_return,
        custom={"label": _("Record a refund")},
    )
    def record_refund(self, *, amount_vnd: int) -> OrderState:
        self.refunded_vnd += amount_vnd
        return S.PARTLY_REFUNDED if self.left_vnd else S.REFUNDED

    def _pay(self, at: datetime, paid_by: Method) -> None:
        self.settled_at, self.method, self.paid_vnd = at, paid_by, self.amount_vnd


class OrderLine(models.Model):
    """One charge or levy of an order, receipted with those of its kind."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="lines", verbose_name=_("order"))
    kind = models.CharField(_("kind"), max_length=12, choices=LineKind.choices)
    code = models.CharField(_("code"), max_length=40)
    name_vi = models.CharField(_("name"), max_length=250)
    amount_vnd = models.PositiveBigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("line of an order")
        verbose_name_plural = _("lines of orders")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(amount_vnd__gt=0), name="order_line_has_an_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.amount_vnd}"


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def overdue(self, at: datetime) -> Self:
        """Return the tries whose time is over and that still wait, the earliest first."""
        return self.filter(state=AttemptState.CREATED, expires_at__lte=at).order_by("expires_at", "pk")

    def banked_on(self, start: datetime, end: datetime) -> Self:
        """Return the payments that the bank's statement of a day should show: [start, end)."""
        at_bank = self.filter(state=AttemptState.SUCCESS).exclude(method__in=AT_COUNTER)
        return at_bank.filter(paid_at__gte=start, paid_at__lt=end)


class Attempt(models.Model):
    """One try to pay an order, known to the bank by a reference of its own (docs/sources.md, rule F-20)."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="attempts", verbose_name=_("order"))
    number = models.PositiveSmallIntegerField(_("number"))
    txn_ref = models.CharField(_("reference"), max_length=60, unique=True)
    method = models.CharField(_("paid by"), max_length=10, choices=Method.choices)
    gateway = models.CharField(_("gateway"), max_length=12)
    amount_vnd = models.PositiveBigIntegerField(_("amount"))
    state = models.CharField(_("state"), max_length=8, choices=AttemptState.choices, default=AttemptState.CREATED)
    redirect_url = models.TextField(_("payment page"), blank=True)
    started_at = models.DateTimeField(_("started"))
    # The sweep's due column; empty for cash, vouchers and transfers, which nobody waits for.
    expires_at = models.DateTimeField(_("to be paid by"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    # The bank's hour, not the hour at which we heard of it.
    paid_at = models.DateTimeField(_("paid"), null=True)
    gateway_txn = models.CharField(_("number at the bank"), max_length=40, blank=True)
    bank_code = models.CharField(_("bank"), max_length=20, blank=True)
    response_code = models.CharField(_("answer of the gateway"), max_length=10, blank=True)
    # The number on the treasury's paper, for what was paid there.
    voucher = models.CharField(_("voucher"), max_length=60, blank=True)
    collected_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("cashier"))

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("try to pay")
        verbose_name_plural = _("tries to pay")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint("order", "number", name="attempt_number_once"),
            # Whatever the services do, an order is paid once and awaited once.
            models.UniqueConstraint("order", name="attempt_succeeds_once", condition=models.Q(state="success")),
            models.UniqueConstraint("order", name="attempt_under_way_once", condition=models.Q(state="created")),
            models.CheckConstraint(condition=models.Q(state__in=AttemptState.values), name="attempt_state_known"),
        ]
        indexes: ClassVar = [
            models.Index("expires_at", name="attempt_awaited", condition=models.Q(state="created")),
            models.Index("paid_at", name="attempt_by_payment"),
        ]

    def __str__(self) -> str:
        return self.txn_ref
