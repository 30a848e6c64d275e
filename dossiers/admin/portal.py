"""What the national portal knows of our dossiers: a filter of what waits, and a line in words."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.models import Dossier, PortalSync
from kernel import clock


class Synchronised(admin.SimpleListFilter):
    """The list opens on what the portal does not know."""

    title = gettext_lazy("synchronised")
    parameter_name = "synchronised"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("failed", gettext_lazy("attempt failed")),
            ("yes", gettext_lazy("synchronised")),
            ("all", gettext_lazy("all")),
        ]

    def choices(self, changelist: Any) -> Iterator[Any]:
        waiting, *others = super().choices(changelist)
        yield {**waiting, "display": _("not synchronised")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[PortalSync]) -> QuerySet[PortalSync]:
        match self.value():
            case "failed":
                return queryset.filter(next_attempt_at__isnull=False).exclude(error="")
            case "yes":
                return queryset.filter(next_attempt_at=None)
            case "all":
                return queryset
        return queryset if request.GET.get("q") else queryset.filter(next_attempt_at__isnull=False)


def told(dossier: Dossier) -> str:
    """Return how a dossier stands at the portal, in words; empty for one that it was never to know of."""
    sync: PortalSync | None = getattr(dossier, "portal_sync", None)
    if sync is None:
        return ""
    if sync.synced_at is not None and sync.is_synced:
        return _("synchronised at %(at)s") % {"at": _hour(sync.synced_at)}
    since = sync.waiting_since_at
    waiting = _("not synchronised since %(at)s") % {"at": _hour(since) if since else ""}
    return f"{waiting}: {sync.error}" if sync.error else waiting


def _hour(at: datetime) -> str:
    return f"{at.astimezone(clock.TZ):%H:%M %d/%m/%Y}"
