"""What an act asks before it is done: one small form for each set of facts, named as the services name them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dossiers import drafts, queries
from dossiers.admin import answers, linked, questions, telling
from dossiers.admin.questions import WIDE
from dossiers.admin.story import vnd
from dossiers.files import Upload
from dossiers.models import Dossier, PaperRequirement, Procedure
from dossiers.services import fees
from dossiers.services.handover import ReturnMethod
from identity.models import Agency, Appointment
from identity.roles import Role
from interlink.routes import CHOICES
from kernel import clock
from kernel.windows import DAY

LINES = forms.Textarea(attrs={"rows": 3, "cols": 80})
Choices = list[tuple[Any, str]]


class Plain(forms.Form):
    """An act that needs no facts but the consent. `facts()` are the arguments of its service."""

    def __init__(self, dossier: Dossier, need: PaperRequirement | None, *posted: Any) -> None:
        super().__init__(*posted)
        self.dossier, self.need = dossier, need
        self.prepare()

    def prepare(self) -> None:
        """Fill in what the system knows: choices and first values."""

    def facts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def names(self) -> dict[str, str]:
        """Return how things are called on the screen, by the names that a refusal gives them."""
        return telling.papers(self.dossier)

    def offer(self, name: str, choices: Iterable[tuple[Any, str]]) -> None:
        """Give a field its choices; the only one is chosen already."""
        field, offered = self.fields[name], list(choices)
        field.choices = [("", "---------"), *offered] if len(offered) != 1 else offered  # type: ignore[attr-defined]


class Reason(Plain):
    reason = forms.CharField(label=_("reason"), widget=LINES)


class Stop(Reason):
    """Of a linked service that came to nothing the reason is known."""

    def prepare(self) -> None:
        self.fields["reason"].initial = drafts.why_nothing_more(self.dossier)


class Refusal(Reason):
    legal_ground = forms.CharField(label=_("legal ground"), max_length=250, required=False, widget=WIDE)


class ToOfficer(Plain):
    officer_id = forms.TypedChoiceField(label=_("officer"), coerce=int)

    def prepare(self) -> None:
        posts = Appointment.objects.on(clock.today()).filter(agency=self.dossier.agency_id).select_related("officer")
        fit = {post.officer_id: post.officer.full_name for post in posts if post.has(Role.SPECIALIST)}
        self.offer("officer_id", ((pk, name) for pk, name in fit.items() if pk != self.dossier.handler_id))


class ToAgency(Reason):
    agency = forms.ChoiceField(label=_("agency"))
    field_order = ("agency", "reason")

    def prepare(self) -> None:
        procedure = self.dossier.procedure
        competent = Agency.objects.filter(kind__in=[procedure.authority, *procedure.also_competent])
        self.offer("agency", ((a.code, a.name_vi) for a in competent.exclude(pk=self.dossier.agency_id)))


class ToProcedure(Plain):
    procedure = forms.ChoiceField(label=_("procedure"))

    def prepare(self) -> None:
        kind, others = self.dossier.agency.kind, Procedure.objects.exclude(pk=self.dossier.procedure_id)
        self.offer("procedure", ((p.code, str(p)) for p in others if kind in (p.authority, *p.also_competent)))


class Defects(Reason):
    """One line for each paper of the procedure; what is left empty is in order."""

    def prepare(self) -> None:
        self.needs = {f"item-{need.code}": need for need in self.dossier.terms.requirements.all()}
        lines = {
            name: forms.CharField(label=need.name_vi, max_length=250, required=False, widget=WIDE)
            for name, need in self.needs.items()
        }
        self.fields = {**lines, **self.fields}
        for field in lines.values():
            field.help_text = _("what is missing or wrong; leave empty what is in order")

    def facts(self) -> dict[str, Any]:
        defects = {need.code: self.cleaned_data[name].strip() for name, need in self.needs.items()}
        return {"items": {code: text for code, text in defects.items() if text}, "reason": self.cleaned_data["reason"]}


class Money(Plain):
    amount_vnd = forms.IntegerField(label=_("amount (đồng)"), min_value=1)


class Obligation(Money):
    notice = forms.CharField(label=_("number of the notice"), max_length=60)


class ObligationPaid(Money):
    voucher = forms.CharField(label=_("number of the voucher"), max_length=60)

    def prepare(self) -> None:
        self.fields["amount_vnd"].initial = self.dossier.obligation_vnd


class FeePaid(Money):
    def prepare(self) -> None:
        self.fields["amount_vnd"].initial = self.dossier.fee_vnd


class MoneyBack(Plain):
    reference = forms.ChoiceField(label=_("refund to pay out"))

    def prepare(self) -> None:
        due = fees.to_hand_back(self.dossier)
        self.offer("reference", ((row.reference, f"{row.reference}: {vnd(row.amount_vnd)}") for row in due))


class Draft(Plain):
    """What the result will say, one line for each row of it; what the citizen declared stands there already."""

    content = forms.CharField(
        label=_("what the result says"),
        help_text=_("one row a line, its label first: “label: text”"),
        widget=forms.Textarea(attrs={"rows": 12, "cols": 90}),
    )

    def prepare(self) -> None:
        # A result is an official paper, so in Vietnamese whatever the clerk reads.
        declared = list(answers.of(self.dossier, "vi").items())
        # Of a linked service: whom it is about, and what the agencies did.
        rows = [*declared[:1], *drafts.partner_rows(self.dossier)] if self.dossier.chain_id else declared
        self.fields["content"].initial = "\n".join(f"{label}: {text}" for label, text in rows)

    def clean_content(self) -> dict[str, str]:
        lines = [line for line in self.cleaned_data["content"].splitlines() if line.strip()]
        rows = [[part.strip() for part in line.split(":", 1)] for line in lines]
        for line, row in zip(lines, rows, strict=True):
            if len(row) != 2 or not all(row):
                raise forms.ValidationError(_("This line has no “label: text”: %(line)s"), params={"line": line})
        return dict(rows)


class NewDate(Reason):
    new_date = forms.DateField(label=_("new date"), widget=DAY)
    field_order = ("new_date", "reason")


class HandingOver(Plain):
    method = forms.TypedChoiceField(label=_("how it is returned"), coerce=ReturnMethod, choices=ReturnMethod.choices)


class Presented(Plain):
    """How many of each lie on the counter."""

    originals = forms.IntegerField(label=_("originals"), min_value=0, max_value=99, initial=0)
    certified_copies = forms.IntegerField(label=_("certified copies"), min_value=0, max_value=99, initial=0)
    photocopies = forms.IntegerField(label=_("photocopies"), min_value=0, max_value=99, initial=0)
    reference_no = forms.CharField(label=_("reference number"), max_length=60, required=False)


class Scan(Plain):
    file = forms.FileField(label=_("file (PDF, JPEG or PNG)"))
    reference_no = forms.CharField(label=_("reference number"), max_length=60, required=False)

    def facts(self) -> dict[str, Any]:
        return {"upload": _upload(self.cleaned_data["file"]), "reference_no": self.cleaned_data["reference_no"]}


class Correction(Plain):
    """The declaration as it stands; what is changed is handed on to the agencies."""

    def prepare(self) -> None:
        form, declared = self.dossier.procedure.form_fields, self.dossier.form
        self.fields.update(questions.fields(form, declared, without=frozenset(CHOICES)))

    def facts(self) -> dict[str, Any]:
        return {"form": questions.corrected(self)}

    def names(self) -> dict[str, str]:
        return telling.questions(self.dossier)


class PartnerAnswer(Plain):
    """A file for one of the things that agencies wait for."""

    item = forms.TypedChoiceField(label=_("what an agency asks for"), coerce=int)
    file = forms.FileField(label=_("file (PDF, JPEG or PNG)"))

    def prepare(self) -> None:
        asked = linked.open_items(self.dossier)
        self.offer("item", ((item.pk, f"{item.service}: {item.defect}") for item in asked))

    def facts(self) -> dict[str, Any]:
        return {"item": self.cleaned_data["item"], "upload": _upload(self.cleaned_data["file"])}


class FromVault(Plain):
    vault_code = forms.ChoiceField(label=_("paper in the owner's vault"))

    def prepare(self) -> None:
        assert self.need is not None
        kept = queries.usable_in_vault(self.dossier.applicant_id, self.need)
        self.offer("vault_code", ((paper.code, _kept(paper.name_vi, paper.reference_no)) for paper in kept))


def _upload(file: Any) -> Upload:
    # One byte more than is taken: enough for the service to refuse it, and no more reaches memory.
    return Upload(file.read(settings.PAPER_MAX_BYTES + 1), file.content_type or "")


def _kept(name: str, reference_no: str) -> str:
    return f"{name} ({reference_no})" if reference_no else name
