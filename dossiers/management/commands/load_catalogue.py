"""`manage.py load_catalogue`: fill the catalogue of procedures from its dated file."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from dossiers.services import catalogue


class Command(BaseCommand):
    help = "Load the catalogue of procedures; loading again changes what the file changed."

    def handle(self, *args: Any, **options: Any) -> None:
        done = catalogue.load()
        counts = {"year": done.legal_year, "procedures": done.procedures, "added": done.added}
        self.stdout.write(_("Catalogue of %(year)d: %(procedures)d procedures, %(added)d of them new.") % counts)
