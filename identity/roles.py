"""The roles that an appointment can give (docs/sources.md, rules R-1 to R-13)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    RECEPTION = "reception", _("Reception clerk")
    SPECIALIST = "specialist", _("Processing officer")
    LEADER = "leader", _("Leader")
    DOCUMENT_CLERK = "document-clerk", _("Document clerk")
    RETURN_DESK = "return-desk", _("Return-desk clerk")
    CASHIER = "cashier", _("Cashier")
    POST = "post", _("Postal clerk")
    CERTIFIER = "certifier", _("E-certification clerk")
    POPULATION = "population", _("Population look-up")
    BOUNDLESS = "boundless", _("Dossiers from outside the area")
    REPORTS = "reports", _("Report viewer")
    ADMINISTRATOR = "administrator", _("Administrator")
    TRAINER = "trainer", _("Trainer")
