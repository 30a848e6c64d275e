"""What the tests of the case ask for: a dossier at a stage, and hands that can sign."""

from collections.abc import Callable, Iterator

import pytest

from dossiers.models import Dossier, ProcedureTerms
from dossiers.states import Channel, PaperKind
from kernel import clock
from tests.calendars import at
from tests.dossiers.portal_line import MONDAY, Line, to_the_portal
from tests.factories.dossiers import FeeFactory, RequirementFactory, TermsFactory
from tests.personas import Cast
from tests.stages import Stage, bring
from tests.world import certify

RECEIVED = "2024-04-01 09:00"


@pytest.fixture
def dossier_in(world: Cast) -> Callable[..., Dossier]:
    """Bring a dossier of Lan's to a stage, every act at one hour, on a Monday: `dossier_in(Stage.PROCESSING)`.

    received  the local hour of all of it
    papers    codes of e-forms that the procedure requires, digital from birth
    fee       whether a fee of 8,000 đ, 4,000 đ online, is due
    terms     what the procedure promises, by column (sla_days, supplement_rule, fee_timing ...), or terms to share
    """

    def walk(
        stage: Stage,
        *,
        received: str = RECEIVED,
        channel: Channel = Channel.COUNTER,
        papers: tuple[str, ...] = (),
        fee: bool = False,
        terms: ProcedureTerms | None = None,
        **promised: object,
    ) -> Dossier:
        terms = terms or TermsFactory(**promised)
        for code in papers:
            RequirementFactory(terms=terms, code=code, kind=PaperKind.EFORM)
        if fee:
            FeeFactory(terms=terms)
        with clock.held(at(received)):
            return bring(world, stage, terms, channel)

    return walk


@pytest.fixture
def certified(world: Cast) -> Cast:
    """The cast with certificates in force since the beginning of 2024."""
    with clock.held(at("2024-01-02 08:00")):
        certify(world)
    return world


@pytest.fixture
def line(db: None) -> Iterator[Line]:
    """The line to the national portal, on Monday at nine."""
    with clock.held(at(MONDAY)), to_the_portal() as made:
        yield made
