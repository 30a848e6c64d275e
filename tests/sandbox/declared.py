"""What the house declares to the agencies of a birth and a death, under the names of the wire."""

from typing import Any

LAN, HUNG, CUU = "003190000001", "003085000002", "003040000009"
REQUESTER = {"HoTen": "Trần Thị Lan", "QuanHe": "mẹ", "SoDDCN": LAN, "SoDienThoai": "0900000001"}
BIRTH: dict[str, Any] = {
    "maGCS": "GCS-2024-000123",
    "ngayCapGCS": "2024-05-21",
    "nks": {
        "HoTen": "Phan Minh Anh",
        "GioiTinh": 2,
        "NgaySinh": "2024-05-20",
        "NoiSinh": "Bệnh viện huyện Ánh Dương",
        "QueQuan": "Xã An Phú",
        "DanToc": "Kinh",
        "QuocTich": "Việt Nam",
        "LoaiKhaiSinh": "ordinary",
    },
    "me": {"HoTen": "Trần Thị Lan", "SoDDCN": LAN, "NgaySinh": "1990-05-12", "DanToc": "Kinh"},
    "cha": {"HoTen": "Phan Văn Hùng", "SoDDCN": HUNG},
    "nyc": REQUESTER,
}
DEATH: dict[str, Any] = {
    "gbtLoai": "notice",
    "gbtSo": "BT-12",
    "gbtNgay": "2024-06-01",
    "gbtCoQuanCap": "UBND xã An Phú",
    "nkt": {
        "HoTen": "Nguyễn Văn Cựu",
        "GioiTinh": 1,
        "NgaySinh": "1940-01-01",
        "DanToc": "Kinh",
        "NoiCuTru": "Thôn Bắc",
        "SoGiayTo": CUU,
        "NgayChet": "2024-06-01",
        "NoiChet": "Tại nhà",
        "NguyenNhanChet": "Tuổi già",
    },
    "nyc": REQUESTER,
}
REGISTER = ("soDangKy", "quyenSo", "trangSo", "ngayDangKy")


def residence(found: dict[str, Any]) -> dict[str, Any]:
    """Return what the police are told after a birth was registered with these findings."""
    return {
        "nks": {**BIRTH["nks"], "SoDDCN": found["soDinhDanh"]},
        "khaiSinh": {name: found[name] for name in REGISTER},
        "me": {"HoTen": "Trần Thị Lan", "SoDDCN": LAN},
        "cha": {"HoTen": "Phan Văn Hùng", "SoDDCN": HUNG},
        "chuHo": {"HoTen": "Phan Văn Hùng", "SoDDCN": HUNG, "QuanHe": "con"},
        "diaChi": "Thôn Đoài, xã An Phú",
        "dongYChuHo": True,
    }


def card(found: dict[str, Any]) -> dict[str, Any]:
    """Return what the insurer is told after a birth was registered with these findings."""
    told = residence(found)
    kept = {name: told[name] for name in ("nks", "khaiSinh", "me", "cha", "diaChi")}
    return {**kept, "noiKCB": "Trạm y tế xã An Phú", "maQuyenLoi": "TE1"}


def deregistration(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "nkt": {"HoTen": "Nguyễn Văn Cựu", "SoDDCN": CUU, "NgayChet": "2024-06-01"},
        "khaiTu": {name: found[name] for name in REGISTER[:3]},
        "nyc": REQUESTER,
    }


def allowance(found: dict[str, Any], kind: str = "insured", **told: Any) -> dict[str, Any]:
    return {
        "nkt": {"HoTen": "Nguyễn Văn Cựu", "SoDDCN": CUU, "NgaySinh": "1940-01-01", "NgayChet": "2024-06-01"},
        "khaiTu": {name: found[name] for name in REGISTER[:3]},
        "doiTuong": kind,
        "nguoiHuong": {"HoTen": "Trần Thị Lan", "SoDDCN": LAN, "QuanHe": "con"},
        "hinhThucNhan": "cash",
        **told,
    }
