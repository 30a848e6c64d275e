"""Persons, agencies, officers and their appointments; every one of them invented."""

from datetime import date
from typing import ClassVar, Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from identity.roles import Role


class Person(models.Model):
    """A citizen, known by a 12-digit personal number ("số định danh cá nhân") of an invented prefix."""

    class Sex(models.TextChoices):
        MALE = "male", _("male")
        FEMALE = "female", _("female")

    personal_number = models.CharField(_("personal number"), max_length=12, unique=True)
    full_name = models.CharField(_("full name"), max_length=120)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex.choices)
    born_on = models.DateField(_("date of birth"))
    address = models.CharField(_("address"), max_length=250, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")

    def __str__(self) -> str:
        return self.full_name


class User(AbstractUser):
    """A log-in: of an officer (session) or of a citizen (token)."""

    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, verbose_name=_("person"))


class AccessToken(models.Model):
    """A log-in to the API for some hours of the real clock. Only its digest is kept: a stolen table opens nothing."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="tokens", verbose_name=_("log-in"))
    issued_at = models.DateTimeField(_("issued"))
    expires_at = models.DateTimeField(_("expires"))

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")

    def __str__(self) -> str:
        return f"{self.user} {self.expires_at:%d/%m/%Y %H:%M}"


class Agency(models.Model):
    """An office with its identification code (docs/sources.md, section on agencies), below its superior."""

    class Tier(models.TextChoices):
        PROVINCE = "province", _("province")
        DISTRICT = "district", _("district")
        COMMUNE = "commune", _("commune")

    code = models.CharField(_("code"), max_length=20, unique=True)
    name_vi = models.CharField(_("Vietnamese name"), max_length=160)
    name_en = models.CharField(_("English name"), max_length=160)
    # How results of this office are numbered: "12/GXN-UBND".
    symbol = models.CharField(_("symbol"), max_length=20)
    kind = models.CharField(_("kind"), max_length=40, db_index=True)
    tier = models.CharField(_("tier"), max_length=8, choices=Tier.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="subordinates", verbose_name=_("superior")
    )
    address = models.CharField(_("address"), max_length=250, blank=True)
    place = models.CharField(_("place"), max_length=80, help_text=_("as dated papers name it"))

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name_vi


class Officer(models.Model):
    """Someone who serves in an agency and acts under a log-in of their own."""

    user = models.OneToOneField(User, models.PROTECT, related_name="officer", verbose_name=_("log-in"))
    full_name = models.CharField(_("full name"), max_length=120)
    title = models.CharField(_("title"), max_length=120, help_text=_("as printed under a signature"))

    class Meta:
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        ordering = ("full_name",)

    def __str__(self) -> str:
        return self.full_name

    @property
    def holder(self) -> str:
        """How the signing room refers to this officer's certificates."""
        return f"officer:{self.pk}"


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def on(self, day: date) -> Self:
        """Return the appointments in force on a day, the latest first."""
        in_force = models.Q(until_on=None) | models.Q(until_on__gte=day)
        return self.filter(in_force, from_on__lte=day).order_by("-from_on", "-pk")


class Appointment(models.Model):
    """An officer's post at an agency for a time, with the roles that it gives."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="appointments", verbose_name=_("officer"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="appointments", verbose_name=_("agency"))
    roles = models.JSONField(_("roles"), default=list)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(until_on=None) | models.Q(until_on__gte=models.F("from_on")),
                name="appointment_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.officer} @ {self.agency}"

    def has(self, role: Role) -> bool:
        return role in self.roles


class PopulationLookup(models.Model):
    """One question to the population database: who asked, when, from where, about whom, why, and what came back."""

    class Outcome(models.TextChoices):
        ASKED = "asked", _("asked, no answer noted")
        FOUND = "found", _("found")
        NOT_FOUND = "not-found", _("not found")
        MISMATCH = "mismatch", _("name or date of birth differs")
        DECEASED = "deceased", _("deceased")
        UNAVAILABLE = "unavailable", _("no answer")
        RATE_LIMITED = "rate-limited", _("too many questions")

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("officer"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    asked_at = models.DateTimeField(_("asked"))
    recorded_at = models.DateTimeField(_("asked (real time)"))
    masked_number = models.CharField(_("personal number"), max_length=12)
    # Keyed, so that the table finds whoever asks what was asked about him, and tells nobody a number.
    number_hmac = models.CharField(max_length=64, db_index=True)
    purpose = models.CharField(_("purpose"), max_length=250)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, default=Outcome.ASKED)

    class Meta:
        verbose_name = _("population look-up")
        verbose_name_plural = _("population look-ups")
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(purpose=""), name="population_lookup_has_a_purpose"),
        ]

    def __str__(self) -> str:
        return f"{self.masked_number} {self.asked_at:%d/%m/%Y %H:%M}"
