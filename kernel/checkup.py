"""What the wall of every office can see: database, broker, workers, cache, clock, calendar, news, disk."""

import shutil
from collections.abc import Iterator
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import ChannelError, OperationalError

from kernel import calendar_store, clock, delivery, pulse
from kernel.findings import Finding, check, green, red, yellow
from kernel.models import CalendarYear, ClockSetting, JournalEntry, Pulse

# Real time: beat sends a pulse every ten seconds (config/schedule.py).
PULSE_WITHIN = timedelta(seconds=60)
NEWS_WITHIN = timedelta(seconds=60)
# Bytes; a scan has up to twenty million.
LITTLE_DISK, NO_DISK = 1_000_000_000, 100_000_000
START = _("Start the worker and beat: `make up`, or the services worker and beat of docker compose.")


@check
def database() -> Iterator[Finding]:
    engine = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}.get(connection.vendor, connection.vendor)
    told = {"engine": engine, "name": connection.settings_dict["NAME"]}
    try:
        connection.ensure_connection()
        version = ".".join(map(str, connection.get_database_version()))
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        advice = _("Start the database, or set DATABASE_URL to one that answers.")
        yield red("database", _("%(engine)s “%(name)s” does not answer."), advice, **told)
        return
    yield green("database", _("%(engine)s %(version)s, “%(name)s”."), version=version, **told)
    if plan:
        lacking = _("%(count)s migrations are not applied; the first is %(first)s.")
        yield red("migrations", lacking, _("Run `manage.py migrate`."), count=len(plan), first=str(plan[0][0]))
    else:
        yield green("migrations", _("All migrations are applied."))


@check
def broker() -> Iterator[Finding]:
    with current_app.connection_for_write() as line:
        url = line.as_uri()
        try:
            line.ensure_connection(max_retries=1, timeout=3)
            waiting = line.default_channel.queue_declare(current_app.conf.task_default_queue).message_count
        except (OperationalError, ChannelError, OSError):
            advice = _("Start the broker, or set CELERY_BROKER_URL. Until then the house works, only slower.")
            yield red("broker", _("The broker %(url)s does not answer."), advice, url=url)
            return
    yield green("broker", _("%(url)s; %(waiting)s messages are queued."), url=url, waiting=waiting)


@check
def workers() -> Iterator[Finding]:
    felt = pulse.felt(PULSE_WITHIN)
    if felt:
        names, age = ", ".join(each.worker for each in felt), _age(felt[0])
        sentence = _("Beat and workers live; the last pulse was %(age)s seconds ago: %(names)s.")
        yield green("workers", sentence, age=age, names=names)
        return
    last = Pulse.objects.order_by("-beaten_at").first()
    if last is None:
        yield red("workers", _("No worker has ever had a pulse here."), START)
        return
    sentence = _("The last pulse was %(age)s seconds ago, of %(name)s: beat or every worker has stopped.")
    yield red("workers", sentence, START, age=_age(last), name=last.worker)


@check
def memory() -> Iterator[Finding]:
    cache.set("doctor", "well", 10)
    if cache.get("doctor") != "well":
        yield red("cache", _("The cache forgets at once."), _("Set CACHE_URL to a Redis that answers."))
    elif not settings.CACHE_URL:
        yield green("cache", _("Each process has its own, in memory."))
    else:
        yield green("cache", _("Redis, shared by all processes."))


@check
def time() -> Iterator[Finding]:
    setting = ClockSetting.objects.first()
    if setting is None:
        advice = _("Run `manage.py seed_world`, which sets the clock into the legal year.")
        yield yellow("clock", _("The world has no clock of its own and shows the real time."), advice)
        return
    told = {"shown": f"{clock.now().astimezone(clock.TZ):%H:%M %d/%m/%Y}", "rate": f"{setting.rate.normalize():f}"}
    if setting.rate:
        yield green("clock", _("It shows %(shown)s and runs %(rate)s times as fast as the real one."), **told)
    else:
        yield yellow("clock", _("It stands still at %(shown)s."), _("The trainer lets it run again."), **told)


@check
def calendar() -> Iterator[Finding]:
    years, year = calendar_store.loaded().loaded, str(clock.today().year)
    if CalendarYear.objects.filter(year=year).exists():
        yield green("calendar", _("Loaded: %(years)s."), years=years)
    else:
        yield red("calendar", _("The year %(year)s is not loaded."), _("Run `manage.py load_calendar`."), year=year)


@check
def news() -> Iterator[Finding]:
    pending, old = delivery.pending(), clock.wall() - NEWS_WITHIN
    poison = pending.filter(attempts__gt=0).first()
    count = pending.count()
    if poison is not None:
        told = {"count": count, "listener": poison.listener, "error": poison.error[:120]}
        sentence = _("%(count)s deliveries wait; %(listener)s has failed: %(error)s")
        yield red("news", sentence, _("Look at the deliveries in the admin; mend the cause and try again."), **told)
    elif pending.filter(entry__recorded_at__lt=old).exists():
        yield yellow("news", _("%(count)s deliveries wait for more than a minute."), START, count=count)
    else:
        entries = JournalEntry.objects.count()
        yield green("news", _("%(entries)s journal entries; %(count)s deliveries wait."), entries=entries, count=count)


@check
def disk() -> Iterator[Finding]:
    left = shutil.disk_usage(settings.VAR_DIR).free
    told = {"folder": str(settings.VAR_DIR), "left": f"{left / 1e9:.1f}"}
    sentence, advice = _("%(folder)s: %(left)s GB are left."), _("Make room, or set VAR_DIR to a larger disk.")
    if left < NO_DISK:
        yield red("disk", sentence, advice, **told)
    elif left < LITTLE_DISK:
        yield yellow("disk", sentence, advice, **told)
    else:
        yield green("disk", sentence, **told)


def _age(last: Pulse) -> int:
    return round((clock.wall() - last.beaten_at).total_seconds())
