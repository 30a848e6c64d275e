"""Tells the national portal at once what waits, or compares what it knows with what it was told."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from dossiers.models import PortalSync
from dossiers.services import portal, portal_check
from interlink.errors import AgencySilent


class Command(BaseCommand):
    help = "Tells the national portal what waits to be told; exit code 1 if something still waits, or differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="send nothing; list what the portal knows differently")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        if check:
            self._check()
        else:
            self._send()

    def _send(self) -> None:
        portal.make_due()
        told = portal.send_due()
        waiting = list(PortalSync.objects.waiting().select_related("dossier").order_by("pk"))
        self.stdout.write(_("%(told)d dossiers told, %(waiting)d wait") % {"told": told, "waiting": len(waiting)})
        for row in waiting:
            self.stdout.write(f"  {row.dossier.code}  {row.error}".rstrip())
        if waiting:
            raise CommandError(_("Not everything is synchronised."), returncode=1)

    def _check(self) -> None:
        try:
            compared = portal_check.compare()
        except AgencySilent as silence:
            raise CommandError(silence.told(), returncode=1) from silence
        counts = {"compared": compared.compared, "differences": len(compared.differences)}
        self.stdout.write(_("%(compared)d dossiers compared, %(differences)d differences") % counts)
        for found in compared.differences:
            self.stdout.write(f"  {found.code}  {found.kind}  {found.here}  {found.there}".rstrip())
        if compared.differences:
            raise CommandError(_("The national portal knows something else."), returncode=1)
