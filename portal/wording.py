"""What the pages say of a state and of a verdict: in words for a citizen, with the tone in which they say it."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.states import State
from signing.states import Verdict


class Tone(StrEnum):
    """How a panel looks; its words say the same."""

    PLAIN = "plain"
    GOOD = "good"
    WAITING = "waiting"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Said:
    title: str | Promise
    sentence: str | Promise
    tone: Tone = Tone.PLAIN


STATES: dict[State, Said] = {
    State.REGISTERED: Said(
        State.REGISTERED.label, _("The dossier is filed and waits for the one-stop desk to accept it.")
    ),
    State.RECEIVED: Said(
        State.RECEIVED.label, _("The one-stop desk has accepted the dossier and is digitizing its papers.")
    ),
    State.DIGITIZED: Said(
        State.DIGITIZED.label, _("The papers are digitized; next, the dossier goes to the agency that decides.")
    ),
    State.PROCESSING: Said(State.PROCESSING.label, _("The agency is working on the dossier.")),
    State.AWAITING_SUPPLEMENT: Said(
        State.AWAITING_SUPPLEMENT.label,
        _("The office waits for more papers from the applicant; the clock stands still meanwhile."),
        Tone.WAITING,
    ),
    State.AWAITING_PAYMENT: Said(
        State.AWAITING_PAYMENT.label,
        _("The office waits for a financial obligation to be paid; the clock stands still meanwhile."),
        Tone.WAITING,
    ),
    State.SIGNED: Said(State.SIGNED.label, _("The result is signed and sealed, and ready to be collected."), Tone.GOOD),
    State.RETURNED: Said(State.RETURNED.label, _("The result has been handed over."), Tone.GOOD),
    State.REFUSED: Said(State.REFUSED.label, _("The dossier was not accepted; the refusal slip says why."), Tone.BAD),
    State.WITHDRAWN: Said(State.WITHDRAWN.label, _("The applicant has withdrawn the dossier.")),
    State.STOPPED: Said(
        State.STOPPED.label,
        _("The agency has stopped processing the dossier and has told the applicant why."),
        Tone.BAD,
    ),
}

_DOUBTFUL = _("Do not rely on this paper; ask the office that it names.")
VERDICTS: dict[Verdict, Said] = {
    Verdict.GENUINE: Said(_("Genuine"), _("The paper is still what was signed; you can rely on it."), Tone.GOOD),
    Verdict.EXPIRED: Said(_("Certificate not valid"), _DOUBTFUL, Tone.BAD),
    Verdict.REVOKED: Said(_("Certificate revoked"), _DOUBTFUL, Tone.BAD),
    Verdict.UNKNOWN_SIGNER: Said(_("Unknown signer"), _DOUBTFUL, Tone.BAD),
    Verdict.ADDED: Said(_("Added to after signing"), _("Ask for a copy without the addition."), Tone.WAITING),
    Verdict.ALTERED: Said(_("Altered"), _DOUBTFUL, Tone.BAD),
    Verdict.UNSIGNED: Said(_("Not signed"), _("Nothing proves where this paper comes from."), Tone.WAITING),
    Verdict.NOT_A_PDF: Said(_("Not a PDF"), _DOUBTFUL, Tone.BAD),
}
