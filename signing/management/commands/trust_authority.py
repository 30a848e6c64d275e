"""Makes the house believe another authority: fetches its root certificate, or reads it from a file, and loads it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from kernel import telephone
from kernel.actors import SYSTEM
from signing import authority, services
from signing.errors import NotAnAuthority


class Command(BaseCommand):
    help = "Trust the papers that another authority vouches for; without an argument, the one of the outside world."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", nargs="?", default=f"{settings.SANDBOX_URL}/authority.pem", help="URL or file")
        parser.add_argument("--fingerprint", default="", help="SHA-256 that the certificate must have, in hexadecimal")

    def handle(self, *, source: str, fingerprint: str, **options: Any) -> None:
        pem = _fetched(source) if source.startswith(("http://", "https://")) else _read(Path(source))
        try:
            found = authority.fingerprint(authority.read_root(pem))
            if fingerprint and found != fingerprint.replace(":", "").lower():
                raise CommandError(_("Its fingerprint is another one: %(found)s.") % {"found": found})
            certificate = services.trust_authority(pem, by=SYSTEM)
        except NotAnAuthority as refusal:
            raise CommandError(refusal.told()) from refusal
        told = _("Trusted: %(name)s, SHA-256 %(fingerprint)s") % {"name": certificate.name, "fingerprint": found}
        self.stdout.write(told)


def _fetched(url: str) -> bytes:
    try:
        answer = telephone.call("GET", url)
        answer.raise_for_status()
    except (telephone.NoAnswer, httpx.HTTPStatusError) as failure:
        raise CommandError(_("%(url)s does not hand out a certificate.") % {"url": url}) from failure
    return answer.content


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as failure:
        raise CommandError(f"{path}: {failure.strerror}") from failure
