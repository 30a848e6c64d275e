"""From a log-in to an Actor: the one place where users and roles meet."""

from django.contrib.auth.models import AnonymousUser

from identity.models import Appointment, User
from identity.roles import Role
from kernel import clock
from kernel.actors import Actor, ActorKind


def actor_of(user: User | AnonymousUser) -> Actor:
    """Return who acts under this log-in today (simulated). One query for officers, none for citizens.

    An officer without an appointment in force is an officer without roles or agency: he may look at nothing.
    """
    if user.is_anonymous:
        return Actor(ActorKind.CITIZEN)
    if user.person_id is not None:
        return Actor(ActorKind.CITIZEN, user.person_id)
    appointment = Appointment.objects.on(clock.today()).filter(officer__user_id=user.pk).first()
    if appointment is None:
        return Actor(ActorKind.OFFICER, roles=frozenset({Role.ADMINISTRATOR} if user.is_superuser else ()))
    return officer_actor(appointment)


def officer_actor(appointment: Appointment) -> Actor:
    """Return the officer acting under an appointment."""
    return Actor(
        ActorKind.OFFICER, appointment.officer_id, roles=frozenset(appointment.roles), agency_id=appointment.agency_id
    )
