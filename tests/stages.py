"""Brings a dossier along the straight line through the services, at the hour that the clock shows."""

from collections.abc import Mapping
from enum import StrEnum

from dossiers.models import Dossier, ProcedureTerms
from dossiers.services import decision, digitization, handover, intake, processing, results
from dossiers.states import Channel
from tests.personas import Cast


class Stage(StrEnum):
    """How far a dossier has come; a draft and its approval are stages of `processing`."""

    FILED = "filed"
    RECEIVED = "received"
    DIGITIZED = "digitized"
    PROCESSING = "processing"
    DRAFTED = "drafted"
    APPROVED = "approved"
    SIGNED = "signed"
    RETURNED = "returned"


DRAFT = {"Nội dung": "Đồng ý"}


def bring(world: Cast, stage: Stage, terms: ProcedureTerms, channel: Channel = Channel.COUNTER) -> Dossier:
    """File a dossier of Lan's and walk it to a stage; required papers must be e-forms, and Chi and the seal certified
    where the result is to be signed."""
    an, binh, chi = world.an.actor, world.binh.actor, world.chi.actor
    pk = file(world, terms, channel).pk
    acts = {
        Stage.RECEIVED: lambda: intake.accept(pk, by=an),
        Stage.DIGITIZED: lambda: digitization.finish(pk, by=an),
        Stage.PROCESSING: lambda: processing.begin(pk, by=an, officer_id=world.binh.id),
        Stage.DRAFTED: lambda: processing.propose(pk, by=binh, content=DRAFT),
        Stage.APPROVED: lambda: decision.approve(pk, by=chi),
        Stage.SIGNED: lambda: results.issue(pk),
        Stage.RETURNED: lambda: handover.return_result(pk, by=an),
    }
    stages = list(Stage)
    for passed in stages[1 : stages.index(stage) + 1]:
        acts[passed]()
    return Dossier.objects.get(pk=pk)


def file(
    world: Cast, terms: ProcedureTerms, channel: Channel = Channel.COUNTER, form: Mapping[str, object] | None = None
) -> Dossier:
    """File a dossier of Lan's: herself when online, else An at the counter."""
    return intake.submit(
        procedure=terms.procedure.code,
        reception=world.commune.code,
        applicant_id=world.lan.id,
        submitter_id=world.lan.id,
        channel=channel,
        form=form or {},
        by=world.lan.actor if channel == Channel.ONLINE else world.an.actor,
    )
