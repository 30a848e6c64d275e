"""Social insurance: numbers and cards for children, allowances after the death of somebody who had paid in."""

from calendar import monthrange
from datetime import date

from kernel import clock
from sandbox.agencies.desks import allowances
from sandbox.agencies.desks.case import (
    Case,
    Decision,
    Desk,
    Item,
    Lacking,
    Refusal,
    Sheet,
    completed,
    next_number,
    opened,
    shown,
)
from sandbox.agencies.models import Birth, Card, Insured
from sandbox.agencies.models.registers import Class
from sandbox.population.models import Person

# docs/sources.md, rules N-11 and N-12: the province's two digits are invented, as H99 is.
PROVINCE = "99"
CHILD_UNDER_SIX = "TE1"
YEARS = 6
WANTED_OF_CARD = {
    "nks.HoTen": "họ tên trẻ",
    "nks.SoDDCN": "số định danh của trẻ",
    "nks.NgaySinh": "ngày sinh",
    "khaiSinh.soDangKy": "số đăng ký khai sinh",
    "diaChi": "địa chỉ",
    "noiKCB": "nơi khám chữa bệnh ban đầu",
    "maQuyenLoi": "mã quyền lợi",
}


def issue_card(case: Case) -> Decision:
    """Issue the health-insurance card of a child under six, with a social-insurance number."""
    book = opened("insured")
    child = case.person("nks")
    known = Card.objects.filter(insured__number=child.number).select_related("insured").first()
    if known is not None and known.dossier_code == case.dossier_code:
        return _card_notice(known, child)
    if known is not None:
        raise Refusal("duplicate-card", f"Trẻ đã có thẻ bảo hiểm y tế {known}.")
    _check(case, child)
    insured, _created = Insured.objects.get_or_create(
        number=child.number, defaults={"insurance_number": f"{PROVINCE}{book.year % 100:02}{next_number(book):06}"}
    )
    card = Card.objects.create(
        insured=insured,
        card_number=f"{CHILD_UNDER_SIX}{PROVINCE}{insured.insurance_number}",
        facility=case.told("noiKCB")[:250],
        from_on=child.born_on,
        until_on=_last_day(child.born_on),
        dossier_code=case.dossier_code,
    )
    return _card_notice(card, child)


def funeral_allowance(case: Case) -> Decision:
    """Decide the funeral allowance for somebody who had paid in."""
    return allowances.decide(case, "insurance", _had_paid_in)


def survivor_allowance(case: Case) -> Decision:
    """Decide the monthly allowance for those who survive somebody who had paid in."""
    return allowances.decide(case, "insurance", _had_paid_in)


def _check(case: Case, child: Person) -> None:
    if case.told("maQuyenLoi") != CHILD_UNDER_SIX:
        raise Refusal("wrong-benefit-class", "Trẻ dưới 6 tuổi hưởng mã quyền lợi TE1.")
    if clock.today() > _last_day(child.born_on):
        raise Refusal("not-under-six", "Trẻ đã đủ 6 tuổi.")
    if case.day("nks.NgaySinh") != child.born_on:
        raise Lacking(Item("nks.NgaySinh", "Ngày sinh không khớp với CSDL dân cư."))
    if not Birth.objects.filter(child_number=child.number, number=_number(case)).exists():
        raise Refusal("birth-not-registered", "Không tìm thấy đăng ký khai sinh đã nêu.")


def _number(case: Case) -> int:
    told = case.told("khaiSinh.soDangKy")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0


def _had_paid_in(case: Case, deceased: Person) -> None:
    if case.told("doiTuong") != Class.INSURED:
        raise Refusal("wrong-benefit-class", "Bảo hiểm xã hội chỉ giải quyết cho người tham gia bảo hiểm xã hội.")
    insured = Insured.objects.filter(number=deceased.number).first()
    if insured is None:
        raise Refusal("insured-unknown", "Không tìm thấy mã số bảo hiểm xã hội của người chết.")
    if not insured.has_paid_in:
        raise Refusal("wrong-benefit-class", "Người chết không thuộc diện đóng bảo hiểm xã hội bắt buộc.")


def _last_day(born_on: date) -> date:
    """Return the last day of the month in which a child turns six."""
    year = born_on.year + YEARS
    return date(year, born_on.month, monthrange(year, born_on.month)[1])


def _card_notice(card: Card, child: Person) -> Decision:
    lines = (
        ("Họ, chữ đệm, tên", child.full_name),
        ("Mã số BHXH", card.insured.insurance_number),
        ("Số thẻ", card.card_number),
        ("Nơi KCB ban đầu", card.facility),
        ("Giá trị", f"từ {shown(card.from_on)} đến {shown(card.until_on)}"),
    )
    findings = {
        "soBHXH": card.insured.insurance_number,
        "soThe": card.card_number,
        "noiKCB": card.facility,
        "giaTriTu": card.from_on.isoformat(),
        "giaTriDen": card.until_on.isoformat(),
    }
    return completed(findings, Sheet("THẺ BẢO HIỂM Y TẾ", card.card_number, lines))


DESKS = {
    "health-card": Desk(WANTED_OF_CARD, issue_card),
    "funeral-allowance-insured": Desk(allowances.WANTED, funeral_allowance),
    "survivor-allowance": Desk(allowances.WANTED, survivor_allowance),
}
