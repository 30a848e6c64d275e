"""The chain: one linked service across agencies, its columns and its table of moves."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import RETURN_VALUE, FSMField, transition

from identity.models import Agency
from identity.roles import Role
from interlink import guards
from interlink.errors import ChainMissing
from interlink.permissions import the_house
from interlink.states import ENDED, ChainState
from kernel.actors import Actor
from kernel.models import Streamed

S = ChainState


class ChainQuerySet(models.QuerySet["Chain"]):
    def visible_to(self, actor: Actor) -> Self:
        """Return what the actor may see: officers what their agency asks of others. A citizen sees his dossier."""
        if actor.is_system or actor.has(Role.ADMINISTRATOR, Role.TRAINER):
            return self
        if actor.is_citizen:
            return self.none()
        return self.filter(office_id=actor.agency_id)

    def locked(self, pk: int, by: Actor) -> "Chain":
        """Return the chain, locked until the transaction ends. Raises ChainMissing, also for unseen ones."""
        chain = self.visible_to(by).select_for_update(of=("self",)).filter(pk=pk).first()
        if chain is None:
            raise ChainMissing
        return chain

    def open(self) -> Self:
        return self.filter(finished_at=None)

    def overdue(self, on: date) -> Self:
        """Return what is not finished after its due date; a paused chain is never overdue."""
        return self.open().filter(due_on__lt=on).exclude(state=S.PAUSED)

    def newly_overdue(self, on: date) -> Self:
        """Return what is overdue and was not flagged yet."""
        return self.overdue(on).filter(overdue_at=None)


class Chain(Streamed):
    """A linked service ("dịch vụ công liên thông"): one declaration, several agencies, one date."""

    # That of the dossier: messages are numbered after it.
    code = models.CharField(_("code"), max_length=40, unique=True)
    route = models.CharField(_("route"), max_length=40)
    # Who listens upstairs, e.g. "dossier:12"; this room does not read it.
    subject = models.CharField(_("subject"), max_length=40, db_index=True)
    office = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("asking agency"))
    facts = models.JSONField(_("declaration"), default=dict)
    # What results of other dossiers said, by service: the steps of a linked service find it out themselves.
    earlier = models.JSONField(_("earlier results"), default=dict)
    papers = models.JSONField(_("enclosed papers"), default=list)
    state = FSMField(_("state"), choices=S.choices, default=S.RUNNING, protected=True)

    started_at = models.DateTimeField(_("started"))
    # The term is the dossier's, and counts from its receipt (ADR 0015).
    counted_from_at = models.DateTimeField(_("term counts from"))
    budget_days = models.PositiveSmallIntegerField(_("working days"))
    due_on = models.DateField(_("due"))
    overdue_at = models.DateTimeField(_("overdue since"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = ChainQuerySet.as_manager()

    class Meta:
        verbose_name = _("linked service")
        verbose_name_plural = _("linked services")
        ordering = ("-pk",)
        indexes: ClassVar = [
            models.Index("office", "due_on", name="chain_open_office", condition=models.Q(finished_at=None)),
            models.Index("due_on", name="chain_in_time", condition=models.Q(finished_at=None, overdue_at=None)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=S.values), name="chain_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state__in=ENDED) | models.Q(finished_at__isnull=False),
                name="ended_chain_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @transition(
        state, source=S.RUNNING, target=S.PAUSED, permission=the_house, custom={"label": _("Pause for a supplement")}
    )
    def hold(self) -> None:
        """Nothing but the state."""

    @transition(
        state, source=S.PAUSED, target=S.RUNNING, permission=the_house, custom={"label": _("Go on after a supplement")}
    )
    def carry_on(self, *, due_on: date) -> None:
        self.due_on = due_on

    @transition(
        state,
        source=[S.RUNNING, S.PAUSED],
        target=RETURN_VALUE(*ENDED),
        permission=the_house,
        conditions=[guards.everything_settled],
        custom={"label": _("End")},
    )
    def settle(self, *, at: datetime, outcome: ChainState) -> ChainState:
        self.finished_at = at
        return outcome
