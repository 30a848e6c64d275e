"""Who sits at the screen: the actor behind a session's log-in, and the post that makes him one."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from identity.actors import actor_of, officer_actor
from identity.models import Appointment, User
from kernel import clock
from kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Seat:
    """The actor, and for a posted officer the appointment with its officer and agency."""

    actor: Actor
    post: Appointment | None = None


def seat_of(user: User | AnonymousUser) -> Seat:
    """Return who acts under this log-in; asked once per request, which has a user object of its own."""
    seat: Seat | None = getattr(user, "_seat", None)
    if seat is None:
        seat = _find(user)
        user._seat = seat  # type: ignore[union-attr]
    return seat


def _find(user: User | AnonymousUser) -> Seat:
    if user.is_anonymous:
        return Seat(actor_of(user))
    posts = Appointment.objects.on(clock.today()).filter(officer__user_id=user.pk)
    post = posts.select_related("officer", "agency").first()
    return Seat(actor_of(user)) if post is None else Seat(officer_actor(post), post)
