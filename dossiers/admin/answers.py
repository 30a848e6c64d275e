"""Names of the catalogue in the language in force, and the answers of an e-form in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dossiers.models import Dossier
from dossiers.states import Origin


def language() -> str:
    """Return "en" for a reader of English, else "vi"."""
    return "en" if (get_language() or "").startswith("en") else "vi"


def named(row: Any) -> str:
    """Return the name of a row of the catalogue in the language in force."""
    return str(getattr(row, f"name_{language()}"))


def of(dossier: Dossier, language: str) -> dict[str, str]:
    """Return what the citizen declared, by question, in the order of the form. language is "vi" or "en"."""
    fields = (field for field in dossier.procedure.form_fields if field["name"] in dossier.form)
    return {field[f"label_{language}"]: _in_words(field, dossier.form[field["name"]], language) for field in fields}


def with_origins(dossier: Dossier, language: str) -> dict[str, str]:
    """Return the same, and behind each answer that nobody typed where it is from."""
    said, names = of(dossier, language), [field["name"] for field in dossier.procedure.form_fields]
    declared = (name for name in names if name in dossier.form)
    origins = (Origin(dossier.form_origins.get(name, Origin.TYPED)) for name in declared)
    return {
        label: text if origin == Origin.TYPED else f"{text} ({origin.label})"
        for (label, text), origin in zip(said.items(), origins, strict=False)
    }


def _in_words(field: Mapping[str, Any], answer: Any, language: str) -> str:
    match field.get("type"):
        case "choice":
            labels = {choice["value"]: choice[f"label_{language}"] for choice in field["choices"]}
            return str(labels.get(answer, answer))
        case "date":
            return f"{date.fromisoformat(answer):%d/%m/%Y}"
        case "yes_no":
            return _("yes") if answer else _("no")
    return str(answer)
