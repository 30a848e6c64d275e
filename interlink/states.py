"""The words of the room: states of a chain and of its steps, what a step does in law, what an agency can answer."""

from collections.abc import Collection

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class StepState(TextChoices):
    """Waiting, retrying, paused and failed are four things: the agency's turn, ours, the applicant's, a person's."""

    BLOCKED = "blocked", _("Waits for an earlier step")
    READY = "ready", _("To be sent")
    SENDING = "sending", _("Being sent")
    WAITING = "waiting", _("With the agency")
    RETRYING = "retrying", _("To be sent again")
    PAUSED = "paused", _("Supplement requested")
    FAILED = "failed", _("Not taken by the agency")
    COMPLETED = "completed", _("Done")
    REFUSED = "refused", _("Refused by the agency")
    ABANDONED = "abandoned", _("Given up")


SETTLED = (StepState.COMPLETED, StepState.REFUSED, StepState.ABANDONED)


class ChainState(TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused for a supplement")
    COMPLETED = "completed", _("Done")
    PARTLY_DONE = "partly-done", _("Partly done")
    REFUSED = "refused", _("Refused")
    ABANDONED = "abandoned", _("Given up")


ENDED = (ChainState.COMPLETED, ChainState.PARTLY_DONE, ChainState.REFUSED, ChainState.ABANDONED)


class Effect(TextChoices):
    """What can be done in law about a step that is done (docs/sources.md, rule K-10)."""

    REVOCABLE = "revocable", _("its agency may revoke it")
    CORRECTABLE = "correctable", _("it stands; its agency may correct it")
    IRREVOCABLE = "irrevocable", _("it stands for good")


class Outcome(TextChoices):
    """What an agency answers."""

    RECEIVED = "received", _("received")
    COMPLETED = "completed", _("completed")
    REFUSED = "refused", _("refused")
    SUPPLEMENT = "supplement", _("supplement requested")


class Direction(TextChoices):
    OUT = "out", _("to the agency")
    IN = "in", _("from the agency")


class SupplementEnd(TextChoices):
    """How a request for a supplement came to its end."""

    SUPPLIED = "supplied", _("supplied")
    LAPSED = "lapsed", _("never supplied")
    OVERTAKEN = "overtaken", _("no longer needed")


def outcome_of(states: Collection[str]) -> ChainState:
    """Return how a chain ends whose steps have all settled: what is done stands, whatever became of the rest."""
    if all(state == StepState.COMPLETED for state in states):
        return ChainState.COMPLETED
    if StepState.COMPLETED in states:
        return ChainState.PARTLY_DONE
    return ChainState.REFUSED if StepState.REFUSED in states else ChainState.ABANDONED
