"""What the things are called that refusals name by their codes."""

from dossiers.admin import answers
from dossiers.models import Dossier


def papers(dossier: Dossier) -> dict[str, str]:
    """Return the names of the papers that the procedure asks for, by code."""
    return {need.code: answers.named(need) for need in dossier.terms.requirements.all()}


def questions(dossier: Dossier) -> dict[str, str]:
    """Return the questions of the e-form, by name."""
    label_in = f"label_{answers.language()}"
    return {row["name"]: row[label_in] for row in dossier.procedure.form_fields}
