"""The questions of an e-form as fields of a form on the screen, with the answers that stand."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.admin import answers
from kernel.windows import DAY

WIDE = forms.TextInput(attrs={"size": 70})
WIDGETS: dict[str, type[forms.Widget] | forms.Widget] = {
    "date": DAY,
    "time": forms.TimeInput(attrs={"type": "time"}),
    "number": forms.NumberInput,
}
YES_NO = (("", "---------"), ("true", _("yes")), ("false", _("no")))
PREFIX = "form-"


def field(question: Mapping[str, Any]) -> forms.Field:
    """Return the field for a row of a procedure's e-form."""
    label_in = f"label_{answers.language()}"
    label, required, kind = question[label_in], question["required"], question.get("type")
    if kind == "choice":
        choices = [(choice["value"], choice[label_in]) for choice in question["choices"]]
        return forms.ChoiceField(label=label, required=required, choices=[("", "---------"), *choices])
    if kind == "yes_no":
        return forms.ChoiceField(label=label, required=required, choices=YES_NO)
    # What an answer must look like is the service's to say; the widget only helps to type it.
    return forms.CharField(label=label, required=required, widget=WIDGETS.get(str(kind), WIDE))


def fields(form: list[dict[str, Any]], declared: Mapping[str, Any], without: frozenset[str]) -> dict[str, forms.Field]:
    """Return the fields of an e-form, filled with what was declared, under names that begin with PREFIX.

    without  names of questions that are left out
    """
    made = {f"{PREFIX}{row['name']}": field(row) for row in form if row["name"] not in without}
    for name, shown in made.items():
        shown.initial = _typed(declared.get(name.removeprefix(PREFIX), ""))
    return made


def corrected(form: forms.Form) -> dict[str, str]:
    """Return the answers of a valid form that are not what they were, by question."""
    changed = [name for name in form.changed_data if name.startswith(PREFIX)]
    return {name.removeprefix(PREFIX): form.cleaned_data[name] for name in changed}


def _typed(answer: Any) -> str:
    return str(answer).lower() if isinstance(answer, bool) else str(answer)
