"""What the case hears: news that starts work of its own."""

from dossiers import events, tasks
from dossiers.events import ResultApproved
from dossiers.services import portal
from kernel.events import on
from kernel.models import JournalEntry


@on(ResultApproved)
def issue_the_result(event: ResultApproved, entry: JournalEntry) -> None:
    tasks.start_issue(event.dossier_id)


def tell_the_portal(event: object, entry: JournalEntry) -> None:
    """Whatever happens to a dossier changes what the national portal is to know of it."""
    _dossier, _colon, pk = entry.stream.partition(":")
    if portal.note(int(pk), entry):
        tasks.start_portal_sync()


REPORTED = (
    events.DossierSubmitted,
    events.PaperAdded,
    events.PaperCertified,
    events.PaperReused,
    events.DossierAccepted,
    events.DossierRefused,
    events.DossierDigitized,
    events.ProcessingBegun,
    events.DossierReassigned,
    events.DossierForwarded,
    events.ProcedureSwitched,
    events.SupplementRequested,
    events.SupplementSent,
    events.SupplementCompleted,
    events.ObligationRequested,
    events.ObligationSettled,
    events.FeeRecorded,
    events.ResultProposed,
    events.ProposalRecalled,
    events.ProposalSentBack,
    events.ResultApproved,
    events.ResultSigned,
    events.DossierReturned,
    events.DossierWithdrawn,
    events.DossierStopped,
    events.ApologyGiven,
)
for _event in REPORTED:
    on(_event)(tell_the_portal)
