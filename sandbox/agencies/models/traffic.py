"""What the agencies received, what they answered, the papers they signed and the keys they sign with."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _


class RequestState(TextChoices):
    WAITING = "waiting", _("waiting")
    ANSWERED = "answered", _("answered")
    SUPPLEMENTED = "supplemented", _("supplemented")


class Outcome(TextChoices):
    """What an agency answers."""

    RECEIVED = "received", _("received")
    COMPLETED = "completed", _("completed")
    REFUSED = "refused", _("refused")
    SUPPLEMENT = "supplement", _("supplement requested")


class RequestQuerySet(models.QuerySet["Request"]):
    def due(self, at: datetime) -> Self:
        """Return what is to be answered, oldest hour first."""
        return self.filter(answer_due_at__lte=at).order_by("answer_due_at", "pk")


class Request(models.Model):
    """A message that an agency has received, under the sender's number."""

    agency = models.CharField(_("agency"), max_length=20)
    message_id = models.CharField(_("number"), max_length=120)
    # The request that a supplement belongs to.
    first = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="supplements", verbose_name=_("supplement to")
    )
    schema = models.CharField(_("schema"), max_length=40)
    service = models.CharField(_("service"), max_length=40)
    channel = models.CharField(_("channel"), max_length=10)
    sender = models.CharField(_("from"), max_length=40)
    dossier_code = models.CharField(_("dossier"), max_length=60)
    callback = models.TextField(_("answer to"))
    # Everything but the bytes of the papers.
    content = models.JSONField(_("content"))
    body_sha256 = models.CharField(_("SHA-256"), max_length=64)
    state = models.CharField(_("state"), max_length=12, choices=RequestState.choices, default=RequestState.WAITING)
    received_at = models.DateTimeField(_("received"))
    # The sweep's due column; empty once the request is answered.
    answer_due_at = models.DateTimeField(_("to be answered"), null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to an agency")
        verbose_name_plural = _("requests to the agencies")
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint("agency", "message_id", name="request_received_once"),
        ]
        indexes: ClassVar = [
            models.Index("answer_due_at", name="request_due", condition=Q(answer_due_at__isnull=False)),
            models.Index("agency", "received_at", name="request_by_arrival"),
        ]

    def __str__(self) -> str:
        return self.message_id


class SignedPaper(models.Model):
    """A paper that an agency has signed; `service` is set for one that was signed beforehand."""

    sha256 = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    agency = models.CharField(_("agency"), max_length=20)
    service = models.CharField(_("service"), max_length=40, blank=True)
    signed_at = models.DateTimeField(_("signed"))

    class Meta:
        verbose_name = _("signed paper of an agency")
        verbose_name_plural = _("signed papers of the agencies")
        constraints: ClassVar = [
            models.UniqueConstraint("agency", "service", name="paper_signed_beforehand_once", condition=~Q(service="")),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class AnswerQuerySet(models.QuerySet["Answer"]):
    def due(self, at: datetime) -> Self:
        """Return what is to be sent, oldest hour first."""
        return self.filter(next_attempt_at__lte=at).order_by("next_attempt_at", "pk")

    def written(self) -> Self:
        """Return what was put into words: from then on its bytes stay the same."""
        return self.exclude(body_sha256="")


class Answer(models.Model):
    """An answer on its way out; repeated until the asker has taken it."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="answers", verbose_name=_("request"))
    agency = models.CharField(_("agency"), max_length=20)
    message_id = models.CharField(_("number"), max_length=120, unique=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    at = models.DateTimeField(_("given"))
    content = models.JSONField(_("content"))
    # What the paper says; empty for an answer without one.
    paper_facts = models.JSONField(_("facts of the paper"), default=dict)
    paper = models.ForeignKey(SignedPaper, models.PROTECT, null=True, verbose_name=_("paper"))
    body_sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    # How the post treats it: the behaviours that hit it, with their parameters.
    manner = models.JSONField(_("treated"), default=dict)

    # The sweep's due column; empty while there is nothing to send.
    next_attempt_at = models.DateTimeField(_("to be sent"), null=True)
    leased_until = models.DateTimeField(_("being sent until"), null=True)
    attempts = models.PositiveIntegerField(_("tries"), default=0)
    copies_left = models.PositiveSmallIntegerField(_("copies left"), default=1)
    last_reply = models.CharField(_("last reply"), max_length=120, blank=True)
    taken_at = models.DateTimeField(_("taken"), null=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer of an agency")
        verbose_name_plural = _("answers of the agencies")
        ordering = ("-pk",)
        indexes: ClassVar = [
            models.Index("next_attempt_at", name="answer_due", condition=Q(next_attempt_at__isnull=False)),
            models.Index("agency", "at", name="answer_by_hour"),
        ]

    def __str__(self) -> str:
        return self.message_id


class Credential(models.Model):
    """A certificate with its key, PEM; "root" is the authority that the others come from. Worthless outside."""

    holder = models.CharField(_("holder"), max_length=20, unique=True)
    certificate = models.TextField(_("certificate"))
    key = models.TextField()

    class Meta:
        verbose_name = _("certificate of an agency")
        verbose_name_plural = _("certificates of the agencies")

    def __str__(self) -> str:
        return self.holder
