"""Hours and titles as a play tells them: for people in their language, and for JSON."""

from datetime import datetime

from django.utils.translation import get_language

from kernel import clock


def language() -> str:
    """Return "vi" or "en", as the reader has it."""
    return (get_language() or "vi")[:2]


def said(vietnamese: str, english: str) -> str:
    """Return whichever of two texts is in the reader's language."""
    return vietnamese if language() == "vi" else english


def hour(at: datetime | None) -> str:
    """Return an hour of Vietnam for people; a dash for none."""
    return f"{at.astimezone(clock.TZ):%d/%m/%Y %H:%M}" if at else "–"


def iso_hour(at: datetime | None) -> str | None:
    """Return an hour of Vietnam for JSON; None for none."""
    return at.astimezone(clock.TZ).isoformat() if at else None
