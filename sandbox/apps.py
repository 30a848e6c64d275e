"""Announces each office of the invented outside world to Django, with models and addresses of its own."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BankConfig(AppConfig):
    name = "sandbox.bank"
    label = "sandbox_bank"
    verbose_name = _("The bank (sandbox)")

    def ready(self) -> None:
        import_module("sandbox.bank.tasks")


class BehavioursConfig(AppConfig):
    name = "sandbox.behaviours"
    label = "sandbox_behaviours"
    verbose_name = _("The trainer's switches (sandbox)")


class AgenciesConfig(AppConfig):
    name = "sandbox.agencies"
    label = "sandbox_agencies"
    verbose_name = _("The partner agencies (sandbox)")

    def ready(self) -> None:
        import_module("sandbox.agencies.tasks")


class PopulationConfig(AppConfig):
    name = "sandbox.population"
    label = "sandbox_population"
    verbose_name = _("The population database (sandbox)")


class PortalConfig(AppConfig):
    name = "sandbox.portal"
    label = "sandbox_portal"
    verbose_name = _("The national portal (sandbox)")
