"""Stores the working calendar of the years named, or of every year that has a file; loading again changes nothing."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from kernel import calendar_data, calendar_store
from kernel.calendar_store import Loading
from kernel.errors import Problem


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("years", nargs="*", type=int, metavar="YEAR")
        parser.add_argument(
            "--replace", action="store_true", help="first remove the year's rows, officers' own included"
        )

    def handle(self, *, years: list[int], replace: bool, **options: Any) -> None:
        try:
            for year in years or calendar_data.years():
                self._tell(calendar_store.load(year, replace=replace))
        except Problem as problem:
            raise CommandError(problem.told()) from problem
        self.stdout.write(_("Loaded: %(years)s.") % {"years": calendar_store.loaded().loaded})

    def _tell(self, loading: Loading) -> None:
        counts = {"year": loading.year, "added": loading.added, "kept": loading.kept, "removed": loading.removed}
        self.stdout.write(_("%(year)s: %(added)s added, %(kept)s kept, %(removed)s removed.") % counts)
        for day in loading.differing:
            self.stdout.write("  " + _("%(day)s differs from the file and was left as it is.") % {"day": day})
