"""Windows on the catalogue; it is loaded from its dated file."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from dossiers.admin import answers
from dossiers.models import Fee, PaperRequirement, Procedure, ProcedureTerms
from kernel.windows import Window


class Lines(admin.TabularInline):  # type: ignore[type-arg]
    """Rows shown beneath the row they belong to."""

    can_delete = False
    show_change_link = True
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class TermsLines(Lines):
    model = ProcedureTerms
    fields = ("effective_on", "sla_days", "sla_unit", "cut_off", "supplement_days", "supplement_rule", "fee_timing")


class FeeLines(Lines):
    model = Fee
    fields = ("kind", "code", "name_vi", "when_vi", "direct_vnd", "online_vnd", "per", "max_vnd", "proof")


class RequirementLines(Lines):
    model = PaperRequirement
    fields = ("code", "name_vi", "required", "kind", "count", "reusable")


@admin.register(Procedure)
class ProcedureAdmin(Window):
    list_display = ("code", "name_vi", "field_vi", "level", "authority", "result_vi", "provenance")
    list_filter = ("level", "field_vi", "provenance")
    search_fields = ("code", "name_vi", "name_en")
    readonly_fields = ("questions", "authorities", "tag_names", "source_numbers")
    fields = (
        ("code", "level"),
        ("name_vi", "name_en"),
        ("field_vi", "field_en"),
        "authorities",
        ("result_vi", "result_en"),
        ("result_symbol", "result_code"),
        "questions",
        "tag_names",
        ("provenance", "source_numbers"),
    )
    inlines = (TermsLines,)

    @admin.display(description=_("e-form"))
    def questions(self, procedure: Procedure) -> str:
        label = f"label_{answers.language()}"
        asked = ((field[label], " *" if field["required"] else "") for field in procedure.form_fields)
        return format_html("<ol>{}</ol>", format_html_join("", "<li>{}{}</li>", asked))

    @admin.display(description=_("authority"))
    def authorities(self, procedure: Procedure) -> str:
        return ", ".join([procedure.authority, *procedure.also_competent])

    @admin.display(description=_("tags"))
    def tag_names(self, procedure: Procedure) -> str:
        return ", ".join(procedure.tags)

    @admin.display(description=_("sources"))
    def source_numbers(self, procedure: Procedure) -> str:
        return ", ".join(procedure.sources)


@admin.register(ProcedureTerms)
class ProcedureTermsAdmin(Window):
    list_display = ("procedure", "effective_on", "sla_days", "sla_unit", "cut_off", "supplement_rule", "fee_timing")
    list_filter = ("sla_unit", "supplement_rule", "fee_timing")
    search_fields = ("procedure__code", "procedure__name_vi")
    list_select_related = ("procedure",)
    exclude = ("tags", "sources")
    readonly_fields = ("knowledge", "source_numbers")
    inlines = (FeeLines, RequirementLines)

    @admin.display(description=_("provenance"))
    def knowledge(self, terms: ProcedureTerms) -> str:
        return "; ".join(f"{fact}: {', '.join(tags)}" for fact, tags in terms.tags.items())

    @admin.display(description=_("sources"))
    def source_numbers(self, terms: ProcedureTerms) -> str:
        return ", ".join(terms.sources)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        terms = context["original"]
        return super().render_change_form(request, {**context, "subtitle": terms.procedure}, *args, **kwargs)


@admin.register(Fee)
class FeeAdmin(Window):
    list_display = ("code", "name_vi", "kind", "procedure_name", "when_vi", "direct_vnd", "online_vnd")
    list_filter = ("kind",)
    search_fields = ("code", "name_vi", "terms__procedure__code", "terms__procedure__name_vi")
    list_select_related = ("terms__procedure",)
    ordering = ("terms__procedure__code", "pk")

    @admin.display(description=Procedure._meta.verbose_name, ordering="terms__procedure__code")
    def procedure_name(self, fee: Fee) -> str:
        return str(fee.terms.procedure)


@admin.register(PaperRequirement)
class PaperRequirementAdmin(Window):
    list_display = ("name_vi", "code", "procedure_name", "required", "kind", "reusable")
    list_filter = ("required", "kind", "reusable")
    search_fields = ("code", "name_vi", "terms__procedure__code", "terms__procedure__name_vi")
    list_select_related = ("terms__procedure",)
    ordering = ("terms__procedure__code", "pk")

    @admin.display(description=Procedure._meta.verbose_name, ordering="terms__procedure__code")
    def procedure_name(self, requirement: PaperRequirement) -> str:
        return str(requirement.terms.procedure)
