"""Which behaviours are switched on, and the seed from which is drawn whom they hit."""

from datetime import datetime
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sandbox.behaviours import menu

DEFAULT_SEED = "1"


class BehaviourQuerySet(models.QuerySet["Behaviour"]):
    def in_force(self, office: str, at: datetime) -> Self:
        """Return what an office does at a simulated hour, for any service, in the order of entry."""
        begun = Q(from_at=None) | Q(from_at__lte=at)
        unfinished = Q(until_at=None) | Q(until_at__gt=at)
        return self.filter(begun, unfinished, is_on=True, office__in=("", office)).order_by("pk")


class Behaviour(models.Model):
    """A behaviour of the menu switched on: for whom, for how many of the messages, from when to when (simulated)."""

    office = models.CharField(_("office"), max_length=20, blank=True, help_text=_("empty: every office"))
    service = models.CharField(_("service"), max_length=40, blank=True, help_text=_("empty: every service"))
    name = models.CharField(_("behaviour"), max_length=40, choices=menu.choices)
    share = models.PositiveSmallIntegerField(_("share in percent"), default=100, validators=[MaxValueValidator(100)])
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    from_at = models.DateTimeField(_("from"), null=True, blank=True)
    until_at = models.DateTimeField(_("until"), null=True, blank=True)
    is_on = models.BooleanField(_("switched on"), default=True)

    objects = BehaviourQuerySet.as_manager()

    class Meta:
        verbose_name = _("behaviour of an office")
        verbose_name_plural = _("behaviours of the offices")
        ordering = ("office", "name")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(share__lte=100), name="behaviour_share_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.office or '*'}: {self.name}"


class Exercise(models.Model):
    """The seed of the day, and the preset that was played last. There is one row, or none yet."""

    seed = models.CharField(_("seed"), max_length=40, default=DEFAULT_SEED)
    preset = models.CharField(_("preset"), max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("exercise of the outside world")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pk=1), name="exercise_is_one_row"),
        ]

    def __str__(self) -> str:
        return f"{self.seed} {self.preset}".strip()
