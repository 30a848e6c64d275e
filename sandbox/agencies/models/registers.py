"""The registers of the agencies: each entry is made once, and knows for which dossier."""

from typing import ClassVar

from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Class(TextChoices):
    """Classes of beneficiaries of a linked death."""

    INSURED = "insured", _("insured")
    SOCIAL = "social-protection", _("social protection")
    MERIT = "merit", _("person of merit")


class Book(models.Model):
    """How far a register has been numbered; locked by whoever makes an entry, so that entries come one by one."""

    register = models.CharField(_("register"), max_length=20)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("book of an agency")
        verbose_name_plural = _("books of the agencies")
        constraints: ClassVar = [models.UniqueConstraint("register", "year", name="book_by_year")]

    def __str__(self) -> str:
        return f"{self.register} {self.year}: {self.last}"


class Registered(models.Model):
    """An entry in a book of civil status ("sổ hộ tịch")."""

    number = models.PositiveIntegerField(_("number"))
    book = models.CharField(_("book"), max_length=20)
    page = models.PositiveSmallIntegerField(_("page"))
    registered_on = models.DateField(_("registered"))
    dossier_code = models.CharField(_("dossier"), max_length=60)

    class Meta:
        abstract = True

    def findings(self) -> dict[str, str]:
        """Return the entry under the names that the wire has for it."""
        return {
            "soDangKy": str(self.number),
            "quyenSo": self.book,
            "trangSo": str(self.page),
            "ngayDangKy": self.registered_on.isoformat(),
        }


class Birth(Registered):
    """A registered birth."""

    proof_number = models.CharField(_("proof of birth"), max_length=60, unique=True)
    child_number = models.CharField(_("personal number"), max_length=12, unique=True)
    child_name = models.CharField(_("full name"), max_length=120)
    mother_number = models.CharField(_("mother"), max_length=12)
    born_on = models.DateField(_("date of birth"))

    class Meta:
        verbose_name = _("registered birth")
        verbose_name_plural = _("registered births")
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint("book", "number", name="birth_number_once"),
        ]
        indexes: ClassVar = [models.Index("mother_number", "born_on", name="birth_by_mother")]

    def __str__(self) -> str:
        return f"{self.number} {self.book}"


class Death(Registered):
    """A registered death."""

    person_number = models.CharField(_("personal number"), max_length=12, unique=True)
    full_name = models.CharField(_("full name"), max_length=120)
    died_on = models.DateField(_("date of death"))

    class Meta:
        verbose_name = _("registered death")
        verbose_name_plural = _("registered deaths")
        ordering = ("-pk",)
        constraints: ClassVar = [models.UniqueConstraint("book", "number", name="death_number_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.book}"


class Household(models.Model):
    """A household with its head ("chủ hộ")."""

    householder_number = models.CharField(_("householder"), max_length=12, unique=True)
    address = models.CharField(_("address"), max_length=250)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")

    def __str__(self) -> str:
        return self.address


class Resident(models.Model):
    """Somebody who is, or was, registered in a household."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="residents", verbose_name=_("household"))
    number = models.CharField(_("personal number"), max_length=12)
    relation = models.CharField(_("relation to the householder"), max_length=60)
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    # For which dossier the entry was made, and for which it was ended.
    dossier_code = models.CharField(_("dossier"), max_length=60, blank=True)
    ended_by_dossier_code = models.CharField(_("ended by dossier"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("registered resident")
        verbose_name_plural = _("registered residents")
        constraints: ClassVar = [
            models.UniqueConstraint("number", name="resident_of_one_place", condition=models.Q(until_on=None)),
        ]

    def __str__(self) -> str:
        return self.number


class Insured(models.Model):
    """Somebody with a social-insurance number ("mã số BHXH")."""

    number = models.CharField(_("personal number"), max_length=12, unique=True)
    insurance_number = models.CharField(_("social-insurance number"), max_length=10, unique=True)
    has_paid_in = models.BooleanField(_("has paid contributions"), default=False)

    class Meta:
        verbose_name = _("insured person")
        verbose_name_plural = _("insured persons")

    def __str__(self) -> str:
        return self.insurance_number


class Card(models.Model):
    """A health-insurance card."""

    insured = models.OneToOneField(Insured, models.PROTECT, related_name="card", verbose_name=_("insured person"))
    card_number = models.CharField(_("card"), max_length=15, unique=True)
    facility = models.CharField(_("first care at"), max_length=250)
    from_on = models.DateField(_("valid from"))
    until_on = models.DateField(_("valid until"))
    dossier_code = models.CharField(_("dossier"), max_length=60)

    class Meta:
        verbose_name = _("health-insurance card")
        verbose_name_plural = _("health-insurance cards")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.card_number


class Beneficiary(models.Model):
    """Somebody on the lists of the labour office."""

    number = models.CharField(_("personal number"), max_length=12, unique=True)
    kind = models.CharField(_("class"), max_length=20, choices=Class.choices)

    class Meta:
        verbose_name = _("beneficiary")
        verbose_name_plural = _("beneficiaries")

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class Allowance(models.Model):
    """A decision to pay after a death."""

    agency = models.CharField(_("agency"), max_length=20)
    service = models.CharField(_("service"), max_length=40)
    person_number = models.CharField(_("deceased"), max_length=12)
    number = models.PositiveIntegerField(_("number"))
    decided_on = models.DateField(_("decided"))
    amount_vnd = models.PositiveBigIntegerField(_("amount"))
    is_monthly = models.BooleanField(_("monthly"), default=False)
    payout = models.CharField(_("paid by"), max_length=10)
    account = models.CharField(_("account"), max_length=60, blank=True)
    recipient = models.CharField(_("recipient"), max_length=120)
    dossier_code = models.CharField(_("dossier"), max_length=60)

    class Meta:
        verbose_name = _("decided allowance")
        verbose_name_plural = _("decided allowances")
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint("service", "person_number", name="allowance_paid_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.decided_on.year}"
