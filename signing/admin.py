"""A window on the certificates; issuing and revoking are services."""

from django.contrib import admin

from kernel.windows import Window
from signing.models import Certificate


@admin.register(Certificate)
class CertificateAdmin(Window):
    list_display = ("name", "kind", "organisation", "holder", "serial", "not_before", "not_after", "revoked_at")
    list_filter = ("kind", "revocation_reason")
    search_fields = ("name", "organisation", "holder", "serial")
    list_select_related = ("issuer",)
    exclude = ("locked_key",)
    ordering = ("-pk",)
