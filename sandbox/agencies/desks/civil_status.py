"""Civil status: registers births and deaths, each once, and obtains the personal number of a child."""

from datetime import date

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
    place_of,
    shown,
)
from sandbox.agencies.models import Birth, Book, Death
from sandbox.population import numbers
from sandbox.population.models import Person, Sex
from sandbox.population.names import same_name

WANTED_OF_BIRTH = {
    "maGCS": "số giấy chứng sinh",
    "nks.HoTen": "họ tên người được khai sinh",
    "nks.GioiTinh": "giới tính",
    "nks.NgaySinh": "ngày sinh",
    "nks.NoiSinh": "nơi sinh",
    "nks.DanToc": "dân tộc",
    "nks.QuocTich": "quốc tịch",
    "me.HoTen": "họ tên mẹ",
    "me.SoDDCN": "số định danh của mẹ",
    "nyc.HoTen": "họ tên người yêu cầu",
}
WANTED_OF_DEATH = {
    "gbtSo": "số giấy báo tử",
    "nkt.HoTen": "họ tên người chết",
    "nkt.SoGiayTo": "số định danh người chết",
    "nkt.NgayChet": "ngày chết",
    "nyc.HoTen": "họ tên người yêu cầu",
}


def register_birth(case: Case) -> Decision:
    """Register a birth, unless it is registered already; the child gets a personal number."""
    book = opened("birth")
    proof = case.told("maGCS")
    known = Birth.objects.filter(proof_number=proof).first()
    if known is not None and known.dossier_code == case.dossier_code:
        return _birth_certificate(known)
    if known is not None:
        raise Refusal("duplicate-birth", f"Giấy chứng sinh {proof} đã được đăng ký khai sinh ({known}).")
    mother = case.person("me")
    father = case.person("cha") if case.has("cha.SoDDCN") else None
    born_on = case.past_day("nks.NgaySinh")
    if mother.died_on is not None and mother.died_on < born_on:
        raise Lacking(Item("nks.NgaySinh", "Ngày sinh ghi sau ngày mẹ mất."))
    _check_not_registered(case, mother, born_on)
    if case.told("nks.GioiTinh") not in {str(sex.value) for sex in Sex}:
        raise Lacking(Item("nks.GioiTinh", "Giới tính ghi 1 (nam) hoặc 2 (nữ)."))
    child = Person.objects.create(
        number=numbers.free(int(case.told("nks.GioiTinh")), born_on, case.seed, case.dossier_code, proof),
        full_name=case.told("nks.HoTen")[:120],
        sex=int(case.told("nks.GioiTinh")),
        born_on=born_on,
        ethnicity=case.told("nks.DanToc")[:40],
        nationality=case.told("nks.QuocTich")[:40],
        hometown=case.told("nks.QueQuan")[:250],
        birthplace=case.told("nks.NoiSinh")[:250],
        mother_number=mother.number,
        father_number=father.number if father else "",
    )
    return _birth_certificate(_entered_birth(case, book, child))


def register_death(case: Case) -> Decision:
    """Register a death, unless it is registered already."""
    book = opened("death")
    deceased = case.person("nkt", "SoGiayTo")
    known = Death.objects.filter(person_number=deceased.number).first()
    if known is not None and known.dossier_code == case.dossier_code:
        return _death_extract(known)
    if known is not None or deceased.died_on is not None:
        raise Refusal("already-deceased", "Người này đã được ghi nhận là đã chết.")
    died_on = case.past_day("nkt.NgayChet")
    if died_on < deceased.born_on:
        raise Lacking(Item("nkt.NgayChet", "Ngày chết ghi trước ngày sinh."))
    number = next_number(book)
    volume, page = place_of(number, book.year)
    death = Death.objects.create(
        number=number,
        book=volume,
        page=page,
        registered_on=clock.today(),
        dossier_code=case.dossier_code,
        person_number=deceased.number,
        full_name=deceased.full_name,
        died_on=died_on,
    )
    return _death_extract(death)


def _check_not_registered(case: Case, mother: Person, born_on: date) -> None:
    siblings = Birth.objects.filter(mother_number=mother.number, born_on=born_on)
    for sibling in siblings:
        if same_name(sibling.child_name, case.told("nks.HoTen")):
            raise Refusal("duplicate-birth", f"Trẻ cùng tên, cùng mẹ, cùng ngày sinh đã được đăng ký ({sibling}).")


def _entered_birth(case: Case, book: Book, child: Person) -> Birth:
    number = next_number(book)
    volume, page = place_of(number, book.year)
    return Birth.objects.create(
        number=number,
        book=volume,
        page=page,
        registered_on=clock.today(),
        dossier_code=case.dossier_code,
        proof_number=case.told("maGCS")[:60],
        child_number=child.number,
        child_name=child.full_name,
        mother_number=child.mother_number,
        born_on=child.born_on,
    )


def _birth_certificate(birth: Birth) -> Decision:
    lines = (
        ("Họ, chữ đệm, tên", birth.child_name),
        ("Số định danh cá nhân", birth.child_number),
        ("Ngày sinh", shown(birth.born_on)),
        ("Số định danh của mẹ", birth.mother_number),
        ("Quyển số, trang", f"{birth.book}, trang {birth.page}"),
        ("Ngày đăng ký", shown(birth.registered_on)),
    )
    findings = {"soDinhDanh": birth.child_number, **birth.findings()}
    return completed(findings, Sheet("GIẤY KHAI SINH", str(birth.number), lines))


def _death_extract(death: Death) -> Decision:
    lines = (
        ("Họ, chữ đệm, tên", death.full_name),
        ("Số định danh cá nhân", death.person_number),
        ("Đã chết ngày", shown(death.died_on)),
        ("Quyển số, trang", f"{death.book}, trang {death.page}"),
        ("Ngày đăng ký", shown(death.registered_on)),
    )
    return completed(death.findings(), Sheet("TRÍCH LỤC KHAI TỬ", str(death.number), lines))


DESKS = {
    "birth-registration": Desk(WANTED_OF_BIRTH, register_birth),
    "death-registration": Desk(WANTED_OF_DEATH, register_death),
}
