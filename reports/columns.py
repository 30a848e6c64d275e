"""The columns of form II.06a, and which dossiers each of them counts (docs/sources.md, rules M-1 to M-3)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TypeVar

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class By(TextChoices):
    """What a row of the report stands for."""

    AGENCY = "agency", _("agency")
    PROCEDURE = "procedure", _("procedure")
    MONTH = "month", _("month")


class Arrival(TextChoices):
    """How a dossier came into the period. Each dossier of a report has exactly one arrival."""

    CARRIED_OVER = "carried_over", _("carried over")
    ONLINE = "online", _("online")
    COUNTER_POST = "counter_post", _("counter and post")


class Standing(TextChoices):
    """How a dossier stands on the day of the report. Each dossier of a report has exactly one standing."""

    EARLY = "early", _("resolved early")
    ON_TIME = "on_time", _("resolved on time")
    LATE = "late", _("resolved late")
    LATE_APOLOGY_KEPT = "late_apology_kept", _("resolved late, by the date of the apology")
    WITHDRAWN = "withdrawn", _("withdrawn")
    WITHDRAWN_AFTER_DUE = "withdrawn_after_due", _("withdrawn after the due date")
    WITHIN_TIME = "within_time", _("in process within time")
    PAUSED = "paused", _("paused")
    STOPPED = "stopped", _("stopped")
    OVERDUE = "overdue", _("in process overdue")


Tally = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Column:
    """The dossiers that a column counts: those of these arrivals and, at once, of these standings."""

    heading: Promise
    arrivals: frozenset[Arrival] = frozenset(Arrival)
    standings: frozenset[Standing] = frozenset(Standing)


def _arrived(heading: Promise, *arrivals: Arrival) -> Column:
    return Column(heading, arrivals=frozenset(arrivals))


def _stands(heading: Promise, *standings: Standing) -> Column:
    return Column(heading, standings=frozenset(standings))


_A, _S = Arrival, Standing
# Papers given back count as on time, whenever that was; whatever is paused or stopped counts as within time
# (docs/sources.md, rules M-1, M-2 and M-8).
_ON_TIME = (_S.ON_TIME, _S.WITHDRAWN, _S.WITHDRAWN_AFTER_DUE)
_LATE = (_S.LATE, _S.LATE_APOLOGY_KEPT)
_WITHIN_TIME = (_S.WITHIN_TIME, _S.PAUSED, _S.STOPPED)

COLUMNS: dict[str, Column] = {
    "total": Column(_("Total")),
    "received.carried_over": _arrived(_("Carried over"), _A.CARRIED_OVER),
    "received.online": _arrived(_("Online"), _A.ONLINE),
    "received.counter_post": _arrived(_("Counter, post"), _A.COUNTER_POST),
    "resolved.total": _stands(_("Resolved"), _S.EARLY, *_ON_TIME, *_LATE),
    "resolved.early": _stands(_("Early"), _S.EARLY),
    "resolved.on_time": _stands(_("On time"), *_ON_TIME),
    "resolved.late": _stands(_("Late"), *_LATE),
    "in_process.total": _stands(_("In process"), *_WITHIN_TIME, _S.OVERDUE),
    "in_process.within_time": _stands(_("Within time"), *_WITHIN_TIME),
    "in_process.overdue": _stands(_("Overdue"), _S.OVERDUE),
    # Not in the form: what its columns hide.
    "of_which.late_apology_kept": _stands(_("Late, by the date of the apology"), _S.LATE_APOLOGY_KEPT),
    "of_which.withdrawn": _stands(_("Withdrawn"), _S.WITHDRAWN, _S.WITHDRAWN_AFTER_DUE),
    "of_which.withdrawn_after_due": _stands(_("Withdrawn after the due date"), _S.WITHDRAWN_AFTER_DUE),
    "of_which.paused": _stands(_("Paused"), _S.PAUSED),
    "of_which.stopped": _stands(_("Stopped"), _S.STOPPED),
}


@dataclass(frozen=True, slots=True)
class Received:
    """carried_over + online + counter_post = the total."""

    carried_over: int
    online: int
    counter_post: int


@dataclass(frozen=True, slots=True)
class Resolved:
    """early + on_time + late = total. Withdrawn dossiers count in `total` and in `on_time`."""

    total: int
    early: int
    on_time: int
    late: int


@dataclass(frozen=True, slots=True)
class InProcess:
    """within_time + overdue = total. Paused and stopped dossiers count in `total` and in `within_time`."""

    total: int
    within_time: int
    overdue: int


@dataclass(frozen=True, slots=True)
class OfWhich:
    """Parts of the columns above that the form does not show; `withdrawn_after_due` is a part of `withdrawn`."""

    late_apology_kept: int
    withdrawn: int
    withdrawn_after_due: int
    paused: int
    stopped: int


@dataclass(frozen=True, slots=True)
class Figures:
    """One row of the form: numbers of dossiers. total = resolved.total + in_process.total."""

    total: int
    received: Received
    resolved: Resolved
    in_process: InProcess
    of_which: OfWhich

    @classmethod
    def of(cls, tally: Tally) -> "Figures":
        """Add up the columns from the number of dossiers per arrival and standing."""
        return cls(
            total=_count(tally, "total"),
            received=_group(Received, tally, "received"),
            resolved=_group(Resolved, tally, "resolved"),
            in_process=_group(InProcess, tally, "in_process"),
            of_which=_group(OfWhich, tally, "of_which"),
        )


Group = TypeVar("Group", Received, Resolved, InProcess, OfWhich)


def _group(group: type[Group], tally: Tally, name: str) -> Group:
    return group(**{column.name: _count(tally, f"{name}.{column.name}") for column in fields(group)})


def _count(tally: Tally, name: str) -> int:
    column = COLUMNS[name]
    return sum(
        number
        for (arrival, standing), number in tally.items()
        if arrival in column.arrivals and standing in column.standings
    )
