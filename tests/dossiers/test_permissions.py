"""Who may: the desk that received, the office that resolves, the citizen, the house; what is unseen is not there.

The table of tests/dossiers/test_moves.py says it move by move; here the personas try it through the services.
"""

import pytest

from dossiers.errors import DossierMissing
from dossiers.models import Dossier
from dossiers.permissions import Either, FirstThen, NotByDrafter, desk, office, the_applicant, the_house
from dossiers.services import closing, decision, digitization, fees, handover, intake, papers, processing, supplement
from dossiers.states import State
from identity.roles import Role
from kernel.actors import SYSTEM, Actor, ActorKind
from tests.factories.dossiers import DossierFactory, RequirementFactory
from tests.factories.identity import PersonFactory
from tests.refusals import refused
from tests.stages import DRAFT, Stage

TUESDAY = "2024-04-02 09:00"

# Each act on a dossier where it is due: the stage, what is called, and the personas whose act it is not.
ACTS = {
    "accept": (Stage.FILED, lambda pk, by, w: intake.accept(pk, by=by), "lan binh chi"),
    "refuse": (Stage.FILED, lambda pk, by, w: closing.refuse(pk, by=by, reason="Sai nơi nộp"), "lan binh chi"),
    "digitize": (Stage.RECEIVED, lambda pk, by, w: digitization.finish(pk, by=by), "lan binh chi"),
    "begin": (Stage.DIGITIZED, lambda pk, by, w: processing.begin(pk, by=by, officer_id=w.binh.id), "lan"),
    "request_supplement": (
        Stage.PROCESSING,
        lambda pk, by, w: supplement.request(pk, by=by, items={"declaration": "Mờ"}, reason="Không đọc được"),
        "lan",
    ),
    "request_obligation": (
        Stage.PROCESSING,
        lambda pk, by, w: fees.request_obligation(pk, by=by, amount_vnd=1000, notice="TB-1"),
        "lan an",
    ),
    "propose": (Stage.PROCESSING, lambda pk, by, w: processing.propose(pk, by=by, content=DRAFT), "lan an chi"),
    "reassign": (
        Stage.PROCESSING,
        lambda pk, by, w: processing.reassign(pk, by=by, officer_id=w.binh.id),
        "lan an binh",
    ),
    "stop": (Stage.PROCESSING, lambda pk, by, w: closing.stop(pk, by=by, reason="Không còn"), "lan an binh"),
    "withdraw": (Stage.PROCESSING, lambda pk, by, w: closing.withdraw(pk, by=by, reason="Đổi ý"), "binh chi"),
    "recall": (Stage.DRAFTED, lambda pk, by, w: processing.recall(pk, by=by), "lan an chi"),
    "send_back": (Stage.DRAFTED, lambda pk, by, w: decision.send_back(pk, by=by, reason="Ghi rõ"), "lan an binh"),
    "approve": (Stage.DRAFTED, lambda pk, by, w: decision.approve(pk, by=by), "lan an"),
    "return": (Stage.SIGNED, lambda pk, by, w: handover.return_result(pk, by=by), "lan binh chi"),
    "record_fee": (
        Stage.FILED,
        lambda pk, by, w: fees.record(pk, by=by, amount_vnd=8000),
        "lan binh chi",
    ),
    "present": (
        Stage.FILED,
        lambda pk, by, w: papers.present(pk, requirement="declaration", originals=1, by=by),
        "lan binh chi",
    ),
}


@pytest.fixture
def dossier_for(dossier_in, certified):
    return lambda stage: dossier_in(stage, papers=("declaration",), fee=stage == Stage.FILED)


@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_refused_to_whoever_it_does_not_belong_to(world, on, dossier_for, act):
    stage, call, others = ACTS[act]
    dossier = dossier_for(stage)

    for name in others.split():
        with on(TUESDAY), refused("not-your-move") as refusal:
            call(dossier.pk, getattr(world, name).actor, world)

        assert refusal.value.status == 403


@pytest.mark.parametrize("act", ACTS)
def test_an_officer_of_another_commune_finds_no_dossier_to_act_on(world, on, dossier_for, act):
    stage, call, _others = ACTS[act]
    dossier = dossier_for(stage)

    with on(TUESDAY), refused("dossier-missing") as refusal:
        call(dossier.pk, world.dung.actor, world)

    assert refusal.value.status == 404


@pytest.mark.parametrize(
    "stranger",
    [Actor(ActorKind.CITIZEN), Actor(ActorKind.CITIZEN, 10**6), Actor(ActorKind.OFFICER, 7)],
    ids=["nobody", "another citizen", "an officer without a post"],
)
def test_a_stranger_finds_no_dossier_either(on, dossier_in, stranger):
    dossier = dossier_in(Stage.FILED)

    with on(TUESDAY), refused("dossier-missing"):
        intake.accept(dossier.pk, by=stranger)


# --- who sees --------------------------------------------------------------------------------------------------------
def seen_by(actor):
    return Dossier.objects.visible_to(actor).exists()


def test_the_owner_and_whoever_filed_for_him_see_a_dossier(world):
    submitter = PersonFactory()
    DossierFactory(reception=world.commune, applicant=world.lan.person, submitter=submitter)

    assert seen_by(world.lan.actor)
    assert seen_by(Actor(ActorKind.CITIZEN, submitter.pk))
    assert not seen_by(Actor(ActorKind.CITIZEN, PersonFactory().pk))


def test_the_desk_that_received_and_the_office_that_resolves_see_a_dossier(world):
    DossierFactory(reception=world.other_commune, agency=world.commune)

    assert all(seen_by(persona.actor) for persona in (world.an, world.binh, world.chi, world.dung))


def test_another_commune_sees_nothing(world):
    DossierFactory(reception=world.commune, applicant=world.lan.person)

    assert not seen_by(world.dung.actor)


def test_administrators_trainers_and_the_house_see_everything(world):
    DossierFactory(reception=world.other_commune)

    assert seen_by(world.trang.actor)
    assert seen_by(Actor(ActorKind.OFFICER, 7, frozenset({Role.ADMINISTRATOR})))
    assert seen_by(SYSTEM)


def test_seeing_is_not_acting(world, on, dossier_in):
    dossier = dossier_in(Stage.FILED)

    with on(TUESDAY), refused("not-your-move"):
        intake.accept(dossier.pk, by=world.trang.actor)


def test_a_dossier_is_locked_by_those_who_see_it_only(world):
    dossier = DossierFactory(reception=world.commune)

    assert Dossier.objects.locked(dossier.pk, world.an.actor) == dossier
    with pytest.raises(DossierMissing):
        Dossier.objects.locked(dossier.pk, world.dung.actor)
    with pytest.raises(DossierMissing):
        Dossier.objects.locked(dossier.pk + 1, SYSTEM)


# --- the words -------------------------------------------------------------------------------------------------------
def test_a_permission_says_what_it_asks_for():
    either = Either(the_applicant, desk(Role.RECEPTION))

    assert str(desk(Role.RETURN_DESK, Role.POST)) == "desk: return-desk, post"
    assert str(either) == "applicant; desk: reception"
    assert str(NotByDrafter(office(Role.LEADER))) == "office: leader, not the drafter"
    assert (
        str(FirstThen(either, office(Role.LEADER)))
        == "applicant; desk: reception; from the second time on office: leader"
    )
    assert (str(the_house), either.roles) == ("the system", ("applicant", "reception"))


def test_a_refusal_names_the_roles_that_would_do(world, on, dossier_in):
    dossier = dossier_in(Stage.DIGITIZED)

    with on(TUESDAY), refused("not-your-move") as refusal:
        processing.begin(dossier.pk, by=world.lan.actor, officer_id=world.binh.id)

    assert refusal.value.params == {"move": "begin", "roles": ["leader", "reception", "specialist"]}


# --- the two rules that look at more than roles ----------------------------------------------------------------------
def test_whoever_drafted_a_result_does_not_approve_it_whatever_his_roles(world, on, dossier_in):
    both = Actor(ActorKind.OFFICER, world.binh.id, frozenset({"specialist", "leader"}), world.commune.pk)
    dossier = dossier_in(Stage.DRAFTED)

    with on(TUESDAY), refused("signer-is-drafter"):
        decision.approve(dossier.pk, by=both)


def test_the_second_request_for_supplements_is_the_leaders(world, on, dossier_in):
    dossier = dossier_in(Stage.PROCESSING, papers=("declaration",))
    RequirementFactory(terms=dossier.terms, code="photo", required=False)
    with on(TUESDAY):
        supplement.request(dossier.pk, by=world.binh.actor, items={"declaration": "Mờ"}, reason="Không đọc được")
        papers.present(dossier.pk, requirement="declaration", originals=1, by=world.an.actor)
        supplement.confirm(dossier.pk, by=world.an.actor)

    for persona in (world.an, world.binh):
        with on("2024-04-03 09:00"), refused("not-your-move"):
            supplement.request(dossier.pk, by=persona.actor, items={"photo": "Thiếu"}, reason="Còn thiếu ảnh")
    with on("2024-04-03 09:00"):
        supplement.request(dossier.pk, by=world.chi.actor, items={"photo": "Thiếu"}, reason="Còn thiếu ảnh")

    asked = Dossier.objects.get()
    assert (asked.state, asked.supplements_count) == (State.AWAITING_SUPPLEMENT, 2)
