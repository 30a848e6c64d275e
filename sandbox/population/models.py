"""Who there is, and every question that was asked about them."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sex(models.IntegerChoices):
    """As the social-insurance interface numbers them (domain reference, 6.7)."""

    MALE = 1, _("male")
    FEMALE = 2, _("female")


class Outcome(TextChoices):
    FOUND = "found", _("found")
    NOT_FOUND = "not-found", _("not found")
    MISMATCH = "mismatch", _("other particulars")
    DECEASED = "deceased", _("deceased")
    RATE_LIMITED = "rate-limited", _("asked too often")


class Person(models.Model):
    """A person of the outside world; every one is invented. Relatives by number, because not all of them are known."""

    number = models.CharField(_("personal number"), max_length=12, unique=True)
    full_name = models.CharField(_("full name"), max_length=120)
    sex = models.PositiveSmallIntegerField(_("sex"), choices=Sex.choices)
    born_on = models.DateField(_("date of birth"))
    died_on = models.DateField(_("date of death"), null=True, blank=True)
    ethnicity = models.CharField(_("ethnicity"), max_length=40)
    nationality = models.CharField(_("nationality"), max_length=40)
    hometown = models.CharField(_("home town"), max_length=250, blank=True)
    birthplace = models.CharField(_("place of birth"), max_length=250, blank=True)
    residence = models.CharField(_("permanent residence"), max_length=250, blank=True)
    father_number = models.CharField(_("father"), max_length=12, blank=True)
    mother_number = models.CharField(_("mother"), max_length=12, blank=True)
    spouse_number = models.CharField(_("spouse"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("person in the population database")
        verbose_name_plural = _("persons in the population database")
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.full_name} ({self.number[:3]}•••••{self.number[-4:]})"


class LookupQuerySet(models.QuerySet["Lookup"]):
    def of(self, officer: str, since: datetime) -> Self:
        return self.filter(officer=officer, at__gte=since)


class Lookup(models.Model):
    """One question: who asked (account, unit), when (simulated), for which request, with what result."""

    officer = models.CharField(_("officer"), max_length=120)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    request_id = models.CharField(_("request"), max_length=120, blank=True)
    at = models.DateTimeField(_("asked"))
    number_sha256 = models.CharField(max_length=64)
    input = models.CharField(_("input"), max_length=40)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)

    objects = LookupQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to the population database")
        verbose_name_plural = _("questions to the population database")
        ordering = ("-pk",)
        indexes: ClassVar = [models.Index("officer", "at", name="lookup_by_officer")]

    def __str__(self) -> str:
        return f"{self.officer} {self.input}"
