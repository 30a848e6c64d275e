"""An agency is down for eight working hours: how it is left in peace meanwhile, and how soon its backlog is gone."""

import re
import time
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db import connections

from config.keeper import FORK, apart
from interlink.models import Chain
from kernel import calendar_store, clock, clock_store
from sandbox.agencies.seeding import Family
from sandbox.behaviours import steering
from tests.chaos import count, house, people
from tests.personas import Cast

# Every chain begins there.
AGENCY = "civil-status"
WORKING_MINUTES = 480
# The outage in real seconds: time for a few probes.
OUTAGE_SECONDS = 180
MOST_SECONDS, MOST_DRAINING_SECONDS, POLL_SECONDS = 1800.0, 600.0, 0.5
# Whoever was on the telephone when the agency was found to be down has hung up by then.
UNDER_WAY = timedelta(seconds=15)
# How the sandbox's log tells that a message was turned away.
TURNED_AWAY = re.compile(rf"^(\S+ \S+) ERROR .*Service Unavailable: /sandbox/agencies/{AGENCY}/inbox", re.MULTILINE)


def play(chains: int) -> tuple[dict[str, Any], bool]:
    """Start so many chains while the agency is down, let it come back, and time it until every chain has ended."""
    cast, families = people.build(chains)
    back_at = calendar_store.loaded().add_minutes(clock.now(), WORKING_MINUTES)
    steering.play("prompt")
    steering.switch_on("down", office=AGENCY, until_at=back_at)
    with house.opened() as running:
        clock_store.run(Decimal(round((back_at - clock.now()).total_seconds() / OUTAGE_SECONDS)))
        connections.close_all()
        coming = FORK.Process(target=apart, args=(partial(_come, cast, families),))
        coming.start()
        coming.join()
        while clock.now() < back_at:
            running.check()
            time.sleep(POLL_SECONDS)
        clock_store.run(Decimal(1))
        backlog, begun = chains - _ended(), time.monotonic()
        while _ended() < chains and time.monotonic() < begun + MOST_SECONDS:
            running.check()
            time.sleep(POLL_SECONDS)
        drained_seconds = time.monotonic() - begun
    found, gaps = count.everything(chains, 0), _gaps_between_probes()
    is_left_in_peace = min(gaps, default=0) >= settings.INTERLINK_PROBE_SECONDS
    told = {
        **asdict(found),
        "backlog": backlog,
        "drained_seconds": round(drained_seconds),
        "probe_gaps_seconds": gaps,
    }
    return told, found.is_sound and is_left_in_peace and drained_seconds < MOST_DRAINING_SECONDS


def _come(cast: Cast, families: list[Family]) -> None:
    for number, family in enumerate(families):
        with clock.unit_of_work():
            people.start(number, family, cast)


def _ended() -> int:
    return Chain.objects.exclude(finished_at=None).count()


def _gaps_between_probes() -> list[float]:
    """Return the real seconds between the calls that the agency turned away once it was known to be down."""
    log = (settings.VAR_DIR / "sandbox.log").read_text(encoding="utf-8")
    hours = [datetime.strptime(hour, "%Y-%m-%d %H:%M:%S,%f") for hour in TURNED_AWAY.findall(log)]
    probes = [hour for hour in hours if hour > hours[0] + UNDER_WAY]
    return [round((later - earlier) / timedelta(seconds=1), 1) for earlier, later in pairwise(probes)]
