"""Reports as plain values, for JSON."""

from dataclasses import asdict
from typing import Any

from reports import indicators
from reports.columns import Figures
from reports.indicators import Share
from reports.queries import OnTime


def on_time_document(report: OnTime) -> dict[str, Any]:
    """Return the on-time report as it goes into JSON.

    {"form": "II.06a", "from_on": "2024-01-01", "to_on": "2024-12-31", "as_of": "2024-12-31",
     "by": "agency", "by_label": "cơ quan",
     "rows": [{"key": "H99.35.22", "name": "...", FIGURES}, ...],
     "total": {FIGURES}}

    FIGURES are numbers of dossiers, and each but the shares opens the list of its dossiers under its path
    ("resolved.late"):
      "total"
      "received":   {"carried_over", "online", "counter_post"}           their sum is the total
      "resolved":   {"total", "early", "on_time", "late"}                resolved and in process sum to the total
      "in_process": {"total", "within_time", "overdue"}
      "of_which":   {"late_apology_kept", "withdrawn", "withdrawn_after_due", "paused", "stopped"}
      "shares":     {"on_time": SHARE, "late": SHARE}                    SHARE: {"part", "whole", "percent"}
    "percent" is text of two digits ("99.74"), or null when nothing is resolved.
    """
    return {
        "form": "II.06a",
        "from_on": report.period.from_on.isoformat(),
        "to_on": report.period.to_on.isoformat(),
        "as_of": report.period.as_of.isoformat(),
        "by": str(report.by),
        "by_label": str(report.by.label),
        "rows": [{"key": row.key, "name": row.name, **_figures(row.figures)} for row in report.rows],
        "total": _figures(report.total),
    }


def _figures(figures: Figures) -> dict[str, Any]:
    shares = indicators.shares(figures.resolved)
    return {**asdict(figures), "shares": {"on_time": _share(shares.on_time), "late": _share(shares.late)}}


def _share(share: Share) -> dict[str, Any]:
    percent = None if share.percent is None else str(share.percent)
    return {"part": share.part, "whole": share.whole, "percent": percent}
