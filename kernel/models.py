"""The rows every office stands on: the clock, the calendar, the journal, and what is still to be delivered."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

NO_DIGEST = "0" * 64


class ClockSetting(models.Model):
    """The one truth about simulated time: shown = anchor_shown + (real - anchor_real) x rate; rate 0 is frozen."""

    anchor_real = models.DateTimeField(_("real anchor"))
    anchor_shown = models.DateTimeField(_("shown anchor"))
    rate = models.DecimalField(_("rate"), max_digits=12, decimal_places=4)

    class Meta:
        verbose_name = verbose_name_plural = _("clock setting")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="clock_is_one_row"),
            models.CheckConstraint(condition=models.Q(rate__gte=0), name="clock_never_runs_back"),
        ]

    def __str__(self) -> str:
        return f"{self.anchor_shown:%d/%m/%Y %H:%M} x {self.rate}"

    def shown_at(self, real: datetime) -> datetime:
        """Return the simulated hour at a real one."""
        return self.anchor_shown + (real - self.anchor_real) * float(self.rate)


class CalendarDay(models.Model):
    """A day that is not what its weekday says: off (holiday, swap) or made up (a worked weekend day)."""

    class Kind(models.TextChoices):
        OFF = "off", _("day off")
        MAKE_UP = "make_up", _("made-up working day")

    on = models.DateField(_("date"), unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    name_vi = models.CharField(_("Vietnamese name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("calendar day")
        # Not the unit of a term, which bears the same name.
        verbose_name_plural = pgettext_lazy("rows", "calendar days")
        ordering = ("on",)

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y} {self.name_vi}"


class CalendarYear(models.Model):
    """A year whose days off are known. A date in any other year is refused aloud, never guessed."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    # False while the days are a projection and the Government has not spoken.
    is_announced = models.BooleanField(_("announced"))
    source = models.CharField(_("source"), max_length=200)
    loaded_at = models.DateTimeField(_("loaded"))

    class Meta:
        verbose_name = _("calendar year")
        verbose_name_plural = _("calendar years")
        ordering = ("year",)

    def __str__(self) -> str:
        return str(self.year)


class Streamed(models.Model):
    """A subject with a journal of its own; the head lives here, so that an append needs no look-up.

    The sequence doubles as the optimistic lock: a move is stored only if nobody wrote a line meanwhile.
    """

    journal_sequence = models.PositiveIntegerField(default=0, editable=False)
    journal_digest = models.CharField(max_length=64, default=NO_DIGEST, editable=False)
    journal_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def stream(self) -> str:
        return f"{self._meta.model_name}:{self.pk}"


class JournalEntry(models.Model):
    """One line of the journal: audit record, outbox message and event log in one.

    The database refuses to change or delete it (trigger in migration 0002). `digest` is SHA-256 over the lines that
    `kernel.journal.digest_of` joins, the previous digest first, so that each stream is a chain.
    """

    stream = models.CharField(_("stream"), max_length=64)
    sequence = models.PositiveIntegerField(_("sequence"))
    name = models.CharField(_("event"), max_length=80)
    move = models.CharField(_("move"), max_length=40, blank=True)
    source = models.CharField(_("from state"), max_length=40, blank=True)
    target = models.CharField(_("to state"), max_length=40, blank=True)
    actor = models.CharField(_("actor"), max_length=40)
    at = models.DateTimeField(_("at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    # Text and not JSON: the digest is over these very characters.
    payload = models.TextField(_("payload"))
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        ordering = ("stream", "sequence")
        constraints: ClassVar = [models.UniqueConstraint("stream", "sequence", name="journal_sequence_once")]

    def __str__(self) -> str:
        return f"{self.stream} #{self.sequence} {self.name}"


class Delivery(models.Model):
    """One entry on its way to one listener. Pending while `done_at` is empty; the error of the last attempt stays."""

    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="deliveries", verbose_name=_("entry"))
    listener = models.CharField(_("listener"), max_length=120)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True)
    done_at = models.DateTimeField(_("done"), null=True)
    error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints: ClassVar = [models.UniqueConstraint("entry", "listener", name="delivery_once_per_listener")]
        indexes: ClassVar = [
            models.Index("listener", "entry", name="delivery_pending", condition=models.Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} -> {self.listener}"


class IdempotentAnswer(models.Model):
    """The first answer to a request that carried an Idempotency-Key, kept so that a repeat gets the same one."""

    owner = models.CharField(max_length=40)
    key = models.CharField(max_length=100)
    request_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("idempotent answer")
        verbose_name_plural = _("idempotent answers")
        constraints: ClassVar = [models.UniqueConstraint("owner", "key", name="idempotency_key_once_per_owner")]

    def __str__(self) -> str:
        return f"{self.owner} {self.key}"


class Pulse(models.Model):
    """When a worker last took what beat sends every few seconds (real time): where it is fresh, both are alive."""

    worker = models.CharField(_("worker"), max_length=120, unique=True)
    beaten_at = models.DateTimeField(_("last pulse"))

    class Meta:
        verbose_name = _("pulse of a worker")
        verbose_name_plural = _("pulses of the workers")
        ordering = ("-beaten_at",)

    def __str__(self) -> str:
        return f"{self.worker} {self.beaten_at:%H:%M:%S}"
