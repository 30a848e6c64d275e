"""The on-time report in the columns of form II.06a, and the dossiers behind each of its figures.

Every dossier of a period gets one arrival and one standing in the database, and a column is a set of both: so the
figures, the lists behind them and the identities of the form cannot disagree. What counts (docs/sources.md, rules
S-5, D-13, M-1 to M-3 and M-8 to M-11):

- A dossier is in the report if it was received by the day of the report and not finished before the first day of the
  period. Received means accepted (portal codes 2 and 4 to 10): what waits for acceptance, also with a supplement asked
  for before it, or was refused (1, 3) has no hour of receipt and is left out.
- Carried over is what was received before the first day; the others came online, or at the counter and by post.
- Resolved is what has a result (9, 10): early, on time or late by comparing the local date of its end with its due
  date, as dossiers.deadlines.lateness does. An apology does not move the due date. Withdrawn dossiers (7) are resolved
  on time: "incl. returned" of the form.
- In process is the rest. Paused dossiers (5, 6) are within time; so are stopped ones (8), which the source counts as
  paused. They stand in the period in which they were stopped and are not carried over.
- A later look at an earlier day sees it as it was then: an end or a pause after it is ignored, and no later pause moves
  a due date that has passed (rule D-18). Agency, procedure and due date are the present ones of the dossier.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncDate
from django.db.models.sql.compiler import SQLCompiler
from django.utils import translation

from dossiers.models import Dossier, Pause, Procedure
from dossiers.states import Channel, State
from identity.models import Agency
from kernel import clock
from kernel.actors import SYSTEM, Actor
from reports.columns import COLUMNS, Arrival, By, Figures, Standing
from reports.errors import RowUnknown
from reports.period import Period

TOTAL = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `key` is the code of the agency or procedure, or the month ("2024-04"); `name` is for people."""

    key: str
    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class OnTime:
    """The report. Rows are in the order of their keys; agencies and procedures without a dossier have none.

    Agencies and procedures add up to the total. Months do so for what came and what was resolved; what is carried over
    is that of the first month, and what is in process that of the last, with what was stopped in the others.
    """

    period: Period
    by: By
    rows: tuple[Row, ...]
    total: Figures


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a report: its column (a key of COLUMNS) and its row; the row TOTAL is the last line."""

    from_on: date
    to_on: date
    by: By
    column: str
    row: str = TOTAL


class _LocalDate(TruncDate):
    """The date of an hour, in Vietnam."""

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra_context: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        # SQLite would call back into Python for every row. Vietnam's offset has been the same since 1975.
        sql, params = compiler.compile(self.lhs)
        return f"date({sql}, '+7 hours')", tuple(params)


class _Count(NamedTuple):
    key: int | str
    arrival: str
    standing: str
    number: int


def on_time(from_on: date, to_on: date, by: By) -> OnTime:
    """Return the report of a period, both days included, as of its last day or today. One query; two with names.

    Raises PeriodBackwards, PeriodNotBegun, PeriodOutOfRange.
    """
    period = Period.of(from_on, to_on)
    if by == By.MONTH:
        return _by_month(period)
    counts = [_Count(*row) for row in _counted(sorted_dossiers(period), F(f"{by}_id"))]
    tallies = _tallies(counts)
    names = _names(by, tallies)
    rows = [Row(*names[key], Figures.of(tally)) for key, tally in tallies.items()]
    total = Figures.of(sum(tallies.values(), Counter()))
    return OnTime(period, by, tuple(sorted(rows, key=lambda row: row.key)), total)


def rows_behind(cell: Cell) -> list[str]:
    """Return the codes of the dossiers that a figure counts, in the order of filing.

    Raises what `dossiers_behind` raises.
    """
    return list(dossiers_behind(cell).order_by("pk").values_list("code", flat=True))


def dossiers_behind(cell: Cell, actor: Actor = SYSTEM) -> QuerySet[Dossier]:
    """Return the dossiers that a figure counts, each with its `arrival` and `standing`; those an actor may see.

    Raises PeriodBackwards, PeriodNotBegun, PeriodOutOfRange, RowUnknown; KeyError for a column that does not exist.
    """
    column = COLUMNS[cell.column]
    period, of_row = _row(cell)
    behind = sorted_dossiers(period, actor).filter(of_row)
    return behind.filter(Q(arrival__in=sorted(column.arrivals), standing__in=sorted(column.standings)))


def sorted_dossiers(period: Period, actor: Actor = SYSTEM) -> QuerySet[Dossier]:
    """Return the dossiers of a period, each with its `arrival` and `standing` on that day; those an actor may see."""
    in_period = Q(finished_at=None) | Q(finished_at__gte=period.begins_at)
    return (
        Dossier.objects.visible_to(actor)
        .filter(in_period, received_at__lt=period.ends_at)
        .alias(finished_on=_LocalDate("finished_at", tzinfo=clock.TZ))
        .annotate(arrival=_arrival(period), standing=_standing(period))
    )


def _arrival(period: Period) -> Case:
    return Case(
        When(received_at__lt=period.begins_at, then=Value(Arrival.CARRIED_OVER)),
        When(channel=Channel.ONLINE, then=Value(Arrival.ONLINE)),
        default=Value(Arrival.COUNTER_POST),
        output_field=CharField(),
    )


def _standing(period: Period) -> Case:
    ended = Q(finished_at__lt=period.ends_at)
    early, late = Q(finished_on__lt=F("due_on")), Q(finished_on__gt=F("due_on"))
    by_new_date = Q(extended_to_on__gte=F("finished_on"))
    return Case(
        When(ended & Q(state=State.STOPPED), then=Value(Standing.STOPPED)),
        When(ended & Q(state=State.WITHDRAWN) & late, then=Value(Standing.WITHDRAWN_AFTER_DUE)),
        When(ended & Q(state=State.WITHDRAWN), then=Value(Standing.WITHDRAWN)),
        When(ended & early, then=Value(Standing.EARLY)),
        When(ended & late & by_new_date, then=Value(Standing.LATE_APOLOGY_KEPT)),
        When(ended & late, then=Value(Standing.LATE)),
        # The same date, or no due date at all.
        When(ended, then=Value(Standing.ON_TIME)),
        When(pk__in=_paused(period), then=Value(Standing.PAUSED)),
        When(due_on__lt=period.as_of, then=Value(Standing.OVERDUE)),
        default=Value(Standing.WITHIN_TIME),
        output_field=CharField(),
    )


def _paused(period: Period) -> QuerySet[Pause, int]:
    """The ids of what waited at the end of the day of the report."""
    lasting = Q(ended_at=None) | Q(ended_at__gte=period.ends_at)
    return Pause.objects.filter(lasting, started_at__lt=period.ends_at).values_list("dossier_id", flat=True)


def _by_month(period: Period) -> OnTime:
    """Each month is a report of its own, and so is the whole; all of them in one query."""
    parts = {_month(month): month for month in period.months()}
    whole, *months = (
        _counted(sorted_dossiers(part), Value(key, output_field=CharField()))
        for key, part in {TOTAL: period, **parts}.items()
    )
    tallies = _tallies(_Count(*row) for row in whole.union(*months, all=True))
    rows = (Row(key, f"{part.from_on:%m/%Y}", Figures.of(tallies[key])) for key, part in parts.items())
    return OnTime(period, By.MONTH, tuple(rows), Figures.of(tallies[TOTAL]))


def _counted(dossiers: QuerySet[Dossier], key: Combinable) -> QuerySet[Dossier, tuple[int | str, str, str, int]]:
    grouped = dossiers.order_by().annotate(key=key).values_list("key", "arrival", "standing")
    return grouped.annotate(number=Count("pk"))


def _tallies(counts: Iterable[_Count]) -> defaultdict[int | str, Counter[tuple[str, str]]]:
    tallies: defaultdict[int | str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for count in counts:
        tallies[count.key][count.arrival, count.standing] += count.number
    return tallies


def _names(by: By, ids: Iterable[int | str]) -> Mapping[int | str, tuple[str, str]]:
    """Return code and name, in the language in force, by id."""
    english = (translation.get_language() or "vi").startswith("en")
    name = "name_en" if english else "name_vi"
    found = _named(by).filter(pk__in=list(ids)).values_list("pk", "code", name)
    return {pk: (code, name) for pk, code, name in found}


def _named(by: By) -> QuerySet[Agency] | QuerySet[Procedure]:
    return Agency.objects.all() if by == By.AGENCY else Procedure.objects.all()


def _row(cell: Cell) -> tuple[Period, Q]:
    period = Period.of(cell.from_on, cell.to_on)
    if cell.row == TOTAL:
        return period, Q()
    if cell.by == By.MONTH:
        found = next((month for month in period.months() if _month(month) == cell.row), None)
        if found is not None:
            return found, Q()
    else:
        pk = _named(cell.by).filter(code=cell.row).values_list("pk", flat=True).first()
        if pk is not None:
            return period, Q(**{f"{cell.by}_id": pk})
    raise RowUnknown(by=cell.by.label, row=cell.row)


def _month(period: Period) -> str:
    return f"{period.from_on:%Y-%m}"
