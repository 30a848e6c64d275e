"""`manage.py demo`: play scenarios in a world of their own and tell what happened; 0 only if all is sound."""

import json
import os
from argparse import ArgumentParser
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from rich.console import Console

from kernel import journal
from kernel.errors import LANGUAGES, Problem
from kernel.journal import Verification
from reports import exports
from reports import queries as reports
from reports.columns import By
from reports.queries import OnTime
from training import folder, linked, new_world, paid, progress, scenario, served, story, telling, telling_linked
from training.linked import Linked
from training.paid import Paid
from training.scenario import Scenario
from training.services import playing, world
from training.services.playing import Played
from training.story import Story

WIDTH = 132
DEMO = Path(os.path.relpath(settings.BASE_DIR / "var" / "demo"))
# One after the other in one world: the second begins after the first has ended.
SCENARIOS = ("first-steps", "families")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that the command tells of what was played."""

    stories: list[Story]
    linked: list[Linked]
    paid: list[Paid]
    on_time: OnTime
    journal: Verification

    @property
    def is_sound(self) -> bool:
        verdicts = {paper.verdict for each in self.stories for paper in each.papers if paper.verdict}
        return self.journal.verified and verdicts <= {telling.GENUINE}


class Command(BaseCommand):
    help = "Play scenarios on the real catalogue and calendar of 2024; print their story and write their papers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("scenario", nargs="*", default=SCENARIOS, help="default: " + " ".join(SCENARIOS))
        parser.add_argument("--json", dest="as_json", action="store_true", help="one JSON document")
        parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0])
        parser.add_argument("--out", type=Path, default=DEMO, help="folder of the papers")
        parser.add_argument("--here", action="store_true", help="in this database instead of a new world")

    def handle(self, *args: Any, here: bool, out: Path, **options: Any) -> None:
        if not here:
            self._in_new_world(out, options)
            return
        with translation.override(options["lang"]):
            try:
                outcome = _play([scenario.load(name) for name in options["scenario"]], out)
            except Problem as problem:
                raise CommandError(problem.told()) from problem
            self._print(outcome, as_json=options["as_json"])
        if not outcome.is_sound:
            raise CommandError(_("A signature is not genuine, or the journal is broken."))

    def _in_new_world(self, out: Path, options: dict[str, Any]) -> None:
        for left_over in out.glob("*.pdf"):
            left_over.unlink()
        command = ["demo", *options["scenario"], "--here", "--lang", options["lang"], "--out", str(out)]
        code = new_world.run(out / "world", command + (["--json"] if options["as_json"] else []))
        if code:
            raise CommandError(_("The play ended early; see above."), returncode=code)

    def _print(self, outcome: Outcome, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(_document(outcome), ensure_ascii=False, indent=2))
            return
        console = Console(file=self.stdout, highlight=False, width=WIDTH)  # type: ignore[arg-type]
        telling.tell(console, outcome.stories, story.names(outcome.stories))
        telling_linked.tell(console, outcome.linked)
        telling_linked.tell_money(console, outcome.paid)
        telling.tell_end(console, outcome.stories, outcome.on_time, outcome.journal)


def _play(scenarios: list[Scenario], out: Path) -> Outcome:
    screen = Console(stderr=True)
    progress.run(screen, [("migrate", _migrate), *world.stages()])
    with served.served():
        # The partners' papers are signed under an authority of the outside world.
        call_command("trust_authority", stdout=StringIO())
        played = [(each, _play_acts(screen, each)) for each in scenarios]
    stories = [
        story.read(entry, made, folder.write(made.ids[entry.key], out))
        for each, made in played
        for entry in each.dossiers
    ]
    year = scenarios[0].starts_at.year
    return Outcome(
        stories,
        [found for each, made in played for found in linked.read(each, made)],
        [found for _each, made in played for found in paid.read(made)],
        reports.on_time(date(year, 1, 1), date(year, 12, 31), By.AGENCY),
        journal.verify(),
    )


def _migrate() -> None:
    call_command("migrate", verbosity=0)


def _play_acts(screen: Console, played: Scenario) -> Played:
    with progress.bar(screen, played.acts) as shown:
        task = shown.task_ids[0]
        return playing.play(played, told=lambda words: shown.update(task, advance=1, description=words))


def _document(outcome: Outcome) -> dict[str, Any]:
    return {
        "dossiers": [story.as_document(each) for each in outcome.stories],
        "chains": [linked.as_document(each) for each in outcome.linked],
        "payments": [paid.as_document(each) for each in outcome.paid],
        "on_time": exports.on_time_document(outcome.on_time),
        "journal": {
            "streams": outcome.journal.streams,
            "entries": outcome.journal.entries,
            "verified": outcome.journal.verified,
        },
    }
