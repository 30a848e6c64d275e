"""Results: numbered once, rendered, signed by the leader, sealed by the organisation."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers.models.paper import StoredFile
from identity.models import Agency, Officer


class Result(models.Model):
    """The result of a dossier ("kết quả giải quyết"). It has its number before it is rendered, and keeps it."""

    dossier = models.OneToOneField("dossiers.Dossier", models.PROTECT, related_name="result", verbose_name=_("dossier"))
    # Numbers begin anew each year.
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.CharField(_("number"), max_length=60)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    signer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("signed by"))
    numbered_at = models.DateTimeField(_("numbered"))
    signed_at = models.DateTimeField(_("signed"), null=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("file"))

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        constraints: ClassVar = [
            models.UniqueConstraint("agency", "year", "number", name="result_number_once_per_year"),
            models.CheckConstraint(
                condition=models.Q(signed_at=None) | models.Q(file__isnull=False), name="signed_result_has_a_file"
            ),
        ]

    def __str__(self) -> str:
        return self.number
