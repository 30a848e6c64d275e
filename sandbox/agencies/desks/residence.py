"""Residence police: enters a child in a household that agrees, and strikes out who has died."""

from kernel import clock
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
from sandbox.agencies.models import Birth, Death, Household, Resident
from sandbox.population.models import Person

WANTED_OF_RESIDENCE = {
    "nks.HoTen": "họ tên trẻ",
    "nks.SoDDCN": "số định danh của trẻ",
    "khaiSinh.soDangKy": "số đăng ký khai sinh",
    "khaiSinh.quyenSo": "quyển số khai sinh",
    "chuHo.HoTen": "họ tên chủ hộ",
    "chuHo.SoDDCN": "số định danh của chủ hộ",
    "chuHo.QuanHe": "quan hệ với chủ hộ",
    "diaChi": "địa chỉ đăng ký thường trú",
    "dongYChuHo": "ý kiến của chủ hộ",
}
WANTED_OF_DEREGISTRATION = {
    "nkt.HoTen": "họ tên người chết",
    "nkt.SoDDCN": "số định danh người chết",
    "nkt.NgayChet": "ngày chết",
    "khaiTu.soDangKy": "số đăng ký khai tử",
    "khaiTu.quyenSo": "quyển số khai tử",
}


def register_residence(case: Case) -> Decision:
    """Enter a child in the household of a householder who agrees."""
    book = opened("residence")
    child = case.person("nks")
    registered = Resident.objects.filter(number=child.number, until_on=None).select_related("household").first()
    if registered is not None and registered.dossier_code == case.dossier_code:
        return _residence_notice(registered, child)
    if registered is not None:
        raise Refusal("already-resident", f"Trẻ đã đăng ký thường trú tại {registered.household}.")
    _check_birth(case)
    household = _household(case)
    if not case.agreed("dongYChuHo"):
        raise Lacking(Item("dongYChuHo", "Ý kiến đồng ý của chủ hộ cho đăng ký thường trú."))
    resident = Resident.objects.create(
        household=household,
        number=child.number,
        relation=case.told("chuHo.QuanHe")[:60],
        since_on=clock.today(),
        dossier_code=case.dossier_code,
    )
    next_number(book)
    child.residence = household.address
    child.save(update_fields=["residence"])
    return _residence_notice(resident, child)


def deregister(case: Case) -> Decision:
    """Strike out a registered death from the register of residence and mark the person as deceased."""
    book = opened("residence")
    person = case.person("nkt")
    death = _death(case)
    if person.died_on is not None:
        ended = Resident.objects.filter(number=person.number).order_by("-pk").first()
        if ended is None or ended.ended_by_dossier_code in ("", case.dossier_code):
            return _deregistration_notice(person, death)
        raise Refusal("already-deregistered", "Đăng ký thường trú của người này đã được xóa.")
    residents = Resident.objects.filter(number=person.number, until_on=None)
    residents.update(until_on=clock.today(), ended_by_dossier_code=case.dossier_code)
    person.died_on = death.died_on
    person.save(update_fields=["died_on"])
    next_number(book)
    return _deregistration_notice(person, death)


def _check_birth(case: Case) -> None:
    entry = {"number": case.told("khaiSinh.soDangKy"), "book": case.told("khaiSinh.quyenSo")}
    found = Birth.objects.filter(child_number=case.told("nks.SoDDCN")).first()
    if found is None or (str(found.number), found.book) != (entry["number"], entry["book"]):
        raise Refusal("birth-not-registered", "Không tìm thấy đăng ký khai sinh đã nêu.")


def _household(case: Case) -> Household:
    household = Household.objects.filter(householder_number=case.told("chuHo.SoDDCN")).first()
    if household is None:
        raise Refusal("householder-unknown", "Người được khai là chủ hộ không đứng tên chủ hộ nào.")
    if case.person("chuHo").died_on is not None:
        raise Refusal("householder-deceased", "Chủ hộ được khai đã chết; cần xác định chủ hộ mới.")
    return household


def _death(case: Case) -> Death:
    death = Death.objects.filter(person_number=case.told("nkt.SoDDCN")).first()
    told = case.told("khaiTu.soDangKy"), case.told("khaiTu.quyenSo")
    if death is None or (str(death.number), death.book) != told:
        raise Refusal("death-not-registered", "Không tìm thấy đăng ký khai tử đã nêu.")
    return death


def _residence_notice(resident: Resident, child: Person) -> Decision:
    number = f"CT08-{resident.since_on:%y}-{resident.pk:06}"
    lines = (
        ("Họ, chữ đệm, tên", child.full_name),
        ("Số định danh cá nhân", child.number),
        ("Nơi thường trú", resident.household.address),
        ("Quan hệ với chủ hộ", resident.relation),
        ("Ngày đăng ký", shown(resident.since_on)),
    )
    findings = {
        "soThongBao": number,
        "diaChi": resident.household.address,
        "ngayDangKy": resident.since_on.isoformat(),
    }
    return completed(findings, Sheet("THÔNG BÁO KẾT QUẢ ĐĂNG KÝ THƯỜNG TRÚ (CT08)", number, lines))


def _deregistration_notice(person: Person, death: Death) -> Decision:
    number = f"CT08-{death.registered_on:%y}-X{death.pk:05}"
    lines = (
        ("Họ, chữ đệm, tên", person.full_name),
        ("Số định danh cá nhân", person.number),
        ("Đã chết ngày", shown(death.died_on)),
        ("Kết quả", "Đã xóa đăng ký thường trú"),
    )
    findings = {"soThongBao": number, "ngayXoaDangKy": clock.today().isoformat()}
    return completed(findings, Sheet("THÔNG BÁO XÓA ĐĂNG KÝ THƯỜNG TRÚ (CT08)", number, lines))


DESKS = {
    "residence": Desk(WANTED_OF_RESIDENCE, register_residence),
    "deregistration": Desk(WANTED_OF_DEREGISTRATION, deregister),
}
