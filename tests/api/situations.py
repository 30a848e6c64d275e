"""Dossiers of Lan's in the situations that acts begin in, each made by the services themselves.

`papers` is how many declarations the procedure requires; they are filled on screen and born digital.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction

from dossiers import files
from dossiers.files import Upload
from dossiers.models import (
    Dossier,
    Fee,
    IdentityCheck,
    PartnerResult,
    ProcedureTerms,
    SupplementItem,
    VaultPaper,
)
from dossiers.services import closing, digitization, fees, partner_supplements, supplement
from dossiers.services import papers as services
from dossiers.states import FeeKind, FeeTiming, Identity, PaperKind
from dossiers.tasks import sweep_due_receipts
from identity.roles import Role
from interlink.services import chains, supplements
from kernel import clock, delivery
from kernel.actors import SYSTEM
from payments.models import Refund
from tests import linked
from tests.dossiers.relief import CLAIM, POOR
from tests.factories.dossiers import FeeFactory, ProcedureFactory, RequirementFactory, TermsFactory
from tests.personas import Cast, Persona
from tests.pictures import jpeg
from tests.stages import Stage, bring, file

FEE_VND, OBLIGATION_VND = 8_000, 2_500_000
PROOF = "residence-proof"
VAULT_CODE = "a-paper-of-lan"
PARTNER_ITEM, PARTNER_STEP = 4711, "birth-registration"
REFUND = "a-refund-of-lan"


Situation = Callable[..., Dossier]


def terms_with_papers(papers: int = 1, **promised: object) -> ProcedureTerms:
    """A procedure that requires declarations, and takes a proof that is not required."""
    terms = TermsFactory(**promised)
    for number in range(1, papers + 1):
        RequirementFactory(terms=terms, code=f"declaration-{number}", kind=PaperKind.EFORM)
    RequirementFactory(terms=terms, code=PROOF, required=False)
    return terms


def at_stage(stage: Stage) -> Situation:
    return lambda world, papers=1: bring(world, stage, terms_with_papers(papers))


def may_ask(world: Cast, papers: int = 1) -> Dossier:
    """Filed at a desk whose clerk may ask the population database."""
    dossier = at_stage(Stage.FILED)(world, papers)
    post = world.an.officer.appointments.get()
    post.roles = [*post.roles, str(Role.POPULATION)]
    post.save()
    return dossier


def unknown_there(world: Cast, papers: int = 1) -> Dossier:
    """Filed by somebody of whom the population database knows nothing."""
    dossier = may_ask(world, papers)
    IdentityCheck.objects.create(dossier=dossier, outcome="not-found", answered_at=dossier.submitted_at)
    Dossier.objects.filter(pk=dossier.pk).update(identity=Identity.NOT_FOUND)
    return dossier


def scanned(world: Cast, papers: int = 1) -> Dossier:
    """Received, with a proof that was uploaded and not yet certified."""
    dossier = at_stage(Stage.RECEIVED)(world, papers)
    upload(dossier, PROOF, by=world.an)
    return dossier


def linked_service(world: Cast, papers: int = 1) -> Dossier:
    """A birth whose first agency is to be asked."""
    return linked.begun(world)


def asked_by_a_partner(world: Cast, papers: int = 1) -> Dossier:
    """A birth whose first agency asks for so many things; the first of them under a number that is known."""
    dossier = linked.begun(world)
    items = [{"code": f"item-{number}", "what": "Thiếu"} for number in range(papers)]
    with transaction.atomic():
        chain, steps = chains.locked(dossier.chain_id or 0, SYSTEM)
        supplements.ask(chain, steps[0], items=items, reason="Hồ sơ chưa đủ")
    partner_supplements.follow(dossier.pk)
    SupplementItem.objects.filter(partner_code="item-0").update(id=PARTNER_ITEM)
    return dossier


def with_partner_paper(world: Cast, papers: int = 1) -> Dossier:
    """A birth, one part of which is done and has its paper."""
    dossier = linked.begun(world)
    paper = files.keep(b"%PDF-1.7", files.PDF, 1)
    PartnerResult.objects.create(
        dossier=dossier, step=PARTNER_STEP, agency="civil-status", done_at=clock.now(), paper=paper, verdict="genuine"
    )
    return dossier


def closed_with_partner_paper(world: Cast, papers: int = 1) -> Dossier:
    dossier = with_partner_paper(world)
    closing.stop(dossier.pk, by=world.chi.actor, reason="Không còn đối tượng")
    return dossier


def with_certified_proof(world: Cast, papers: int = 1) -> Dossier:
    dossier = scanned(world, papers)
    digitization.certify(dossier.papers.get(requirement__code=PROOF).pk, by=world.an.actor)
    return dossier


def with_paper_in_vault(world: Cast, papers: int = 1) -> Dossier:
    """Filed, and the owner's vault holds a proof that may stand in."""
    kept = with_certified_proof(world, papers).papers.get(requirement__code=PROOF)
    VaultPaper.objects.filter(pk=kept.vault_paper_id).update(code=VAULT_CODE)
    return file(world, kept.requirement.terms)


def asked_for_supplement(world: Cast, papers: int = 1) -> Dossier:
    """Waiting for so many papers: the proof, and declarations that are to be filled again."""
    dossier = at_stage(Stage.PROCESSING)(world, papers)
    supplement.request(dossier.pk, by=world.binh.actor, items=wanting(papers), reason="Chưa đạt")
    return dossier


def wanting(papers: int) -> dict[str, str]:
    """Return what is wrong with so many papers."""
    return {PROOF: "Ảnh mờ", **{f"declaration-{number}": "Điền thiếu" for number in range(1, papers)}}


def supplemented(world: Cast, papers: int = 1) -> Dossier:
    """What was asked for is there, and not yet sent."""
    dossier = asked_for_supplement(world, papers)
    for code in wanting(papers):
        upload(dossier, code, by=world.lan)
    return dossier


def upload(dossier: Dossier, code: str, by: Persona) -> None:
    services.upload(dossier.pk, requirement=code, upload=Upload(jpeg()), by=by.actor)


def owing_fee(world: Cast, papers: int = 1) -> Dossier:
    terms = terms_with_papers(papers, fee_timing=FeeTiming.FIRST)
    Fee.objects.create(
        terms=terms,
        kind=FeeKind.LE_PHI,
        code="LP",
        name_vi="Lệ phí",
        name_en="Levy",
        direct_vnd=FEE_VND,
        online_vnd=FEE_VND,
    )
    return file(world, terms)


def claiming_relief(world: Cast, papers: int = 1) -> Dossier:
    """Filed, and claimed to cost nothing, as for the poor; the proof is not there."""
    terms = terms_with_papers(papers, procedure=ProcedureFactory(form_fields=[CLAIM]), fee_timing=FeeTiming.FIRST)
    FeeFactory(terms=terms, code="LP")
    FeeFactory(terms=terms, code="LP-MP", direct_vnd=0, instead_of=["LP"], proof=PROOF, **POOR)
    return file(world, terms, form={"relief": "poor"})


def owed_refund(world: Cast, papers: int = 1) -> Dossier:
    """Paid in cash and refused at the desk; the cashier is to pay the levy out, under a reference that is known."""
    dossier = owing_fee(world, papers)
    fees.record(dossier.pk, by=world.an.actor, amount_vnd=FEE_VND)
    closing.refuse(dossier.pk, by=world.an.actor, reason="Sai nơi nộp")
    Refund.objects.update(reference=REFUND)
    return dossier


def receipted(world: Cast, papers: int = 1) -> Dossier:
    """Paid in cash, and the e-receipt LP24-0000001 is sealed."""
    dossier = owing_fee(world, papers)
    fees.record(dossier.pk, by=world.an.actor, amount_vnd=FEE_VND)
    delivery.drain()
    sweep_due_receipts()
    return dossier


def owing_obligation(world: Cast, papers: int = 1) -> Dossier:
    dossier = at_stage(Stage.PROCESSING)(world, papers)
    fees.request_obligation(dossier.pk, by=world.binh.actor, amount_vnd=OBLIGATION_VND, notice="TB-0042")
    return dossier


def beside_another_procedure(world: Cast, papers: int = 1) -> Dossier:
    TermsFactory(procedure=ProcedureFactory(code="2.000815"), sla_days=3)
    return at_stage(Stage.PROCESSING)(world, papers)


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is done inside, so that the next caller finds the same situation."""
    around = transaction.atomic()
    # As a test's own transaction it is none to those who make a point of having none open.
    around._from_testcase = True
    with around:
        yield
        transaction.set_rollback(True)
