"""The six forms of one desk, with facts that fill every field, and how to read what they say."""

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from dossiers.documents import apology, control_slip, receipt, refusal, register, supplement_request
from dossiers.documents.facts import Component, Contact, Leader, Letterhead, Party
from dossiers.states import Channel, Unit
from kernel.clock import TZ
from kernel.working_time import LedgerLine, LineKind

CODE = "H99.35.22-240426-0007"
DESK = "Bộ phận Tiếp nhận và Trả kết quả"
COMMUNE = "Ủy ban nhân dân xã An Phú"
PROCEDURE = "Cấp Giấy xác nhận tình trạng hôn nhân"
TRACKING = f"https://motcua.example/tra-cuu/{CODE}"
LONG_NAME = "Công Tằng Tôn Nữ Hoàng Phương Nguyễn Trần Thị Ngọc Diễm Quỳnh Như Ý Bảo Châu"

LAN = Party(
    name="Nguyễn Thị Lan",
    address="Thôn Đông, xã An Phú, tỉnh Sao Mai",
    phone="0900 000 123",
    email="lan@example.vn",
    personal_number="003185000123",
)
AN = Contact("Trần Văn An", "0900 000 456")
CHI = Leader("TM. Ủy ban nhân dân", "Chủ tịch", "Lê Thị Kim Chi")
HEAD = Letterhead(superior=COMMUNE, agency=DESK, number="0007/TNHS", place="An Phú", on=date(2024, 4, 26))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TZ)


RECEIPT = receipt.Receipt(
    letterhead=HEAD,
    code=CODE,
    tracking_url=TRACKING,
    desk=f"{DESK} xã An Phú",
    submitter=LAN,
    channel=Channel.ONLINE,
    request=PROCEDURE,
    owner=Party("Phạm Thị Mận", "Thôn Đoài, xã An Phú"),
    components=(Component("Tờ khai", originals=1), Component("Trích lục ly hôn", certified_copies=2, photocopies=3)),
    sets=1,
    term_days=1,
    term_unit=Unit.WORKING,
    received_at=at("2024-04-26T09:00"),
    return_at=at("2024-05-02T17:00"),
    return_place="Quầy số 2",
    receiver="Trần Văn An",
    ledger=(
        LedgerLine(date(2024, 4, 26), LineKind.RECEIVED),
        LedgerLine(date(2024, 4, 27), LineKind.WEEKEND),
        LedgerLine(date(2024, 5, 2), LineKind.COUNTED, 1),
    ),
    book="02/2024",
    entry="0115",
)
SUPPLEMENT = supplement_request.SupplementRequest(
    letterhead=replace(HEAD, number="12/HDHS"),
    code=CODE,
    owner=LAN,
    request=PROCEDURE,
    components=(Component("Tờ khai", originals=1, defect="Chưa ký"),),
    reason="Hồ sơ chưa đầy đủ.",
    contact=AN,
    guide="Trần Văn An",
)
REFUSAL = refusal.Refusal(
    letterhead=replace(HEAD, number="03/TCHS"),
    code=CODE,
    owner=LAN,
    request=PROCEDURE,
    reason="Không thuộc thẩm quyền.\nNgười yêu cầu cư trú tại xã Bình Minh.",
    legal_ground="Điều 21 Nghị định số 123/2015/NĐ-CP",
    contact=AN,
    submitter=LAN.name,
    receiver="Trần Văn An",
)
APOLOGY = apology.Apology(
    letterhead=replace(HEAD, superior="Ủy ban nhân dân huyện Sao Khuê", agency=COMMUNE, number="05/XLHS"),
    addressee="Bà Nguyễn Thị Lan",
    code=CODE,
    procedure=PROCEDURE,
    received_on=date(2024, 4, 26),
    due_on=date(2024, 5, 2),
    reason="Phải xác minh tại nơi cư trú trước đây.",
    late_unit="Bộ phận Tư pháp - Hộ tịch",
    new_due_on=date(2024, 5, 9),
    leader=CHI,
)
CONTROL_SLIP = control_slip.ControlSlip(
    letterhead=replace(HEAD, number="0007/PKS"),
    code=CODE,
    owner=LAN.name,
    procedure=PROCEDURE,
    handovers=(
        control_slip.Handover(DESK, "Tư pháp", at("2024-04-26T09:30"), "Trần Văn An", "Phạm Thanh Bình", "on_time"),
        control_slip.Handover(
            "Tư pháp", DESK, at("2024-05-03T16:05"), "Phạm Thanh Bình", "Trần Văn An", "overdue", "Bù"
        ),
    ),
)
ENTRY = register.Entry(
    code=CODE,
    procedure="Đăng ký khai sinh",
    sets=1,
    owner=LAN.name,
    address="Thôn Đông",
    phone=LAN.phone,
    agency=COMMUNE,
    received_on=date(2024, 4, 26),
    due_on=date(2024, 5, 2),
    returned_on=date(2024, 5, 3),
    return_method="Trực tiếp",
    signature="Lan",
    note="Bổ sung",
)
REGISTER = register.Register(
    letterhead=replace(HEAD, number=""),
    book="02/2024",
    from_on=date(2024, 4, 1),
    until_on=date(2024, 4, 30),
    entries=(ENTRY, replace(ENTRY, code="H99.35.22-240426-0008", due_on=None, returned_on=None)),
)
PAPERS = [
    (receipt.render, RECEIPT),
    (supplement_request.render, SUPPLEMENT),
    (refusal.render, REFUSAL),
    (apology.render, APOLOGY),
    (control_slip.render, CONTROL_SLIP),
    (register.render, REGISTER),
]
every_paper = pytest.mark.parametrize(("render", "facts"), PAPERS, ids=[type(facts).__name__ for _, facts in PAPERS])


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, its lines run together."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def assert_says(pdf: bytes, *phrases: str) -> None:
    text = " ".join(pages_of(pdf))
    assert [phrase for phrase in phrases if phrase not in text] == []


def links_of(pdf: bytes) -> list[str]:
    annotations = [note.get_object() for page in PdfReader(BytesIO(pdf)).pages for note in page.get("/Annots", [])]
    return [note["/A"]["/URI"] for note in annotations]
