"""What linked services and the findings of agencies are called, for people: in Vietnamese and in English."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation


@dataclass(frozen=True, slots=True)
class Name:
    vi: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the name in "vi" or "en"."""
        return self.en if language == "en" else self.vi


SERVICES: Mapping[str, Name] = {
    "birth-registration": Name("Đăng ký khai sinh", "Birth registration"),
    "residence": Name("Đăng ký thường trú", "Permanent residence"),
    "health-card": Name("Cấp thẻ bảo hiểm y tế", "Health-insurance card"),
    "death-registration": Name("Đăng ký khai tử", "Death registration"),
    "deregistration": Name("Xóa đăng ký thường trú", "Deletion of the residence"),
    "funeral-allowance-insured": Name("Trợ cấp mai táng", "Funeral allowance"),
    "funeral-support-social": Name("Hỗ trợ chi phí mai táng", "Funeral support"),
    "survivor-allowance": Name("Trợ cấp tuất hằng tháng", "Survivor allowance"),
}
# Under the names of the wire (docs/sources.md, rules K-7 and K-11), in the order in which people read them.
FINDINGS: Mapping[str, Name] = {
    "soDinhDanh": Name("Số định danh cá nhân", "Personal number"),
    "soDangKy": Name("Số đăng ký", "Registration no."),
    "quyenSo": Name("Quyển số", "Volume"),
    "trangSo": Name("Trang", "Page"),
    "soThongBao": Name("Số thông báo", "Notice no."),
    "soBHXH": Name("Mã số BHXH", "Insurance no."),
    "soThe": Name("Số thẻ", "Card no."),
    "noiKCB": Name("Nơi khám chữa bệnh ban đầu", "Facility of first care"),
    "diaChi": Name("Địa chỉ", "Address"),
    "soQuyetDinh": Name("Số quyết định", "Decision no."),
    "soTien": Name("Mức hưởng", "Amount"),
    "ngayDangKy": Name("Ngày đăng ký", "Registered on"),
    "ngayXoaDangKy": Name("Ngày xóa đăng ký", "Deleted on"),
    "giaTriTu": Name("Giá trị từ", "Valid from"),
    "giaTriDen": Name("Giá trị đến", "Valid until"),
    "ngayQuyetDinh": Name("Ngày quyết định", "Decided on"),
}
# Which finding is the number of the paper.
NUMBERS = ("soDangKy", "soThongBao", "soThe", "soQuyetDinh")


def service(code: str, language: str) -> str:
    """Return a service's name in "vi" or "en"; its code if it has none."""
    return SERVICES[code].in_language(language) if code in SERVICES else code


def in_force(code: str) -> str:
    """Return a service's name in the language in force."""
    return service(code, "en" if (translation.get_language() or "vi").startswith("en") else "vi")


def findings(found: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """Return what an agency found out as label and text; what has no label here is left out."""
    return [
        (name.in_language(language), _text(key, found[key]))
        for key, name in FINDINGS.items()
        if found.get(key) not in (None, "")
    ]


def number(found: Mapping[str, Any]) -> str:
    """Return the number under which an agency's result is known; "" if it named none."""
    return next((str(found[key]) for key in NUMBERS if found.get(key)), "")


def _text(key: str, value: Any) -> str:
    if key == "soTien" and isinstance(value, int):
        return f"{value:,} đ".replace(",", ".")
    if isinstance(value, str) and len(value) == len("2024-06-03") and key.startswith(("ngay", "giaTri")):
        try:
            return f"{date.fromisoformat(value):%d/%m/%Y}"
        except ValueError:
            return value
    return str(value)
