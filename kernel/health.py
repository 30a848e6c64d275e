"""Says whether the house stands: the database answers, and what the simulated clock shows."""

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kernel import clock
from kernel.api import answer
from kernel.errors import Unavailable
from kernel.models import ClockSetting


class DatabaseSilent(Unavailable):
    """The database does not answer."""

    code = "database-silent"
    sentence = _("The database does not answer.")


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 with the clock, or 503 when the database is silent. One query; asked from inside, by probes."""
    try:
        setting = ClockSetting.objects.first()
    except DatabaseError:
        return answer(DatabaseSilent())
    return JsonResponse({"status": "ok", "database": "ok", "clock": _clock(setting)})


def _clock(setting: ClockSetting | None) -> dict[str, object]:
    """Return what the clock shows; a world without a clock of its own runs on the real one."""
    shown_at = setting.shown_at(clock.wall()) if setting else clock.wall()
    rate = float(setting.rate) if setting else 1.0
    return {
        "shown_at": shown_at.astimezone(clock.TZ).isoformat(timespec="seconds"),
        "rate": rate,
        "frozen": rate == 0,
    }
