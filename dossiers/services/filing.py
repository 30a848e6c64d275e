"""Filing for people who stand at a desk or have logged in: who they are is settled, then the dossier is submitted."""

from collections.abc import Mapping
from contextlib import nullcontext

from django.db import transaction

from dossiers import prefilled
from dossiers.errors import OwnerMissing
from dossiers.models import Dossier
from dossiers.services import intake
from dossiers.states import Channel
from identity import services as identity
from identity.services import Declared
from kernel.actors import Actor


def file(
    *,
    procedure: str,
    reception: str,
    by: Actor,
    form: Mapping[str, object],
    applicant: Declared | None = None,
    submitter: Declared | None = None,
    channel: Channel | None = None,
    summary: str = "",
    prefill: str = "",
) -> Dossier:
    """File a dossier for the owner and the submitter declared; without an owner a citizen files for himself.

    prefill  the token that came with prefilled answers (services/prefill.py), if any did
    A desk enters whoever is not known yet; a citizen names people who are. If anything is refused, nobody is entered.
    Raises OwnerMissing, PrefillInvalid, what `identity.services.known_or_entered` and `intake.submit` raise.
    """
    number = applicant.personal_number if applicant else ""
    offered = prefilled.opened(prefill, number=number, officer_id=by.id) if prefill else {}
    # Submitting is a transaction of its own; whom a desk enters must go again if it is refused.
    with transaction.atomic() if by.is_officer else nullcontext():
        settle = identity.known_or_entered if by.is_officer else identity.known
        owner_id = settle(applicant).pk if applicant else _filing_citizen(by)
        filer_id = _filing_citizen(by) if by.is_citizen else owner_id
        return intake.submit(
            procedure=procedure,
            reception=reception,
            applicant_id=owner_id,
            submitter_id=settle(submitter).pk if submitter else filer_id,
            channel=channel or (Channel.ONLINE if by.is_citizen else Channel.COUNTER),
            form=form,
            summary=summary,
            offered=offered,
            by=by,
        )


def _filing_citizen(by: Actor) -> int:
    if not by.is_citizen or by.id is None:
        raise OwnerMissing
    return by.id
