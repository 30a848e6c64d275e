"""Each move has a row in the table of acts: a form that asks for its facts, and the service that makes it."""

import inspect
from dataclasses import dataclass, field
from typing import Any

import pytest

from dossiers.admin import acts, asking
from dossiers.models import Dossier
from dossiers.services import fees, papers, supplement
from dossiers.states import State
from identity.roles import Role
from kernel import clock, journal, moves
from kernel.models import JournalEntry
from tests.admin.conftest import told
from tests.calendars import at
from tests.factories.dossiers import ProcedureFactory, TermsFactory
from tests.factories.identity import AppointmentFactory, OfficerFactory, UserFactory
from tests.refusals import everything
from tests.stages import Stage

WHY = {"reason": "Giấy tờ không rõ"}
PAPER = "residence-proof"


@dataclass(frozen=True)
class Made:
    """A move made on the screen: from which stage, by whom, with which facts, and where the dossier stands then."""

    stage: Stage
    by: str
    ends: State
    facts: dict[str, Any] = field(default_factory=dict)
    on: str = "2024-04-02 09:00"


MADE = {
    "accept": Made(Stage.FILED, "an", State.RECEIVED),
    "refuse": Made(Stage.FILED, "an", State.REFUSED, {**WHY, "legal_ground": "Điều 17 Nghị định 61/2018/NĐ-CP"}),
    "digitize": Made(Stage.RECEIVED, "an", State.DIGITIZED),
    "begin": Made(Stage.DIGITIZED, "an", State.PROCESSING, {"officer_id": "binh"}),
    "request_supplement": Made(Stage.FILED, "an", State.AWAITING_SUPPLEMENT, {**WHY, f"item-{PAPER}": "Bản chụp mờ"}),
    "send_supplement": Made(Stage.FILED, "an", State.AWAITING_SUPPLEMENT),
    "complete_supplement": Made(Stage.PROCESSING, "an", State.PROCESSING),
    "lapse": Made(Stage.PROCESSING, "an", State.STOPPED, on="2024-05-20 09:00"),
    "request_obligation": Made(
        Stage.PROCESSING, "binh", State.AWAITING_PAYMENT, {"amount_vnd": 90_000_000, "notice": "TB-7"}
    ),
    "settle_obligation": Made(Stage.PROCESSING, "an", State.PROCESSING, {"amount_vnd": 90_000_000, "voucher": "GNT-7"}),
    "reassign": Made(Stage.PROCESSING, "chi", State.PROCESSING, {"officer_id": "hoa"}),
    "forward": Made(Stage.PROCESSING, "chi", State.PROCESSING, {**WHY, "agency": "H99.35.23"}),
    "switch_procedure": Made(Stage.PROCESSING, "chi", State.PROCESSING, {"procedure": "1.004859"}),
    "propose": Made(Stage.PROCESSING, "binh", State.PROCESSING, {"content": "Tình trạng: Độc thân\nGhi chú: a: b"}),
    "recall": Made(Stage.DRAFTED, "binh", State.PROCESSING),
    "send_back": Made(Stage.DRAFTED, "chi", State.PROCESSING, WHY),
    "approve": Made(Stage.DRAFTED, "chi", State.PROCESSING),
    "apologise": Made(Stage.PROCESSING, "chi", State.PROCESSING, {**WHY, "new_date": "2024-04-15"}),
    "return_result": Made(Stage.SIGNED, "an", State.RETURNED, {"method": "counter"}),
    "withdraw": Made(Stage.RECEIVED, "an", State.WITHDRAWN, WHY),
    "stop": Made(Stage.PROCESSING, "chi", State.STOPPED, WHY),
}
# What a form asks under other names than its service takes it.
TAKEN = {
    asking.Defects: {"items", "reason"},
    asking.Scan: {"upload", "reference_no"},
    asking.Correction: {"form"},
    asking.PartnerAnswer: {"item", "upload"},
}


@pytest.fixture
def ready(certified, dossier_in):
    """Bring a dossier to where a move starts; Hoa is a second specialist, and there is a procedure to switch to."""
    hoa = OfficerFactory(user=UserFactory(username="hoa", is_staff=True), full_name="Lê Thị Hoa")
    AppointmentFactory(officer=hoa, agency=certified.commune, roles=[Role.SPECIALIST])
    officers = {"binh": certified.binh.id, "hoa": hoa.pk}

    def prepare(name: str) -> tuple[Dossier, dict[str, Any]]:
        dossier = dossier_in(MADE[name].stage, papers=(PAPER,))
        TermsFactory(procedure=ProcedureFactory(code="1.004859", name_vi="Cải chính hộ tịch"))
        if name in ("send_supplement", "complete_supplement", "lapse"):
            supplement.request(dossier.pk, by=certified.an.actor, items={PAPER: "Mờ"}, **WHY)
        if name in ("send_supplement", "complete_supplement"):
            papers.present(dossier.pk, requirement=PAPER, originals=1, by=certified.an.actor)
        if name == "settle_obligation":
            fees.request_obligation(dossier.pk, by=certified.binh.actor, amount_vnd=90_000_000, notice="TB-7")
        facts = {key: officers.get(value, value) for key, value in MADE[name].facts.items()}
        return Dossier.objects.get(pk=dossier.pk), facts

    return prepare


def last_line(dossier: Dossier) -> JournalEntry:
    return journal.history(dossier.stream).last()


def parameters(service: Any) -> dict[str, inspect.Parameter]:
    named = inspect.signature(service).parameters
    return {name: named[name] for name in named if named[name].kind is inspect.Parameter.KEYWORD_ONLY and name != "by"}


def test_every_move_that_an_officer_makes_has_one_row():
    for_officers = {rule.name for rule in moves.rules_of(Dossier) if set(rule.permission.roles) & set(Role.values)}

    assert set(acts.MOVES) == for_officers
    assert set(MADE) == for_officers


@pytest.mark.parametrize("name", [*acts.MOVES, *acts.ERRANDS, *acts.PAPER_ERRANDS])
def test_a_form_asks_for_what_its_service_takes(name, dossier_in):
    act = {**acts.MOVES, **acts.ERRANDS, **acts.PAPER_ERRANDS}[name]
    dossier = dossier_in(Stage.FILED, papers=(PAPER,))
    taken = parameters(act.service)
    needed = {name for name, parameter in taken.items() if parameter.default is inspect.Parameter.empty}

    form = act.form(dossier, dossier.terms.requirements.get())

    asked = TAKEN.get(act.form, set(form.fields)) | ({"requirement"} if name in acts.PAPER_ERRANDS else set())
    assert needed <= asked <= set(taken)


@pytest.mark.parametrize("name", MADE)
def test_a_move_is_asked_for_and_then_made_by_the_officer_at_the_screen(name, ready, screen, world):
    made, (dossier, facts) = MADE[name], ready(name)
    clerk = screen(made.by)

    with clock.held(at(made.on)):
        before = everything()
        assert clerk.ask(dossier, name).status_code == 200
        assert everything() == before
        answer = clerk.do(dossier, name, **facts)

    assert answer.status_code == 302, answer.context["form"].errors
    line = last_line(dossier)
    assert (line.move, line.actor) == (name, str(getattr(world, made.by).actor))
    assert Dossier.objects.get(pk=dossier.pk).state == made.ends
    assert told(answer) == [f"Done: {acts_label(name)}."]


def acts_label(name: str) -> str:
    return str(next(rule.custom["label"] for rule in moves.rules_of(Dossier) if rule.name == name))


@pytest.mark.parametrize("name", [name for name in MADE if MADE[name].facts])
def test_a_move_without_its_facts_is_asked_for_again_and_nothing_changes(name, ready, screen):
    dossier, _facts = ready(name)
    clerk, before = screen(MADE[name].by), everything()

    answer = clerk.do(dossier, name)

    assert answer.status_code == 400
    assert answer.context["form"].errors
    assert everything() == before


def test_a_blocked_move_that_is_posted_all_the_same_changes_nothing_and_says_why(dossier_in, screen):
    dossier = dossier_in(Stage.FILED, papers=(PAPER,), required=True)
    an, before = screen("an"), everything()

    asked, answer = an.ask(dossier, "accept"), an.do(dossier, "accept")

    sentence = "Required papers are missing: Proof."
    assert (asked.status_code, told(asked)) == (302, [sentence])
    assert (answer.status_code, told(answer)) == (302, [sentence, sentence])
    assert everything() == before


@pytest.mark.parametrize(
    ("stage", "name", "act"), [(Stage.RECEIVED, "an", "accept"), (Stage.PROCESSING, "binh", "stop")]
)
def test_a_move_from_elsewhere_or_of_another_role_changes_nothing(stage, name, act, dossier_in, screen):
    dossier = dossier_in(stage)
    clerk, before = screen(name), everything()

    asked, answer = clerk.ask(dossier, act), clerk.do(dossier, act, **WHY)

    assert told(asked) == ["This act is not possible now, or not yours."]
    assert (answer.status_code, told(answer)) == (302, told(asked) * 2)
    assert everything() == before


def test_an_input_that_the_service_refuses_stands_beside_the_form(dossier_in, screen):
    dossier = dossier_in(Stage.PROCESSING)
    chi, before = screen("chi"), everything()

    answer = chi.do(dossier, "apologise", new_date="2024-04-13", **WHY)

    assert answer.status_code == 400
    assert answer.context["form"].non_field_errors() == [
        "The new date 2024-04-13 must be a working day after 2024-04-08."
    ]
    assert everything() == before


def test_a_draft_is_read_line_by_line(dossier_in, screen):
    dossier = dossier_in(Stage.PROCESSING)
    binh = screen("binh")

    wrong = binh.do(dossier, "propose", content="Tình trạng: Độc thân\nkhông có nhãn")
    binh.do(dossier, "propose", content="Tình trạng: Độc thân\n\nGhi chú: xem mục 2: đã đủ")

    assert wrong.context["form"].errors["content"] == ["This line has no “label: text”: không có nhãn"]
    draft = Dossier.objects.get(pk=dossier.pk).draft
    assert draft == [["Tình trạng", "Độc thân"], ["Ghi chú", "xem mục 2: đã đủ"]]


def test_a_draft_begins_with_what_the_citizen_declared(dossier_in, screen):
    dossier = dossier_in(Stage.PROCESSING)
    question = {"name": "purpose", "type": "text", "required": True, "label_vi": "Mục đích", "label_en": "Purpose"}
    dossier.procedure.form_fields = [question]
    dossier.procedure.save()
    Dossier.objects.filter(pk=dossier.pk).update(form={"purpose": "Kết hôn"})

    asked = screen("binh").ask(dossier, "propose")

    assert asked.context["form"].fields["content"].initial == "Mục đích: Kết hôn"


def test_only_a_specialist_of_the_resolving_agency_is_offered(dossier_in, screen, world):
    dossier = dossier_in(Stage.DIGITIZED)

    asked = screen("an").ask(dossier, "begin")

    assert asked.context["form"].fields["officer_id"].choices == [(world.binh.id, "Lê Văn Bình")]


def test_an_act_that_there_is_not_is_a_404(dossier_in, screen):
    dossier = dossier_in(Stage.FILED)
    an = screen("an")

    assert an.ask(dossier, "sign").status_code == 404
    assert an.do(dossier, "delete").status_code == 404
