"""What each act asks for: shapes only, named as the services name their arguments."""

from collections.abc import Mapping
from typing import Any, cast

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.fields import empty

from dossiers.files import Upload
from dossiers.services.handover import ReturnMethod
from dossiers.states import Channel
from identity.models import Person
from identity.services import Declared
from kernel.fields import Id, TextByName

MOST_COPIES = 999
# The columns: a fee is a 32-bit number, an obligation (land) a 64-bit one.
MOST_FEE_VND = 2**31 - 1
MOST_OBLIGATION_VND = 2**53 - 1


def example(**value: Any) -> Any:
    """Show an example of the serializer's body in the schema."""
    return extend_schema_serializer(examples=[OpenApiExample("example", value=value)])


class Nothing(serializers.Serializer[Any]):
    """The act needs no facts."""


@extend_schema_field({"oneOf": [{"type": "string", "maxLength": 1000}, {"type": "integer"}, {"type": "boolean"}]})
class Answer(serializers.CharField):
    """An answer of an e-form: text, a whole number, or yes or no; the catalogue says which."""

    def run_validation(self, data: Any = empty) -> Any:
        return data if isinstance(data, bool) else super().run_validation(data)


class Answers(TextByName):
    child = Answer(max_length=1000, allow_blank=True, allow_null=True)


class PersonGiven(serializers.Serializer[Any]):
    """A person by number; whoever is not known yet is entered by a desk with name, sex and date of birth."""

    personal_number = serializers.CharField(max_length=12)
    full_name = serializers.CharField(max_length=120, required=False)
    sex = serializers.ChoiceField(Person.Sex.choices, required=False)
    born_on = serializers.DateField(required=False)
    address = serializers.CharField(max_length=250, required=False)
    phone = serializers.CharField(max_length=20, required=False)
    email = serializers.EmailField(max_length=254, required=False)

    def to_internal_value(self, data: Any) -> Any:
        return Declared(**super().to_internal_value(data))


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "a citizen for herself",
            value={"procedure": "1.004873", "reception": "H99.35.22", "form": {"purpose": "Đăng ký kết hôn"}},
        ),
        OpenApiExample(
            "a desk for somebody new",
            value={
                "procedure": "1.004873",
                "reception": "H99.35.22",
                "channel": Channel.COUNTER.value,
                "applicant": {
                    "personal_number": "003185000123",
                    "full_name": "Trần Thị Lan",
                    "sex": "female",
                    "born_on": "1985-05-12",
                    "address": "Thôn 2, xã An Phú",
                },
                "form": {"purpose": "Đăng ký kết hôn"},
            },
        ),
    ]
)
class Filing(serializers.Serializer[Any]):
    """A dossier to file. Without `applicant` a citizen files for himself; without `submitter` the owner files."""

    procedure = serializers.CharField(max_length=40, help_text="its code")
    reception = serializers.CharField(max_length=20, help_text="code of the agency whose desk receives")
    channel = serializers.ChoiceField(
        Channel.choices, required=False, help_text="without it: online for citizens, counter for a desk"
    )
    applicant = PersonGiven(required=False, help_text="the owner of the dossier")
    submitter = PersonGiven(required=False, help_text="who files for the owner")
    summary = serializers.CharField(max_length=250, required=False)
    prefill = serializers.CharField(
        max_length=8000, required=False, help_text="the token that came with prefilled answers, if any did"
    )
    form = Answers(default=dict, help_text="answers of the e-form, by the names that the catalogue gives")

    def validate_channel(self, channel: int) -> Channel:
        return Channel(channel)


@example(procedure="1.004873", number="003190000001", name="Trần Thị Lan", born_on="1990-05-12")
class LookUp(serializers.Serializer[Any]):
    """Who stands at the counter, and what for."""

    procedure = serializers.CharField(max_length=40, help_text="its code")
    number = serializers.CharField(max_length=12, help_text="personal number")
    name = serializers.CharField(max_length=120)
    born_on = serializers.DateField()


@example(reason="Không thuộc thẩm quyền giải quyết", legal_ground="Điều 17 Luật Hộ tịch 2014")
class Refusal(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=1000)
    legal_ground = serializers.CharField(max_length=250, required=False)


@example(reason="Người nộp đề nghị rút hồ sơ")
class Reason(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=1000)


@example(officer_id=2)
class ToOfficer(serializers.Serializer[Any]):
    officer_id = Id()


@example(items={"residence-proof": "Ảnh mờ, không đọc được"}, reason="Giấy tờ chưa đạt yêu cầu")
class SupplementRequest(serializers.Serializer[Any]):
    items = TextByName(child=serializers.CharField(max_length=250), help_text="what is wrong, by the paper's code")
    reason = serializers.CharField(max_length=1000)


@example(amount_vnd=8000)
class FeePaid(serializers.Serializer[Any]):
    """What lies on the counter: the whole fee. Its receipts are numbered by the system."""

    amount_vnd = serializers.IntegerField(max_value=MOST_FEE_VND)


@example(reference="H99.35.22-240426-0007-1-R1")
class HandBack(serializers.Serializer[Any]):
    """Which refund the cashier pays out, as the dossier's orders name it."""

    reference = serializers.CharField(max_length=70)


@example(amount_vnd=2_500_000, notice="TB-0042/CCT")
class Obligation(serializers.Serializer[Any]):
    amount_vnd = serializers.IntegerField(max_value=MOST_OBLIGATION_VND)
    notice = serializers.CharField(max_length=60)


@example(amount_vnd=2_500_000, voucher="GNT-0042")
class ObligationPaid(serializers.Serializer[Any]):
    amount_vnd = serializers.IntegerField(max_value=MOST_OBLIGATION_VND)
    voucher = serializers.CharField(max_length=60)


@example(agency="H99.35.23", reason="Người yêu cầu cư trú tại xã khác")
class ToAgency(serializers.Serializer[Any]):
    agency = serializers.CharField(max_length=20, help_text="its code")
    reason = serializers.CharField(max_length=1000)


@example(procedure="1.004873")
class ToProcedure(serializers.Serializer[Any]):
    procedure = serializers.CharField(max_length=40, help_text="its code")


@example(content={"Tình trạng hôn nhân": "Chưa đăng ký kết hôn với ai"})
class Draft(serializers.Serializer[Any]):
    content = TextByName(allow_empty=False, help_text="what the result says: label and text, in order")


@example(new_date="2024-04-12", reason="Cần xác minh thêm")
class NewDate(serializers.Serializer[Any]):
    new_date = serializers.DateField()
    reason = serializers.CharField(max_length=1000)


@example(method="counter")
class HandingOver(serializers.Serializer[Any]):
    method = serializers.ChoiceField(ReturnMethod.choices, required=False)

    def validate_method(self, method: str) -> ReturnMethod:
        return ReturnMethod(method)


@example(originals=1, reference_no="12/2024")
class Presented(serializers.Serializer[Any]):
    originals = serializers.IntegerField(min_value=0, max_value=MOST_COPIES, required=False)
    certified_copies = serializers.IntegerField(min_value=0, max_value=MOST_COPIES, required=False)
    photocopies = serializers.IntegerField(min_value=0, max_value=MOST_COPIES, required=False)
    reference_no = serializers.CharField(max_length=60, required=False)


class Arrived(serializers.FileField):
    """A file as it arrived. An empty one is a file like any other: the service tells what is wrong with it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_empty_file=True, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        arrived = cast("UploadedFile[bytes]", super().to_internal_value(data))
        return Upload(arrived.read(), arrived.content_type or "")


class Scan(serializers.Serializer[Any]):
    file = Arrived(source="upload", help_text="PDF, JPEG or PNG")
    reference_no = serializers.CharField(max_length=60, required=False)


@example(form={"residence_address": "Thôn Đoài, xã An Phú"})
class Correction(serializers.Serializer[Any]):
    form = Answers(allow_empty=False, help_text="the corrected answers of the e-form, by the names of the catalogue")


class PartnerAnswer(serializers.Serializer[Any]):
    file = Arrived(source="upload", help_text="PDF, JPEG or PNG")


@example(vault_code="003185000123.residence-proof.12/2024.01")
class FromVault(serializers.Serializer[Any]):
    vault_code = serializers.CharField(max_length=120)


def facts(shape: type[serializers.Serializer[Any]], body: Any) -> Mapping[str, Any]:
    """Return the facts of a body of this shape. Raises ValidationError, which becomes `input-invalid`."""
    given = shape(data=body)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)
