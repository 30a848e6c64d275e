"""A small procedure and dossiers in any state."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from dossiers.models import Dossier, Fee, PaperRequirement, Procedure, ProcedureTerms
from dossiers.states import Channel, FeeKind, FeeTiming, Level, PaperKind, State, SupplementRule, Unit
from tests.factories.identity import AgencyFactory, PersonFactory


class ProcedureFactory(DjangoModelFactory):
    class Meta:
        model = Procedure
        django_get_or_create = ("code",)

    code = "1.004873"
    name_vi = "Cấp Giấy xác nhận tình trạng hôn nhân"
    name_en = "Marital-status certificate"
    field = "civil-status"
    field_vi = "Hộ tịch"
    field_en = "Civil status"
    level = Level.FULL
    authority = "commune"
    result_vi = "Giấy xác nhận tình trạng hôn nhân"
    result_en = "Marital-status certificate"
    result_symbol = "GXN"
    provenance = "e"


class TermsFactory(DjangoModelFactory):
    class Meta:
        model = ProcedureTerms

    procedure = factory.SubFactory(ProcedureFactory)
    effective_on = date(2024, 1, 1)
    sla_days = 5
    sla_unit = Unit.WORKING
    supplement_days = 7
    supplement_rule = SupplementRule.EXTEND
    fee_timing = FeeTiming.NONE


class FeeFactory(DjangoModelFactory):
    class Meta:
        model = Fee

    terms = factory.SubFactory(TermsFactory)
    kind = FeeKind.LE_PHI
    code = "copy"
    name_vi = "Lệ phí cấp bản sao"
    name_en = "Levy for a copy"
    direct_vnd = 8000
    online_vnd = 4000


class RequirementFactory(DjangoModelFactory):
    class Meta:
        model = PaperRequirement

    terms = factory.SubFactory(TermsFactory)
    code = factory.Sequence(lambda n: f"paper-{n}")
    name_vi = "Giấy tờ chứng minh"
    name_en = "Proof"
    kind = PaperKind.ORIGINAL


class DossierFactory(DjangoModelFactory):
    """A dossier in the state asked for, without a journal; `journeys` make real ones."""

    class Meta:
        model = Dossier

    class Params:
        accepted = factory.Trait(
            state=State.RECEIVED,
            received_at=factory.SelfAttribute("submitted_at"),
            due_on=date(2024, 4, 8),
        )
        processing = factory.Trait(accepted=True, state=State.PROCESSING)

    code = factory.Sequence(lambda n: f"H99.35.22-240401-{n:04d}")
    terms = factory.SubFactory(TermsFactory)
    procedure = factory.SelfAttribute("terms.procedure")
    reception = factory.SubFactory(AgencyFactory)
    agency = factory.SelfAttribute("reception")
    applicant = factory.SubFactory(PersonFactory)
    submitter = factory.SelfAttribute("applicant")
    channel = Channel.COUNTER
    summary = "Xác nhận tình trạng hôn nhân"
    submitted_at = datetime(2024, 4, 1, 2, tzinfo=UTC)
    reception_from_at = factory.SelfAttribute("submitted_at")
    reception_due_at = datetime(2024, 4, 2, 2, tzinfo=UTC)
