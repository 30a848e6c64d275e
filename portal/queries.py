"""What a stranger may see of a dossier and of its result: what a slip shows, and not a word about persons."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language

from dossiers import deadlines, files, ledger_text, queries
from dossiers.deadlines import Lateness
from dossiers.errors import DossierMissing, ResultMissing
from dossiers.models import Dossier, Procedure, Result
from dossiers.states import AT_WORK, PAUSED, State
from identity.models import Agency
from kernel import calendar_store, clock, journal
from kernel.working_time import LedgerLine
from portal.errors import StoredFileGone
from portal.wording import STATES, VERDICTS, Said
from signing import services as signing
from signing.states import Verdict

STRAIGHT_LINE = (
    State.REGISTERED,
    State.RECEIVED,
    State.DIGITIZED,
    State.PROCESSING,
    State.SIGNED,
    State.RETURNED,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One station of the straight line; `at` is when the dossier first came there."""

    label: str
    at: datetime | None = None
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the ledger, as a calendar shows it; `column` is 1 on Mondays."""

    on: date
    column: int
    weekday: str
    kind: str
    count: int | None
    text: str
    is_due: bool
    is_today: bool


@dataclass(frozen=True, slots=True)
class TrackedDossier:
    """`days` and the dates are there from acceptance on, `reception_due_at` until then, `lateness` with the result."""

    code: str
    procedure: str
    desk: str
    agency: str
    state: Said
    term_days: int
    term_unit: str
    submitted_at: datetime
    reception_due_at: datetime | None
    received_at: datetime | None
    due_on: date | None
    extended_to_on: date | None
    supplement_due_on: date | None
    finished_at: datetime | None
    is_returned: bool
    is_paused: bool
    is_overdue: bool
    lateness: Lateness | None
    steps: tuple[Step, ...]
    days: tuple[Day, ...]

    @property
    def days_counted(self) -> int:
        return sum(day.count is not None for day in self.days)


@dataclass(frozen=True, slots=True)
class VouchedResult:
    """A returned result as the office knows it, and what its stored file is worth at this hour."""

    code: str
    procedure: str
    title: str
    number: str
    agency: str
    signed_at: datetime
    sha256: str
    verdict: Verdict
    said: Said


def track(code: str) -> TrackedDossier:
    """Return where a dossier stands. Raises DossierMissing; CalendarGap if the calendar lacks its years."""
    # No person is joined and no form is read: what is not loaded cannot be shown.
    related = ("procedure", "terms", "reception", "agency")
    dossier = Dossier.objects.select_related(*related).defer("form", "draft").filter(code=code).first()
    if dossier is None:
        raise DossierMissing
    state = State(dossier.state)
    return TrackedDossier(
        code=dossier.code,
        procedure=_name(dossier.procedure),
        desk=_name(dossier.reception),
        agency=_name(dossier.agency),
        state=STATES[state],
        term_days=dossier.terms.sla_days,
        term_unit=dossier.terms.get_sla_unit_display(),
        submitted_at=dossier.submitted_at,
        reception_due_at=dossier.reception_due_at if state == State.REGISTERED else None,
        received_at=dossier.received_at,
        due_on=dossier.due_on,
        extended_to_on=dossier.extended_to_on,
        supplement_due_on=dossier.supplement_due_on if state == State.AWAITING_SUPPLEMENT else None,
        finished_at=dossier.finished_at,
        is_returned=state == State.RETURNED,
        is_paused=state in PAUSED,
        is_overdue=state in AT_WORK and dossier.due_on is not None and dossier.due_on < clock.today(),
        lateness=_lateness(dossier),
        steps=tuple(_steps(dossier, state)),
        days=tuple(_days(dossier)),
    )


def vouch(code: str) -> VouchedResult:
    """Return what the office says of a returned result. Raises DossierMissing, ResultMissing, StoredFileGone."""
    related = ("dossier__procedure", "agency", "file")
    results = Result.objects.select_related(*related).filter(dossier__code=code, signed_at__isnull=False)
    result = results.filter(dossier__state=State.RETURNED).first()
    if result is None:
        raise ResultMissing if Dossier.objects.filter(code=code).exists() else DossierMissing
    assert result.file is not None
    assert result.signed_at is not None
    procedure = result.dossier.procedure
    try:
        report = signing.verify_pdf(files.read(result.file))
    except FileNotFoundError as failure:
        raise StoredFileGone(code=code) from failure
    return VouchedResult(
        code=code,
        procedure=_name(procedure),
        title=procedure.result_en if _in_english() else procedure.result_vi,
        number=result.number,
        agency=_name(result.agency),
        signed_at=result.signed_at,
        sha256=result.file.sha256,
        verdict=report.verdict,
        said=VERDICTS[report.verdict],
    )


def _steps(dossier: Dossier, state: State) -> Iterator[Step]:
    """Yield the straight line with what is ahead; of a dossier that left it, how far it came and where it went."""
    reached: dict[str, datetime] = {State.REGISTERED: dossier.submitted_at}
    for target, at in journal.history(dossier.stream).exclude(move="").values_list("target", "at"):
        reached.setdefault(target, at)
    here = State(dossier.paused_from) if state in PAUSED else state
    for station in STRAIGHT_LINE:
        if station in reached or here in STRAIGHT_LINE:
            yield Step(str(station.label), reached.get(station), is_current=station == here)
    if here not in STRAIGHT_LINE:
        yield Step(str(here.label), dossier.closed_at, is_current=True)


def _days(dossier: Dossier) -> Iterator[Day]:
    if dossier.received_at is None:
        return
    due = queries.explain(dossier)
    for line in due.lines:
        yield _day(line, is_due=line.on == due.due_on, is_today=line.on == clock.today())


def _day(line: LedgerLine, *, is_due: bool, is_today: bool) -> Day:
    return Day(
        on=line.on,
        column=line.on.isoweekday(),
        weekday=ledger_text.weekday(line.on),
        kind=str(line.kind),
        count=line.count,
        text=ledger_text.sentence(line),
        is_due=is_due,
        is_today=is_today,
    )


def _lateness(dossier: Dossier) -> Lateness | None:
    if dossier.finished_at is None or dossier.state not in (State.SIGNED, State.RETURNED):
        return None
    finished_on = dossier.finished_at.astimezone(clock.TZ).date()
    return deadlines.lateness(dossier.due_on, finished_on, calendar_store.loaded())


def _name(row: Procedure | Agency) -> str:
    return row.name_en if _in_english() else row.name_vi


def _in_english() -> bool:
    return (get_language() or "").startswith("en")
