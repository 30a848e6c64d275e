"""Opens the room: its listeners and its sweeps are known once Django has started."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DossiersConfig(AppConfig):
    name = "dossiers"
    verbose_name = _("Dossiers")

    def ready(self) -> None:
        import_module("dossiers.subscriptions")
        import_module("dossiers.tasks")
        import_module("dossiers.checkup")
