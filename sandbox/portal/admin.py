"""Windows on what offices have reported to the portal."""

from django.contrib import admin

from kernel.windows import Window
from sandbox.portal.models import PortalDossier, PortalProgress


@admin.register(PortalDossier)
class PortalDossierAdmin(Window):
    list_display = ("code", "unit", "status", "reports", "first_at", "last_at")
    list_filter = ("status",)
    search_fields = ("code__exact",)
    ordering = ("-pk",)


@admin.register(PortalProgress)
class PortalProgressAdmin(Window):
    list_display = ("dossier", "received_at")
    search_fields = ("dossier__code__exact",)
    list_select_related = ("dossier",)
    ordering = ("-pk",)
