"""Opens the room: its listeners and its sweeps are known once Django has started."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InterlinkConfig(AppConfig):
    name = "interlink"
    verbose_name = _("Linked services")

    def ready(self) -> None:
        import_module("interlink.subscriptions")
        import_module("interlink.tasks")
        import_module("interlink.checkup")
