"""A dossier whose owner claims not to have to pay."""

from dossiers.models import Dossier
from dossiers.states import FeeTiming
from kernel import clock
from tests.calendars import at
from tests.factories.dossiers import FeeFactory, ProcedureFactory, RequirementFactory, TermsFactory
from tests.personas import Cast
from tests.stages import file

CLAIM = {
    "name": "relief",
    "label_vi": "Thuộc diện miễn lệ phí",
    "label_en": "Exempt as",
    "type": "choice",
    "required": False,
    "choices": [{"value": "poor", "label_vi": "Hộ nghèo", "label_en": "Poor household"}],
}

# The case of a fee that is charged of the poor.
POOR = {"case_question": "relief", "case_answers": ["poor"], "when_vi": "Hộ nghèo"}


def claiming_relief(world: Cast, received: str = "2024-04-01 09:00", **exempt: object) -> Dossier:
    """File a dossier of Lan's that would cost 8,000 đ before acceptance, claimed to be exempt as poor.

    exempt  columns of the fee that is charged instead (nothing, unless told otherwise)
    """
    terms = TermsFactory(procedure=ProcedureFactory(form_fields=[CLAIM]), fee_timing=FeeTiming.FIRST)
    RequirementFactory(terms=terms, code="relief-proof", required=False)
    FeeFactory(terms=terms, code="LP")
    nothing = {"direct_vnd": 0, "online_vnd": 0}
    FeeFactory(terms=terms, code="LP-MP", instead_of=["LP"], proof="relief-proof", **{**POOR, **nothing, **exempt})
    with clock.held(at(received)):
        return file(world, terms, form={"relief": "poor"})
