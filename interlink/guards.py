"""The facts that moves ask for; each reads the step's or the chain's own aggregate only and names its refusal."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from interlink.states import SETTLED, Effect, StepState
from kernel import clock
from kernel.moves import Guard, Params

# Models stand above guards and cannot be named here.
Step = Any
Chain = Any


def _lease_over(step: Step) -> bool:
    return bool(step.leased_until and step.leased_until <= clock.wall())


def _may_be_given_up(step: Step) -> bool:
    return bool(step.effect != Effect.IRREVOCABLE or step.state != StepState.WAITING)


def _settled(chain: Chain) -> bool:
    return all(step.state in SETTLED for step in chain.steps.all())


def _open_steps(chain: Chain) -> Params:
    return {"steps": [step.code for step in chain.steps.all() if step.state not in SETTLED]}


lease_over = Guard("step-on-the-telephone", _("A worker is sending this step at the moment."), _lease_over)
may_be_given_up = Guard(
    "step-irrevocable",
    _("The agency has the request, and what it registers stands for good: the answer must be awaited."),
    _may_be_given_up,
)
everything_settled = Guard("steps-open", _("These steps are not settled yet: %(steps)s."), _settled, _open_steps)
