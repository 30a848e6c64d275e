"""Turns ledger lines into sentences, in the language in force."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.working_time import LedgerLine, LineKind, MinutesLine

WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))

SENTENCES: dict[LineKind, str | Promise] = {
    LineKind.AFTER_HOURS: _("filed after %(name)s, counted from the next working day"),
    LineKind.RECEIVED: _("received; this day is not counted"),
    LineKind.SAME_DAY: _("received; the result is due the same day"),
    LineKind.COUNTED: _("day %(count)s"),
    LineKind.WEEKEND: _("weekend"),
    LineKind.HOLIDAY: _("day off: %(name)s"),
    LineKind.PAUSED: _("the clock stands still: %(name)s"),
    LineKind.RESTARTED: _("no longer counted, the term began anew: %(name)s"),
    LineKind.MOVED: _("the end fell on a day off and moves to the next working day"),
}
MADE_UP = _("day %(count)s: %(name)s")
WORKED = _("(a worked weekend day)")
STRETCH = _("%(from)s-%(to)s: %(minutes)s minutes")
CLOSED = _("the office has closed")


def weekday(on: date) -> str:
    """Return "Monday" to "Sunday", "Thứ Hai" to "Chủ Nhật"."""
    return str(WEEKDAYS[on.weekday()])


def day(on: date) -> str:
    """Return the weekday and the date: "Friday 26/04/2024"."""
    return f"{weekday(on)} {on:%d/%m/%Y}"


def sentence(line: LedgerLine) -> str:
    """Return what became of a day, without the date: "day 3", "day off: National Day"."""
    template = MADE_UP if line.kind is LineKind.COUNTED and line.name else SENTENCES[line.kind]
    told = str(template) % {"count": line.count, "name": line.name}
    return f"{told} {WORKED}" if line.make_up and line.kind is not LineKind.COUNTED else told


def minutes_sentence(line: MinutesLine) -> str:
    """Return what a stretch gave: "13:30-17:00: 210 minutes", or why a day gave nothing."""
    if line.from_at and line.to_at:
        return str(STRETCH) % {"from": _hour(line.from_at), "to": _hour(line.to_at), "minutes": line.minutes}
    return str(CLOSED if line.kind is LineKind.AFTER_HOURS else SENTENCES[line.kind]) % {"name": line.name}


def as_rows(lines: Iterable[LedgerLine]) -> list[dict[str, Any]]:
    """Return the lines as plain values for JSON, each with its sentence as `text`."""
    return [
        {
            "on": line.on.isoformat(),
            "weekday": weekday(line.on),
            "kind": str(line.kind),
            "count": line.count,
            "name": line.name,
            "make_up": line.make_up,
            "text": sentence(line),
        }
        for line in lines
    ]


def _hour(at: datetime) -> str:
    return f"{at:%H:%M}"
