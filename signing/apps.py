"""Announces the room to Django."""

import logging
from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SigningConfig(AppConfig):
    name = "signing"
    verbose_name = _("Certificates and signatures")

    def ready(self) -> None:
        # A torn file is news for whoever sent it, and the verdict tells it; nobody need be woken.
        for library in ("pyhanko", "pypdf"):
            logging.getLogger(library).setLevel(logging.CRITICAL)
        import_module("signing.checkup")
