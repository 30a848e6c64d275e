"""A declaration is refused before anything is stored if it does not fill the e-form (docs/sources.md, rule P-34)."""

import pytest

from dossiers import forms
from dossiers.errors import FormAnswerInvalid, FormFieldUnknown, FormIncomplete

FIELDS = [
    {"name": "child_name", "type": "text", "required": True},
    {"name": "born_on", "type": "date", "required": True},
    {"name": "consents", "type": "yes_no", "required": True},
    {"name": "sex", "type": "choice", "required": False, "choices": [{"value": "male"}, {"value": "female"}]},
    {"name": "copies", "type": "number", "required": False},
    {"name": "mother", "type": "personal_number", "required": False},
]
FULL = {"child_name": "Nguyễn Minh", "born_on": "2024-03-01", "consents": False}


def test_a_full_declaration_comes_back_in_the_order_of_the_form():
    answers = forms.check(FIELDS, {"copies": "2", **FULL})

    assert answers == {"child_name": "Nguyễn Minh", "born_on": "2024-03-01", "consents": False, "copies": 2}
    assert list(answers) == ["child_name", "born_on", "consents", "copies"]


def test_a_no_is_an_answer():
    assert forms.check(FIELDS, FULL)["consents"] is False


def test_text_is_kept_in_nfc():
    decomposed = "Nguye\u0302\u0303n"

    assert forms.check(FIELDS, FULL | {"child_name": decomposed})["child_name"] == "Nguyễn"


def test_every_empty_required_field_is_named():
    with pytest.raises(FormIncomplete) as refusal:
        forms.check(FIELDS, {"child_name": "  "})

    assert refusal.value.params == {"fields": ["child_name", "born_on", "consents"]}


def test_fields_that_the_form_does_not_have_are_named():
    with pytest.raises(FormFieldUnknown) as refusal:
        forms.check(FIELDS, FULL | {"zodiac": "x"})

    assert refusal.value.params == {"fields": ["zodiac"]}


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        ("born_on", "01/03/2024"),
        ("born_on", "2024-02-30"),
        ("consents", "maybe"),
        ("sex", "other"),
        ("copies", "two"),
        ("mother", "12345"),
        ("child_name", {"a": 1}),
        ("child_name", True),
    ],
)
def test_an_answer_of_another_type_is_refused_by_name(field, answer):
    with pytest.raises(FormAnswerInvalid) as refusal:
        forms.check(FIELDS, FULL | {field: answer})

    assert refusal.value.params["field"] == field
