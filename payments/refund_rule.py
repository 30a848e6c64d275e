"""How much of what was paid goes back: pure arithmetic over the lines of an order."""

from collections.abc import Iterable
from enum import StrEnum

from payments.states import LineKind


class Work(StrEnum):
    """How far the office had come when the dossier ended."""

    NOT_BEGUN = "not-begun"
    BEGUN = "begun"
    DONE = "done"


def refundable_vnd(lines: Iterable[tuple[LineKind, int]], work: Work) -> int:
    """Return the đồng that go back.

    lines  (kind, amount in đồng) of each line that was paid
    Refused or withdrawn before work: everything. Once work has begun the charge (phí) has paid for it and stays, the
    levy (lệ phí) for an act of the state that is not made goes back. Once the work is done nothing does. An obligation
    (tax) is the tax office's to return.
    Source: docs/sources.md, rule F-21.
    """
    goes_back = {
        Work.NOT_BEGUN: {LineKind.PHI, LineKind.LE_PHI},
        Work.BEGUN: {LineKind.LE_PHI},
        Work.DONE: set[LineKind](),
    }[work]
    return sum(amount_vnd for kind, amount_vnd in lines if kind in goes_back)
