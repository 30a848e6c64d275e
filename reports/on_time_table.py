"""The on-time report as a table for a terminal, in the language in force."""

from collections.abc import Iterator
from datetime import date
from operator import attrgetter

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rich import box
from rich.table import Table
from rich.text import Text

from reports import indicators
from reports.columns import COLUMNS, By, Figures
from reports.indicators import Share
from reports.queries import OnTime

# With less, names would be squeezed and numbers broken.
WIDTH = 132
BAR = 20
NOTHING_RESOLVED = "–"
HEADINGS: dict[str, Promise] = {By.AGENCY: _("Agency"), By.PROCEDURE: _("Procedure"), By.MONTH: _("Month")}
OF_FORM = [path for path in COLUMNS if not path.startswith("of_which")]
OF_WHICH = [path for path in COLUMNS if path.startswith("of_which")]


def table(report: OnTime) -> Table:
    """Return the rows, the total, the shares that were on time and late, and below what the columns hide.

    It wants a console of WIDTH characters or more.
    """
    made = Table(
        title=_title(report),
        caption=_hidden(report.total),
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        show_footer=True,
        padding=(0, 1, 0, 0),
    )
    made.add_column(str(HEADINGS[report.by]), footer=_named(str(_("Total")), report.total), min_width=BAR)
    headings = [*(COLUMNS[path].heading for path in OF_FORM), _("On-time share"), _("Late share")]
    for heading, total in zip(headings, _cells(report.total), strict=True):
        # A word a line: the numbers are narrow, and the names need the room.
        made.add_column(str(heading).replace(" ", "\n"), footer=total, justify="right", no_wrap=True)
    for row in report.rows:
        made.add_row(_named(row.name, row.figures), *_cells(row.figures))
    return made


def _title(report: OnTime) -> str:
    period = report.period
    days = {"from_on": _day(period.from_on), "to_on": _day(period.to_on), "as_of": _day(period.as_of)}
    return str(_("On time (form II.06a) from %(from_on)s to %(to_on)s, as of %(as_of)s")) % days


def _cells(figures: Figures) -> Iterator[str]:
    for path in OF_FORM:
        yield _number(attrgetter(path)(figures))
    shares = indicators.shares(figures.resolved)
    yield _percent(shares.on_time)
    yield _percent(shares.late)


def _percent(share: Share) -> str:
    return NOTHING_RESOLVED if share.percent is None else f"{number_format(share.percent)} %"


def _named(name: str, figures: Figures) -> Text:
    """The name above a bar of what is resolved: full for what was on time, hollow for what was late, however little."""
    resolved = figures.resolved
    if not resolved.total:
        return Text(name)
    late = -(-BAR * resolved.late // resolved.total)
    return Text.assemble(name, "\n", ("▰" * (BAR - late), "green"), ("▱" * late, "red"))


def _hidden(figures: Figures) -> str | None:
    numbers = {path: attrgetter(path)(figures) for path in OF_WHICH}
    told = [f"{COLUMNS[path].heading}: {_number(number)}" for path, number in numbers.items() if number]
    return str(_("Of which: %(numbers)s")) % {"numbers": "; ".join(told)} if told else None


def _number(number: int) -> str:
    return number_format(number, force_grouping=True)


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
