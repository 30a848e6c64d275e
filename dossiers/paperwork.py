"""From a dossier's rows to its papers: gathers the facts that each form prints."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import translation

from dossiers import drafts, files, queries
from dossiers.documents import apology as form_04
from dossiers.documents import control_slip as form_05
from dossiers.documents import e_receipt as receipt_paper
from dossiers.documents import payment_request as request_paper
from dossiers.documents import receipt as form_01
from dossiers.documents import refusal as form_03
from dossiers.documents import register as form_06
from dossiers.documents import result as result_paper
from dossiers.documents import supplement_request as form_02
from dossiers.documents.facts import Charged, Component, Contact, Leader, Letterhead, Party
from dossiers.models import Dossier, EReceipt, Handover, Paper, Result, Supplement
from dossiers.states import Channel, FeeTiming, Unit
from identity.models import Agency, Officer, Person
from kernel import calendar_store, clock
from kernel.working_calendar import at_hour
from kernel.working_time import LedgerLine
from payments import queries as payments
from payments.models import Order
from payments.states import AttemptState, LineKind, Method, Purpose

DESK = "Bộ phận tiếp nhận và trả kết quả"
MIDNIGHT = time()
COMMITTEES = {"commune", "district", "province"}
# How the register says that a result was received.
RETURNED = {"": "", "counter": "Trực tiếp", "post": "Bưu chính công ích", "online": "Trực tuyến"}
# What an e-receipt shows of its dossier and its order.
OF_RECEIPT = ("dossier__procedure", "receipt__agency__parent", "receipt__order__payer")
RECEIPT_TITLES = {
    LineKind.PHI: "Biên lai thu phí",
    LineKind.LE_PHI: "Biên lai thu lệ phí",
    LineKind.OBLIGATION: "Biên lai thu nghĩa vụ tài chính",
}
PAID_BY = {
    Method.ONLINE: "Trực tuyến",
    Method.CASH: "Tiền mặt tại quầy",
    Method.TRANSFER: "Chuyển khoản",
    Method.TREASURY: "Nộp vào Kho bạc Nhà nước",
}
DUE = {
    FeeTiming.NONE: "",
    FeeTiming.FIRST: "Trước khi hồ sơ được tiếp nhận",
    FeeTiming.LATER: "Trước khi nhận kết quả",
    FeeTiming.FINDING: "Theo thông báo; thời gian chờ nộp không tính vào thời hạn giải quyết",
}


def tracking_url(code: str) -> str:
    """Return the public address that a slip's QR code leads to."""
    return f"{settings.PUBLIC_URL}/tra-cuu/{code}"


def verification_url(code: str) -> str:
    """Return the public address that a result's QR code leads to."""
    return f"{settings.PUBLIC_URL}/xac-minh/{code}"


def receipt(dossier: Dossier) -> bytes:
    """Return form 01, the receipt and appointment slip, of an accepted dossier, with the ledger of its date."""
    assert dossier.received_at is not None
    assert dossier.due_on is not None
    facts = form_01.Receipt(
        letterhead=_letterhead(dossier.reception, f"{dossier.code}/TNHS", dossier.received_at),
        code=dossier.code,
        tracking_url=tracking_url(dossier.code),
        desk=f"{DESK} - {dossier.reception.name_vi}",
        submitter=_party(dossier.submitter),
        channel=Channel(dossier.channel),
        request=dossier.summary,
        owner=_party(dossier.applicant),
        components=tuple(_component(paper) for paper in dossier.papers.all()),
        sets=1,
        term_days=dossier.terms.sla_days,
        term_unit=Unit(dossier.terms.sla_unit),
        received_at=dossier.received_at,
        return_at=at_hour(dossier.due_on, calendar_store.loaded().closes),
        return_place=f"{DESK} - {dossier.reception.name_vi}",
        receiver=_name_of_receiver(dossier),
        ledger=_ledger(dossier),
    )
    return form_01.render(facts)


def supplement_request(supplement: Supplement) -> bytes:
    """Return form 02, what the citizen is to supplement, item by item."""
    dossier = supplement.dossier
    # For a partner agency the officer who has the dossier helps.
    guide = supplement.requested_by or dossier.handler
    assert guide is not None, "A dossier whose partners work on it has its officer."
    facts = form_02.SupplementRequest(
        letterhead=_letterhead(dossier.reception, f"{dossier.code}/HDHS", supplement.requested_at),
        code=dossier.code,
        owner=_party(dossier.applicant),
        request=dossier.summary,
        components=tuple(
            Component(item.name_vi, defect=item.defect) for item in supplement.items.select_related("requirement")
        ),
        reason=supplement.reason,
        contact=Contact(guide.full_name),
        guide=guide.full_name,
    )
    return form_02.render(facts)


def refusal(dossier: Dossier, officer: Officer) -> bytes:
    """Return form 03, why a dossier was not accepted, signed by the officer who refused."""
    assert dossier.closed_at is not None
    facts = form_03.Refusal(
        letterhead=_letterhead(dossier.reception, f"{dossier.code}/TCHS", dossier.closed_at),
        code=dossier.code,
        owner=_party(dossier.applicant),
        request=dossier.summary,
        reason=dossier.closing_reason,
        legal_ground=dossier.legal_ground,
        contact=Contact(officer.full_name),
        submitter=dossier.submitter.full_name,
        receiver=officer.full_name,
    )
    return form_03.render(facts)


def apology(dossier: Dossier, leader: Officer, at: datetime) -> bytes:
    """Return form 04, the apology of the resolving agency with the new date."""
    assert dossier.received_at is not None
    assert dossier.due_on is not None
    assert dossier.extended_to_on is not None
    facts = form_04.Apology(
        letterhead=_letterhead(dossier.agency, f"{dossier.code}/PXL", at),
        addressee=dossier.applicant.full_name,
        code=dossier.code,
        procedure=dossier.procedure.name_vi,
        received_on=dossier.received_at.astimezone(clock.TZ).date(),
        due_on=dossier.due_on,
        reason=dossier.apology_reason,
        late_unit=dossier.agency.name_vi,
        new_due_on=dossier.extended_to_on,
        leader=_leader(dossier.agency, leader),
    )
    return form_04.render(facts)


def control_slip(dossier: Dossier) -> bytes:
    """Return form 05, every hand-over of the dossier so far."""
    handovers = list(dossier.handovers.all())
    last_at = handovers[-1].at if handovers else dossier.submitted_at
    facts = form_05.ControlSlip(
        letterhead=_letterhead(dossier.reception, f"{dossier.code}/KS", last_at),
        code=dossier.code,
        owner=dossier.applicant.full_name,
        procedure=dossier.procedure.name_vi,
        handovers=tuple(_handover(row) for row in handovers),
    )
    return form_05.render(facts)


def register(agency: Agency, from_on: date, until_on: date) -> bytes:
    """Return form 06, the register of what an agency's desk received in a period, both days included."""
    start, end = at_hour(from_on, MIDNIGHT), at_hour(until_on + timedelta(days=1), MIDNIGHT)
    received = Dossier.objects.filter(reception=agency, received_at__gte=start, received_at__lt=end)
    facts = form_06.Register(
        letterhead=_letterhead(agency, "", clock.now()),
        book=f"{from_on:%Y}",
        from_on=from_on,
        until_on=until_on,
        entries=tuple(
            _entry(dossier)
            for dossier in received.select_related("procedure", "applicant", "agency").order_by("received_at", "pk")
        ),
    )
    return form_06.render(facts)


def result(made: Result) -> tuple[bytes, int]:
    """Return the unsigned result of a dossier and its number of pages."""
    dossier = made.dossier
    procedure, agency = dossier.procedure, made.agency
    facts = result_paper.Result(
        letterhead=_letterhead(agency, made.number, made.numbered_at),
        code=dossier.code,
        title=procedure.result_vi,
        legal_grounds=(f"hồ sơ số {dossier.code} về việc {procedure.name_vi.lower()}",),
        statement=f"{agency.name_vi} xác nhận:",
        holder=dossier.applicant.full_name,
        rows=(
            ("Ngày, tháng, năm sinh", f"{dossier.applicant.born_on:%d/%m/%Y}"),
            ("Số định danh cá nhân", dossier.applicant.personal_number),
            ("Thủ tục hành chính", f"{procedure.name_vi} ({procedure.code})"),
            *_content(dossier),
        ),
        closing="Giấy này có giá trị kể từ ngày ký.",
        leader=_leader(agency, made.signer),
        verification_url=verification_url(dossier.code),
    )
    pdf = result_paper.render(facts)
    return pdf, files.pages_of_pdf(pdf)


def e_receipt(row: EReceipt) -> tuple[bytes, int]:
    """Return the unsealed e-receipt and its number of pages; the row comes with what `OF_RECEIPT` names."""
    issued, order = row.receipt, row.receipt.order
    paid = order.attempts.get(state=AttemptState.SUCCESS)
    facts = receipt_paper.EReceipt(
        letterhead=_letterhead(issued.agency, issued.number, issued.issued_at),
        title=RECEIPT_TITLES[LineKind(issued.kind)],
        number=issued.number,
        code=row.dossier.code,
        procedure=f"{row.dossier.procedure.name_vi} ({row.dossier.procedure.code})",
        payer=_party(order.payer),
        lines=_charged(order, issued.kind),
        paid_at=issued.issued_at,
        paid_by=PAID_BY[Method(order.method)],
        reference=paid.voucher or paid.gateway_txn or paid.txn_ref,
    )
    pdf = receipt_paper.render(facts)
    return pdf, files.pages_of_pdf(pdf)


def payment_request(dossier: Dossier, order: Order) -> bytes:
    """Return what is due of an unpaid order of the dossier, and how to pay it. Raises QrUnavailable."""
    account = payments.account()
    facts = request_paper.PaymentRequest(
        letterhead=_letterhead(order.agency, f"{order.code}/YCTT", order.opened_at),
        order=order.code,
        code=dossier.code,
        procedure=f"{dossier.procedure.name_vi} ({dossier.procedure.code})",
        payer=_party(order.payer),
        lines=_charged(order),
        due=DUE[FeeTiming.FINDING if order.purpose == Purpose.OBLIGATION else FeeTiming(dossier.fee_timing)],
        transfer=request_paper.Transfer(
            bank=account.bin,
            account=account.number,
            holder=payments.account_holder(),
            content=payments.transfer_content(order),
            vietqr=payments.qr_text(order),
        ),
    )
    return request_paper.render(facts)


def _charged(order: Order, kind: str = "") -> tuple[Charged, ...]:
    lines = order.lines.filter(kind=kind) if kind else order.lines.all()
    return tuple(Charged(line.name_vi, line.code, line.amount_vnd) for line in lines)


def _letterhead(agency: Agency, number: str, at: datetime) -> Letterhead:
    return Letterhead(
        superior=agency.parent.name_vi if agency.parent else "",
        agency=agency.name_vi,
        number=number,
        place=agency.place,
        on=at.astimezone(clock.TZ).date(),
    )


def _party(person: Person) -> Party:
    return Party(person.full_name, person.address, person.phone, person.email, person.personal_number)


def _component(paper: Paper) -> Component:
    return Component(paper.name_vi, paper.originals, paper.certified_copies, paper.photocopies)


def _content(dossier: Dossier) -> tuple[tuple[str, str], ...]:
    """Return what the officer drafted; what partner agencies did stands on the paper whatever he left out."""
    drafted = tuple((label, text) for label, text in dossier.draft)
    return (*drafted, *(row for row in drafts.partner_rows(dossier) if row not in drafted))


def _leader(agency: Agency, officer: Officer) -> Leader:
    authority = "TM. ỦY BAN NHÂN DÂN" if agency.kind in COMMITTEES else ""
    return Leader(authority, officer.title.upper(), officer.full_name)


def _ledger(dossier: Dossier) -> tuple[LedgerLine, ...]:
    # Official papers are Vietnamese, whoever asks for them.
    with translation.override("vi"):
        return queries.explain(dossier).lines


def _name_of_receiver(dossier: Dossier) -> str:
    receiver_id = queries.acting_officer(dossier, "accept")
    return Officer.objects.get(pk=receiver_id).full_name if receiver_id else ""


def _handover(row: Handover) -> form_05.Handover:
    on = row.at.astimezone(clock.TZ).date()
    if row.due_on is None or on == row.due_on:
        in_time: form_05.Punctuality = "on_time"
    else:
        in_time = "early" if on < row.due_on else "overdue"
    return form_05.Handover(
        giver=row.giver,
        receiver=row.receiver,
        at=row.at,
        giver_name=row.giver_name,
        receiver_name=row.receiver_name,
        result=in_time,
        note=row.note,
    )


def _entry(dossier: Dossier) -> form_06.Entry:
    assert dossier.received_at is not None
    returned_at = dossier.closed_at if dossier.return_method else None
    return form_06.Entry(
        code=dossier.code,
        procedure=dossier.procedure.name_vi,
        sets=1,
        owner=dossier.applicant.full_name,
        address=dossier.applicant.address,
        phone=dossier.applicant.phone,
        agency=dossier.agency.name_vi,
        received_on=dossier.received_at.astimezone(clock.TZ).date(),
        due_on=dossier.due_on,
        returned_on=returned_at.astimezone(clock.TZ).date() if returned_at else None,
        return_method=RETURNED[dossier.return_method],
    )
