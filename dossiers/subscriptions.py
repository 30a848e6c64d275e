"""What the case hears: news that starts work of its own."""

from dossiers import tasks
from dossiers.events import ResultApproved
from kernel.events import on
from kernel.models import JournalEntry


@on(ResultApproved)
def issue_the_result(event: ResultApproved, entry: JournalEntry) -> None:
    tasks.start_issue(event.dossier_id)
