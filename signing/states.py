"""The words of the room: kinds of certificate, reasons for revoking one, and what can be said of a signed paper."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CertificateKind(models.TextChoices):
    ROOT = "root", _("root authority")
    ISSUING = "issuing", _("issuing authority")
    PERSON = "person", _("officer")
    ORGANISATION = "organisation", _("organisation")
    OUTSIDE = "outside", _("root authority of others")


class RevocationReason(models.TextChoices):
    """The reasons of RFC 5280, section 5.3.1, that happen to an office."""

    KEY_COMPROMISED = "key-compromised", _("the key fell into other hands")
    AFFILIATION_CHANGED = "affiliation-changed", _("the holder moved to another post")
    SUPERSEDED = "superseded", _("replaced by a new certificate")
    CESSATION = "cessation", _("the holder left office")


class Verdict(models.TextChoices):
    """What can be said of a signature, or of a whole paper, from best to worst."""

    GENUINE = "genuine", _("Genuine: signed by the holder named and unchanged since.")
    EXPIRED = "expired", _("The signer's certificate was not valid at the hour of signing.")
    REVOKED = "revoked", _("The signer's certificate had been revoked before the hour of signing.")
    UNKNOWN_SIGNER = "unknown-signer", _("Signed by someone whom no authority of this office vouches for.")
    ADDED = "added", _("Something was added after signing; what was signed is still there.")
    ALTERED = "altered", _("Altered: this is not what was signed.")
    UNSIGNED = "unsigned", _("This PDF bears no signature.")
    NOT_A_PDF = "not-a-pdf", _("This is not a PDF.")
