"""The pulse of the workers: beat sends one, a worker takes it, a row remembers. So one row shows that both live."""

from datetime import timedelta

from kernel import clock
from kernel.models import Pulse

# Real time. A worker that was not felt for so long is forgotten.
FORGOTTEN_AFTER = timedelta(days=1)


def beat(worker: str) -> None:
    """Remember that a worker, by its name, took a pulse just now."""
    Pulse.objects.update_or_create(worker=worker[:120], defaults={"beaten_at": clock.wall()})
    Pulse.objects.filter(beaten_at__lt=clock.wall() - FORGOTTEN_AFTER).delete()


def felt(within: timedelta) -> list[Pulse]:
    """Return the pulses of the last while, the latest first."""
    return list(Pulse.objects.filter(beaten_at__gte=clock.wall() - within).order_by("-beaten_at"))
