"""Who may look through which window of the admin: the roles of an appointment say it, never a group or a tick box."""

from collections.abc import Iterable

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from identity.models import User
from identity.roles import Role
from identity.sessions import seat_of

KEEPERS = (Role.ADMINISTRATOR, Role.TRAINER)

SEEN_BY_EVERY_OFFICER = (
    "dossiers.dossier",
    "dossiers.procedure",
    "dossiers.procedureterms",
    "dossiers.fee",
    "dossiers.paperrequirement",
    "identity.agency",
    "interlink.chain",
    "interlink.step",
    "kernel.calendarday",
    "kernel.calendaryear",
    "payments.discrepancy",
    "payments.order",
)
# A keeper sees every dossier, so these need no filter by agency; other officers see them on the dossier's own page.
SEEN_BY_KEEPERS = (
    "dossiers.paper",
    "dossiers.partnerresult",
    "dossiers.storedfile",
    "dossiers.vaultpaper",
    "dossiers.supplement",
    "dossiers.supplementitem",
    "dossiers.pause",
    "dossiers.identitycheck",
    "dossiers.portalsync",
    "dossiers.progressrecord",
    "dossiers.handover",
    "dossiers.ereceipt",
    "dossiers.result",
    "dossiers.dossiercounter",
    "dossiers.resultcounter",
    "identity.person",
    "identity.accesstoken",
    "identity.officer",
    "identity.appointment",
    "identity.populationlookup",
    "interlink.line",
    "interlink.message",
    "interlink.refusedcall",
    "interlink.supplement",
    "payments.attempt",
    "payments.notice",
    "payments.orderline",
    "payments.receipt",
    "payments.receiptcounter",
    "payments.refund",
    "payments.statement",
    "payments.statementline",
    "sandbox_agencies.allowance",
    "sandbox_agencies.answer",
    "sandbox_agencies.beneficiary",
    "sandbox_agencies.birth",
    "sandbox_agencies.card",
    "sandbox_agencies.death",
    "sandbox_agencies.household",
    "sandbox_agencies.insured",
    "sandbox_agencies.request",
    "sandbox_agencies.resident",
    "sandbox_bank.notice",
    "sandbox_bank.payment",
    "sandbox_bank.refund",
    "sandbox_behaviours.behaviour",
    "sandbox_behaviours.exercise",
    "sandbox_population.lookup",
    "sandbox_population.person",
    "sandbox_portal.portaldossier",
    "sandbox_portal.portalprogress",
    "signing.certificate",
    "kernel.clocksetting",
    "kernel.journalentry",
    "kernel.delivery",
    "kernel.idempotentanswer",
    "kernel.pulse",
)
MORE_RIGHTS: dict[str, tuple[Role, ...]] = {
    "dossiers.add_dossier": (Role.RECEPTION,),
    "identity.add_officer": (Role.ADMINISTRATOR,),
    "identity.change_officer": (Role.ADMINISTRATOR,),
    "identity.add_appointment": (Role.ADMINISTRATOR,),
    "identity.change_appointment": (Role.ADMINISTRATOR,),
    "kernel.add_calendarday": KEEPERS,
    "kernel.change_calendarday": KEEPERS,
    "kernel.delete_calendarday": KEEPERS,
    "kernel.change_delivery": KEEPERS,
    "sandbox_behaviours.add_behaviour": (Role.TRAINER,),
    "sandbox_behaviours.change_behaviour": (Role.TRAINER,),
    "sandbox_behaviours.change_exercise": (Role.TRAINER,),
}


class OfficeBackend(ModelBackend):
    """Passwords as Django checks them; permissions from the appointment in force, and all of them to a superuser."""

    def get_all_permissions(self, user_obj: User | AnonymousUser, obj: Model | None = None) -> set[str]:
        if not user_obj.is_active or not user_obj.is_staff or obj is not None:
            return set()
        return rights_of(seat_of(user_obj).actor.roles)


def rights_of(roles: Iterable[str]) -> set[str]:
    """Return the permissions that roles give, as Django names them; none without a role."""
    held = set(roles)
    if not held:
        return set()
    seen = SEEN_BY_EVERY_OFFICER + (SEEN_BY_KEEPERS if held & set(KEEPERS) else ())
    views = {f"{label.partition('.')[0]}.view_{label.partition('.')[2]}" for label in seen}
    return views | {right for right, holders in MORE_RIGHTS.items() if held & set(holders)}
