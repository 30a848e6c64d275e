"""What is paid after a death: who may have it is the office's own check, the rest is the same everywhere."""

from collections.abc import Callable

from kernel import clock
from sandbox.agencies import offices
from sandbox.agencies.desks.case import (
    Case,
    Decision,
    Item,
    Lacking,
    Refusal,
    Sheet,
    completed,
    next_number,
    opened,
    shown,
)
from sandbox.agencies.models import Allowance, Death
from sandbox.population.models import Person

BANK, CASH = "bank", "cash"
WANTED = {
    "nkt.HoTen": "họ tên người chết",
    "nkt.SoDDCN": "số định danh người chết",
    "khaiTu.soDangKy": "số đăng ký khai tử",
    "doiTuong": "đối tượng hưởng",
    "nguoiHuong.HoTen": "họ tên người hưởng",
    "nguoiHuong.SoDDCN": "số định danh người hưởng",
}
TITLES = {
    "funeral-allowance-insured": "QUYẾT ĐỊNH HƯỞNG TRỢ CẤP MAI TÁNG",
    "survivor-allowance": "QUYẾT ĐỊNH HƯỞNG TRỢ CẤP TUẤT HẰNG THÁNG",
    "funeral-support-social": "QUYẾT ĐỊNH HỖ TRỢ CHI PHÍ MAI TÁNG",
}


def decide(case: Case, agency: str, check: Callable[[Case, Person], None]) -> Decision:
    """Decide an allowance, once for each service and person.

    check  raises Refusal for whoever is not entitled at this agency
    """
    book = opened(f"{agency}-decision")
    deceased = case.person("nkt")
    known = Allowance.objects.filter(service=case.service, person_number=deceased.number).first()
    if known is not None and known.dossier_code == case.dossier_code:
        return _decision_paper(known, deceased)
    if known is not None:
        raise Refusal("already-paid", f"Đã có quyết định số {known} cho người này.")
    check(case, deceased)
    death = _death(case)
    recipient = case.person("nguoiHuong")
    if recipient.died_on is not None:
        raise Refusal("recipient-deceased", "Người hưởng được khai đã chết.")
    payout, account = case.told("hinhThucNhan") or CASH, case.told("taiKhoan")
    if payout == BANK and not account:
        raise Lacking(Item("taiKhoan", "Số tài khoản nhận tiền."))
    amount = offices.amount(case.service, case.told("doiTuong"), death.died_on)
    allowance = Allowance.objects.create(
        agency=agency,
        service=case.service,
        person_number=deceased.number,
        number=next_number(book),
        decided_on=clock.today(),
        amount_vnd=amount.vnd,
        is_monthly=amount.is_monthly,
        payout=payout[:10],
        account=account[:60],
        recipient=recipient.full_name,
        dossier_code=case.dossier_code,
    )
    return _decision_paper(allowance, deceased)


def _death(case: Case) -> Death:
    death = Death.objects.filter(person_number=case.told("nkt.SoDDCN")).first()
    if death is None or str(death.number) != case.told("khaiTu.soDangKy"):
        raise Refusal("death-not-registered", "Không tìm thấy đăng ký khai tử đã nêu.")
    return death


def _decision_paper(allowance: Allowance, deceased: Person) -> Decision:
    money = f"{allowance.amount_vnd:,} đồng".replace(",", ".") + (" mỗi tháng" if allowance.is_monthly else "")
    lines = (
        ("Người chết", deceased.full_name),
        ("Người hưởng", allowance.recipient),
        ("Mức hưởng", money),
        ("Hình thức nhận", "chuyển khoản" if allowance.payout == BANK else "tiền mặt"),
        ("Ngày quyết định", shown(allowance.decided_on)),
    )
    findings = {
        "soQuyetDinh": str(allowance),
        "ngayQuyetDinh": allowance.decided_on.isoformat(),
        "soTien": allowance.amount_vnd,
        "hangThang": allowance.is_monthly,
        "hinhThucNhan": allowance.payout,
    }
    return completed(findings, Sheet(TITLES[allowance.service], str(allowance), lines))
