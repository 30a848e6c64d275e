"""Starts the payments room."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "payments"
    verbose_name = _("Payments")

    def ready(self) -> None:
        # Listeners and sweeps are known once their modules are read.
        import_module("payments.subscriptions")
        import_module("payments.tasks")
        import_module("payments.checkup")
