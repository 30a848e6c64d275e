"""Opens the admin as the office's own site."""

from django.contrib.admin.apps import AdminConfig


class OfficeAdminConfig(AdminConfig):
    default = False
    default_site = "config.admin.OfficeSite"
