"""Reception: a dossier is filed and accepted."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import transaction

from dossiers import deadlines, forms, numbering, prefilled, queries
from dossiers.errors import AgencyNotCompetent, NotTheFiler
from dossiers.events import DossierAccepted, DossierSubmitted
from dossiers.models import Dossier, Paper, ProcedureTerms
from dossiers.prefilled import Answers
from dossiers.services import charges, linked
from dossiers.states import Channel, PaperKind, PaperState
from identity.models import Agency
from identity.queries import competent_agency
from identity.roles import Role
from kernel import calendar_store, clock, journal
from kernel.actors import Actor
from kernel.moves import move


@transaction.atomic
def submit(
    *,
    procedure: str,
    reception: str,
    applicant_id: int,
    submitter_id: int,
    channel: Channel,
    form: Mapping[str, object],
    by: Actor,
    summary: str = "",
    offered: Answers = MappingProxyType({}),
) -> Dossier:
    """File a dossier: it gets its number and its fee, and waits for acceptance, 8 working hours at most.

    procedure, reception  codes of the procedure and of the agency whose desk receives
    applicant_id          the owner ("chủ hồ sơ"); submitter_id is who files for him, often the same person
    form                  the answers of the e-form, by field name
    offered               what was offered for them before anybody typed
    Raises ProcedureUnknown, TermsMissing, AgencyUnknown, AgencyNotCompetent, NotTheFiler, FormFieldUnknown,
    FormIncomplete, FormAnswerInvalid, CalendarNotLoaded; of a linked service also ChoicesInvalid, FactsIncomplete.
    """
    terms = queries.terms_in_force(procedure, clock.today())
    desk = queries.agency(reception)
    _check_filer(by, desk, submitter_id, channel)
    checked = forms.check(terms.procedure.form_fields, form)
    dossier = Dossier(
        procedure=terms.procedure,
        terms=terms,
        reception=desk,
        agency=_resolving_agency(terms, desk),
        applicant_id=applicant_id,
        submitter_id=submitter_id,
        channel=channel,
        summary=summary or terms.procedure.name_vi,
        form=checked,
        form_origins=prefilled.origins(checked, offered),
        submitted_at=clock.now(),
        reception_from_at=clock.now(),
        reception_due_at=deadlines.reception_due(clock.now(), calendar_store.loaded()),
    )
    linked.check_declaration(dossier)
    charges.note(dossier, terms, charges.assessed(terms, channel, dossier.form, clock.today()))
    dossier.code = numbering.next_dossier_code(desk, clock.today())
    dossier.save(force_insert=True)
    _file_eforms(dossier, terms)
    charges.open_prepaid_fee(dossier, by)
    event = DossierSubmitted(dossier.pk, dossier.code, terms.procedure.code, channel, dossier.reception_due_at)
    journal.append(dossier, event, by, changed=("fee_order_id",))
    return dossier


@transaction.atomic
def accept(dossier_id: int, *, by: Actor) -> Dossier:
    """Accept a filed dossier: the clock of the procedure starts and the return date is promised.

    Raises DossierMissing, WrongState, NotYourMove, GuardRefuses (papers-incomplete, relief-unproven,
    fee-unpaid), CalendarNotLoaded.
    """
    dossier = Dossier.objects.locked(dossier_id, by)
    received_at = clock.now()
    due_on = deadlines.promise(received_at, queries.terms_of(dossier.terms), calendar_store.loaded())
    move(
        dossier.accept,
        by=by,
        event=DossierAccepted(dossier.pk, received_at, due_on, dossier.fee_vnd),
        received_at=received_at,
        due_on=due_on,
    )
    charges.open_later_fee(dossier, by)
    return dossier


def _check_filer(by: Actor, desk: Agency, submitter_id: int, channel: Channel) -> None:
    """A citizen files online and under his own number; a desk files for whoever stands before it, or wrote to it."""
    if by.is_citizen and by.id == submitter_id and channel == Channel.ONLINE:
        return
    if by.is_officer and by.agency_id == desk.pk and by.has(Role.RECEPTION) and channel != Channel.ONLINE:
        return
    raise NotTheFiler


def _resolving_agency(terms: ProcedureTerms, desk: Agency) -> Agency:
    procedure = terms.procedure
    agency = competent_agency([procedure.authority, *procedure.also_competent], near=desk)
    if agency is None:
        raise AgencyNotCompetent(agency=desk.code, procedure=procedure.code)
    return agency


def _file_eforms(dossier: Dossier, terms: ProcedureTerms) -> None:
    """The declaration that was filled on screen is a paper of the dossier, and born digital."""
    eforms = terms.requirements.filter(kind=PaperKind.EFORM).values_list("pk", "name_vi")
    Paper.objects.bulk_create(
        Paper(
            dossier=dossier,
            requirement_id=requirement_id,
            name_vi=name_vi,
            state=PaperState.DIGITIZED,
            added_at=dossier.submitted_at,
        )
        for requirement_id, name_vi in eforms
    )
