"""The one question that a visitor types: a dossier code, as it is read off a slip."""

import re

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

CODE = r"[0-9A-Za-z][0-9A-Za-z.\-]{0,39}"
# What PDF readers and telephones make of a hyphen.
DASHES = re.compile("[\u2010-\u2015\u2212]")


class CodeField(forms.CharField):
    """Forgives blanks, small letters and typographic dashes."""

    def to_python(self, value: object) -> str:
        return DASHES.sub("-", "".join((super().to_python(value) or "").split())).upper()


class CodeForm(forms.Form):
    code = CodeField(
        label=_("Dossier code"),
        label_suffix="",
        help_text=_("It stands on your slip, beside the QR code. Example:"),
        validators=[RegexValidator(f"^{CODE}$", _("A dossier code has letters, digits, dots and hyphens only."))],
        error_messages={"required": _("Enter the dossier code.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": 60}
        ),
    )
