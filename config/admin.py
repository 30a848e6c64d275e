"""The admin site of the office: its name, who sits there, and the simulated hour on every page."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from dossiers import ledger_text
from identity.models import Appointment
from identity.roles import Role
from identity.sessions import seat_of
from kernel import clock
from kernel.models import ClockSetting


@dataclass(frozen=True, slots=True)
class ClockFace:
    """What the banner shows of the simulated clock; without a setting it is the real one."""

    at: datetime
    rate: Decimal | None

    @property
    def day(self) -> str:
        return ledger_text.day(self.at.date())

    @property
    def is_frozen(self) -> bool:
        return self.rate == 0


class OfficeSite(admin.AdminSite):
    site_header = "Một Cửa"
    site_title = "Một Cửa"
    index_title = _("Work desk")
    site_url = None
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        post = seat_of(request.user).post
        return {
            **super().each_context(request),
            "clock_face": SimpleLazyObject(_clock_face),
            "post": post,
            "post_roles": _role_labels(post),
        }

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the rooms from the top floor down, each with its windows in the order in which it opens them."""
        floors = {config.label: -number for number, config in enumerate(apps.get_app_configs())}
        places = {model: place for place, model in enumerate(self._registry)}
        rooms = super().get_app_list(request, app_label)
        for room in rooms:
            room["models"].sort(key=lambda window: places[window["model"]])
        return sorted(rooms, key=lambda room: floors[room["app_label"]])


def _clock_face() -> ClockFace:
    return ClockFace(clock.now(), ClockSetting.objects.values_list("rate", flat=True).first())


def _role_labels(post: Appointment | None) -> list[str]:
    return [str(Role(role).label) for role in post.roles if role in Role.values] if post else []
