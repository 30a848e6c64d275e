"""A dossier is filed at the counter: all of it, person and papers, or nothing (docs/sources.md, rules R-1, B-1)."""

import pytest
from django.urls import reverse

from dossiers.models import Dossier, Fee
from dossiers.states import Channel, FeeKind, PaperKind, State
from identity.models import Person
from kernel import journal
from tests.admin.conftest import told
from tests.factories.dossiers import ProcedureFactory, RequirementFactory, TermsFactory
from tests.refusals import everything

ADD = reverse("admin:dossiers_dossier_add")
PURPOSE = {"name": "purpose", "type": "text", "required": True, "label_vi": "Mục đích", "label_en": "Purpose"}
NEWCOMER = {
    "personal_number": "003090123456",
    "full_name": "Đỗ Văn Nam",
    "sex": "male",
    "born_on": "1990-02-03",
    "address": "Thôn 5, xã An Phú",
}


@pytest.fixture
def terms(db):
    """A procedure with one question, a declaration that is filled on screen, and one paper that is brought."""
    terms = TermsFactory(procedure=ProcedureFactory(form_fields=[PURPOSE]))
    RequirementFactory(terms=terms, code="declaration", kind=PaperKind.EFORM)
    RequirementFactory(terms=terms, code="residence-proof", name_vi="Giấy tờ chứng minh nơi cư trú")
    return terms


@pytest.fixture
def file_at(screen, terms):
    """Post the filing at a persona's screen."""

    def file(name, **facts):
        posted = {"channel": Channel.COUNTER.value, "form-purpose": "Kết hôn", **facts}
        return screen(name).post(f"{ADD}?procedure={terms.procedure.code}", posted)

    return file


def test_the_clerk_chooses_among_the_procedures_in_force(screen, terms):
    TermsFactory(procedure=ProcedureFactory(code="9.999999"), effective_on="2024-06-01")

    answer = screen("an").get(ADD)

    assert answer.context["form"].fields["procedure"].choices == [
        ("Civil status", [("1.004873", "1.004873 Marital-status certificate")])
    ]


def test_the_form_asks_what_the_procedure_asks(screen, terms):
    Fee.objects.create(
        terms=terms,
        kind=FeeKind.LE_PHI,
        code="LP-01",
        name_vi="Lệ phí",
        name_en="Levy",
        direct_vnd=15_000,
        online_vnd=0,
    )

    answer = screen("an").get(ADD, {"procedure": terms.procedure.code})

    form = answer.context["form"]
    assert [question.label for question in form.declaration()] == ["Purpose"]
    assert [need.code for need, _counts in form.papers()] == ["residence-proof"]
    assert answer.context["agency"].code == "H99.35.22"
    assert "5 working days" in answer.content.decode()
    assert "15.000 đ" in answer.content.decode()


def test_a_dossier_is_filed_for_a_person_who_is_known(file_at, world):
    answer = file_at("an", personal_number=world.lan.person.personal_number, **{"paper-residence-proof-originals": 1})

    dossier = Dossier.objects.get()
    assert answer.status_code == 302, answer.context["form"].errors
    assert told(answer) == ["Filed under the code H99.35.22-240401-0001."]
    assert (dossier.code, dossier.state) == ("H99.35.22-240401-0001", State.REGISTERED)
    assert (dossier.applicant, dossier.submitter) == (world.lan.person, world.lan.person)
    assert (dossier.channel, dossier.form) == (Channel.COUNTER, {"purpose": "Kết hôn"})
    assert list(dossier.papers.values_list("requirement__code", "originals")) == [
        ("declaration", 0),
        ("residence-proof", 1),
    ]
    assert {line.actor for line in journal.history(dossier.stream)} == {str(world.an.actor)}


def test_who_is_there_for_the_first_time_is_entered(file_at, world):
    file_at("an", **NEWCOMER, submitter=world.lan.person.personal_number)

    dossier = Dossier.objects.get()
    assert (dossier.applicant.full_name, dossier.applicant.address) == ("Đỗ Văn Nam", "Thôn 5, xã An Phú")
    assert dossier.submitter == world.lan.person


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"personal_number": "003090123456"}, "to enter a person, declare: full name, sex, date of birth"),
        ({**NEWCOMER, "sex": "female"}, "contradicts the declared sex"),
        ({**NEWCOMER, "submitter": "003190000999"}, "Nobody is known"),
        ({**NEWCOMER, "form-purpose": " "}, ""),
        ({**NEWCOMER, "paper-residence-proof-originals": "-1"}, ""),
    ],
)
def test_a_filing_that_does_not_hold_changes_nothing(facts, sentence, file_at, world):
    before = {name: rows for name, rows in everything().items() if name != "identity.User"}

    answer = file_at("an", **facts)

    assert answer.status_code == 400
    assert sentence in str(answer.context["form"].errors)
    assert {name: rows for name, rows in everything().items() if name != "identity.User"} == before


def test_an_answer_that_the_service_refuses_undoes_the_whole_filing(file_at, terms):
    terms.procedure.form_fields = [{**PURPOSE, "type": "date"}]
    terms.procedure.save()

    answer = file_at("an", **NEWCOMER)

    assert answer.status_code == 400
    assert "“Purpose”" in str(answer.context["form"].non_field_errors())
    assert not Dossier.objects.exists()
    assert not Person.objects.filter(personal_number=NEWCOMER["personal_number"]).exists()


@pytest.mark.parametrize("name", ["binh", "chi", "trang"])
def test_only_a_reception_desk_files(name, screen, terms):
    assert screen(name).get(ADD).status_code == 403
    assert screen(name).post(f"{ADD}?procedure={terms.procedure.code}", {}).status_code == 403


def test_a_procedure_that_there_is_not_is_said_and_the_choice_offered_again(screen, terms):
    answer = screen("an").get(ADD, {"procedure": "0.000000"})

    assert told(answer) == ["The catalogue has no procedure “0.000000”."]
    assert "procedure" in answer.context["form"].fields


def test_a_procedure_that_no_agency_near_resolves_is_not_filed(screen):
    far = TermsFactory(procedure=ProcedureFactory(code="2.000488", authority="justice"))

    answer = screen("an").post(f"{ADD}?procedure={far.procedure.code}", NEWCOMER)

    assert told(answer) == ["No agency near this desk resolves this procedure."]
    assert not Person.objects.filter(personal_number=NEWCOMER["personal_number"]).exists()
