"""Starts the kernel: the clock learns where its truth is kept."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kernel import clock


class KernelConfig(AppConfig):
    name = "kernel"
    verbose_name = _("Clock, calendar and journal")

    def ready(self) -> None:
        # The models may only be imported once every app is loaded, hence by name.
        clock.install("kernel.clock_store.shown")
        import_module("kernel.checkup")
