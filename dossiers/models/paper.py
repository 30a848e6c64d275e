"""Papers of a dossier, the files behind them, and the vault in which their owners keep them."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers.models.procedure import PaperRequirement
from dossiers.states import PaperState, VaultKind
from identity.models import Officer, Person


class StoredFile(models.Model):
    """A file, kept once under its digest; `path` is relative to the storage."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, primary_key=True)
    content_type = models.CharField(_("type"), max_length=40)
    bytes = models.PositiveIntegerField(_("size"))
    pages = models.PositiveSmallIntegerField(_("pages"))
    stored_at = models.DateTimeField(_("stored"))

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def path(self) -> str:
        return f"files/{self.sha256[:2]}/{self.sha256}"


class VaultPaperQuerySet(models.QuerySet["VaultPaper"]):
    def usable(self, owner_id: int, on: date) -> Self:
        """Return what an owner may reuse on a day: opened and still valid."""
        valid = models.Q(valid_until_on=None) | models.Q(valid_until_on__gte=on)
        return self.filter(valid, owner_id=owner_id, opened_at__isnull=False)


class VaultPaper(models.Model):
    """A digitized paper in its owner's vault ("kho dữ liệu"); a result stays closed until it is returned."""

    owner = models.ForeignKey(Person, models.PROTECT, related_name="vault", verbose_name=_("owner"))
    # <personal number>.<component code>.<reference number>.<2 digits>
    code = models.CharField(_("code"), max_length=120, unique=True)
    kind = models.PositiveSmallIntegerField(_("kind"), choices=VaultKind.choices)
    requirement_code = models.CharField(_("component"), max_length=40, db_index=True)
    name_vi = models.CharField(_("name"), max_length=250)
    reference_no = models.CharField(_("reference number"), max_length=60, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    digitized_at = models.DateTimeField(_("digitized"))
    # Empty: valid for ever.
    valid_until_on = models.DateField(_("valid until"), null=True)
    opened_at = models.DateTimeField(_("opened"), null=True)

    objects = VaultPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("vault paper")
        verbose_name_plural = _("vault papers")

    def __str__(self) -> str:
        return self.name_vi


class Paper(models.Model):
    """One paper of a dossier ("thành phần hồ sơ"): presented, scanned, certified, or reused from the vault."""

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="papers", verbose_name=_("dossier"))
    requirement = models.ForeignKey(PaperRequirement, models.PROTECT, related_name="+", verbose_name=_("component"))
    name_vi = models.CharField(_("name"), max_length=250)
    reference_no = models.CharField(_("reference number"), max_length=60, blank=True)
    # How many of each were laid on the counter; all zero for a paper that came as a file.
    originals = models.PositiveSmallIntegerField(_("originals"), default=0)
    certified_copies = models.PositiveSmallIntegerField(_("certified copies"), default=0)
    photocopies = models.PositiveSmallIntegerField(_("photocopies"), default=0)
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("scan"))
    certified = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("e-copy"))
    state = models.PositiveSmallIntegerField(_("digitization"), choices=PaperState.choices, default=PaperState.WAITING)
    vault_paper = models.ForeignKey(VaultPaper, models.PROTECT, null=True, related_name="+", verbose_name=_("vault"))
    certified_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("clerk"))
    certified_at = models.DateTimeField(_("certified"), null=True)
    added_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ("dossier_id", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint("dossier", "requirement", name="paper_once_per_requirement"),
            models.CheckConstraint(
                # A declaration that was filled on screen is born digital and needs no certified copy.
                condition=models.Q(state__in=(PaperState.WAITING, PaperState.DIGITIZED))
                | models.Q(vault_paper__isnull=False),
                name="reused_paper_is_from_the_vault",
            ),
        ]

    def __str__(self) -> str:
        return self.name_vi
