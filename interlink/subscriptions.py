"""What linked services hear: answers that are to be applied, and steps that are to be sent."""

from interlink import queries, tasks
from interlink.events import AnswerReceived, ChainStarted, StepResent, StepResumed, StepSupplied, StepUnknownThere
from interlink.services import steps
from kernel.events import on
from kernel.models import JournalEntry


@on(AnswerReceived)
def apply_the_answer(event: AnswerReceived, entry: JournalEntry) -> None:
    for step_id in steps.record_reply(event.message_pk):
        tasks.start_send(step_id)


@on(ChainStarted)
def send_what_is_first(event: ChainStarted, entry: JournalEntry) -> None:
    for step_id in queries.ready_steps(event.chain_id):
        tasks.start_send(step_id)


@on(StepSupplied)
def send_what_is_supplied(event: StepSupplied, entry: JournalEntry) -> None:
    tasks.start_send(event.step_id)


@on(StepResumed)
def send_what_is_resumed(event: StepResumed, entry: JournalEntry) -> None:
    tasks.start_send(event.step_id)


@on(StepResent)
def send_anew(event: StepResent, entry: JournalEntry) -> None:
    tasks.start_send(event.step_id)


@on(StepUnknownThere)
def send_once_more(event: StepUnknownThere, entry: JournalEntry) -> None:
    tasks.start_send(event.step_id)
