"""Says how an office treats a message, and lets the trainer switch behaviours on and off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from kernel import clock
from sandbox.behaviours import drawing, menu
from sandbox.behaviours.models import Behaviour, Exercise

DOOR = "door"
EPOCH = datetime(2020, 1, 1, tzinfo=clock.TZ)


@dataclass(frozen=True, slots=True)
class Manner:
    """How one message is treated: the behaviours that hit it, each with all of its parameters.

    seed  of the day, for whatever else is drawn about the message
    """

    seed: str
    hits: Mapping[str, Mapping[str, Any]]

    def __contains__(self, behaviour: str) -> bool:
        return behaviour in self.hits

    def of(self, behaviour: str, parameter: str) -> Any:
        """Return a parameter of a behaviour that hits the message."""
        return self.hits[behaviour][parameter]


def manner(office: str, service: str, message_id: str) -> Manner:
    """Return how an office treats a message now; the draw goes by seed, office, behaviour and number alone.

    At the door the same number comes again and again: there it is drawn anew every `minutes` simulated minutes.
    """
    seed, now = drawing.seed(), clock.now()
    hits: dict[str, Mapping[str, Any]] = {}
    rows = [row for row in Behaviour.objects.in_force(office, now) if row.service in ("", service)]
    for place, row in enumerate(rows):
        dish = menu.dish(row.name)
        parameters = dish.with_defaults(row.parameters)
        # Of two rows of one behaviour the second draws for itself.
        nth = sum(earlier.name == row.name for earlier in rows[:place])
        words = [office, row.name, str(nth), message_id]
        if dish.where == DOOR and "minutes" in parameters:
            words.append(_bucket(now, parameters["minutes"]))
        if drawing.draw(seed, *words) * 100 < row.share:
            hits.setdefault(row.name, parameters)
    return Manner(seed, hits)


def shown(office: str) -> list[Behaviour]:
    """Return what is switched on for an office now, for people to see."""
    return list(Behaviour.objects.in_force(office, clock.now()))


@transaction.atomic
def play(preset: str, *, seed: str | None = None) -> None:
    """Replace all that is switched on by a preset; the seed stays unless a new one is given.

    Raises BehaviourUnknown.
    """
    played = menu.preset(preset)
    Behaviour.objects.all().delete()
    for order in played.orders:
        switch_on(
            order.behaviour, office=order.office, service=order.service, share=order.share, parameters=order.parameters
        )
    told = {"preset": preset} if seed is None else {"preset": preset, "seed": seed}
    Exercise.objects.update_or_create(pk=1, defaults=told)


def switch_on(
    behaviour: str,
    *,
    office: str = "",
    service: str = "",
    share: int = menu.ALWAYS,
    parameters: Mapping[str, Any] | None = None,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
) -> Behaviour:
    """Switch a behaviour on: for an office and a service (all if ""), a share in percent, a span of simulated hours.

    Raises BehaviourUnknown.
    """
    menu.dish(behaviour).with_defaults(parameters or {})
    return Behaviour.objects.create(
        name=behaviour,
        office=office,
        service=service,
        share=share,
        parameters=dict(parameters or {}),
        from_at=from_at,
        until_at=until_at,
    )


def switch_off(behaviour: str, *, office: str = "") -> int:
    """Switch a behaviour off where it was switched on for that office ("" only what is for all); return how many."""
    return Behaviour.objects.filter(name=behaviour, office=office, is_on=True).update(is_on=False)


def _bucket(at: datetime, minutes: int) -> str:
    return str((at - EPOCH) // timedelta(minutes=max(minutes, 1)))
