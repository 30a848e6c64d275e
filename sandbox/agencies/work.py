"""The work of an agency: at its due hour a request is decided, entered in the registers, and answered."""

from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from kernel import clock
from sandbox.agencies.desks import DESKS
from sandbox.agencies.desks.case import Case, Decision, Item, asked, refused
from sandbox.agencies.models import Answer, Outcome, Request, RequestState
from sandbox.behaviours import steering
from sandbox.behaviours.steering import Manner

# Real time: longer than a call can take (kernel.telephone.PATIENCE), so that an answer is never sent by two at once.
LEASE = timedelta(seconds=60)
POST = ("double-answer", "malformed-answer", "signed-beforehand", "wrong-seal")


@transaction.atomic
def answer(request_id: int) -> list[Answer]:
    """Decide a request whose hour has come; return the answers, none if somebody else has decided it.

    One that goes out now is claimed for the caller already, so that nobody else sends it meanwhile.
    """
    due = Request.objects.due(clock.now()).filter(pk=request_id)
    request = due.select_for_update(of=("self",)).first()
    if request is None:
        return []
    manner = steering.manner(request.agency, request.service, request.message_id)
    decision = _decided(request, manner)
    request.state, request.answer_due_at, request.answered_at = RequestState.ANSWERED, None, clock.now()
    request.save(update_fields=["state", "answer_due_at", "answered_at"])
    written = [_written(request, decision, manner)]
    if "out-of-order" in manner:
        written.append(_note_of_receipt(request, manner))
    return written


def _decided(request: Request, manner: Manner) -> Decision:
    """Play a refusal or a request for a supplement if the trainer wants one, else do what the desk does."""
    if "refusal" in manner:
        return refused("training", manner.of("refusal", "reason"))
    if "supplement" in manner and request.first_id is None:
        return asked(Item(manner.of("supplement", "code"), manner.of("supplement", "what")))
    decision = DESKS[request.service].decide(_case(request, manner.seed))
    if decision.outcome == Outcome.SUPPLEMENT and request.first_id is not None:
        # Asked once, as the law has it; what is still lacking then is a reason to refuse.
        lacking = "; ".join(item.what for item in decision.items)
        return refused("still-lacking", f"Đã yêu cầu bổ sung nhưng hồ sơ vẫn chưa đạt: {lacking}")
    return decision


def _case(request: Request, seed: str) -> Case:
    return Case(request.service, request.dossier_code, request.message_id, seed, request.content["data"])


def _written(request: Request, decision: Decision, manner: Manner) -> Answer:
    is_lost = "lost-answer" in manner
    sheet = decision.sheet
    return Answer.objects.create(
        request=request,
        agency=request.agency,
        message_id=_number(request, manner.seed, decision.outcome),
        outcome=decision.outcome,
        at=clock.now(),
        content={
            "reason": decision.reason,
            "items": [{"code": item.code, "what": item.what} for item in decision.items],
            "data": dict(decision.findings),
        },
        paper_facts={"title": sheet.title, "number": sheet.number, "lines": sheet.lines} if sheet else {},
        manner=_post(manner),
        copies_left=manner.of("double-answer", "copies") if "double-answer" in manner else 1,
        **({"next_attempt_at": None} if is_lost else _claimed_at(clock.now())),
    )


def _note_of_receipt(request: Request, manner: Manner) -> Answer:
    """The note that should have come first, and comes last."""
    return Answer.objects.create(
        request=request,
        agency=request.agency,
        message_id=_number(request, manner.seed, Outcome.RECEIVED),
        outcome=Outcome.RECEIVED,
        at=request.received_at,
        content={"reason": "", "items": [], "data": {}},
        next_attempt_at=_later(manner.of("out-of-order", "minutes")),
    )


def _number(request: Request, seed: str, outcome: str) -> str:
    """The same seed gives an answer the same number."""
    words = "/".join((seed, request.agency, request.message_id, outcome))
    return f"{request.agency}-{uuid5(NAMESPACE_URL, words)}"


def _claimed_at(at: datetime) -> dict[str, Any]:
    return {"next_attempt_at": at, "attempts": 1, "leased_until": clock.wall() + LEASE}


def _post(manner: Manner) -> dict[str, Any]:
    return {name: dict(manner.hits[name]) for name in POST if name in manner}


def _later(minutes: int) -> datetime:
    return clock.now() + timedelta(minutes=minutes)
