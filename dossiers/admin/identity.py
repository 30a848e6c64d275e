"""What is known of an owner's identity, in the words of the dossier's page."""

from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier, IdentityCheck
from dossiers.states import UNRESOLVED, Identity

PARTICULARS = {"HoVaTen": _("full name"), "NgayThangNam": _("date of birth")}


def told(dossier: Dossier) -> str:
    """Return how the owner's identity stands, with the particulars that differ, or who answers for it and why."""
    check: IdentityCheck | None = getattr(dossier, "identity_check", None)
    return "; ".join(filter(None, (_mark(dossier), str(dossier.get_identity_display()), *_details(dossier, check))))


def _mark(dossier: Dossier) -> str:
    return "⚠" if dossier.identity in UNRESOLVED else ""


def _details(dossier: Dossier, check: IdentityCheck | None) -> list[str]:
    if check is None:
        return []
    if dossier.identity == Identity.CONFIRMED:
        return [str(check.confirmed_by), check.reason]
    if dossier.identity == Identity.WAITING:
        return [str(check.get_outcome_display())] if check.outcome else []
    return [str(PARTICULARS.get(name, name)) for name in check.fields]
