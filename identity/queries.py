"""Look-ups over agencies and officers."""

from collections.abc import Iterable

from identity.models import Agency, Appointment
from identity.roles import Role
from kernel import clock


def competent_agency(kinds: Iterable[str], near: Agency) -> Agency | None:
    """Return the agency of one of the kinds that serves where `near` stands: itself, below it, beside it, or above.

    None if there is none, or if several of the nearest level claim it.
    """
    wanted = list(kinds)
    if near.kind in wanted:
        return near
    circle: Agency | None = near
    while circle is not None:
        found = list(Agency.objects.filter(kind__in=wanted, parent=circle)[:2])
        if found:
            return found[0] if len(found) == 1 else None
        circle = circle.parent
        if circle is not None and circle.kind in wanted:
            return circle
    return None


def appointment_of(officer_id: int, agency_id: int, role: Role) -> Appointment | None:
    """Return the officer's appointment at the agency, in force today, if it gives the role."""
    posts = Appointment.objects.on(clock.today()).filter(officer_id=officer_id, agency_id=agency_id)
    return next((post for post in posts if post.has(role)), None)
