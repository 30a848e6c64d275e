"""What happened to a dossier, line by line, in words: its journal as a clerk reads it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers import queries
from dossiers.models import Dossier
from dossiers.queries import Happening
from dossiers.states import State
from identity.models import Officer, Person
from kernel.actors import ActorKind

# The facts that are told as they are, in this order; ids become names, digests are left out.
TOLD: dict[str, str | Promise] = {
    "due_on": _("due"),
    "extended_to_on": _("new date"),
    "answer_due_on": _("to be answered by"),
    "reason": _("reason"),
    "number": _("number"),
    "amount_vnd": _("amount"),
    "fee_vnd": _("fee"),
    "receipt": _("receipt"),
    "reference": _("reference"),
    "notice": _("notice"),
    "voucher": _("voucher"),
    "to_agency": _("agency"),
    "to_procedure": _("procedure"),
}


@dataclass(frozen=True, slots=True)
class TimeLine:
    """Something that happened; `step` is "from -> to" for a move that changed the state."""

    at: datetime
    label: str
    step: str
    actor: str
    facts: str


def of(dossier: Dossier) -> Iterator[TimeLine]:
    """Yield what happened, oldest first."""
    happenings = queries.timeline(dossier)
    names = _names(happenings)
    papers = {paper.pk: paper.name_vi for paper in dossier.papers.all()}
    for happening in happenings:
        facts = happening.facts
        about = [papers.get(facts.get("paper_id", 0), ""), names.get(_handler(facts), "")]
        told = [f"{TOLD[name]}: {_fact(name, facts[name])}" for name in TOLD if facts.get(name)]
        yield TimeLine(
            at=happening.at,
            label=happening.label,
            step=_step(happening),
            actor=names[happening.actor],
            facts="; ".join(filter(None, (*about, *told))),
        )


def vnd(amount_vnd: int) -> str:
    """50.000 đ"""
    return f"{amount_vnd:,} đ".replace(",", ".")


def _step(happening: Happening) -> str:
    if not happening.target or happening.target == happening.source:
        return ""
    return f"{State(happening.source).label} → {State(happening.target).label}"


def _fact(name: str, value: Any) -> str:
    if name.endswith("_on"):
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    return vnd(value) if name.endswith("_vnd") else str(value)


def _handler(facts: dict[str, Any]) -> str:
    return f"{ActorKind.OFFICER}:{facts['handler_id']}" if "handler_id" in facts else ""


def _names(happenings: Iterable[Happening]) -> dict[str, str]:
    """Return who stands behind "officer:12", "citizen:5" and "system", in two queries however many they are."""
    named = {text for happening in happenings for text in (happening.actor, _handler(happening.facts))}
    people = {
        **_by_actor(ActorKind.OFFICER, Officer.objects.in_bulk(_ids(ActorKind.OFFICER, named))),
        **_by_actor(ActorKind.CITIZEN, Person.objects.in_bulk(_ids(ActorKind.CITIZEN, named))),
        str(ActorKind.SYSTEM): str(_("the system")),
    }
    return {text: people.get(text, text) for text in named}


def _ids(kind: ActorKind, named: Iterable[str]) -> list[int]:
    parts = (text.partition(":") for text in named)
    return [int(pk) for found, _colon, pk in parts if found == kind and pk.isdecimal()]


def _by_actor(kind: ActorKind, rows: Mapping[int, object]) -> dict[str, str]:
    return {f"{kind}:{pk}": str(row) for pk, row in rows.items()}
