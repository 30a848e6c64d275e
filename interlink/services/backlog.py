"""What is due, oldest first: in bounded batches, agency by agency, and past nobody who is down."""

from collections.abc import Callable, Iterable

from django.db.models import QuerySet

from interlink import queries
from interlink.models import Chain, Step, Supplement
from interlink.services import breaker, chains, nudges, steps, supplements
from kernel import clock, delivery

# Rows of one agency, or of one kind, in one sweep.
BATCH = 100


def send_due() -> int:
    """Send what is due, to every agency; return how many steps were taken up."""
    return sum(send_to(agency) for agency in queries.agencies_due())


def send_to(agency: str) -> int:
    """Send what is due to one agency: a batch; while it is down, one step as a probe when the time for one has come."""
    if agency in breaker.unreachable():
        return 0
    due = Step.objects.filter(agency=agency).due(clock.now(), clock.wall()).order_by("ready_at", "pk")
    rows = due.values_list("pk", flat=True)[: 1 if breaker.is_open(agency) else BATCH]
    return _play("send-due", list(rows), steps.send)


def ask_about_silent() -> int:
    """Flag the steps whose agency is silent and ask it; return how many were taken up."""
    silent = Step.objects.silent(clock.now()).exclude(agency__in=breaker.unreachable()).order_by("nudge_at", "pk")
    return _play("ask-about-silent", list(silent.values_list("pk", flat=True)[:BATCH]), nudges.ask)


def expire_supplements() -> int:
    """Stop what was never supplied and flag what the applicant was never told, each at its hour; return how many."""
    waiting = Supplement.objects.filter(ended_at=None)
    untold = waiting.filter(notice_due_at__lte=clock.now(), noticed_at=None, notice_late_at=None)
    told = _play("flag-untold", _rows(untold, "notice_due_at"), supplements.flag_untold)
    return told + _play("lapse", _rows(waiting.filter(answer_due_at__lte=clock.now()), "answer_due_at"), chains.lapse)


def flag_overdue_chains() -> int:
    """Flag the chains whose last day has gone by; return how many."""
    late = Chain.objects.newly_overdue(clock.today()).order_by("due_on", "pk")
    return _play("flag-overdue-chains", list(late.values_list("pk", flat=True)[:BATCH]), chains.flag_overdue)


def _rows(due: QuerySet[Supplement], column: str) -> list[int]:
    return list(due.order_by(column, "pk").values_list("pk", flat=True)[:BATCH])


def _play(what: str, rows: Iterable[int], play: Callable[[int], bool]) -> int:
    """Play rows one by one; one that fails never stops the rest. Return how many were really taken up."""
    taken: list[bool] = []
    for row in rows:
        delivery.isolated(what, row, lambda pk: taken.append(play(pk)))
    return sum(taken)
