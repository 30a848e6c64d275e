"""The step: one thing asked of one agency, its columns and its table of moves."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from interlink import guards
from interlink.errors import StepMissing
from interlink.models.chain import Chain
from interlink.permissions import Either, for_the_applicant, on_the_case, the_house, the_leader
from interlink.states import SETTLED, Effect, StepState
from kernel.actors import Actor
from kernel.models import Streamed

S = StepState
# From when on an agency may answer: before we have noted that it has the message, and after it first refused it.
ANSWERABLE = [S.READY, S.SENDING, S.WAITING, S.RETRYING, S.PAUSED, S.FAILED]


class StepQuerySet(models.QuerySet["Step"]):
    def locked(self, pk: int) -> "Step":
        """Return the step with its chain, the step locked until the transaction ends. Raises StepMissing."""
        step = self.select_related("chain__office").select_for_update(of=("self",)).filter(pk=pk).first()
        if step is None:
            raise StepMissing
        return step

    def seen_and_locked(self, pk: int, by: Actor) -> "Step":
        """Return the same, if the actor may see its chain. Raises StepMissing."""
        return self.filter(chain__in=Chain.objects.visible_to(by)).locked(pk)

    def due(self, now: datetime, wall: datetime) -> Self:
        """Return what is to be sent: its hour (simulated) has come, or the worker that had it (real time) is gone."""
        return self.filter(models.Q(next_attempt_at__lte=now) | models.Q(leased_until__lte=wall))

    def silent(self, now: datetime) -> Self:
        """Return what is with an agency that should be asked where the answer is."""
        return self.filter(nudge_at__lte=now)

    def stuck(self, now: datetime) -> Self:
        """Return what a person may look after: not taken, to be sent again, or without an answer past its hour."""
        # Each part of it names what its own small index is of.
        to_send_again = models.Q(state=S.RETRYING, next_attempt_at__isnull=False)
        silent = models.Q(state=S.WAITING, nudge_at__isnull=False, answer_due_at__lt=now)
        return self.filter(models.Q(state=S.FAILED) | to_send_again | silent)


class Step(Streamed):
    """One service asked of one agency; what it costs in time and what it does in law are those of its day."""

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="steps", verbose_name=_("linked service"))
    code = models.CharField(_("service"), max_length=40)
    agency = models.CharField(_("agency"), max_length=20)
    # Codes of the steps that must be done before.
    after = models.JSONField(_("after"), default=list)
    effect = models.CharField(_("in law"), max_length=12, choices=Effect.choices)
    budget_days = models.PositiveSmallIntegerField(_("working days"))
    cut_off = models.TimeField(_("cut-off"), null=True)
    state = FSMField(_("state"), choices=S.choices, default=S.BLOCKED, protected=True)

    # A resend with corrected facts and a supplement are a new attempt, a retry is not; `tries` are of the attempt.
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    request_attempt = models.PositiveSmallIntegerField(_("attempt that began the request"), default=1)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)

    ready_at = models.DateTimeField(_("ready"), null=True)
    # Simulated: when the sweep sends it, or asks where the answer is.
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True)
    nudge_at = models.DateTimeField(_("to be asked about"), null=True)
    # Real: until then a worker is on the telephone.
    leased_until = models.DateTimeField(_("being sent until"), null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    answer_due_at = models.DateTimeField(_("answer due"), null=True)
    silent_at = models.DateTimeField(_("silent since"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    reason = models.TextField(_("reason"), blank=True)

    findings = models.JSONField(_("findings"), default=dict)
    paper_name = models.CharField(_("paper"), max_length=250, blank=True)
    paper_sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ("pk",)
        indexes: ClassVar = [
            models.Index(
                "agency", "next_attempt_at", name="step_to_send", condition=models.Q(next_attempt_at__isnull=False)
            ),
            models.Index("leased_until", name="step_leased", condition=models.Q(leased_until__isnull=False)),
            models.Index("nudge_at", name="step_to_ask_about", condition=models.Q(nudge_at__isnull=False)),
            models.Index("id", name="step_failed", condition=models.Q(state=S.FAILED)),
            models.Index("code", "chain", name="step_not_done", condition=~models.Q(state=S.COMPLETED)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint("chain", "code", name="step_once_per_chain"),
            models.CheckConstraint(condition=models.Q(state__in=S.values), name="step_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state__in=(S.READY, S.RETRYING)) | models.Q(next_attempt_at__isnull=False),
                name="step_to_send_has_an_hour",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=S.SENDING) | models.Q(leased_until__isnull=False),
                name="step_being_sent_has_a_lease",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=S.WAITING) | models.Q(answer_due_at__isnull=False, nudge_at__isnull=False),
                name="waiting_step_has_a_due_hour",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=SETTLED) | models.Q(finished_at__isnull=False),
                name="settled_step_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chain.code}/{self.code}"

    @property
    def office_id(self) -> int:
        """The agency whose chain it is, as permissions ask for it."""
        return self.chain.office_id

    @property
    def message_id(self) -> str:
        """The number of the message of this attempt: the same at every try."""
        return self.message_id_of(self.attempt)

    def message_id_of(self, attempt: int) -> str:
        return f"{self.chain.code}/{self.code}/{attempt}"

    @transition(state, source=S.BLOCKED, target=S.READY, permission=the_house, custom={"label": _("Release")})
    def release(self, *, at: datetime) -> None:
        self.ready_at = self.next_attempt_at = at

    @transition(
        state,
        source=S.SENDING,
        target=S.SENDING,
        permission=the_house,
        conditions=[guards.lease_over],
        custom={"label": _("Take up for sending")},
    )
    @transition(
        state,
        source=[S.READY, S.RETRYING],
        target=S.SENDING,
        permission=the_house,
        custom={"label": _("Take up for sending")},
    )
    def claim(self, *, at: datetime, leased_until: datetime, answer_due_at: datetime) -> None:
        self.tries += 1
        self.sent_at, self.leased_until, self.answer_due_at = at, leased_until, answer_due_at
        self.next_attempt_at = None

    @transition(
        state,
        source=[S.SENDING, S.RETRYING, S.FAILED],
        target=S.WAITING,
        permission=the_house,
        custom={"label": _("Note that the agency has it")},
    )
    def acknowledge(self) -> None:
        self._rest()
        self.nudge_at = self.answer_due_at

    @transition(state, source=S.SENDING, target=S.RETRYING, permission=the_house, custom={"label": _("Postpone")})
    def postpone(self, *, next_attempt_at: datetime, reason: str) -> None:
        self._rest(reason)
        self.next_attempt_at = next_attempt_at

    @transition(
        state,
        source=[S.READY, S.RETRYING, S.SENDING],
        target=S.FAILED,
        permission=the_house,
        custom={"label": _("Note that it is not taken")},
    )
    def fail(self, *, reason: str) -> None:
        self._rest(reason)

    @transition(
        state,
        source=[S.READY, S.SENDING, S.WAITING, S.RETRYING, S.FAILED],
        target=S.PAUSED,
        permission=the_house,
        custom={"label": _("Wait for a supplement")},
    )
    def pause(self, *, reason: str) -> None:
        self._rest(reason)

    @transition(state, source=S.PAUSED, target=S.READY, permission=for_the_applicant, custom={"label": _("Supply")})
    def supply(self, *, at: datetime) -> None:
        self._rest()
        self.attempt, self.tries = self.attempt + 1, 0
        self.ready_at = self.next_attempt_at = at
        self.silent_at = None

    @transition(
        state, source=ANSWERABLE, target=S.COMPLETED, permission=the_house, custom={"label": _("Note that it is done")}
    )
    def complete(self, *, at: datetime, findings: dict[str, Any], paper_name: str, paper_sha256: str) -> None:
        self._rest()
        self.finished_at, self.findings = at, findings
        self.paper_name, self.paper_sha256 = paper_name, paper_sha256

    @transition(
        state, source=ANSWERABLE, target=S.REFUSED, permission=the_house, custom={"label": _("Note the refusal")}
    )
    def refuse(self, *, at: datetime, reason: str, paper_name: str, paper_sha256: str) -> None:
        self._rest(reason)
        self.finished_at = at
        self.paper_name, self.paper_sha256 = paper_name, paper_sha256

    @transition(
        state,
        source=S.WAITING,
        target=None,
        permission=Either(the_house, on_the_case),
        custom={"label": _("Ask where the answer is")},
    )
    def nudge(self, *, at: datetime) -> None:
        self.nudge_at = at

    @transition(
        state,
        source=S.WAITING,
        target=S.READY,
        permission=the_house,
        custom={"label": _("Send once more what never arrived")},
    )
    def requeue(self, *, at: datetime) -> None:
        self._rest()
        self.next_attempt_at, self.silent_at = at, None

    @transition(
        state,
        source=[S.RETRYING, S.FAILED],
        target=S.READY,
        permission=on_the_case,
        custom={"label": _("Try again now")},
    )
    def resume(self, *, at: datetime) -> None:
        self._rest()
        self.next_attempt_at = at

    @transition(
        state,
        source=S.FAILED,
        target=S.READY,
        permission=on_the_case,
        custom={"label": _("Send anew with corrected facts")},
    )
    def resend(self, *, at: datetime) -> None:
        self._rest()
        self.request_attempt = self.attempt = self.attempt + 1
        self.tries, self.next_attempt_at = 0, at

    @transition(
        state,
        source=[S.BLOCKED, S.READY, S.RETRYING, S.WAITING, S.PAUSED, S.FAILED],
        target=S.ABANDONED,
        permission=the_leader,
        conditions=[guards.may_be_given_up],
        custom={"label": _("Give up")},
    )
    def abandon(self, *, at: datetime, reason: str) -> None:
        self._rest(reason)
        self.finished_at = at

    def _rest(self, reason: str = "") -> None:
        """Nobody is on the telephone and nothing is due; `reason` says why it stands where it stands."""
        self.leased_until = self.next_attempt_at = self.nudge_at = None
        self.reason = reason
