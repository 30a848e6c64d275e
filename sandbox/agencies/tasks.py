"""Tasks and sweeps of the agencies: each request is answered at its hour, each answer sent at its own."""

import logging
from collections.abc import Callable
from datetime import datetime

from celery import Task, shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from kernel import clock, delivery
from kernel.sweeps import Due, sweep, waits_in
from kernel.tasks import HeldTask
from sandbox.agencies import post
from sandbox.agencies.models import Answer, Request

logger = logging.getLogger(__name__)

BATCH = 200


def start_answer(request_id: int) -> None:
    """Answer a request that is due at once, as soon as the transaction has committed."""
    _start(answer_request, request_id)


def start_sending(answer_id: int) -> None:
    """Send an answer again, as soon as the transaction has committed."""
    _start(send_answer, answer_id)


@shared_task(base=HeldTask)
def answer_request(request_id: int) -> None:
    post.work_and_send(request_id)


@shared_task(base=HeldTask)
def send_answer(answer_id: int) -> None:
    post.send(answer_id)


@shared_task(base=HeldTask)
def answer_due() -> None:
    sweep_due_requests()


@shared_task(base=HeldTask)
def resend_answers() -> None:
    sweep_due_answers()


@sweep
@waits_in(Due(Request, "answer_due_at"))
def sweep_due_requests() -> int:
    """Answer what is due, oldest first, each at its own hour; return how many were answered."""
    due = list(Request.objects.due(clock.now()).values_list("pk", "answer_due_at")[:BATCH])
    return sum(delivery.isolated("answer-requests", pk, _at(hour, post.work_and_send)) for pk, hour in due if hour)


@sweep
@waits_in(Due(Answer, "next_attempt_at"))
def sweep_due_answers() -> int:
    """Send the answers that were not taken yet, oldest first, each at its own hour; return how many went out."""
    due = list(Answer.objects.due(clock.now()).values_list("pk", "next_attempt_at")[:BATCH])
    return sum(delivery.isolated("send-answers", pk, _at(hour, post.send)) for pk, hour in due if hour)


def _at(hour: datetime, play: Callable[[int], object]) -> Callable[[int], object]:
    def at_its_hour(pk: int) -> object:
        with clock.held(hour):
            return play(pk)

    return at_its_hour


def _start(task: Task, row_id: int) -> None:
    if not delivery.is_by_hand():
        transaction.on_commit(lambda: _queue(task, row_id))


def _queue(task: Task, row_id: int) -> None:
    try:
        task.delay(row_id)
    # The broker in folders answers with the file system's own failures.
    except (OperationalError, OSError):
        logger.warning("sandbox_task_not_queued", extra={"task": task.name, "row": row_id})
