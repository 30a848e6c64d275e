"""How much goes back when a dossier ends (docs/sources.md, rule F-21)."""

import pytest

from payments.refund_rule import Work, refundable_vnd
from payments.states import LineKind

LINES = [(LineKind.PHI, 5_000), (LineKind.LE_PHI, 10_000), (LineKind.LE_PHI, 2_000), (LineKind.OBLIGATION, 900_000)]


@pytest.mark.parametrize(
    ("work", "goes_back_vnd"),
    [
        # Nothing was done for it yet: all but the tax, which is the tax office's.
        (Work.NOT_BEGUN, 17_000),
        # The service was rendered in part, the act of the state was not made.
        (Work.BEGUN, 12_000),
        (Work.DONE, 0),
    ],
)
def test_what_goes_back_depends_on_how_far_the_office_had_come(work, goes_back_vnd):
    assert refundable_vnd(LINES, work) == goes_back_vnd


def test_nothing_comes_of_nothing():
    assert [refundable_vnd([], work) for work in Work] == [0, 0, 0]
