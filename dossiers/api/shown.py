"""What the doors of the case show; every code comes with its label."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from dossiers import drafts, queries
from dossiers.api.money import FeeShown, ObligationShown, OrderOfDossier
from dossiers.api.outside import IdentityCheckShown, PortalShown
from dossiers.models import (
    Dossier,
    Paper,
    PaperRequirement,
    Supplement,
    SupplementItem,
    VaultPaper,
)
from dossiers.states import PORTAL_CODE, Channel, Identity, State, Unit
from identity import personal_number
from identity.api import AgencyNamed
from identity.models import Person
from kernel.fields import InLanguage, in_force

STANDING = {
    "code": "H99.35.22-240401-0001",
    "state": "received",
    "state_label": "Được tiếp nhận",
    "portal_code": 2,
    "identity": "matched",
    "identity_label": "Danh tính khớp",
    "submitted_at": "2024-04-01T09:00:00+07:00",
    "reception_due_at": "2024-04-02T09:00:00+07:00",
    "received_at": "2024-04-01T09:05:00+07:00",
    "due_on": "2024-04-08",
    "extended_to_on": None,
    "supplement_due_on": None,
    "finished_at": None,
    "closed_at": None,
    "result_number": "",
}


class Masked(serializers.CharField):
    """A personal number as lists show it."""

    def to_representation(self, value: Any) -> str:
        return personal_number.masked(str(value))


class ProcedureNamed(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = InLanguage()


@extend_schema_serializer(examples=[OpenApiExample("accepted", response_only=True, value=STANDING)])
class Standing(serializers.Serializer[Dossier]):
    """Where a dossier stands: what every act answers with. It is read from the dossier's own row.

    Declared field by field: a ModelSerializer works them out anew for every answer, which doubles its price.
    """

    code = serializers.CharField()
    state = serializers.ChoiceField(State.choices)
    state_label = serializers.CharField(source="get_state_display")
    portal_code = serializers.SerializerMethodField(help_text="MaTrangThai of the national portal")
    identity = serializers.ChoiceField(Identity.choices, help_text="what the population database says of the owner")
    identity_label = serializers.CharField(source="get_identity_display")
    submitted_at = serializers.DateTimeField()
    reception_due_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    extended_to_on = serializers.DateField(allow_null=True)
    supplement_due_on = serializers.DateField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    result_number = serializers.CharField()

    def get_portal_code(self, dossier: Dossier) -> int:
        return PORTAL_CODE[State(dossier.state)]


class Row(serializers.ModelSerializer[Dossier]):
    """A dossier in a list."""

    state_label = serializers.CharField(source="get_state_display")
    procedure = ProcedureNamed()
    applicant = serializers.CharField(source="applicant.full_name")
    personal_number = Masked(source="applicant.personal_number", help_text="masked")
    channel_label = serializers.CharField(source="get_channel_display")
    identity_label = serializers.CharField(source="get_identity_display")
    is_overdue = serializers.SerializerMethodField()

    class Meta:
        model = Dossier
        fields = (
            "code",
            "state",
            "state_label",
            "procedure",
            "applicant",
            "personal_number",
            "channel",
            "channel_label",
            "identity",
            "identity_label",
            "submitted_at",
            "received_at",
            "due_on",
            "extended_to_on",
            "is_overdue",
        )
        read_only_fields = fields

    def get_is_overdue(self, dossier: Dossier) -> bool:
        return queries.is_overdue(dossier)


class PersonShown(serializers.Serializer[Person]):
    """A party to the dossier. Other citizens see the name and the masked number only."""

    full_name = serializers.CharField()
    personal_number = serializers.CharField()
    born_on = serializers.DateField(allow_null=True)
    address = serializers.CharField(allow_null=True)
    phone = serializers.CharField(allow_null=True)
    email = serializers.CharField(allow_null=True)

    def to_representation(self, person: Person) -> dict[str, Any]:
        by = self.context["by"]
        if by.is_citizen and by.id != person.pk:
            masked = personal_number.masked(person.personal_number)
            return {**dict.fromkeys(self.fields), "full_name": person.full_name, "personal_number": masked}
        return super().to_representation(person)


class TermShown(serializers.Serializer[Any]):
    days = serializers.IntegerField(source="sla_days")
    unit = serializers.ChoiceField(Unit.choices, source="sla_unit")
    unit_label = serializers.CharField(source="get_sla_unit_display")


class ItemShown(serializers.Serializer[Any]):
    """A paper that is asked for; or, without `requirement`, what a partner agency lacks in its own words."""

    id = serializers.IntegerField()
    requirement = serializers.CharField(source="requirement.code", default=None, allow_null=True)
    name = serializers.SerializerMethodField()
    step = serializers.CharField(source="partner_step", help_text="of a linked service; empty for a paper")
    code = serializers.CharField(source="partner_code", help_text="the agency's own; empty for a paper")
    defect = serializers.CharField()
    fulfilled_at = serializers.DateTimeField(allow_null=True)
    overtaken_at = serializers.DateTimeField(allow_null=True, help_text="since when nobody waits for it any more")

    def get_name(self, item: SupplementItem) -> str:
        return str(getattr(item.requirement, f"name_{in_force()}")) if item.requirement else item.service


class SupplementShown(serializers.ModelSerializer[Supplement]):
    items = ItemShown(many=True)

    class Meta:
        model = Supplement
        fields = (
            "requested_at",
            "reason",
            "answer_due_on",
            "sent_at",
            "completed_at",
            "previous_due_on",
            "due_on",
            "items",
        )
        read_only_fields = fields


class Detail(Standing):
    """Everything about a dossier but its papers and its story."""

    is_overdue = serializers.SerializerMethodField()
    channel = serializers.ChoiceField(Channel.choices)
    channel_label = serializers.CharField(source="get_channel_display")
    summary = serializers.CharField()
    procedure = ProcedureNamed()
    term = TermShown(source="terms")
    reception = AgencyNamed()
    agency = AgencyNamed()
    applicant = PersonShown()
    submitter = PersonShown()
    form = serializers.DictField()
    form_origins = serializers.DictField(help_text="of each answer: typed, population or earlier")
    fee = FeeShown(source="*")
    obligation = ObligationShown(source="*")
    orders = serializers.SerializerMethodField(help_text="what is to be paid, was paid, or went back")
    refunded_vnd = serializers.IntegerField(help_text="of all orders together")
    handler = serializers.CharField(source="handler.full_name", default=None, allow_null=True)
    drafted_at = serializers.DateTimeField(allow_null=True)
    draft = serializers.SerializerMethodField(help_text="for officers: what the result is to say")
    suggested_draft = serializers.SerializerMethodField(
        help_text="for officers: what the ended linked service lets the result say; null for any other dossier"
    )
    approved_at = serializers.DateTimeField(allow_null=True)
    signer = serializers.CharField(source="signer.full_name", default=None, allow_null=True)
    closing_reason = serializers.CharField()
    legal_ground = serializers.CharField()
    apology_reason = serializers.CharField()
    return_method = serializers.CharField()
    supplements = SupplementShown(many=True)
    portal = serializers.SerializerMethodField(help_text="for officers: whether the national portal knows all this")

    identity_check = serializers.SerializerMethodField(help_text="for officers: how the check of the owner went")

    @extend_schema_field(IdentityCheckShown(allow_null=True))
    def get_identity_check(self, dossier: Dossier) -> Any:
        check = getattr(dossier, "identity_check", None)
        return None if check is None or self.context["by"].is_citizen else IdentityCheckShown(check).data

    @extend_schema_field(PortalShown(allow_null=True))
    def get_portal(self, dossier: Dossier) -> Any:
        sync = getattr(dossier, "portal_sync", None)
        return None if sync is None or self.context["by"].is_citizen else PortalShown(sync).data

    @extend_schema_field(serializers.DictField(child=serializers.CharField(), allow_null=True))
    def get_draft(self, dossier: Dossier) -> Any:
        return None if self.context["by"].is_citizen else dict(dossier.draft)

    @extend_schema_field(OrderOfDossier(many=True))
    def get_orders(self, _dossier: Dossier) -> Any:
        return self.context["orders"]

    @extend_schema_field(serializers.DictField(child=serializers.CharField(), allow_null=True))
    def get_suggested_draft(self, dossier: Dossier) -> Any:
        is_wanted = dossier.chain_id is not None and not self.context["by"].is_citizen
        return dict(drafts.partner_rows(dossier)) if is_wanted else None

    def get_is_overdue(self, dossier: Dossier) -> bool:
        return queries.is_overdue(dossier)


class RequirementShown(serializers.ModelSerializer[PaperRequirement]):
    """A paper that the procedure asks for."""

    name = InLanguage()
    kind_label = serializers.CharField(source="get_kind_display")

    class Meta:
        model = PaperRequirement
        fields = ("code", "name", "required", "kind", "kind_label", "count", "reusable")
        read_only_fields = fields


class PaperShown(serializers.ModelSerializer[Paper]):
    """A paper that is in the dossier, and how far its digitization is."""

    state_label = serializers.CharField(source="get_state_display")
    has_scan = serializers.SerializerMethodField()
    has_certified = serializers.SerializerMethodField()

    class Meta:
        model = Paper
        fields = (
            "reference_no",
            "originals",
            "certified_copies",
            "photocopies",
            "state",
            "state_label",
            "has_scan",
            "has_certified",
            "added_at",
            "certified_at",
        )
        read_only_fields = fields

    def get_has_scan(self, paper: Paper) -> bool:
        return paper.scan_id is not None

    def get_has_certified(self, paper: Paper) -> bool:
        return paper.certified_id is not None


class ComponentShown(serializers.Serializer[Any]):
    """A paper that is asked for, with the one that is there, if any."""

    requirement = RequirementShown(source="need")
    paper = PaperShown(allow_null=True)


class VaultPaperShown(serializers.ModelSerializer[VaultPaper]):
    """A digitized paper that may stand in for the one asked for; its code goes into `reuse`."""

    vault_code = serializers.CharField(source="code")
    name = serializers.CharField(source="name_vi")
    kind_label = serializers.CharField(source="get_kind_display")

    class Meta:
        model = VaultPaper
        fields = ("vault_code", "name", "kind", "kind_label", "reference_no", "digitized_at", "valid_until_on")
        read_only_fields = fields


class BlockShown(serializers.Serializer[Any]):
    """What still says no."""

    code = serializers.CharField()
    detail = serializers.CharField()
    params = serializers.DictField()


class MoveShown(serializers.Serializer[Any]):
    """A move that the caller may make from here; POST its facts to `address`."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    address = serializers.CharField()
    target = serializers.ChoiceField(State.choices, allow_null=True, help_text="null: the dossier itself decides")
    target_label = serializers.CharField(allow_null=True)
    is_open = serializers.BooleanField()
    blocked_by = BlockShown(allow_null=True)


class HappeningShown(serializers.Serializer[Any]):
    """A line of the timeline."""

    sequence = serializers.IntegerField()
    at = serializers.DateTimeField()
    event = serializers.CharField(source="name")
    event_label = serializers.CharField(source="label")
    move = serializers.CharField(help_text="empty: an event that moved nothing")
    source = serializers.CharField()  # type: ignore[assignment]
    source_label = serializers.SerializerMethodField()
    target = serializers.CharField()
    target_label = serializers.SerializerMethodField()
    actor = serializers.CharField(help_text="officer:12, citizen:5 or system")
    actor_name = serializers.SerializerMethodField(help_text="of officers")
    facts = serializers.SerializerMethodField(help_text="for officers: what the journal recorded")

    def get_source_label(self, line: queries.Happening) -> str:
        return str(State(line.source).label) if line.source else ""

    def get_target_label(self, line: queries.Happening) -> str:
        return str(State(line.target).label) if line.target else ""

    def get_actor_name(self, line: queries.Happening) -> str:
        return str(self.context["names"].get(line.actor, ""))

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_facts(self, line: queries.Happening) -> Any:
        return None if self.context["by"].is_citizen else line.facts


class DayShown(serializers.Serializer[Any]):
    """What became of a day on the way to the date."""

    on = serializers.DateField()
    weekday = serializers.CharField()
    kind = serializers.CharField()
    count = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    make_up = serializers.BooleanField()
    text = serializers.CharField()


class StretchShown(serializers.Serializer[Any]):
    """A stretch of opening hours of the reception clock, or a day that gave none."""

    on = serializers.DateField()
    minutes = serializers.IntegerField()
    text = serializers.CharField()


class ReceptionClockShown(serializers.Serializer[Any]):
    from_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    ledger = StretchShown(many=True)


class DueDateShown(serializers.Serializer[Any]):
    """The date with the ledger that explains it; before acceptance, the reception clock of 8 working hours."""

    due_on = serializers.DateField(allow_null=True)
    due_text = serializers.CharField(help_text="“Monday 08/04/2024”; empty before acceptance")
    extended_to_on = serializers.DateField(allow_null=True, help_text="named in an apology; late is late nevertheless")
    is_overdue = serializers.BooleanField()
    is_paused = serializers.BooleanField(help_text="the clock stands still; the date will move")
    term = TermShown()
    ledger = DayShown(many=True)
    reception = ReceptionClockShown(allow_null=True)
