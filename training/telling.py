"""Prints a played scenario for people: timelines and ledgers, papers, the on-time table, the journal."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _
from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from dossiers import ledger_text
from dossiers.deadlines import Timeliness
from dossiers.models import Dossier
from dossiers.states import State
from kernel import clock, moves
from kernel.journal import Verification
from kernel.working_time import LedgerLine, LineKind, MinutesDue
from reports import on_time_table
from reports.queries import OnTime
from training.story import Story
from training.wording import hour, said

STYLES = {Timeliness.EARLY: "green", Timeliness.ON_TIME: "green", Timeliness.LATE: "bold red"}
NOT_COUNTED = (LineKind.WEEKEND, LineKind.HOLIDAY, LineKind.RESTARTED, LineKind.AFTER_HOURS, LineKind.RECEIVED)
GENUINE = "genuine"
# When, the cells of a line, its style.
Row = tuple[datetime, tuple[str, ...], str]


def tell(console: Console, stories: list[Story], names: Mapping[str, str]) -> None:
    """Print every dossier in the order of the scenario."""
    for number, story in enumerate(stories, start=1):
        console.print(_panel(number, story, names))


def tell_end(console: Console, stories: list[Story], report: OnTime, journal: Verification) -> None:
    """Print the on-time table, what the signatures are worth, and whether the journal is whole."""
    console.print(on_time_table.table(report))
    signed = [paper for story in stories for paper in story.papers if paper.verdict]
    genuine = sum(paper.verdict == GENUINE for paper in signed)
    papers = sum(len(story.papers) for story in stories)
    console.print(
        _line(
            genuine == len(signed),
            _("Signed papers: %(genuine)d of %(signed)d genuine.") % {"genuine": genuine, "signed": len(signed)},
        )
    )
    console.print(
        _line(
            journal.verified,
            _("Journal: %(entries)d entries in %(streams)d streams, every hash chain recomputed.")
            % {"entries": journal.entries, "streams": journal.streams},
        )
    )
    if stories and stories[0].papers:
        folder = stories[0].papers[0].path.parent
        console.print(_("%(papers)d papers in %(folder)s") % {"papers": papers, "folder": folder})


def _panel(number: int, story: Story, names: Mapping[str, str]) -> Panel:
    dossier = story.dossier
    entry, procedure, agency = story.entry, dossier.procedure, dossier.agency
    title = said(entry.title_vi, entry.title_en)
    matter = f"  {procedure.code} {said(procedure.name_vi, procedure.name_en)}\n"
    head = Text.assemble((dossier.code, "bold"), matter, said(agency.name_vi, agency.name_en))
    parts: list[RenderableType] = [head, _path(story), _timeline(story, names)]
    if story.reception:
        parts.append(_reception(story.reception))
    if story.due:
        parts += [Text(_("Why this date?"), style="bold"), _ledger(story.due.lines)]
    return Panel(
        Group(*parts), title=f"{number}. {title}", title_align="left", subtitle=_verdict(story), padding=(1, 2)
    )


def _path(story: Story) -> Text:
    return Text(" → ".join(str(State(state).label) for state in story.path), style="cyan")


def _timeline(story: Story, names: Mapping[str, str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 2, 0, 0))
    for heading in (_("When"), _("Who"), _("What"), _("State")):
        table.add_column(heading)
    for _at, row, style in sorted([*_steps(story, names), *_refusals(story, names)], key=itemgetter(0)):
        table.add_row(*row, style=style)
    return table


def _steps(story: Story, names: Mapping[str, str]) -> Iterator[Row]:
    for step in story.timeline:
        moved = step.target and step.target != step.source
        state = str(State(step.target).label) if moved else ""
        yield step.at, (hour(step.at), names.get(step.actor, _("the system")), step.label, state), ""


def _refusals(story: Story, names: Mapping[str, str]) -> Iterator[Row]:
    words = _words(story.dossier)
    for act, refusal in story.refusals:
        assert act.at, "What was played has its hour."
        refusal.params = {name: _in_words(value, words) for name, value in refusal.params.items()}
        what = f"✗ {refusal.params.get('move', act.name)}: {refusal.told()}"
        yield act.at, (hour(act.at), names.get(act.by, act.by), what, _("nothing changed")), "red"


def _words(dossier: Dossier) -> Mapping[str, str]:
    """Return what a refusal calls by code: the moves, the states, the papers that the procedure asks for."""
    labels = {rule.name: str(rule.custom["label"]) for rule in moves.rules_of(Dossier)}
    papers = {need.code: said(need.name_vi, need.name_en) for need in dossier.terms.requirements.all()}
    return {**labels, **{state.value: str(state.label) for state in State}, **papers}


def _in_words(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [words.get(item, item) for item in value] or ["–"]
    return words.get(value, value) if isinstance(value, str) else value


def _reception(due: MinutesDue) -> Text:
    stretches = (f"{ledger_text.weekday(line.on)} {ledger_text.minutes_sentence(line)}" for line in due.lines)
    by = _("To be accepted by %(hour)s (8 working hours)") % {"hour": hour(due.due_at)}
    return Text(f"{by}: {'; '.join(stretches)}", style="dim")


def _ledger(lines: tuple[LedgerLine, ...]) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for line in lines:
        style = "yellow" if line.kind is LineKind.PAUSED else "dim" if line.kind in NOT_COUNTED else ""
        last = "bold" if line is lines[-1] else style
        table.add_row(ledger_text.weekday(line.on), f"{line.on:%d/%m/%Y}", ledger_text.sentence(line), style=last)
    return table


def _verdict(story: Story) -> Text:
    dossier, lateness = story.dossier, story.lateness
    if lateness is None or dossier.due_on is None:
        return Text(str(State(dossier.state).label), style="red")
    words = {
        Timeliness.EARLY: _("early"),
        Timeliness.ON_TIME: _("on time"),
        Timeliness.LATE: _("late by %(days)d working days") % {"days": lateness.days_late},
    }
    due = _("due %(due)s") % {"due": f"{dossier.due_on:%d/%m/%Y}"}
    ended = f"{dossier.finished_at.astimezone(clock.TZ):%d/%m/%Y}" if dossier.finished_at else ""
    finished = _("finished %(on)s") % {"on": ended}
    return Text(f"{due} · {finished} · {words[lateness.verdict]}", style=STYLES[lateness.verdict])


def _line(good: bool, words: str) -> Text:
    return Text.assemble(("✓ " if good else "✗ ", "bold green" if good else "bold red"), words)
