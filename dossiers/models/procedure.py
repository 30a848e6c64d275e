"""The catalogue: procedures ("thủ tục hành chính") and their dated terms, fees and papers."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers.states import FeeKind, FeeTiming, Level, PaperKind, Per, SupplementRule, Unit


class Procedure(models.Model):
    """An administrative procedure under its national code, e.g. 1.004222."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name_vi = models.CharField(_("Vietnamese name"), max_length=250)
    name_en = models.CharField(_("English name"), max_length=250)
    field = models.CharField(_("field"), max_length=40)
    field_vi = models.CharField(_("name of the field"), max_length=120)
    field_en = models.CharField(_("English name of the field"), max_length=120)
    level = models.CharField(_("level"), max_length=8, choices=Level.choices)
    # The kind of agency that resolves it, and the kinds that may as well.
    authority = models.CharField(_("authority"), max_length=40)
    also_competent = models.JSONField(_("also competent"), default=list)
    result_vi = models.CharField(_("result"), max_length=200)
    result_en = models.CharField(_("result in English"), max_length=200)
    result_symbol = models.CharField(_("symbol of the result"), max_length=20)
    result_code = models.CharField(_("catalogue code of the result"), max_length=40, blank=True)
    form_fields = models.JSONField(_("e-form"), default=list)
    tags = models.JSONField(_("tags"), default=list)
    provenance = models.CharField(_("provenance"), max_length=1)
    sources = models.JSONField(_("sources"), default=list)

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.name_vi}"


class ProcedureTermsQuerySet(models.QuerySet["ProcedureTerms"]):
    def on(self, day: date) -> Self:
        """Return the terms in force on a day, the latest first."""
        return self.filter(effective_on__lte=day).order_by("-effective_on")


class ProcedureTerms(models.Model):
    """What a procedure promises from a date on; another year is another row."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="terms", verbose_name=_("procedure"))
    effective_on = models.DateField(_("in force from"))
    sla_days = models.PositiveSmallIntegerField(_("term"))
    sla_unit = models.CharField(_("counted in"), max_length=8, choices=Unit.choices)
    cut_off = models.TimeField(_("cut-off"), null=True, blank=True)
    # The longer term if something must be verified.
    verify_days = models.PositiveSmallIntegerField(_("term with verification"), null=True, blank=True)
    supplement_days = models.PositiveSmallIntegerField(_("working days to supplement"))
    supplement_rule = models.CharField(_("supplement rule"), max_length=8, choices=SupplementRule.choices)
    fee_timing = models.CharField(_("fee is paid"), max_length=8, choices=FeeTiming.choices)
    tags = models.JSONField(_("provenance"), default=dict)
    sources = models.JSONField(_("sources"), default=list)

    objects = ProcedureTermsQuerySet.as_manager()

    class Meta:
        verbose_name = _("terms")
        verbose_name_plural = _("terms")
        ordering = ("procedure_id", "-effective_on")
        constraints: ClassVar = [models.UniqueConstraint("procedure", "effective_on", name="terms_once_per_date")]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.effective_on:%d/%m/%Y}"


class Fee(models.Model):
    """One charge (phí) or levy (lệ phí) of a procedure, by channel."""

    terms = models.ForeignKey(ProcedureTerms, models.CASCADE, related_name="fees", verbose_name=_("terms"))
    kind = models.CharField(_("kind"), max_length=6, choices=FeeKind.choices)
    code = models.CharField(_("code"), max_length=20)
    name_vi = models.CharField(_("Vietnamese name"), max_length=160)
    name_en = models.CharField(_("English name"), max_length=160)
    # Empty for what an ordinary dossier pays; else the case in which this is paid instead or on top.
    when_vi = models.CharField(_("case"), max_length=160, blank=True)
    when_en = models.CharField(_("case in English"), max_length=160, blank=True)
    case_question = models.CharField(_("question of the case"), max_length=60, blank=True)
    case_answers = models.JSONField(_("answers of the case"), default=list)
    case_late_calendar_days = models.PositiveSmallIntegerField(_("late after so many days"), null=True)
    direct_vnd = models.PositiveIntegerField(_("at the counter"))
    online_vnd = models.PositiveIntegerField(_("online"))
    per = models.CharField(_("charged"), max_length=8, choices=Per.choices, default=Per.DOSSIER)
    first_unit = models.PositiveSmallIntegerField(_("from which unit on"), default=1)
    further_from = models.PositiveSmallIntegerField(_("another price from unit"), null=True)
    further_vnd = models.PositiveIntegerField(_("price from there on"), default=0)
    max_vnd = models.PositiveIntegerField(_("at most for a copy"), null=True)
    # Codes of fees of the same terms.
    instead_of = models.JSONField(_("instead of"), default=list)
    proof = models.CharField(_("proved by"), max_length=40, blank=True)
    timing = models.CharField(_("fee is paid"), max_length=8, choices=FeeTiming.choices, blank=True)

    class Meta:
        verbose_name = _("fee")
        verbose_name_plural = _("fees")
        constraints: ClassVar = [models.UniqueConstraint("terms", "code", name="fee_once_per_terms")]

    def __str__(self) -> str:
        return self.name_vi


class PaperRequirement(models.Model):
    """A paper that the procedure asks for ("thành phần hồ sơ")."""

    terms = models.ForeignKey(ProcedureTerms, models.CASCADE, related_name="requirements", verbose_name=_("terms"))
    code = models.CharField(_("code"), max_length=40)
    name_vi = models.CharField(_("Vietnamese name"), max_length=250)
    name_en = models.CharField(_("English name"), max_length=250)
    required = models.BooleanField(_("required"), default=True)
    kind = models.CharField(_("kind"), max_length=16, choices=PaperKind.choices)
    count = models.PositiveSmallIntegerField(_("copies"), default=1)
    # Whether a digitized paper of the vault, or the result of another procedure, may stand in for it.
    reusable = models.BooleanField(_("reusable"), default=True)
    result_code = models.CharField(_("is the result"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("required paper")
        verbose_name_plural = _("required papers")
        ordering = ("terms_id", "pk")
        constraints: ClassVar = [models.UniqueConstraint("terms", "code", name="requirement_once_per_terms")]

    def __str__(self) -> str:
        return self.name_vi
