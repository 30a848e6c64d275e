"""What happens to a dossier, as news for the floors above and lines of the journal; ids and facts, never names."""

from dataclasses import dataclass
from datetime import date, datetime

from kernel.events import event


@event
@dataclass(frozen=True, slots=True)
class DossierSubmitted:
    """A dossier was filed and got its number; the reception clock starts."""

    dossier_id: int
    code: str
    procedure: str
    channel: int
    reception_due_at: datetime


@event
@dataclass(frozen=True, slots=True)
class IdentityChecked:
    """The population database answered about the owner; `fields` names the particulars that differ."""

    dossier_id: int
    identity: str
    fields: tuple[str, ...] = ()


@event
@dataclass(frozen=True, slots=True)
class IdentityConfirmed:
    """An officer answers for the owner's identity, against what the population database said or for want of it."""

    dossier_id: int
    instead_of: str
    reason: str


@event
@dataclass(frozen=True, slots=True)
class PaperAdded:
    """A paper was presented at the counter or uploaded."""

    dossier_id: int
    paper_id: int
    requirement: str
    sha256: str | None


@event
@dataclass(frozen=True, slots=True)
class PaperCertified:
    """A clerk certified a scan with his signature and filed it in the owner's vault."""

    dossier_id: int
    paper_id: int
    code: str
    sha256: str


@event
@dataclass(frozen=True, slots=True)
class PaperReused:
    """A paper was taken from the owner's vault instead of being asked for again."""

    dossier_id: int
    paper_id: int
    code: str


@event
@dataclass(frozen=True, slots=True)
class DossierAccepted:
    """The reception desk accepted; the clock of the procedure runs."""

    dossier_id: int
    received_at: datetime
    due_on: date
    fee_vnd: int


@event
@dataclass(frozen=True, slots=True)
class DossierRefused:
    """The reception desk did not accept."""

    dossier_id: int
    reason: str


@event
@dataclass(frozen=True, slots=True)
class DossierDigitized:
    """Every paper is certified and stored, or reused."""

    dossier_id: int
    certified: int
    reused: int


@event
@dataclass(frozen=True, slots=True)
class ProcessingBegun:
    """The desk handed the dossier to an officer of the resolving agency."""

    dossier_id: int
    handler_id: int


@event
@dataclass(frozen=True, slots=True)
class DossierReassigned:
    """Another officer of the same agency has the dossier."""

    dossier_id: int
    handler_id: int


@event
@dataclass(frozen=True, slots=True)
class DossierForwarded:
    """Another agency is competent and has the dossier."""

    dossier_id: int
    from_agency: str
    to_agency: str
    reason: str


@event
@dataclass(frozen=True, slots=True)
class ProcedureSwitched:
    """The dossier is handled under another procedure, with its own term."""

    dossier_id: int
    from_procedure: str
    to_procedure: str
    due_on: date


@event
@dataclass(frozen=True, slots=True)
class SupplementRequested:
    """Papers are missing or wrong; the clock pauses. `number` counts the requests of a dossier."""

    dossier_id: int
    number: int
    items: tuple[str, ...]
    answer_due_on: date


@event
@dataclass(frozen=True, slots=True)
class SupplementSent:
    """The citizen says that everything asked for is there."""

    dossier_id: int
    number: int


@event
@dataclass(frozen=True, slots=True)
class SupplementCompleted:
    """A clerk confirmed the supplement; the clock runs again, towards a new date."""

    dossier_id: int
    number: int
    previous_due_on: date | None
    due_on: date | None


@event
@dataclass(frozen=True, slots=True)
class ObligationRequested:
    """A financial obligation was found during processing; the clock pauses."""

    dossier_id: int
    amount_vnd: int
    notice: str


@event
@dataclass(frozen=True, slots=True)
class ObligationSettled:
    """The obligation is paid; the clock runs again."""

    dossier_id: int
    amount_vnd: int
    voucher: str
    due_on: date


@event
@dataclass(frozen=True, slots=True)
class FeeRecorded:
    """The dossier's fee is settled."""

    dossier_id: int
    amount_vnd: int
    receipt: str


@event
@dataclass(frozen=True, slots=True)
class ReliefRejected:
    """A claimed exemption or reduction was not granted; `fee_vnd` is what is due instead."""

    dossier_id: int
    reason: str
    fee_vnd: int


@event
@dataclass(frozen=True, slots=True)
class MoneyReturned:
    """Money that was paid for the dossier is back with its payer."""

    dossier_id: int
    amount_vnd: int
    reference: str


@event
@dataclass(frozen=True, slots=True)
class ResultProposed:
    """The officer drafted the result and laid it before a leader."""

    dossier_id: int
    drafter_id: int


@event
@dataclass(frozen=True, slots=True)
class ProposalRecalled:
    """The officer took the draft back before it was approved."""

    dossier_id: int


@event
@dataclass(frozen=True, slots=True)
class ProposalSentBack:
    """The leader sent the draft back with a reason."""

    dossier_id: int
    reason: str


@event
@dataclass(frozen=True, slots=True)
class ResultApproved:
    """The leader approved; the result is to be rendered, signed and sealed."""

    dossier_id: int
    signer_id: int


@event
@dataclass(frozen=True, slots=True)
class ResultSigned:
    """The e-signed result lies ready; the processing clock has ended."""

    dossier_id: int
    number: str
    sha256: str
    finished_at: datetime


@event
@dataclass(frozen=True, slots=True)
class DossierReturned:
    """The result is with the citizen and in his vault."""

    dossier_id: int
    method: str


@event
@dataclass(frozen=True, slots=True)
class DossierWithdrawn:
    """The citizen took the dossier back."""

    dossier_id: int
    reason: str


@event
@dataclass(frozen=True, slots=True)
class DossierStopped:
    """The agency stopped processing."""

    dossier_id: int
    reason: str


@event
@dataclass(frozen=True, slots=True)
class ApologyGiven:
    """The agency apologised for the delay and named a new date."""

    dossier_id: int
    due_on: date
    extended_to_on: date
    reason: str


@event
@dataclass(frozen=True, slots=True)
class LinkedServiceBegun:
    """Partner agencies work on the dossier from now on; `steps` are what each is asked for, in order."""

    dossier_id: int
    chain_id: int
    steps: tuple[str, ...]
    due_on: date


@event
@dataclass(frozen=True, slots=True)
class LinkedServiceEnded:
    """No partner agency works on the dossier any more; `standing` is done, `lacking` came to nothing, and why."""

    dossier_id: int
    outcome: str
    standing: tuple[str, ...]
    lacking: tuple[str, ...]
    reason: str


@event
@dataclass(frozen=True, slots=True)
class PartnerResultRecorded:
    """A partner agency has done its part; its findings are personal and stand on the dossier."""

    dossier_id: int
    step: str
    agency: str
    done_at: datetime
    paper_sha256: str


@event
@dataclass(frozen=True, slots=True)
class PartnerPaperChecked:
    """The paper of a partner agency is kept, and its signature judged."""

    dossier_id: int
    step: str
    verdict: str


@event
@dataclass(frozen=True, slots=True)
class PartnerSupplementAsked:
    """A partner agency cannot go on without more; the clock pauses. `items` are the agency's own codes."""

    dossier_id: int
    step: str
    agency: str
    items: tuple[str, ...]
    answer_due_on: date


@event
@dataclass(frozen=True, slots=True)
class PartnersGoOn:
    """No partner agency waits for the citizen any more; the clock runs again, towards a new date."""

    dossier_id: int
    previous_due_on: date
    due_on: date


@event
@dataclass(frozen=True, slots=True)
class DeclarationCorrected:
    """The citizen corrected answers of the e-form for a partner agency; `fields` are their names."""

    dossier_id: int
    fields: tuple[str, ...]


@event
@dataclass(frozen=True, slots=True)
class PartnerItemAnswered:
    """The citizen gave a file for what a partner agency lacks."""

    dossier_id: int
    step: str
    item: str
    sha256: str
