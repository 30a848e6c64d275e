"""Hand-overs: from desk to desk on the control slip, and at the end to the citizen."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from dossiers.events import DossierReturned
from dossiers.models import Dossier, Handover, VaultPaper
from dossiers.services import linked
from identity.models import Agency, Officer
from kernel import clock
from kernel.actors import Actor
from kernel.moves import move

ONE_STOP = "Bộ phận tiếp nhận và trả kết quả"
OFFICER = "Công chức chuyên môn"
LEADER = "Lãnh đạo"
RETURN_DESK = "Bộ phận trả kết quả"
CITIZEN = "Tổ chức, cá nhân"


class ReturnMethod(TextChoices):
    COUNTER = "counter", _("at the counter")
    POST = "post", _("by public post")
    ONLINE = "online", _("electronically, in the vault")


@dataclass(frozen=True, slots=True)
class Desk:
    """A party to a hand-over: a place, and the officer who stands there if one does."""

    place: str
    officer_id: int | None = None

    @classmethod
    def reception(cls, officer_id: int | None) -> "Desk":
        return cls(ONE_STOP, officer_id)

    @classmethod
    def officer(cls, officer_id: int | None) -> "Desk":
        return cls(OFFICER, officer_id)

    @classmethod
    def leader(cls, officer_id: int | None = None) -> "Desk":
        return cls(LEADER, officer_id)

    @classmethod
    def agency(cls, agency: Agency) -> "Desk":
        return cls(agency.name_vi)


def note(dossier: Dossier, *, giver: Desk, receiver: Desk, note: str = "") -> Handover:
    """Add a row to the control slip (form 05), with both parties as they will be printed."""
    wanted = {desk.officer_id for desk in (giver, receiver) if desk.officer_id is not None}
    names: dict[int | None, str] = (
        dict(Officer.objects.filter(pk__in=wanted).values_list("pk", "full_name")) if wanted else {}
    )
    return Handover.objects.create(
        dossier=dossier,
        giver=giver.place,
        giver_name=names.get(giver.officer_id, ""),
        receiver=receiver.place,
        receiver_name=names.get(receiver.officer_id, ""),
        at=clock.now(),
        due_on=dossier.due_on,
        note=note[:250],
    )


@transaction.atomic
def return_result(dossier_id: int, *, by: Actor, method: ReturnMethod = ReturnMethod.COUNTER) -> Dossier:
    """Hand the result to the citizen; from now on it is open in his vault, as are partner papers.

    Raises what a move raises.
    """
    dossier = Dossier.objects.locked(dossier_id, by)
    event = DossierReturned(dossier.pk, method)
    move(dossier.return_result, by=by, event=event, at=clock.now(), how=str(method))
    VaultPaper.objects.filter(file=dossier.result.file, opened_at=None).update(opened_at=clock.now())
    linked.hand_over(dossier)
    note(dossier, giver=Desk(RETURN_DESK, by.id), receiver=Desk(CITIZEN))
    return dossier
