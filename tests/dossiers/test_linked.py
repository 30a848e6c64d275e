"""A dossier and its linked service: begun together, one date, what is done is recorded (K-3 to K-6, ADR 0015)."""

from datetime import date

import pytest

from dossiers import queries
from dossiers.catalogue import reading
from dossiers.errors import ProcedureLinked
from dossiers.models import Dossier, PartnerResult, VaultPaper
from dossiers.services import closing, decision, handover, processing
from dossiers.states import State
from interlink import queries as interlink
from interlink import routes
from interlink.errors import ChoicesInvalid, FactsIncomplete
from interlink.models import Chain, Step
from interlink.services import chains as interlink_chains
from interlink.services import stuck
from kernel import journal
from kernel.actors import SYSTEM
from kernel.moves import GuardRefuses
from tests import linked
from tests.calendars import at
from tests.interlink.conftest import CARD, MONDAY, REGISTRATION, RESIDENCE, number, on_monday, reply, start
from tests.interlink.partner import BIRTH_FINDINGS
from tests.refusals import everything
from tests.stages import Stage
from tests.world import certify, settle

__all__ = ["on_monday"]


@pytest.fixture
def agencies():
    with linked.partners() as made:
        yield made


@pytest.fixture
def birth(world, agencies, on_monday):
    """Lan's declaration of a birth, handed over for processing on Monday at nine."""
    return linked.begun(world)


def again(dossier):
    return Dossier.objects.select_related("chain").get(pk=dossier.pk)


def answer(agencies, dossier, step, outcome="completed", **told):
    reply(agencies, number(dossier.chain, step), outcome, **told)
    settle()


def all_done(agencies, dossier):
    settle()
    for step in (REGISTRATION, RESIDENCE, CARD):
        answer(agencies, dossier, step)
    return again(dossier)


# --- the beginning ---------------------------------------------------------------------------------------------------
def test_the_handing_over_of_a_linked_service_begins_its_chain(world, birth):
    chain = birth.chain

    assert (birth.state, chain.code, chain.route, chain.subject) == (
        State.PROCESSING,
        birth.code,
        "2.002621",
        f"dossier:{birth.pk}",
    )
    assert chain.office == world.commune
    assert chain.facts["child_name"] == "Phan Minh Anh"
    assert (chain.facts["requester_name"], chain.facts["requester_personal_number"]) == (
        "Trần Thị Lan",
        world.lan.person.personal_number,
    )
    assert list(chain.steps.values_list("code", "state")) == [
        (REGISTRATION, "ready"),
        (RESIDENCE, "blocked"),
        (CARD, "blocked"),
    ]


def test_the_chain_of_a_death_has_the_steps_that_the_applicant_chose(world, agencies, on_monday):
    dossier = linked.begun(world, linked.DEATH, sub_procedures="three", beneficiary_class="merit")

    assert list(dossier.chain.steps.values_list("code", flat=True)) == [
        "death-registration",
        "deregistration",
        "funeral-support-social",
    ]


def test_another_procedure_begins_no_chain(dossier_in):
    dossier = dossier_in(Stage.PROCESSING)

    assert (dossier.chain_id, Chain.objects.count()) == (None, 0)


@pytest.mark.parametrize("code", [linked.BIRTH, linked.DEATH])
def test_the_e_form_asks_for_every_choice_and_every_fact_of_its_route(code):
    form = {field.name for field in next(p for p in reading.load().procedures if p.code == code).form}
    known = routes.known_facts(routes.route(code).legs)

    assert {name for name in known - form if not name.startswith("requester_")} == set()
    assert set(routes.CHOICES) <= form if code == linked.DEATH else not set(routes.CHOICES) & form


@pytest.mark.parametrize(
    ("form", "refusal"),
    [
        ({"sub_procedures": "four", "beneficiary_class": "none"}, ChoicesInvalid),
        ({"sub_procedures": "four", "beneficiary_class": "merit"}, ChoicesInvalid),
    ],
)
def test_choices_that_do_not_fit_are_refused_when_they_are_filed(world, on_monday, form, refusal):
    linked.load()
    before = everything()

    with pytest.raises(refusal):
        linked.file(world, linked.DEATH, **form)

    assert everything() == before


def test_what_the_chain_refuses_refuses_the_handing_over(world, agencies, on_monday):
    dossier = linked.digitized(world)
    # As a form of an older catalogue would have it.
    Dossier.objects.filter(pk=dossier.pk).update(form={**dossier.form, "child_name": ""})
    before = everything()

    with pytest.raises(FactsIncomplete) as refusal:
        processing.begin(dossier.pk, by=world.an.actor, officer_id=world.binh.id)

    assert refusal.value.params == {"missing": ["child_name"]}
    assert everything() == before


def test_a_dossier_at_work_does_not_become_a_linked_service(world, on, dossier_in):
    dossier = dossier_in(Stage.PROCESSING)
    linked.load()
    before = everything()

    with on("2024-04-02 09:00"), pytest.raises(ProcedureLinked):
        processing.switch_procedure(dossier.pk, by=world.chi.actor, procedure=linked.BIRTH)

    assert everything() == before


# --- one date --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("procedure", [linked.BIRTH, linked.DEATH])
def test_the_chain_has_the_dossiers_own_date(world, agencies, on, procedure):
    with on("2024-06-03 09:00"):
        dossier = linked.digitized(world, procedure)
    with on("2024-06-05 16:00"):
        processing.begin(dossier.pk, by=world.an.actor, officer_id=world.binh.id)

    begun = again(dossier)
    assert begun.chain.due_on == begun.due_on
    assert interlink.ledger(begun.chain) == queries.explain(begun)


# --- while it runs ---------------------------------------------------------------------------------------------------
def test_nothing_is_proposed_while_the_chain_runs(world, birth):
    settle()
    before = everything()

    with pytest.raises(GuardRefuses) as refusal:
        processing.propose(birth.pk, by=world.binh.actor, content={"Nội dung": "Đồng ý"})

    assert refusal.value.code == "chain-running"
    assert everything() == before


def test_what_an_agency_did_stands_on_the_dossier_with_its_paper(agencies, birth):
    settle()
    answer(agencies, birth, REGISTRATION)

    result = PartnerResult.objects.get()
    assert (result.step, result.agency, result.findings) == (REGISTRATION, "civil-status", BIRTH_FINDINGS)
    assert (result.done_at, result.given_up) == (at(MONDAY), False)
    assert (result.paper_id, result.check_due_at, result.verdict) == (result.paper_sha256, None, "unsigned")
    names = [entry.name for entry in journal.history(birth.stream)][-2:]
    assert names == ["dossiers.PartnerResultRecorded", "dossiers.PartnerPaperChecked"]
    assert again(birth).chain_ended_at is None


def test_the_end_of_the_chain_is_known_and_the_specialist_may_propose(world, agencies, birth):
    ended = all_done(agencies, birth)

    assert (ended.state, ended.chain_outcome, ended.chain_ended_at) == (State.PROCESSING, "completed", at(MONDAY))
    assert PartnerResult.objects.count() == 3
    processing.propose(birth.pk, by=world.binh.actor, content={"Nội dung": "Đồng ý"})


def test_whichever_news_comes_first_each_result_is_recorded_once(agencies, birth):
    ended = all_done(agencies, birth)
    before = everything()

    assert processing.record_findings(ended.pk) == []
    assert everything() == before


def test_a_refused_residence_leaves_the_birth_standing_and_the_rest_goes_on(world, agencies, birth):
    settle()
    answer(agencies, birth, REGISTRATION)
    answer(agencies, birth, RESIDENCE, "refused", reason="Chủ hộ không đồng ý")
    answer(agencies, birth, CARD)

    ended = again(birth)
    assert (ended.state, ended.chain_outcome) == (State.PROCESSING, "partly-done")
    facts = journal.facts_of(journal.history(birth.stream).filter(name="dossiers.LinkedServiceEnded").get())
    assert (facts["standing"], facts["lacking"], facts["reason"]) == (
        [REGISTRATION, CARD],
        [RESIDENCE],
        "Chủ hộ không đồng ý",
    )
    processing.propose(birth.pk, by=world.binh.actor, content={"Nội dung": "Đồng ý"})


def test_a_refused_birth_ends_the_chain_and_leaves_the_decision_to_a_person(world, agencies, birth):
    settle()
    answer(agencies, birth, REGISTRATION, "refused", reason="Đã đăng ký khai sinh")

    ended = again(birth)
    assert (ended.state, ended.chain_outcome, PartnerResult.objects.count()) == (State.PROCESSING, "refused", 0)
    assert set(agencies.taken) == {number(birth.chain, REGISTRATION)}
    closing.stop(birth.pk, by=world.chi.actor, reason="Đã đăng ký khai sinh")
    assert again(birth).state == State.STOPPED


# --- the end ---------------------------------------------------------------------------------------------------------
def test_withdrawing_waits_for_what_an_agency_registers_for_good(world, agencies, birth):
    settle()
    before = everything()

    with pytest.raises(GuardRefuses) as refusal:
        closing.withdraw(birth.pk, by=world.lan.actor, reason="Đổi ý")

    assert refusal.value.code == "step-irrevocable"
    assert everything() == before


def test_withdrawing_gives_up_what_is_open_and_shows_what_stands(world, agencies, birth):
    settle()
    answer(agencies, birth, REGISTRATION)

    closing.withdraw(birth.pk, by=world.lan.actor, reason="Đổi ý")
    settle()

    ended = again(birth)
    assert (ended.state, ended.chain.state, ended.chain_outcome) == (State.WITHDRAWN, "partly-done", "partly-done")
    assert dict(Step.objects.values_list("code", "state")) == {
        REGISTRATION: "completed",
        RESIDENCE: "abandoned",
        CARD: "abandoned",
    }
    assert [standing.step for standing in interlink.what_stands(ended.chain)] == [REGISTRATION]


def test_stopping_before_anything_was_sent_leaves_nothing_standing(world, agencies, birth):
    closing.stop(birth.pk, by=world.chi.actor, reason="Không còn đối tượng")
    settle()

    ended = again(birth)
    assert (ended.state, ended.chain_outcome, agencies.taken) == (State.STOPPED, "abandoned", {})


def test_what_is_done_after_it_was_given_up_is_recorded_as_such(world, agencies, birth):
    settle()
    answer(agencies, birth, REGISTRATION)
    stuck.abandon(Step.objects.get(code=CARD).pk, by=world.chi.actor, reason="Không chờ nữa")
    answer(agencies, birth, CARD)

    assert dict(PartnerResult.objects.values_list("step", "given_up")) == {REGISTRATION: False, CARD: True}


def test_a_chain_that_is_nobodys_here_is_not_listened_to(world, agencies, on_monday):
    chain = start(world)
    settle()
    reply(agencies, number(chain, REGISTRATION))
    settle()

    assert PartnerResult.objects.count() == 0


def test_genuine_papers_go_to_the_owners_vault_with_the_return(world, agencies, birth, on):
    with on("2024-01-02 08:00"):
        certify(world)
    all_done(agencies, birth)
    # As if the authority behind it were trusted: tests/signing shows how that comes about.
    PartnerResult.objects.filter(step=REGISTRATION).update(verdict="genuine")
    processing.propose(birth.pk, by=world.binh.actor, content={"Nội dung": "Đồng ý"})
    decision.approve(birth.pk, by=world.chi.actor)
    settle()
    assert not VaultPaper.objects.filter(requirement_code=REGISTRATION).exists()

    handover.return_result(birth.pk, by=world.an.actor)

    kept = VaultPaper.objects.get(requirement_code=REGISTRATION)
    assert (kept.owner, kept.reference_no, kept.name_vi) == (world.lan.person, "123", "Đăng ký khai sinh")
    assert kept.opened_at == at(MONDAY)
    assert PartnerResult.objects.filter(vault_paper__isnull=False).count() == 1


def test_the_date_of_the_chain_and_that_of_the_dossier_never_part(world, agencies, birth, on):
    settle()
    answer(agencies, birth, REGISTRATION, "supplement", items=[{"code": "proof", "what": "Giấy chứng sinh"}])
    with on("2024-06-06 09:00"):
        interlink_chains.supply(birth.chain_id, by=SYSTEM)
        settle()

    gone_on = again(birth)
    assert (gone_on.state, gone_on.due_on, gone_on.chain.due_on) == (
        State.PROCESSING,
        date(2024, 6, 12),
        date(2024, 6, 12),
    )
