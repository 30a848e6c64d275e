"""What happens to chains and steps, as news for the floors above and lines of the journal; ids and facts, no names."""

from dataclasses import dataclass
from datetime import date, datetime

from interlink.states import Outcome
from kernel.events import event


@event
@dataclass(frozen=True, slots=True)
class ChainStarted:
    """A linked service began; `steps` are the codes of what it asks of other agencies, in order."""

    chain_id: int
    subject: str
    route: str
    steps: tuple[str, ...]
    due_on: date


@event
@dataclass(frozen=True, slots=True)
class ChainPaused:
    """An agency asked for a supplement: the applicant is told by `notice_due_at` and answers by `answer_due_at`."""

    chain_id: int
    subject: str
    step_id: int
    step: str
    supplement_id: int
    notice_due_at: datetime
    answer_due_at: datetime


@event
@dataclass(frozen=True, slots=True)
class ChainResumed:
    """Nobody waits for the applicant any more; the chain has a new date."""

    chain_id: int
    subject: str
    due_on: date


@event
@dataclass(frozen=True, slots=True)
class ChainOverdue:
    """The last day of the chain has gone by and it is not finished."""

    chain_id: int
    subject: str
    due_on: date


@event
@dataclass(frozen=True, slots=True)
class ChainCompleted:
    """Every agency has done its part."""

    chain_id: int
    subject: str


@event
@dataclass(frozen=True, slots=True)
class ChainPartlyDone:
    """Some agencies have done their part and it stands; `lacking` are the steps that came to nothing."""

    chain_id: int
    subject: str
    standing: tuple[str, ...]
    lacking: tuple[str, ...]


@event
@dataclass(frozen=True, slots=True)
class ChainRefused:
    """Nothing was done: an agency refused what everything else needed."""

    chain_id: int
    subject: str
    step: str
    reason: str


@event
@dataclass(frozen=True, slots=True)
class ChainAbandoned:
    """Nothing was done: the applicant did not answer, or a leader gave up."""

    chain_id: int
    subject: str
    reason: str


@event
@dataclass(frozen=True, slots=True)
class StepReady:
    """Everything a step needs is there; it is to be sent."""

    chain_id: int
    step_id: int


@event
@dataclass(frozen=True, slots=True)
class StepClaimed:
    """A worker took the step and is on the telephone; `message_id` is the same at every try of one attempt."""

    chain_id: int
    step_id: int
    message_id: str
    tries: int


@event
@dataclass(frozen=True, slots=True)
class StepSent:
    """The agency has the message, and answers by `answer_due_at`."""

    chain_id: int
    step_id: int
    message_id: str
    answer_due_at: datetime


@event
@dataclass(frozen=True, slots=True)
class StepPostponed:
    """The agency could not be reached; it is tried again."""

    chain_id: int
    step_id: int
    cause: str
    next_attempt_at: datetime


@event
@dataclass(frozen=True, slots=True)
class StepFailed:
    """The agency does not take this message, and sending it again would not change that: a person has to look."""

    chain_id: int
    step_id: int
    cause: str


@event
@dataclass(frozen=True, slots=True)
class AnswerReceived:
    """A sealed answer arrived and was stored; it is applied next."""

    chain_id: int
    step_id: int
    message_pk: int


@event
@dataclass(frozen=True, slots=True)
class AnswerNoted:
    """An answer changed nothing: the step had settled, or the answer was to a question that is no longer asked."""

    chain_id: int
    step_id: int
    message_pk: int
    outcome: Outcome


@event
@dataclass(frozen=True, slots=True)
class StepCompleted:
    """The agency did its part; `findings` name what it found out, `paper_sha256` is its signed paper, if any.

    The values are personal and are read with `queries.findings`.
    """

    chain_id: int
    subject: str
    step_id: int
    step: str
    agency: str
    findings: tuple[str, ...]
    paper_sha256: str


@event
@dataclass(frozen=True, slots=True)
class StepRefused:
    """The agency refused, with its reason."""

    chain_id: int
    subject: str
    step_id: int
    step: str
    agency: str
    reason: str


@event
@dataclass(frozen=True, slots=True)
class StepAbandoned:
    """A step is not pursued any further."""

    chain_id: int
    subject: str
    step_id: int
    step: str
    reason: str


@event
@dataclass(frozen=True, slots=True)
class SupplementAsked:
    """An agency cannot go on without more; `items` are the codes of what it asks for."""

    chain_id: int
    step_id: int
    supplement_id: int
    items: tuple[str, ...]


@event
@dataclass(frozen=True, slots=True)
class SupplementNotified:
    """The applicant was told what is missing."""

    chain_id: int
    supplement_id: int


@event
@dataclass(frozen=True, slots=True)
class NoticeOverdue:
    """24 hours have gone by and the applicant was not told."""

    chain_id: int
    supplement_id: int


@event
@dataclass(frozen=True, slots=True)
class StepSupplied:
    """What the agency asked for goes to it; `corrected` are the names of the facts that were changed."""

    chain_id: int
    step_id: int
    supplement_id: int
    corrected: tuple[str, ...]


@event
@dataclass(frozen=True, slots=True)
class StepSilent:
    """The hour at which the agency was to answer has gone by."""

    chain_id: int
    step_id: int
    answer_due_at: datetime


@event
@dataclass(frozen=True, slots=True)
class StepNudged:
    """An officer wants the agency to be asked where the answer is."""

    chain_id: int
    step_id: int


@event
@dataclass(frozen=True, slots=True)
class AgencyAsked:
    """The agency was asked where the answer is, and said whether it knows the message ("waiting", "answered")."""

    chain_id: int
    step_id: int
    told: str


@event
@dataclass(frozen=True, slots=True)
class StepUnknownThere:
    """The agency knows nothing of the message: it goes out once more, under the same number."""

    chain_id: int
    step_id: int


@event
@dataclass(frozen=True, slots=True)
class StepResumed:
    """An officer wants the message to be tried again now."""

    chain_id: int
    step_id: int


@event
@dataclass(frozen=True, slots=True)
class StepResent:
    """An officer sends the request anew, with corrected facts, under a new number."""

    chain_id: int
    step_id: int
    attempt: int
    corrected: tuple[str, ...]
    reason: str
