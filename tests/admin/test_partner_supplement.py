"""The desk corrects the declaration, and hands in what a partner agency asks for (docs/sources.md, rule K-5)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dossiers.models import Dossier, SupplementItem
from kernel import journal
from tests.admin.conftest import told
from tests.api.situations import PARTNER_ITEM, asked_by_a_partner, linked_service
from tests.pictures import jpeg
from tests.refusals import everything

ACTS = ("correct_declaration", "answer_partner")


@pytest.fixture
def asked(world):
    return asked_by_a_partner(world, papers=2)


def buttons(screen, name, dossier):
    return {button.name for button in screen(name).page(dossier).context["page"].buttons}


def scan(content=None):
    return SimpleUploadedFile("a.jpg", jpeg() if content is None else content, "image/jpeg")


def posted(form, **changed):
    """Return what a browser posts that shows this form, with these answers changed."""
    return {name: form[name].value() for name in form.fields} | {f"form-{name}": text for name, text in changed.items()}


@pytest.mark.parametrize(("name", "may"), [("an", True), ("binh", False), ("chi", False), ("trang", False)])
def test_the_desk_alone_is_offered_to_answer_for_the_applicant(name, may, asked, screen):
    assert set(ACTS) <= buttons(screen, name, asked) if may else not set(ACTS) & buttons(screen, name, asked)


def test_where_no_agency_asks_nothing_is_to_be_answered(world, screen):
    assert not set(ACTS) & buttons(screen, "an", linked_service(world))


def test_the_declaration_is_shown_as_it_stands_and_corrected(asked, screen, world):
    an = screen("an")
    form = an.ask(asked, "correct_declaration").context["form"]
    assert form["form-residence_address"].value() == "Thôn Đông, xã An Phú"
    assert form["form-householder_consents"].value() == "true"

    an.do(asked, "correct_declaration", **posted(form, residence_address="Thôn Đoài, xã An Phú"))

    corrected = Dossier.objects.get()
    assert corrected.form == {**asked.form, "residence_address": "Thôn Đoài, xã An Phú"}
    entry = journal.history(corrected.stream).last()
    assert (entry.name, entry.actor) == ("dossiers.DeclarationCorrected", str(world.an.actor))
    assert journal.event_of(entry).fields == ("residence_address",)
    assert SupplementItem.objects.filter(fulfilled_at=None).count() == 0


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "Nothing of the declaration was changed."),
        ({"child_born_on": "20/05/2024"}, "“Date of birth of the child”"),
        ({"child_name": ""}, None),
    ],
)
def test_a_correction_that_is_none_or_wrong_changes_nothing(changed, sentence, asked, screen):
    an = screen("an")
    facts = posted(an.ask(asked, "correct_declaration").context["form"], **changed)
    before = everything()

    answer = an.do(asked, "correct_declaration", **facts)

    assert answer.status_code == 400
    assert sentence is None or sentence in str(answer.context["form"].non_field_errors())
    assert everything() == before


def test_a_file_is_handed_in_for_one_of_the_items(asked, screen, world):
    an = screen("an")
    offered = an.ask(asked, "answer_partner").context["form"].fields["item"].choices[1:]
    assert sorted(offered)[-1] == (PARTNER_ITEM, "Birth registration: Thiếu")

    answer = an.do(asked, "answer_partner", item=PARTNER_ITEM, file=scan())

    item = SupplementItem.objects.get(pk=PARTNER_ITEM)
    assert told(answer) == ["Done: Answer an agency."]
    assert (item.fulfilled_at is not None, item.answer_id is not None) == (True, True)
    entry = journal.history(asked.stream).last()
    assert (entry.name, entry.actor) == ("dossiers.PartnerItemAnswered", str(world.an.actor))


@pytest.mark.parametrize("facts", [{}, {"item": 1, "file": b"x"}, {"item": PARTNER_ITEM, "file": b"x"}])
def test_an_answer_without_an_item_or_a_readable_file_changes_nothing(facts, asked, screen):
    an, before = screen("an"), everything()
    given = {**facts, "file": scan(facts["file"])} if "file" in facts else facts

    assert an.do(asked, "answer_partner", **given).status_code == 400

    assert everything() == before


@pytest.mark.parametrize("name", ["binh", "chi", "dung"])
def test_who_is_not_at_the_desk_changes_nothing_by_posting(name, asked, screen):
    clerk = screen(name)
    form = screen("an").ask(asked, "correct_declaration").context["form"]
    facts = posted(form, residence_address="Thôn Đoài, xã An Phú")
    before = everything()

    corrected = clerk.do(asked, "correct_declaration", **facts)
    answered = clerk.do(asked, "answer_partner", item=PARTNER_ITEM, file=scan())

    assert {corrected.status_code, answered.status_code} == {404 if name == "dung" else 302}
    assert everything() == before
