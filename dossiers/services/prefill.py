"""At the counter: whoever stands there is looked up, and what is known need not be typed (rule O-8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dossiers import prefilled, queries
from dossiers.models import Dossier
from dossiers.prefilled import Offered
from dossiers.states import Origin, State
from identity import population
from identity.population import PersonFacts
from kernel import clock
from kernel.actors import Actor

PURPOSE = "Điền sẵn tờ khai thủ tục {code}"
# How many results back an earlier answer is looked for.
EARLIER = 5


@dataclass(frozen=True, slots=True)
class Prefill:
    """What is known of a person, what it answers of the e-form, and the token that proves it to the filing."""

    facts: PersonFacts
    answers: dict[str, Offered]
    token: str


def look_up(*, procedure: str, number: str, name: str, born_on: date, by: Actor) -> Prefill:
    """Ask the population database about whoever stands at the counter; the question is logged with its purpose.

    Answers of his earlier dossiers that ended in a result fill what the database does not say.
    Raises ProcedureUnknown, TermsMissing, and what `identity.population.lookup` raises. Never in a transaction.
    """
    terms = queries.terms_in_force(procedure, clock.today())
    asked = {str(field["name"]) for field in terms.procedure.form_fields}
    purpose = PURPOSE.format(code=procedure)
    facts = population.lookup(number, name=name, born_on=born_on, purpose=purpose, officer=by)
    offered = {**dict(_earlier(number, asked, by)), **prefilled.answers(facts, asked)}
    return Prefill(facts, offered, prefilled.sealed(offered, number=number, officer_id=by.id))


def _earlier(number: str, asked: set[str], by: Actor) -> Iterator[tuple[str, Offered]]:
    """Yield what the person declared before, the newest last; only where a result came of it."""
    ended = Dossier.objects.visible_to(by).filter(applicant__personal_number=number, state=State.RETURNED)
    for form in reversed(ended.order_by("-pk").values_list("form", flat=True)[:EARLIER]):
        yield from ((name, Offered(str(form[name]), Origin.EARLIER)) for name in asked & set(form))
