"""The circuit breaker: an agency that is down is left in peace but for one probe at a time, oldest step first."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from interlink.models import Line, Step
from kernel import clock, delivery

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """Leave to call an agency. `troubled`: its last call failed; `probe`: it is down, and this call finds out."""

    agency: str
    troubled: bool = False
    probe: bool = False


def hour() -> datetime:
    """Return the hour of the breaker: of the real clock, which agencies live by; by hand, of the one that is played."""
    return clock.now() if delivery.is_by_hand() else clock.wall()


def connect(agency: str) -> Call | None:
    """Return leave to call an agency, None while it is down and the next probe's time has not come. One query.

    A probe is taken by whoever asks first, in the transaction of the caller.
    """
    line = Line.objects.filter(pk=agency).first()
    if line is None or not line.is_open:
        return Call(agency, troubled=bool(line and line.failures))
    probe = Line.objects.filter(pk=agency, opened_at__isnull=False, next_probe_at__lte=hour())
    taken = probe.update(next_probe_at=_next_probe_at(), probes=F("probes") + 1)
    return Call(agency, troubled=True, probe=True) if taken else None


def unreachable() -> list[str]:
    """Return the agencies that may not even be probed at the moment."""
    down = Q(opened_at__isnull=False) & (Q(next_probe_at=None) | Q(next_probe_at__gt=hour()))
    return list(Line.objects.filter(down).values_list("pk", flat=True))


def is_open(agency: str) -> bool:
    """Tell whether an agency is taken to be down."""
    return Line.objects.filter(pk=agency, opened_at__isnull=False).exists()


@transaction.atomic
def failed(call: Call, cause: str) -> None:
    """Count a failure; after several in a row the agency is taken to be down."""
    Line.objects.get_or_create(pk=call.agency)
    line = Line.objects.select_for_update().get(pk=call.agency)
    line.failures, line.last_cause = line.failures + 1, cause[:300]
    # How many failures are a pattern, and how often one asks, a deployment decides.
    if not line.is_open and line.failures >= settings.INTERLINK_BREAKER_FAILURES:
        line.opened_at, line.next_probe_at = hour(), _next_probe_at()
        # Who plays by hand knows which offices there are.
        level = logging.INFO if delivery.is_by_hand() else logging.WARNING
        logger.log(level, "line_opened", extra={"agency": line.agency, "failures": line.failures})
    line.save()


@transaction.atomic
def succeeded(call: Call) -> None:
    """Forget earlier failures; if the agency was down, everything that waits for it is due now, oldest first."""
    if not call.troubled:
        return
    line = Line.objects.select_for_update().get(pk=call.agency)
    if line.is_open:
        waiting = Step.objects.filter(agency=call.agency, next_attempt_at__isnull=False)
        freed = waiting.update(next_attempt_at=clock.now())
        logger.warning("line_closed", extra={"agency": line.agency, "probes": line.probes, "backlog": freed})
    line.failures, line.probes, line.opened_at, line.next_probe_at = 0, 0, None, None
    line.save()


def _next_probe_at() -> datetime:
    return hour() + timedelta(seconds=settings.INTERLINK_PROBE_SECONDS)
