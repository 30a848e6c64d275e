"""Refusals for a clerk, who knows papers and questions by their names and not by their codes."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from dossiers.admin import answers
from dossiers.models import Dossier
from kernel.errors import Problem
from kernel.moves import NotYourMove, WrongState

NOT_NOW = _("This act is not possible now, or not yours.")


def told(problem: Problem, names: Mapping[str, str]) -> str:
    """Return the sentence of a refusal with names in the place of codes."""
    if isinstance(problem, (WrongState, NotYourMove)):
        return str(NOT_NOW)
    problem.params = {key: _named(value, names) for key, value in problem.params.items()}
    return problem.told()


def papers(dossier: Dossier) -> dict[str, str]:
    """Return the names of the papers that the procedure asks for, by code."""
    return {need.code: answers.named(need) for need in dossier.terms.requirements.all()}


def _named(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, (list, tuple)):
        return [names.get(item, item) for item in value]
    return names.get(value, value) if isinstance(value, str) else value
