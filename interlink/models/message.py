"""Messages between this house and partner agencies, each kept once; and the calls that were not taken."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from interlink.models.step import Step
from interlink.states import Direction, Outcome


class Message(models.Model):
    """An envelope that went out or came in, with its number, the digest of its bytes and the first answer to it."""

    step = models.ForeignKey(Step, models.PROTECT, related_name="messages", verbose_name=_("step"))
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices)
    # The office at the other end.
    agency = models.CharField(_("agency"), max_length=20)
    message_id = models.CharField(_("number"), max_length=120)
    schema = models.CharField(_("schema"), max_length=40)
    # What came in: which of our attempts it answers, and how.
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    body_sha256 = models.CharField(_("SHA-256"), max_length=64)
    # Everything but the bytes of its papers, which are kept under their digests.
    content = models.JSONField(_("content"))
    attempts = models.PositiveIntegerField(_("attempts"), default=1)
    first_at = models.DateTimeField(_("first attempt"))
    first_answer = models.JSONField(_("first answer"), null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint("agency", "message_id", name="message_once_per_agency"),
            models.CheckConstraint(
                condition=models.Q(direction=Direction.OUT) | ~models.Q(outcome=""), name="answer_has_an_outcome"
            ),
        ]
        indexes: ClassVar = [models.Index("agency", "first_at", name="message_by_hour")]

    def __str__(self) -> str:
        return self.message_id


class RefusedCall(models.Model):
    """A call at the inbox that was not taken: an untrusted seal, a body that nobody reads, an answer to nothing.

    Of the body its beginning is kept; the same body is kept once per agency and counted.
    """

    agency = models.CharField(_("agency, as claimed"), max_length=40)
    status = models.PositiveSmallIntegerField(_("status"))
    code = models.CharField(_("cause"), max_length=40)
    body_sha256 = models.CharField(_("SHA-256"), max_length=64)
    excerpt = models.TextField(_("beginning"), blank=True)
    calls = models.PositiveIntegerField(_("calls"), default=1)
    last_at = models.DateTimeField(_("last call (real time)"))

    class Meta:
        verbose_name = _("call not taken")
        verbose_name_plural = _("calls not taken")
        ordering = ("-last_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint("agency", "body_sha256", "code", name="refused_call_once_per_cause"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.code}"
