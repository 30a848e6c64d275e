"""What each service is told: the fields of its message, each from the declaration or from an earlier answer."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Union

from interlink.errors import InputMissing

Facts = Mapping[str, Any]
Findings = Mapping[str, Mapping[str, Any]]

# As the social-insurance interface numbers them (domain reference, 6.7).
SEXES = {"male": 1, "female": 2}


@dataclass(frozen=True, slots=True)
class Fact:
    """An answer of the declaration, by its name in the e-form."""

    name: str
    required: bool = True
    read: Callable[[Any], Any] = lambda value: value


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that an earlier step found out, by its name in that answer."""

    step: str
    name: str


# A text stands for itself.
Shape = Mapping[str, Union[Fact, Finding, str, "Shape"]]


def compose(shape: Shape, facts: Facts, findings: Findings) -> dict[str, Any]:
    """Return what a message says; what was not declared is left out, and so is a block of nothing.

    findings  what earlier steps found out, by step. Raises InputMissing.
    """
    told = {name: _value(source, facts, findings) for name, source in shape.items()}
    return {name: value for name, value in told.items() if value not in (None, "", {})}


def facts_of(shape: Shape) -> Iterator[Fact]:
    """Yield every answer of the declaration that a message tells."""
    return (source for source in _sources(shape) if isinstance(source, Fact))


def findings_of(shape: Shape) -> Iterator[Finding]:
    """Yield everything that a message takes from earlier answers."""
    return (source for source in _sources(shape) if isinstance(source, Finding))


def _sources(shape: Shape) -> Iterator[Fact | Finding | str]:
    for source in shape.values():
        if isinstance(source, Mapping):
            yield from _sources(source)
        else:
            yield source


def _value(source: Fact | Finding | str | Shape, facts: Facts, findings: Findings) -> Any:
    match source:
        case Fact():
            value = facts.get(source.name)
            return None if value in (None, "") else source.read(value)
        case Finding():
            value = findings.get(source.step, {}).get(source.name)
            if value in (None, ""):
                raise InputMissing(step=source.step, name=source.name)
            return value
        case str():
            return source
    return compose(source, facts, findings)


def _maybe(name: str) -> Fact:
    return Fact(name, required=False)


REQUESTER: Shape = {
    "HoTen": Fact("requester_name"),
    "QuanHe": Fact("requester_relation"),
    "SoDDCN": Fact("requester_personal_number"),
    "SoDienThoai": _maybe("requester_phone"),
    "Email": _maybe("requester_email"),
}
MOTHER: Shape = {"HoTen": Fact("mother_name"), "SoDDCN": Fact("mother_personal_number")}
FATHER: Shape = {"HoTen": _maybe("father_name"), "SoDDCN": _maybe("father_personal_number")}
NEWBORN: Shape = {
    "HoTen": Fact("child_name"),
    "GioiTinh": Fact("child_sex", read=SEXES.__getitem__),
    "NgaySinh": Fact("child_born_on"),
    "DanToc": Fact("child_ethnicity"),
    "QuocTich": Fact("child_nationality"),
    "QueQuan": Fact("child_hometown"),
}
CHILD: Shape = {**NEWBORN, "SoDDCN": Finding("birth-registration", "soDinhDanh")}
BIRTH: Shape = {name: Finding("birth-registration", name) for name in ("soDangKy", "quyenSo", "trangSo", "ngayDangKy")}
DEATH: Shape = {name: Finding("death-registration", name) for name in ("soDangKy", "quyenSo", "trangSo")}
DECEASED: Shape = {
    "HoTen": Fact("deceased_name"),
    "SoDDCN": Fact("deceased_personal_number"),
    "NgaySinh": Fact("deceased_born_on"),
    "NgayChet": Fact("died_on"),
}
ALLOWANCE: Shape = {
    "nkt": DECEASED,
    "khaiTu": DEATH,
    "doiTuong": Fact("beneficiary_class"),
    "nguoiHuong": {
        "HoTen": Fact("requester_name"),
        "SoDDCN": Fact("requester_personal_number"),
        "QuanHe": Fact("requester_relation"),
    },
    "hinhThucNhan": _maybe("payout_method"),
    "taiKhoan": _maybe("bank_account"),
}

# By service. Civil status: docs/sources.md, rule K-7; police and insurance: rule K-11.
SHAPES: Mapping[str, Shape] = {
    "birth-registration": {
        "maGCS": Fact("birth_proof_number"),
        "ngayCapGCS": Fact("birth_proof_on"),
        "nks": {**NEWBORN, "NoiSinh": Fact("child_birthplace"), "LoaiKhaiSinh": Fact("birth_kind")},
        "me": {
            **MOTHER,
            "NgaySinh": Fact("mother_born_on"),
            "DanToc": Fact("mother_ethnicity"),
            "QuocTich": Fact("mother_nationality"),
            "LoaiCuTru": Fact("mother_residence_kind"),
            "NoiCuTru": Fact("mother_residence"),
        },
        "cha": {
            **FATHER,
            "NgaySinh": _maybe("father_born_on"),
            "DanToc": _maybe("father_ethnicity"),
            "QuocTich": _maybe("father_nationality"),
            "LoaiCuTru": _maybe("father_residence_kind"),
            "NoiCuTru": _maybe("father_residence"),
        },
        "nyc": REQUESTER,
    },
    "residence": {
        "nks": CHILD,
        "khaiSinh": BIRTH,
        "me": MOTHER,
        "cha": FATHER,
        "chuHo": {
            "HoTen": Fact("householder_name"),
            "SoDDCN": Fact("householder_personal_number"),
            "QuanHe": Fact("householder_relation"),
        },
        "diaChi": Fact("residence_address"),
        "dongYChuHo": Fact("householder_consents"),
    },
    "health-card": {
        "nks": CHILD,
        "khaiSinh": BIRTH,
        "me": MOTHER,
        "cha": FATHER,
        "diaChi": Fact("residence_address"),
        "noiKCB": Fact("first_care_facility"),
        "maQuyenLoi": "TE1",
    },
    "death-registration": {
        "gbtLoai": Fact("death_notice_kind"),
        "gbtSo": Fact("death_notice_number"),
        "gbtNgay": Fact("death_notice_on"),
        "gbtCoQuanCap": Fact("death_notice_issuer"),
        "nkt": {
            "HoTen": Fact("deceased_name"),
            "GioiTinh": Fact("deceased_sex", read=SEXES.__getitem__),
            "NgaySinh": Fact("deceased_born_on"),
            "DanToc": Fact("deceased_ethnicity"),
            "NoiCuTru": Fact("deceased_residence"),
            "SoGiayTo": Fact("deceased_personal_number"),
            "NgayChet": Fact("died_on"),
            "GioPhutChet": _maybe("died_at_hour"),
            "NoiChet": Fact("death_place"),
            "NguyenNhanChet": Fact("death_cause"),
        },
        "nyc": REQUESTER,
    },
    "deregistration": {
        "nkt": {
            "HoTen": Fact("deceased_name"),
            "SoDDCN": Fact("deceased_personal_number"),
            "NgayChet": Fact("died_on"),
        },
        "khaiTu": DEATH,
        "nyc": REQUESTER,
    },
    "funeral-allowance-insured": ALLOWANCE,
    "funeral-support-social": ALLOWANCE,
    "survivor-allowance": ALLOWANCE,
}
