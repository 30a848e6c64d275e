"""A faster pace for a test: what takes a minute takes a second, in every process that is forked from here."""

from datetime import timedelta
from decimal import Decimal

import httpx

from config.celery import app as celery_app
from interlink.services import steps
from kernel import delivery, telephone
from sandbox.agencies import post, work
from sandbox.bank import wire
from tests.chaos import crowd, quiet, storm

BEAT_SECONDS = 0.5


def quicken() -> None:
    """Shorten patience, leases, back-offs and the beat; a lease stays longer than the patience."""
    telephone.PATIENCE = httpx.Timeout(2.0, connect=1.0)
    steps.LEASE = work.LEASE = post.LEASE = wire.LEASE = timedelta(seconds=5)
    delivery.BACK_OFF_SECONDS = (1, 2, 4)
    quiet.RATE, quiet.SOON, quiet.POLL_SECONDS = Decimal(600), timedelta(minutes=1), 0.2
    crowd.PAUSE_SECONDS, storm.LEAST_SECONDS, storm.HARM_SECONDS = 0.3, 3.0, (0.5, 1.5)
    schedule = celery_app.conf.beat_schedule
    celery_app.conf.beat_schedule = {name: {**each, "schedule": BEAT_SECONDS} for name, each in schedule.items()}
