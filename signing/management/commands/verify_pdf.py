"""Says in words whether a PDF is genuine; exit code 0 only if it is."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from signing import services
from signing.verify import Report, SignatureReport


class Command(BaseCommand):
    help = "Say whether a PDF is genuine, altered, added to, expired, revoked, of an unknown signer or unsigned."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print one JSON document")
        parser.add_argument("--lang", choices=[code for code, _name in settings.LANGUAGES], default="vi")

    def handle(self, *, file: Path, lang: str, **options: Any) -> None:
        try:
            paper = file.read_bytes()
        except OSError as failure:
            raise CommandError(f"{file}: {failure.strerror}") from failure
        report = services.verify_pdf(paper)
        with translation.override(lang):
            self.stdout.write(_as_json(report) if options["json"] else _in_words(file.name, report))
        if not report.is_genuine:
            sys.exit(1)


def _as_json(report: Report) -> str:
    return json.dumps(asdict(report), ensure_ascii=False, indent=2, default=str)


def _in_words(name: str, report: Report) -> str:
    return "\n".join([f"{name}: {report.verdict.label}", *map(_signature_in_words, report.signatures)])


def _signature_in_words(signature: SignatureReport) -> str:
    if not signature.signer:
        return f"  {signature.field}: {signature.verdict.label}"
    hour = f"{signature.signed_at:%d/%m/%Y %H:%M:%S}" if signature.signed_at else "?"
    told = _("%(signer)s (%(organisation)s), signed on %(hour)s, certificate %(serial)s") % {
        "signer": signature.signer,
        "organisation": signature.organisation,
        "hour": hour,
        "serial": signature.serial,
    }
    return f"  {signature.field}: {told}\n    {signature.verdict.label}"
