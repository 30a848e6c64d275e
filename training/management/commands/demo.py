"""`manage.py demo`: play the first steps in a world of their own and tell what happened; 0 only if all is sound."""

import json
import os
from argparse import ArgumentParser
from datetime import date
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
from training import folder, new_world, progress, scenario, story, telling
from training.scenario import Scenario
from training.services import playing, world
from training.services.playing import Played
from training.story import Story

WIDTH = 132
DEMO = Path(os.path.relpath(settings.BASE_DIR / "var" / "demo"))


class Command(BaseCommand):
    help = "Play a scenario on the real catalogue and calendar of 2024; print its story and write its papers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("scenario", nargs="?", default="first-steps")
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
                stories, report, verification = _play(options["scenario"], out)
            except Problem as problem:
                raise CommandError(problem.told()) from problem
            self._print(stories, report, verification, as_json=options["as_json"])
        if not _is_sound(stories, verification):
            raise CommandError(_("A signature is not genuine, or the journal is broken."))

    def _in_new_world(self, out: Path, options: dict[str, Any]) -> None:
        for left_over in out.glob("*.pdf"):
            left_over.unlink()
        command = ["demo", options["scenario"], "--here", "--lang", options["lang"], "--out", str(out)]
        code = new_world.run(out / "world", command + (["--json"] if options["as_json"] else []))
        if code:
            raise CommandError(_("The play ended early; see above."), returncode=code)

    def _print(self, stories: list[Story], report: OnTime, verification: Verification, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(_document(stories, report, verification), ensure_ascii=False, indent=2))
            return
        console = Console(file=self.stdout, highlight=False, width=WIDTH)  # type: ignore[arg-type]
        telling.tell(console, stories, story.names(stories))
        telling.tell_end(console, stories, report, verification)


def _play(name: str, out: Path) -> tuple[list[Story], OnTime, Verification]:
    played = scenario.load(name)
    screen = Console(stderr=True)
    progress.run(screen, [("migrate", _migrate), *world.stages()])
    made = _play_acts(screen, played)
    stories = [story.read(entry, made, folder.write(made.ids[entry.key], out)) for entry in played.dossiers]
    year = played.starts_at.year
    return stories, reports.on_time(date(year, 1, 1), date(year, 12, 31), By.AGENCY), journal.verify()


def _migrate() -> None:
    call_command("migrate", verbosity=0)


def _play_acts(screen: Console, played: Scenario) -> Played:
    acts = len(played.in_order())
    with progress.bar(screen, acts) as shown:
        task = shown.task_ids[0]

        def told(act: scenario.Act, entry: scenario.DossierStory) -> None:
            shown.update(task, advance=1, description=f"{act.at:%d/%m/%Y %H:%M} {entry.key}: {act.name}")

        return playing.play(played, told=told)


def _is_sound(stories: list[Story], verification: Verification) -> bool:
    verdicts = {paper.verdict for each in stories for paper in each.papers if paper.verdict}
    return verification.verified and verdicts <= {telling.GENUINE}


def _document(stories: list[Story], report: OnTime, verification: Verification) -> dict[str, Any]:
    return {
        "dossiers": [story.as_document(each) for each in stories],
        "on_time": exports.on_time_document(report),
        "journal": {
            "streams": verification.streams,
            "entries": verification.entries,
            "verified": verification.verified,
        },
    }
