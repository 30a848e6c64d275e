"""Which dossiers: those that an actor may see, the open ones, the overdue ones; and what holds of every row."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

from dossiers.errors import DossierMissing
from dossiers.states import AT_WORK, FINAL, Identity, State
from identity.roles import Role
from kernel.actors import Actor

if TYPE_CHECKING:
    from dossiers.models.dossier import Dossier


CONSTRAINTS: list[models.BaseConstraint] = [
    models.CheckConstraint(condition=models.Q(state__in=State.values), name="dossier_state_known"),
    models.CheckConstraint(condition=models.Q(identity__in=Identity.values), name="dossier_identity_known"),
    models.CheckConstraint(
        condition=models.Q(drafter=None) | models.Q(signer=None) | ~models.Q(drafter=models.F("signer")),
        name="drafter_is_not_signer",
    ),
    models.CheckConstraint(
        condition=models.Q(received_at=None) | models.Q(due_on__isnull=False),
        name="received_dossier_has_a_date",
    ),
    models.CheckConstraint(
        condition=~models.Q(state__in=FINAL) | models.Q(closed_at__isnull=False), name="final_dossier_is_closed"
    ),
]


class DossierQuerySet(models.QuerySet["Dossier"]):
    def visible_to(self, actor: Actor) -> Self:
        """Return what the actor may see: a citizen his own, an officer what his agency received or resolves."""
        if actor.is_system or actor.has(Role.ADMINISTRATOR, Role.TRAINER):
            return self
        if actor.is_citizen:
            return self.filter(models.Q(applicant_id=actor.id) | models.Q(submitter_id=actor.id))
        return self.filter(models.Q(reception_id=actor.agency_id) | models.Q(agency_id=actor.agency_id))

    def locked(self, pk: int, by: Actor) -> "Dossier":
        """Return the dossier, locked until the transaction ends. Raises DossierMissing, also for unseen ones."""
        try:
            return self.visible_to(by).select_for_update(of=("self",)).get(pk=pk)
        except self.model.DoesNotExist:
            raise DossierMissing from None

    def open(self) -> Self:
        return self.filter(closed_at=None)

    def overdue(self, on: date) -> Self:
        """Return what is at work after its due date; a paused dossier is never overdue."""
        return self.filter(state__in=AT_WORK, due_on__lt=on)
