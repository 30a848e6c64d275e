"""Filing a dossier at the counter: who stands there, what is asked for, which papers lie on the counter."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.forms import BoundField
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from dossiers.admin import answers, questions
from dossiers.admin.questions import WIDE
from dossiers.models import Dossier, PaperRequirement, ProcedureTerms
from dossiers.services import filing, papers, prefill
from dossiers.states import Channel, PaperKind
from identity.errors import PersonIncomplete
from identity.models import Agency, Person
from identity.personal_number import masked
from identity.services import Declared
from kernel import clock
from kernel.actors import Actor
from kernel.windows import DAY

DAY_TYPED = re.compile(r"\d{4}-\d{2}-\d{2}")
COUNTED = ("originals", "certified_copies", "photocopies")
COUNTED_AS = (_("originals"), _("certified copies"), _("photocopies"))


class ChooseProcedure(forms.Form):
    procedure = forms.ChoiceField(label=_("procedure"))

    def __init__(self, *posted: Any) -> None:
        super().__init__(*posted)
        fields: dict[str, dict[str, str]] = {}
        in_force = ProcedureTerms.objects.on(clock.today()).select_related("procedure")
        for procedure in sorted({terms.procedure for terms in in_force}, key=lambda procedure: procedure.code):
            field = getattr(procedure, f"field_{answers.language()}")
            fields.setdefault(field, {})[procedure.code] = f"{procedure.code} {answers.named(procedure)}"
        self.fields["procedure"].choices = [  # type: ignore[attr-defined]
            (field, list(choices.items())) for field, choices in fields.items()
        ]


class Filing(forms.Form):
    """The owner is named by number; the rest of him is asked only from who is not known yet."""

    personal_number = forms.CharField(label=_("personal number of the owner"), max_length=12)
    full_name = forms.CharField(label=_("full name"), max_length=120, required=False)
    sex = forms.ChoiceField(label=_("sex"), choices=[("", "---------"), *Person.Sex.choices], required=False)
    born_on = forms.DateField(label=_("date of birth"), widget=DAY, required=False)
    address = forms.CharField(label=_("address"), max_length=250, widget=WIDE, required=False)
    phone = forms.CharField(label=_("telephone"), max_length=20, required=False)
    submitter = forms.CharField(label=_("personal number of who files, if another"), max_length=12, required=False)
    channel = forms.TypedChoiceField(
        label=_("channel"),
        coerce=lambda value: Channel(int(value)),
        choices=[(channel.value, channel.label) for channel in (Channel.COUNTER, Channel.POST)],
    )
    summary = forms.CharField(label=_("requested content"), max_length=250, widget=WIDE, required=False)

    # What proves to the filing that answers were offered and not typed.
    prefill = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, terms: ProcedureTerms, *posted: Any, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(*posted)
        self.initial = dict(initial or {})
        self.terms = terms
        self.questions = {f"form-{field['name']}": field for field in terms.procedure.form_fields}
        self.needs = [need for need in terms.requirements.all() if need.kind != PaperKind.EFORM]
        self.fields.update({name: questions.field(field) for name, field in self.questions.items()})
        self.fields.update({_count_of(need, kind): _count(label) for need in self.needs for kind, label in _kinds()})

    def owner(self) -> list[BoundField]:
        return [self[name] for name in ("personal_number",)]

    def newcomer(self) -> list[BoundField]:
        return [self[name] for name in ("full_name", "sex", "born_on", "address", "phone")]

    def filing(self) -> list[BoundField]:
        return [self[name] for name in ("submitter", "channel", "summary")]

    def declaration(self) -> list[BoundField]:
        return [self[name] for name in self.questions]

    def papers(self) -> Iterator[tuple[PaperRequirement, list[BoundField]]]:
        return ((need, [self[_count_of(need, kind)] for kind in COUNTED]) for need in self.needs)

    def names(self) -> dict[str, str]:
        """Return how fields, questions and papers are called on the screen, by the names that services give them."""
        questions = {str(field["name"]): str(self.fields[name].label) for name, field in self.questions.items()}
        papers = {need.code: answers.named(need) for need in self.needs}
        return {name: str(field.label) for name, field in self.fields.items()} | questions | papers

    def declared(self) -> Declared:
        names = ("personal_number", "full_name", "sex", "born_on", "address", "phone")
        return Declared(**{name: self.cleaned_data[name] for name in names})

    def answers(self) -> dict[str, str]:
        return {str(field["name"]): self.cleaned_data[name] for name, field in self.questions.items()}

    def presented(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the code and the counts of each paper that lies on the counter."""
        for need in self.needs:
            counts = {kind: self.cleaned_data[_count_of(need, kind)] or 0 for kind in COUNTED}
            if any(counts.values()):
                yield need.code, counts


@transaction.atomic
def file(form: Filing, *, desk: Agency, by: Actor) -> Dossier:
    """File the dossier with the papers that lie on the counter: all or nothing. Raises what services raise."""
    number = form.cleaned_data["submitter"]
    dossier = filing.file(
        procedure=form.terms.procedure.code,
        reception=desk.code,
        by=by,
        form=form.answers(),
        applicant=form.declared(),
        submitter=Declared(number) if number else None,
        channel=form.cleaned_data["channel"],
        summary=form.cleaned_data["summary"],
        prefill=form.cleaned_data["prefill"],
    )
    for code, counts in form.presented():
        papers.present(dossier.pk, requirement=code, by=by, **counts)
    return dossier


def looked_up(terms: ProcedureTerms, posted: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """Return what the form shows once its person is looked up: what was typed, under what is known.

    Raises PersonIncomplete, and what `prefill.look_up` raises.
    """
    number, name, born = (str(posted.get(field, "")).strip() for field in ("personal_number", "full_name", "born_on"))
    born_on = parse_date(born) if DAY_TYPED.fullmatch(born) else None
    if not name or born_on is None:
        raise PersonIncomplete(number=masked(number), fields=["full_name", "born_on"])
    found = prefill.look_up(procedure=terms.procedure.code, number=number, name=name, born_on=born_on, by=by)
    known = {
        "full_name": found.facts.full_name,
        "sex": str(found.facts.sex or ""),
        "address": found.facts.residence,
        "prefill": found.token,
        **{f"form-{question}": offered.value for question, offered in found.answers.items()},
    }
    return {**{field: posted[field] for field in posted}, **{name: value for name, value in known.items() if value}}


def _count(label: Any) -> forms.Field:
    return forms.IntegerField(label=label, min_value=0, max_value=99, required=False)


def _count_of(need: PaperRequirement, kind: str) -> str:
    return f"paper-{need.code}-{kind}"


def _kinds() -> Iterator[tuple[str, Any]]:
    return zip(COUNTED, COUNTED_AS, strict=True)
