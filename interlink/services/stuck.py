"""What a person can do about a step that is stuck: try again, send anew with corrected facts, give it up."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from interlink.errors import NothingCorrected, StepMissing
from interlink.events import StepResent, StepResumed
from interlink.models import Chain, Step
from interlink.services import chains
from kernel import clock
from kernel.actors import Actor
from kernel.moves import move


@transaction.atomic
def resume(step_id: int, *, by: Actor) -> Step:
    """Try a message again now, under the same number. Raises StepMissing and what a move raises."""
    step = Step.objects.seen_and_locked(step_id, by)
    move(step.resume, by=by, event=StepResumed(step.chain_id, step.pk), at=clock.now())
    return step


@transaction.atomic
def resend(step_id: int, *, by: Actor, facts: Mapping[str, Any], reason: str) -> Step:
    """Send a request that the agency did not take anew, corrected, under a new number.

    facts  the answers that are corrected, by name
    Raises StepMissing, NothingCorrected, FactUnknown, ReasonMissing and what a move raises.
    """
    chain, step, _steps = _locked(step_id, by)
    if not facts:
        raise NothingCorrected
    why, corrected = chains.given(reason), chains.correct(chain, facts)
    event = StepResent(chain.pk, step.pk, step.attempt + 1, corrected, why)
    move(step.resend, by=by, event=event, at=clock.now())
    return step


@transaction.atomic
def abandon(step_id: int, *, by: Actor, reason: str) -> Step:
    """Give a step up, and with it those that need it; what is done stands.

    Raises StepMissing, ReasonMissing and what a move raises.
    """
    chain, step, steps = _locked(step_id, by)
    chains.give_up(step, by=by, reason=chains.given(reason))
    chains.advance(chain, steps)
    return step


def _locked(step_id: int, by: Actor) -> tuple[Chain, Step, list[Step]]:
    chain_id = Step.objects.filter(pk=step_id).values_list("chain_id", flat=True).first()
    if chain_id is None:
        raise StepMissing
    chain, steps = chains.locked(chain_id, by)
    return chain, next(step for step in steps if step.pk == step_id), steps
