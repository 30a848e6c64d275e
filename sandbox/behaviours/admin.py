"""The trainer's switches: behaviours may be entered and changed here, and take effect with the next message."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from kernel.errors import Problem
from kernel.windows import Register
from sandbox.behaviours import menu
from sandbox.behaviours.models import Behaviour, Exercise


class BehaviourForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Behaviour
        fields = ("office", "service", "name", "share", "parameters", "from_at", "until_at", "is_on")

    def clean(self) -> dict[str, Any]:
        """Refuse a parameter that the menu does not know."""
        cleaned = super().clean() or {}
        parameters = cleaned.get("parameters")
        if "name" in cleaned and parameters is not None:
            if not isinstance(parameters, dict):
                raise forms.ValidationError(_("Parameters are names with values."))
            try:
                menu.dish(cleaned["name"]).with_defaults(parameters)
            except Problem as refusal:
                raise forms.ValidationError(refusal.told()) from refusal
        return cleaned


@admin.register(Behaviour)
class BehaviourAdmin(Register):
    form = BehaviourForm
    list_display = ("name", "office", "service", "share", "from_at", "until_at", "is_on")
    list_filter = ("is_on", "name", "office")
    search_fields = ("office", "name")
    ordering = ("-is_on", "office", "name")


@admin.register(Exercise)
class ExerciseAdmin(Register):
    list_display = ("seed", "preset")
    readonly_fields = ("preset",)

    def has_add_permission(self, request: Any) -> bool:
        return False
