"""What beat does and how often: sweeps only, because waiting is a due column."""

from typing import Any

# Seconds of real time between two sweeps; one that finds nothing costs one query.
EVERY: dict[str, float] = {
    "kernel.tasks.deliver_news": 2,
    "kernel.tasks.feel_pulse": 10,
    "dossiers.tasks.issue_due_results": 15,
    "dossiers.tasks.check_partner_papers": 15,
    "dossiers.tasks.issue_due_receipts": 15,
    "dossiers.tasks.sync_portal": 10,
    "dossiers.tasks.check_identities": 15,
    "interlink.tasks.send_due": 5,
    "interlink.tasks.flag_silent_steps": 10,
    "interlink.tasks.expire_supplements": 30,
    "interlink.tasks.flag_overdue_chains": 60,
    "payments.tasks.expire_attempts": 10,
    "payments.tasks.send_refunds": 10,
    "payments.tasks.reconcile_days": 60,
    "sandbox.agencies.tasks.answer_due": 5,
    "sandbox.agencies.tasks.resend_answers": 5,
    "sandbox.bank.tasks.send_notices": 5,
}


# What no worker has begun by then is left out: sweeps that nobody works off do not pile up.
STALE_SECONDS = 60


def entry(task: str, seconds: float) -> dict[str, Any]:
    """Return beat's entry of a task."""
    return {"task": task, "schedule": seconds, "options": {"expires": max(STALE_SECONDS, seconds)}}


BEAT_SCHEDULE = {task.replace(".tasks.", "-").replace(".", "-"): entry(task, each) for task, each in EVERY.items()}
