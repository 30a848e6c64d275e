"""The dossier: its columns and its table of moves."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import GET_STATE, RETURN_VALUE, FSMField, transition

from dossiers import guards
from dossiers.models.dossier_rows import CONSTRAINTS, DossierQuerySet
from dossiers.models.procedure import Procedure, ProcedureTerms
from dossiers.permissions import Either, FirstThen, NotByDrafter, desk, office, the_applicant, the_house
from dossiers.states import UNRESOLVED, Channel, FeeTiming, Identity, State
from identity.models import Agency, Officer, Person
from identity.roles import Role
from interlink.models import Chain
from interlink.states import ChainState
from kernel.models import Streamed
from payments.models import Order

R, S = Role, State


class Dossier(Streamed):
    """A case file ("hồ sơ") from filing to the return of its result."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+", verbose_name=_("procedure"))
    terms = models.ForeignKey(ProcedureTerms, models.PROTECT, related_name="+", verbose_name=_("terms"))
    reception = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("one-stop desk"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("resolving agency"))
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("owner"))
    submitter = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("submitter"))
    channel = models.PositiveSmallIntegerField(_("channel"), choices=Channel.choices)
    summary = models.CharField(_("requested content"), max_length=250)
    form = models.JSONField(_("e-form"), default=dict)
    form_origins = models.JSONField(_("origins of the answers"), default=dict)

    # What the population database says of the owner; the last word on it, its story is in the check.
    identity = models.CharField(_("identity"), max_length=10, choices=Identity.choices, default=Identity.WAITING)

    state = FSMField(_("state"), choices=State.choices, default=S.REGISTERED, protected=True)
    paused_from = models.CharField(_("paused from"), max_length=20, blank=True)

    submitted_at = models.DateTimeField(_("submitted"))
    # The reception clock starts again when a prepaid fee is paid or a supplement is confirmed.
    reception_from_at = models.DateTimeField(_("reception clock since"))
    reception_due_at = models.DateTimeField(_("to be accepted by"))
    received_at = models.DateTimeField(_("received"), null=True)
    due_on = models.DateField(_("due"), null=True)
    extended_to_on = models.DateField(_("date after the apology"), null=True)
    apology_reason = models.TextField(_("reason of the delay"), blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    closing_reason = models.TextField(_("reason"), blank=True)
    legal_ground = models.CharField(_("legal ground"), max_length=250, blank=True)

    fee_timing = models.CharField(_("fee is paid"), max_length=8, choices=FeeTiming.choices, default=FeeTiming.NONE)
    # What was assessed at filing: rows of kind, code, name_vi, amount_vnd; `fee_vnd` is their sum.
    fee_lines = models.JSONField(_("lines of the fee"), default=list)
    fee_vnd = models.PositiveIntegerField(_("fee"), default=0)
    relief_proof = models.CharField(_("proof of the reduction"), max_length=40, blank=True)
    fee_settled_at = models.DateTimeField(_("fee paid"), null=True)
    fee_receipt = models.CharField(_("receipt"), max_length=60, blank=True)
    fee_order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="+", verbose_name=_("payment order"))
    obligation_vnd = models.PositiveBigIntegerField(_("financial obligation"), default=0)
    obligation_notice = models.CharField(_("notice"), max_length=60, blank=True)
    obligation_order = models.ForeignKey(
        Order, models.PROTECT, null=True, related_name="+", verbose_name=_("order of the obligation")
    )
    refunded_vnd = models.PositiveBigIntegerField(_("refunded"), default=0)
    chain = models.ForeignKey(Chain, models.PROTECT, null=True, related_name="+", verbose_name=_("linked service"))
    chain_ended_at = models.DateTimeField(_("linked service ended"), null=True)
    chain_outcome = models.CharField(_("end of the service"), max_length=12, choices=ChainState.choices, blank=True)

    supplements_count = models.PositiveSmallIntegerField(_("supplement requests"), default=0)
    supplement_due_on = models.DateField(_("supplement due"), null=True)
    supplement_sent_at = models.DateTimeField(_("supplement sent"), null=True)

    handler = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("handled by"))
    drafter = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("drafted by"))
    drafted_at = models.DateTimeField(_("drafted"), null=True)
    # Pairs of label and text: a JSON object of PostgreSQL forgets the order of its names.
    draft = models.JSONField(_("draft of the result"), default=list)
    signer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("approved by"))
    approved_at = models.DateTimeField(_("approved"), null=True)
    # Found by the sweep until the result is signed; a lost task costs time only.
    issue_due_at = models.DateTimeField(_("to be issued"), null=True)
    result_number = models.CharField(_("number of the result"), max_length=60, blank=True)
    return_method = models.CharField(_("returned by"), max_length=20, blank=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        ordering = ("-pk",)
        indexes: ClassVar = [
            # `state` is left out: an index that every move touches makes every move slower.
            models.Index("agency", "due_on", name="dossier_open_agency", condition=models.Q(closed_at=None)),
            models.Index("reception", "due_on", name="dossier_open_desk", condition=models.Q(closed_at=None)),
            models.Index("issue_due_at", name="dossier_to_issue", condition=models.Q(issue_due_at__isnull=False)),
            models.Index("agency", "received_at", name="dossier_by_receipt"),
            models.Index("reception", name="dossier_unresolved", condition=models.Q(identity__in=UNRESOLVED)),
        ]
        constraints = CONSTRAINTS

    def __str__(self) -> str:
        return self.code

    @property
    def is_fee_settled(self) -> bool:
        return self.fee_vnd == 0 or self.fee_settled_at is not None

    @transition(
        state,
        source=S.REGISTERED,
        target=S.RECEIVED,
        permission=desk(R.RECEPTION),
        conditions=[guards.identity_resolved, guards.papers_complete, guards.relief_proven, guards.prepaid_fee_settled],
        custom={"label": _("Accept")},
    )
    def accept(self, *, received_at: datetime, due_on: date) -> None:
        self.received_at, self.due_on = received_at, due_on

    @transition(
        state, source=S.REGISTERED, target=S.REFUSED, permission=desk(R.RECEPTION), custom={"label": _("Refuse")}
    )
    def refuse(self, *, at: datetime, reason: str, legal_ground: str) -> None:
        self._close(at, reason)
        self.legal_ground = legal_ground

    @transition(
        state,
        source=S.RECEIVED,
        target=S.DIGITIZED,
        permission=desk(R.RECEPTION),
        conditions=[guards.papers_digitized],
        custom={"label": _("Finish digitization")},
    )
    def digitize(self) -> None:
        """Nothing but the state."""

    @transition(
        state,
        source=S.DIGITIZED,
        target=S.PROCESSING,
        permission=Either(desk(R.RECEPTION), office(R.SPECIALIST, R.LEADER)),
        custom={"label": _("Hand over for processing")},
    )
    def begin(self, *, handler_id: int) -> None:
        self.handler_id = handler_id

    @transition(
        state,
        source=S.REGISTERED,
        target=S.AWAITING_SUPPLEMENT,
        permission=desk(R.RECEPTION),
        custom={"label": _("Request a supplement")},
    )
    @transition(
        state,
        source=S.PROCESSING,
        target=S.AWAITING_SUPPLEMENT,
        permission=FirstThen(Either(desk(R.RECEPTION), office(R.SPECIALIST, R.LEADER)), office(R.LEADER)),
        conditions=[guards.not_approved, guards.chain_not_running],
        custom={"label": _("Request a supplement")},
    )
    def request_supplement(self, *, answer_due_on: date) -> None:
        self.paused_from = self.state
        self.supplements_count += 1
        self.supplement_due_on, self.supplement_sent_at = answer_due_on, None

    @transition(
        state,
        source=S.AWAITING_SUPPLEMENT,
        target=None,
        permission=Either(the_applicant, desk(R.RECEPTION)),
        conditions=[guards.supplement_not_sent, guards.supplement_fulfilled],
        custom={"label": _("Send the supplement")},
    )
    def send_supplement(self, *, at: datetime) -> None:
        self.supplement_sent_at = at

    @transition(
        state,
        source=S.AWAITING_SUPPLEMENT,
        target=GET_STATE(lambda self, **_facts: State(self.paused_from), states=[S.REGISTERED, S.PROCESSING]),
        permission=Either(desk(R.RECEPTION), office(R.SPECIALIST)),
        conditions=[guards.supplement_fulfilled],
        custom={"label": _("Confirm the supplement")},
    )
    def complete_supplement(
        self, *, due_on: date | None, reception_from_at: datetime, reception_due_at: datetime
    ) -> None:
        self.due_on = due_on
        self.reception_from_at, self.reception_due_at = reception_from_at, reception_due_at
        self.supplement_due_on = None

    @transition(
        state,
        source=S.PROCESSING,
        target=S.AWAITING_SUPPLEMENT,
        permission=the_house,
        conditions=[guards.chain_begun],
        custom={"label": _("Ask for what a partner agency lacks")},
    )
    def ask_for_partner(self, *, answer_due_on: date) -> None:
        self.paused_from = self.state
        self.supplement_due_on, self.supplement_sent_at = answer_due_on, None

    @transition(
        state,
        source=S.AWAITING_SUPPLEMENT,
        target=S.PROCESSING,
        permission=the_house,
        conditions=[guards.chain_begun],
        custom={"label": _("Go on, no partner agency waits any more")},
    )
    def go_on_with_partners(self, *, due_on: date) -> None:
        self.due_on, self.supplement_due_on = due_on, None

    @transition(
        state,
        source=S.AWAITING_SUPPLEMENT,
        target=RETURN_VALUE(S.REFUSED, S.STOPPED),
        permission=Either(desk(R.RECEPTION), office(R.SPECIALIST)),
        conditions=[guards.supplement_overdue, guards.chain_not_running],
        custom={"label": _("Close, the supplement is overdue")},
    )
    def lapse(self, *, at: datetime, reason: str, due_on: date | None) -> State:
        self._close(at, reason)
        self.due_on = due_on
        return S.REFUSED if self.paused_from == S.REGISTERED else S.STOPPED

    @transition(
        state,
        source=S.PROCESSING,
        target=S.AWAITING_PAYMENT,
        permission=office(R.SPECIALIST, R.LEADER),
        conditions=[guards.not_approved, guards.chain_not_running],
        custom={"label": _("Notify a financial obligation")},
    )
    def request_obligation(self, *, amount_vnd: int, notice: str) -> None:
        self.paused_from = self.state
        self.obligation_vnd, self.obligation_notice = amount_vnd, notice

    @transition(
        state,
        source=S.AWAITING_PAYMENT,
        target=S.PROCESSING,
        permission=Either(the_house, desk(R.CASHIER)),
        custom={"label": _("Record the payment of the obligation")},
    )
    def settle_obligation(self, *, due_on: date) -> None:
        self.due_on = due_on

    @transition(
        state,
        source=S.PROCESSING,
        target=None,
        permission=office(R.LEADER),
        conditions=[guards.not_drafted],
        custom={"label": _("Give to another officer")},
    )
    def reassign(self, *, handler_id: int) -> None:
        self.handler_id = handler_id

    @transition(
        state,
        source=S.PROCESSING,
        target=None,
        permission=office(R.LEADER, R.BOUNDLESS),
        conditions=[guards.not_drafted, guards.chain_not_running],
        custom={"label": _("Forward to the competent agency")},
    )
    def forward(self, *, agency_id: int) -> None:
        self.agency_id, self.handler_id = agency_id, None

    @transition(
        state,
        source=S.PROCESSING,
        target=None,
        permission=office(R.LEADER),
        conditions=[guards.not_drafted, guards.chain_not_begun],
        custom={"label": _("Switch to another procedure")},
    )
    def switch_procedure(self, *, procedure_id: int, terms_id: int, due_on: date) -> None:
        self.procedure_id, self.terms_id, self.due_on = procedure_id, terms_id, due_on

    @transition(
        state,
        source=S.PROCESSING,
        target=None,
        permission=office(R.SPECIALIST),
        conditions=guards.MAY_BE_PROPOSED,
        custom={"label": _("Propose the result")},
    )
    def propose(self, *, at: datetime, drafter_id: int, draft: list[tuple[str, str]]) -> None:
        self.drafted_at, self.drafter_id, self.draft = at, drafter_id, draft

    @transition(
        state,
        source=S.PROCESSING,
        target=None,
        permission=office(R.SPECIALIST),
        conditions=[guards.drafted, guards.not_approved],
        custom={"label": _("Recall the draft")},
    )
    def recall(self) -> None:
        self._drop_draft()

    @transition(
        state,
        source=S.PROCESSING,
        target=None,
        permission=office(R.LEADER),
        conditions=[guards.drafted, guards.not_approved],
        custom={"label": _("Send the draft back")},
    )
    def send_back(self) -> None:
        self._drop_draft()

    @transition(
        state,
        source=S.PROCESSING,
        target=None,
        permission=NotByDrafter(office(R.LEADER)),
        conditions=[guards.drafted, guards.not_approved],
        custom={"label": _("Approve and sign")},
    )
    def approve(self, *, at: datetime, signer_id: int) -> None:
        self.approved_at = self.issue_due_at = at
        self.signer_id = signer_id

    @transition(
        state,
        source=S.PROCESSING,
        target=None,
        permission=office(R.LEADER),
        conditions=[guards.not_apologised, guards.not_yet_overdue],
        custom={"label": _("Apologise and name a new date")},
    )
    def apologise(self, *, extended_to_on: date, reason: str) -> None:
        self.extended_to_on, self.apology_reason = extended_to_on, reason

    @transition(
        state,
        source=S.PROCESSING,
        target=S.SIGNED,
        permission=the_house,
        conditions=[guards.approved],
        custom={"label": _("Issue the signed result")},
    )
    def sign(self, *, at: datetime, number: str) -> None:
        self.finished_at, self.issue_due_at, self.result_number = at, None, number

    @transition(
        state,
        source=S.SIGNED,
        target=S.RETURNED,
        permission=desk(R.RETURN_DESK, R.POST),
        conditions=[guards.result_sealed, guards.fee_settled],
        custom={"label": _("Return the result")},
    )
    def return_result(self, *, at: datetime, how: str) -> None:
        self.closed_at, self.return_method = at, how

    @transition(
        state,
        source=[S.RECEIVED, S.DIGITIZED, S.PROCESSING, S.AWAITING_SUPPLEMENT, S.AWAITING_PAYMENT],
        target=S.WITHDRAWN,
        permission=Either(the_applicant, desk(R.RECEPTION)),
        conditions=[guards.not_approved],
        custom={"label": _("Withdraw")},
    )
    def withdraw(self, *, at: datetime, reason: str, due_on: date | None) -> None:
        self._close(at, reason)
        self.due_on = due_on

    @transition(
        state,
        source=[S.RECEIVED, S.DIGITIZED, S.PROCESSING, S.AWAITING_SUPPLEMENT, S.AWAITING_PAYMENT],
        target=S.STOPPED,
        permission=office(R.LEADER),
        conditions=[guards.not_approved],
        custom={"label": _("Stop processing")},
    )
    def stop(self, *, at: datetime, reason: str, due_on: date | None) -> None:
        self._close(at, reason)
        self.due_on = due_on

    def _close(self, at: datetime, reason: str) -> None:
        self.finished_at = self.closed_at = at
        self.closing_reason = reason

    def _drop_draft(self) -> None:
        self.drafted_at, self.drafter_id, self.draft = None, None, []
