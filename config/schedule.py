"""What beat does and how often: sweeps only, because waiting is a due column."""

from typing import Any

# seconds of real time; a sweep that finds nothing costs one query.
BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "deliver-news": {"task": "kernel.tasks.deliver_news", "schedule": 2.0},
    "issue-due-results": {"task": "dossiers.tasks.issue_due_results", "schedule": 15.0},
}
