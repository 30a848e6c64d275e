"""Linked services: begun with the processing of a dossier, followed through their news, given up with the dossier."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from dossiers import files, forms, numbering
from dossiers.errors import ChoiceFixed, DeclarationUnchanged, DossierMissing, ProcedureLinked
from dossiers.events import DeclarationCorrected, LinkedServiceBegun, PartnerResultRecorded
from dossiers.models import Dossier, PartnerResult, Procedure, VaultPaper
from dossiers.states import VaultKind
from interlink import names, queries, routes
from interlink.models import Step
from interlink.queries import Standing
from interlink.services import chains, stuck
from interlink.services.chains import Attachment
from kernel import clock, journal
from kernel.actors import SYSTEM, Actor
from signing.states import Verdict


def check_declaration(dossier: Dossier) -> None:
    """Check, when a linked service is filed, that the agencies can be told what they ask.

    Raises ChoicesInvalid and FactsIncomplete (interlink.errors); for any other procedure nothing is asked.
    """
    route = routes.linked(dossier.procedure.code)
    if route is not None:
        facts = told(dossier)
        routes.check_facts(route.chosen(_choices(facts)), facts, {})


def check_switch(procedure: str) -> None:
    """Raises ProcedureLinked if a dossier at work would have to become a linked service."""
    if routes.linked(procedure) is not None:
        raise ProcedureLinked(procedure=procedure)


def begin(dossier: Dossier, *, by: Actor) -> None:
    """Send a linked service on to its first agencies; of any other procedure nothing happens.

    The row is locked by the caller. The chain has the dossier's own term, from the dossier's receipt (ADR 0015).
    Raises what `chains.start` raises.
    """
    code = Procedure.objects.values_list("code", flat=True).get(pk=dossier.procedure_id)
    if routes.linked(code) is None:
        return
    facts = told(dossier)
    chain = chains.start(
        code,
        subject=dossier.stream,
        code=dossier.code,
        agency_id=dossier.agency_id,
        facts=facts,
        choices=_choices(facts),
        papers=_certified(dossier),
        counted_from_at=dossier.received_at,
        days=dossier.terms.sla_days,
        by=by,
    )
    dossier.chain = chain
    steps = tuple(step.code for step in chain.steps.all())
    event = LinkedServiceBegun(dossier.pk, chain.pk, steps, chain.due_on)
    journal.append(dossier, event, by, changed=["chain_id"])


def give_up(dossier: Dossier, *, reason: str) -> None:
    """Give up whatever of the dossier's linked service is not settled; what is done stands.

    The row is locked by the caller, who has checked that the actor may end the dossier; the house does the rest.
    Raises what a move of a step raises: what an agency registers for good must be awaited (step-irrevocable).
    """
    if dossier.chain_id is None or dossier.chain_ended_at is not None:
        return
    chain, _steps = chains.locked(dossier.chain_id, SYSTEM)
    if chain.finished_at is None:
        chains.abandon(chain.pk, by=SYSTEM, reason=reason)


def correct(dossier: Dossier, form: Mapping[str, object], *, by: Actor) -> tuple[str, ...]:
    """Correct answers of the declaration and return their names; the row is locked by the caller, who has checked by.

    Raises FormFieldUnknown, FormIncomplete, FormAnswerInvalid, DeclarationUnchanged, ChoiceFixed.
    """
    corrected = forms.check(dossier.procedure.form_fields, {**dossier.form, **form})
    changed = tuple(sorted(name for name in form if corrected.get(name) != dossier.form.get(name)))
    if not changed:
        raise DeclarationUnchanged
    if fixed := sorted(set(changed) & set(routes.CHOICES)):
        raise ChoiceFixed(fields=fixed)
    dossier.form = corrected
    journal.append(dossier, DeclarationCorrected(dossier.pk, changed), by, changed=["form"])
    return changed


@transaction.atomic
def resend(step_id: int, *, form: Mapping[str, object], reason: str, by: Actor) -> Step:
    """Send a request that an agency did not take anew, corrected there and in the dossier's own declaration.

    form  the corrected answers, by field name
    Raises DossierMissing, StepMissing, what `correct` raises, FactUnknown, ReasonMissing and what a move raises.
    """
    dossier_id = Dossier.objects.filter(chain__steps=step_id).values_list("pk", flat=True).first()
    if dossier_id is None:
        raise DossierMissing
    dossier = Dossier.objects.locked(dossier_id, by)
    changed = correct(dossier, form, by=by)
    facts = {name: dossier.form.get(name, "") for name in changed}
    return stuck.resend(step_id, by=by, facts=facts, reason=reason)


@transaction.atomic
def record_results(dossier_id: int) -> list[int]:
    """Record on the dossier what its agencies have done; return the ids of results whose papers are to be checked."""
    dossier = Dossier.objects.locked(dossier_id, SYSTEM)
    return keep_results(dossier)


def keep_results(dossier: Dossier) -> list[int]:
    """Record what stands and is not recorded yet; the row is locked by the caller."""
    if dossier.chain is None:
        return []
    known = set(dossier.partner_results.values_list("step", flat=True))
    made = [_keep(dossier, each) for each in queries.what_stands(dossier.chain) if each.step not in known]
    return [result.pk for result in made if result.check_due_at]


def hand_over(dossier: Dossier) -> None:
    """Put the partners' genuine papers into the owner's vault; the row is locked by the caller."""
    if dossier.chain_id is None:
        return
    for result in dossier.partner_results.filter(vault_paper=None, verdict=Verdict.GENUINE):
        assert result.paper_id, "What is judged is kept."
        number = names.number(result.findings)[:60]
        result.vault_paper = VaultPaper.objects.create(
            owner_id=dossier.applicant_id,
            code=numbering.next_vault_code(dossier.applicant, result.step, number),
            kind=VaultKind.RESULT,
            requirement_code=result.step,
            name_vi=names.service(result.step, "vi"),
            reference_no=number,
            file_id=result.paper_id,
            digitized_at=clock.now(),
            opened_at=clock.now(),
        )
        result.save(update_fields=["vault_paper"])


def told(dossier: Dossier) -> dict[str, Any]:
    """Return what the agencies may be told: the declaration, and who files."""
    filer = dossier.submitter
    return {
        **dossier.form,
        "requester_name": filer.full_name,
        "requester_personal_number": filer.personal_number,
        "requester_phone": filer.phone,
        "requester_email": filer.email,
    }


def _choices(facts: Mapping[str, Any]) -> dict[str, str]:
    return {name: facts[name] for name in routes.CHOICES if name in facts}


def _certified(dossier: Dossier) -> list[Attachment]:
    papers = dossier.papers.filter(certified__isnull=False).select_related("requirement", "certified")
    return [
        Attachment(f"{paper.requirement.code}.pdf", files.read(paper.certified)) for paper in papers if paper.certified
    ]


def _keep(dossier: Dossier, done: Standing) -> PartnerResult:
    result = PartnerResult.objects.create(
        dossier=dossier,
        step=done.step,
        agency=done.agency,
        done_at=done.done_at,
        given_up=done.given_up,
        findings=done.findings,
        paper_sha256=done.paper_sha256,
        check_due_at=clock.now() if done.paper_sha256 else None,
    )
    event = PartnerResultRecorded(dossier.pk, done.step, done.agency, done.done_at, done.paper_sha256)
    journal.append(dossier, event, SYSTEM)
    return result
