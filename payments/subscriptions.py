"""What the payments room hears: its own news, applied after the commit that stored it."""

from kernel.events import on
from kernel.models import JournalEntry
from payments.events import NoticeReceived
from payments.services import notices


@on(NoticeReceived)
def apply_the_notice(event: NoticeReceived, entry: JournalEntry) -> None:
    notices.apply(event.notice_id)
