"""What the catalogue says of a procedure, as plain values."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Annotated

from dossiers.catalogue.rows import Shape
from dossiers.states import FeeKind, FeeTiming, Level, PaperKind, Per, SupplementRule, Unit

Slug = Annotated[str, Shape(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")]
ProcedureCode = Annotated[str, Shape(r"[123]\.\d{6}|[A-Z]{2,4}-\d{2}")]
ResultCode = Annotated[str, Shape(r"KQ\.[GH]\d{2}\.\d{6}")]
Symbol = Annotated[str, Shape(r"[A-ZĐ]+\d*(-[A-ZĐ]+)*")]
Charge = Annotated[str, Shape(r"(LP|PHI)-[A-Z0-9]+(-[A-Z0-9]+)*")]
Question = Annotated[str, Shape(r"[a-z][a-z0-9_]*")]
Rule = Annotated[str, Shape(r"[A-Z]-\d+")]
Knowledge = Annotated[str, Shape(r"S[0-4]|found:(F\d+|portal)|recalled:(confident|check)|computed|assumption")]


class Provenance(StrEnum):
    """How well a procedure is known (docs/sources.md, section 1)."""

    EXACT = "E"
    CODE_EXACT = "e"
    RECALLED = "r"
    INVENTED = "A"


class Tag(StrEnum):
    """What makes a procedure interesting to a demo or a report (docs/sources.md, rule P-37)."""

    LINKED = "linked"
    LINKED_PART = "linked-part"
    SAME_DAY = "same-day"
    AT_ONCE = "at-once"
    PREPAID = "prepaid"
    DIGITIZATION = "digitization"
    E_CERTIFICATION = "e-certification"
    MONEY_IN_BETWEEN = "money-in-between"
    VNEID = "vneid"
    NOT_A_STATE_BODY = "not-a-state-body"
    PAYOUT = "payout"


class Answer(StrEnum):
    """The type of the answer to a question of an e-form."""

    TEXT = "text"
    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"
    PERSONAL_NUMBER = "personal_number"


@dataclass(frozen=True, slots=True)
class Field:
    """An area of administration ("lĩnh vực")."""

    code: Slug
    name_vi: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a procedure ends in; `symbol` goes into its number, as in "12/GKS-UBND"."""

    code: ResultCode
    name_vi: str
    name_en: str
    symbol: Symbol


@dataclass(frozen=True, slots=True)
class Case:
    """The answer to a question of the e-form that makes a case, or how long ago the day must be that it names."""

    question: Question
    answers: tuple[Slug, ...] = ()
    late_calendar_days: int | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """A charge ("phí") or levy ("lệ phí"), as docs/sources.md, rule F-24 reckons it.

    direct_vnd, online_vnd     for each unit from `first_unit` on; `further_vnd` on both channels from `further_from`
    max_vnd                    at most, for each copy
    when_*, case, instead_of   which case pays it if it is not the ordinary one, and the fees that it does not pay then
    proof                      the paper that proves the case
    timing                     when a variant is paid of a procedure that is free otherwise
    tags                       how well it is known, if otherwise than the terms say with their fee_tags
    """

    kind: FeeKind
    code: Charge
    name_vi: str
    name_en: str
    direct_vnd: int
    online_vnd: int
    per: Per = Per.DOSSIER
    first_unit: int = 1
    further_from: int | None = None
    further_vnd: int | None = None
    max_vnd: int | None = None
    when_vi: str | None = None
    when_en: str | None = None
    case: Case | None = None
    instead_of: tuple[Charge, ...] = ()
    proof: Slug | None = None
    timing: FeeTiming | None = None
    tags: tuple[Knowledge, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """Time and money from a day on.

    sla_days         in `sla_unit`; 0 is the same day. verify_days is the longer time if something must be verified.
    cut_off          local hour; a same-day procedure received then or later is due on the next working day.
    supplement_days  working days that the citizen has to supply what is missing.
    fees             of an ordinary dossier; fee_variants are those of other cases, instead of them or on top.
    sla_tags         how well the time is known; fee_tags the same for the money (docs/sources.md, section 1).
    """

    effective_from: date
    sla_days: int
    sla_unit: Unit
    supplement_rule: SupplementRule
    supplement_days: int
    fee_timing: FeeTiming
    sla_tags: tuple[Knowledge, ...]
    fee_tags: tuple[Knowledge, ...]
    sources: tuple[Rule, ...]
    cut_off: time | None = None
    verify_days: int | None = None
    fees: tuple[Fee, ...] = ()
    fee_variants: tuple[Fee, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A component of the dossier ("thành phần hồ sơ"); `result_code` if another procedure makes it."""

    code: Slug
    name_vi: str
    name_en: str
    kind: PaperKind
    required: bool = True
    count: int = 1
    reusable: bool = False
    result_code: ResultCode | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to choose from."""

    value: Slug
    label_vi: str
    label_en: str


@dataclass(frozen=True, slots=True)
class FormField:
    """A question of the e-form; `choices` are there exactly when it is answered by choosing."""

    name: Question
    label_vi: str
    label_en: str
    type: Answer
    required: bool = True
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Procedure:
    """An administrative procedure ("thủ tục hành chính"); its terms are in order of their first day."""

    code: ProcedureCode
    name_vi: str
    name_en: str
    field: Field
    level: Level
    authority: Slug
    provenance: Provenance
    sources: tuple[Rule, ...]
    result: Result
    papers: tuple[Paper, ...]
    form: tuple[FormField, ...]
    terms: tuple[Terms, ...]
    tags: tuple[Tag, ...] = ()
    also_competent: tuple[Slug, ...] = ()
    partners: tuple[Slug, ...] = ()
    successors: tuple[ProcedureCode, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The procedures of one legal year, in the order of the file."""

    legal_year: int
    fields: tuple[Field, ...]
    procedures: tuple[Procedure, ...]
