"""What happened, in words: one label per event."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers import events
from kernel.events import name_of

_LABELS: dict[type, Promise] = {
    events.DossierSubmitted: _("Filed"),
    events.IdentityChecked: _("Identity checked"),
    events.IdentityConfirmed: _("Identity confirmed"),
    events.PaperAdded: _("Paper added"),
    events.PaperCertified: _("Scan certified"),
    events.PaperReused: _("Paper reused from the vault"),
    events.DossierAccepted: _("Accepted"),
    events.DossierRefused: _("Refused"),
    events.DossierDigitized: _("Digitization finished"),
    events.ProcessingBegun: _("Handed over for processing"),
    events.DossierReassigned: _("Given to another officer"),
    events.DossierForwarded: _("Forwarded to another agency"),
    events.ProcedureSwitched: _("Switched to another procedure"),
    events.SupplementRequested: _("Supplement requested"),
    events.SupplementSent: _("Supplement sent"),
    events.SupplementCompleted: _("Supplement confirmed"),
    events.ObligationRequested: _("Financial obligation notified"),
    events.ObligationSettled: _("Financial obligation paid"),
    events.FeeRecorded: _("Fee paid"),
    events.ReliefRejected: _("Exemption from the fee not granted"),
    events.MoneyReturned: _("Money given back"),
    events.ResultProposed: _("Result proposed"),
    events.ProposalRecalled: _("Draft recalled"),
    events.ProposalSentBack: _("Draft sent back"),
    events.ResultApproved: _("Result approved"),
    events.ResultSigned: _("Result signed and sealed"),
    events.DossierReturned: _("Result returned"),
    events.DossierWithdrawn: _("Withdrawn"),
    events.DossierStopped: _("Stopped"),
    events.ApologyGiven: _("Apology with a new date"),
    events.LinkedServiceBegun: _("Sent on to the partner agencies"),
    events.LinkedServiceEnded: _("Linked service ended"),
    events.PartnerResultRecorded: _("Result of a partner agency"),
    events.PartnerPaperChecked: _("Paper of a partner agency checked"),
    events.PartnerSupplementAsked: _("A partner agency asks for more"),
    events.PartnersGoOn: _("The partner agencies go on"),
    events.DeclarationCorrected: _("Declaration corrected"),
    events.PartnerItemAnswered: _("Answer for a partner agency"),
}
LABELS = {name_of(event): label for event, label in _LABELS.items()}


def label_of(event_name: str) -> str:
    """Return the label of a registered event in the language in force; the bare name of one that has none."""
    return str(LABELS.get(event_name, event_name))
