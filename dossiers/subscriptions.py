"""What the case hears: news that starts work of its own, and what becomes of its linked services."""

from dossiers import events, queries, tasks
from dossiers.events import DossierSubmitted, ResultApproved
from dossiers.services import (
    fees,
    identity_check,
    linked,
    partner_papers,
    partner_supplements,
    portal,
    processing,
    receipts,
)
from interlink.events import (
    AnswerNoted,
    ChainAbandoned,
    ChainCompleted,
    ChainPartlyDone,
    ChainPaused,
    ChainRefused,
    ChainResumed,
    StepAbandoned,
    StepCompleted,
    StepRefused,
)
from interlink.states import Outcome
from kernel.events import on
from kernel.models import JournalEntry
from payments.events import OrderRefunded, OrderSettled
from signing.events import AuthorityTrusted


@on(ResultApproved)
def issue_the_result(event: ResultApproved, entry: JournalEntry) -> None:
    tasks.start_issue(event.dossier_id)


@on(StepCompleted)
def record_what_was_done(event: StepCompleted, entry: JournalEntry) -> None:
    _record(event.chain_id)


@on(AnswerNoted)
def record_what_was_done_late(event: AnswerNoted, entry: JournalEntry) -> None:
    if event.outcome == Outcome.COMPLETED:
        _record(event.chain_id)


# One name for all news of a chain: they are heard in their order.
@on(ChainPaused)
@on(ChainResumed)
@on(ChainCompleted)
@on(ChainPartlyDone)
@on(ChainRefused)
@on(ChainAbandoned)
def follow_the_chain(
    event: ChainPaused | ChainResumed | ChainCompleted | ChainPartlyDone | ChainRefused | ChainAbandoned,
    entry: JournalEntry,
) -> None:
    dossier_id = queries.id_by_chain(event.chain_id)
    if dossier_id is None:
        return
    if isinstance(event, ChainPaused | ChainResumed):
        partner_supplements.follow(dossier_id)
    else:
        _start_checks(processing.record_findings(dossier_id))


@on(StepRefused)
@on(StepAbandoned)
def drop_what_nobody_waits_for(event: StepRefused | StepAbandoned, entry: JournalEntry) -> None:
    dossier_id = queries.id_by_chain(event.chain_id)
    if dossier_id is not None:
        partner_supplements.follow(dossier_id)


@on(AuthorityTrusted)
def judge_unknown_signers_anew(event: AuthorityTrusted, entry: JournalEntry) -> None:
    partner_papers.check_again()


def _record(chain_id: int) -> None:
    dossier_id = queries.id_by_chain(chain_id)
    if dossier_id is not None:
        _start_checks(linked.record_results(dossier_id))
        partner_supplements.follow(dossier_id)


def _start_checks(result_ids: list[int]) -> None:
    for result_id in result_ids:
        tasks.start_paper_check(result_id)


def tell_the_portal(event: object, entry: JournalEntry) -> None:
    """Whatever happens to a dossier changes what the national portal is to know of it."""
    _dossier, _colon, pk = entry.stream.partition(":")
    if portal.note(int(pk), entry):
        tasks.start_portal_sync()


@on(DossierSubmitted)
def check_the_owner(event: DossierSubmitted, entry: JournalEntry) -> None:
    tasks.start_identity_check(identity_check.open_for(event.dossier_id, entry.actor))


REPORTED = (
    events.DossierSubmitted,
    events.IdentityChecked,
    events.IdentityConfirmed,
    events.PaperAdded,
    events.PaperCertified,
    events.PaperReused,
    events.DossierAccepted,
    events.DossierRefused,
    events.DossierDigitized,
    events.ProcessingBegun,
    events.DossierReassigned,
    events.DossierForwarded,
    events.ProcedureSwitched,
    events.SupplementRequested,
    events.SupplementSent,
    events.SupplementCompleted,
    events.ObligationRequested,
    events.ObligationSettled,
    events.FeeRecorded,
    events.ResultProposed,
    events.ProposalRecalled,
    events.ProposalSentBack,
    events.ResultApproved,
    events.ResultSigned,
    events.DossierReturned,
    events.DossierWithdrawn,
    events.DossierStopped,
    events.ApologyGiven,
    events.LinkedServiceBegun,
    events.LinkedServiceEnded,
    events.PartnerResultRecorded,
    events.PartnerPaperChecked,
    events.PartnerSupplementAsked,
    events.PartnersGoOn,
    events.DeclarationCorrected,
    events.PartnerItemAnswered,
    events.ReliefRejected,
    events.MoneyReturned,
)
for _event in REPORTED:
    on(_event)(tell_the_portal)


@on(OrderSettled)
def go_on_with_what_is_paid(event: OrderSettled, entry: JournalEntry) -> None:
    fees.hear_payment(event.order_id)
    for receipt_id in receipts.note(event.order_id, event.subject):
        tasks.start_receipt(receipt_id)


@on(OrderRefunded)
def note_what_went_back(event: OrderRefunded, entry: JournalEntry) -> None:
    fees.hear_refund(event.subject, amount_vnd=event.amount_vnd, reference=event.reference)
