"""What a dossier pays: pure arithmetic over the fees of its terms, its channel and the answers of its e-form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from dossiers.errors import FormAnswerInvalid
from dossiers.states import FeeKind, Per

Answers = Mapping[str, Any]
# The questions whose answers a fee is multiplied by; one that is not asked, or not answered, counts as one.
COPIES, PAGES = "copies", "document_pages"
# More of either is a slip of the pen, and its fee would not fit into a column.
MOST_UNITS = 1_000


@dataclass(frozen=True, slots=True)
class Case:
    """When a fee is not the ordinary one's.

    question            of the e-form; empty: always
    answers             any of these makes the case
    late_calendar_days  or: the day that is answered lies more than so many days before the filing
    """

    question: str = ""
    answers: tuple[str, ...] = ()
    late_calendar_days: int | None = None

    def holds(self, answers: Answers, on: date) -> bool:
        answer = answers.get(self.question)
        if not self.question or answer is None:
            return not self.question
        if self.late_calendar_days is not None:
            return date.fromisoformat(str(answer)) + timedelta(days=self.late_calendar_days) < on
        return str(answer) in self.answers


@dataclass(frozen=True, slots=True)
class Rule:
    """A charge (phí) or levy (lệ phí) as it is charged through one channel (docs/sources.md, rule F-24).

    unit_vnd      for each unit (see `Per`) from `first_unit` on, but `further_vnd` from `further_from` on
    max_vnd       at most so much, for each copy
    instead_of    codes of the fees that are not charged then; a fee of nothing instead of one is an exemption
    proof         the paper that the case asks for
    timing        when it is paid, if otherwise than the terms say
    """

    kind: FeeKind
    code: str
    name_vi: str
    unit_vnd: int
    per: Per = Per.DOSSIER
    first_unit: int = 1
    further_from: int | None = None
    further_vnd: int = 0
    max_vnd: int | None = None
    case: Case = Case()
    instead_of: tuple[str, ...] = ()
    proof: str = ""
    timing: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What is charged under one code."""

    kind: FeeKind
    code: str
    name_vi: str
    amount_vnd: int

    def as_row(self) -> dict[str, Any]:
        """Return the line as the dossier keeps it."""
        return {**asdict(self), "kind": str(self.kind)}


@dataclass(frozen=True, slots=True)
class Assessment:
    """The fee of a dossier: its lines in the order of the terms, the paper that proves a reduction, when it is paid.

    `proof` is empty where nothing is to be proved, `timing` where the terms say when.
    """

    lines: tuple[Line, ...]
    proof: str = ""
    timing: str = ""

    @property
    def amount_vnd(self) -> int:
        return sum(line.amount_vnd for line in self.lines)


def assess(rules: Sequence[Rule], answers: Answers, on: date, *, is_relieved: bool = True) -> Assessment:
    """Return what is charged, charges and levies apart; what costs nothing has no line.

    answers      of the e-form, checked
    on           the day of filing
    is_relieved  False: whatever asks for a proof is not granted
    Raises FormAnswerInvalid for a number of copies or pages that nobody can mean.
    """
    copies, pages = _units(answers, COPIES), _units(answers, PAGES)
    granted = [rule for rule in rules if rule.case.holds(answers, on) and (is_relieved or not rule.proof)]
    replaced = {code for rule in granted for code in rule.instead_of}
    due = [rule for rule in granted if rule.code not in replaced]
    lines = (Line(rule.kind, rule.code, rule.name_vi, amount_vnd(rule, copies, pages)) for rule in due)
    proof = next((rule.proof for rule in due if rule.proof), "")
    timing = next((rule.timing for rule in due if rule.timing), "")
    return Assessment(tuple(line for line in lines if line.amount_vnd), proof, timing)


def amount_vnd(rule: Rule, copies: int, pages: int) -> int:
    """Return what a rule charges for so many copies, each of so many pages."""
    if rule.per == Per.PAGE:
        return _capped(rule, _for_units(rule, pages)) * copies
    return _capped(rule, _for_units(rule, copies if rule.per == Per.COPY else 1))


def rows_of(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [line.as_row() for line in lines]


def _for_units(rule: Rule, units: int) -> int:
    further_from = rule.further_from or units + 1
    further = max(0, units - max(further_from, rule.first_unit) + 1)
    charged = max(0, units - rule.first_unit + 1)
    return (charged - further) * rule.unit_vnd + further * rule.further_vnd


def _capped(rule: Rule, vnd: int) -> int:
    return vnd if rule.max_vnd is None else min(vnd, rule.max_vnd)


def _units(answers: Answers, question: str) -> int:
    units = answers.get(question, 1)
    if not 1 <= units <= MOST_UNITS:
        raise FormAnswerInvalid(field=question, type="number")
    return int(units)
