"""The portal's services by the names of its contract (docs/sources.md, rule S-7)."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import compare_digest, token_hex
from typing import Any

from django.db import transaction
from django.db.models import F

from kernel import clock
from sandbox import door
from sandbox.portal.models import PortalDossier, PortalProgress, Session

OFFICE = "portal"
DOSSIER_CODE = re.compile(r"[HG]\d{2}(\.\d{1,3}){0,3}-\d{6}-\d{4,5}")
STATUSES = {str(status) for status in range(1, 11)}
STAMP = "%Y%m%d%H%M%S"
LIFE = timedelta(hours=8)
MOST_DOSSIERS = 500
# Error codes of this portal; only that 0 is success was read, the others are invented.
DONE, NOT_LOGGED_IN, SERVICE_UNKNOWN, INPUT_INVALID, DOSSIER_UNKNOWN = 0, 1, 2, 3, 4
WANTED_OF_DOSSIER = ("MaHoSo", "MaTTHC", "TenTTHC", "DonViXuLy", "ChuHoSo", "TrangThaiHoSo", "NgayTiepNhan")
WANTED_OF_PROGRESS = ("MaHoSo", "NguoiXuLy", "ThoiDiemXuLy", "NoiDungXuLy", "TrangThai")
STAMPS_OF_DOSSIER = (
    "NgayNopHoSo",
    "NgayTiepNhan",
    "NgayHenTra",
    "NgayKetThucXuLy",
    "NgayTra",
    "NgayTuChoi",
)
STAMPS_OF_PROGRESS = ("ThoiDiemXuLy", "NgayBatDau", "NgayKetThucTheoQuyDinh")
# Filed only, refused at the desk, or sent back before it was accepted.
MAYBE_NOT_ACCEPTED = {"1", "3", "5"}

Told = Mapping[str, Any]


class Fault(Exception):
    """The portal refuses. number: its error code; message: Vietnamese."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(number, message)
        self.number, self.message = number, message


def login(unit: str, told: Told) -> dict[str, Any]:
    """Open a session for an office that knows the portal's secret; `unit` is not asked for. Raises Fault."""
    username, password = door.text_of(told, "username"), door.text_of(told, "password")
    if not username or not compare_digest(password.encode(), door.secret_of(OFFICE).encode()):
        raise Fault(NOT_LOGGED_IN, "Sai tên đăng nhập hoặc mật khẩu.")
    session = Session.objects.create(token=token_hex(), unit=username[:40], expires_at=clock.wall() + LIFE)
    return {"session": session.token}


def check_session(token: str) -> None:
    """Raises Fault."""
    if not Session.objects.in_force(clock.wall()).filter(token=token).exists():
        raise Fault(NOT_LOGGED_IN, "Phiên làm việc không tồn tại hoặc đã hết hạn.")


@transaction.atomic
def take_dossiers(unit: str, told: Told) -> dict[str, Any]:
    """DongBoHoSoMC: keep each dossier as it is reported now; all of them or none. Raises Fault."""
    rows = told.get("DanhSachHoSo")
    if not isinstance(rows, list) or not rows or len(rows) > MOST_DOSSIERS:
        raise Fault(INPUT_INVALID, f"DanhSachHoSo cần từ 1 đến {MOST_DOSSIERS} hồ sơ.")
    codes = [_take_dossier(unit, row) for row in rows]
    return {"MaHoSo": codes}


@transaction.atomic
def take_progress(unit: str, told: Told) -> dict[str, Any]:
    """CapNhatTienDoHoSoMC: add one progress record; the same record again changes nothing. Raises Fault."""
    _check(told, WANTED_OF_PROGRESS, STAMPS_OF_PROGRESS, "TrangThai")
    dossier = _dossier(told["MaHoSo"])
    kept = json.dumps(told, sort_keys=True, ensure_ascii=False)
    _record, is_new = PortalProgress.objects.get_or_create(
        dossier=dossier,
        content_sha256=sha256(kept.encode()).hexdigest(),
        defaults={"content": dict(told), "received_at": clock.now()},
    )
    return {"MaHoSo": dossier.code, "DaCo": not is_new}


def look_up(unit: str, told: Told) -> dict[str, Any]:
    """TraCuuHoSo: return a dossier as it was last reported, with its progress. Raises Fault."""
    dossier = _dossier(door.text_of(told, "MaHoSo"))
    progress = dossier.progress.values_list("content", flat=True)
    return {"HoSo": dossier.content, "TienDo": list(progress), "SoLanDongBo": dossier.reports}


def procedures(unit: str, told: Told) -> dict[str, Any]:
    """LayDanhSachTTHC: return the procedures of which the portal has seen dossiers."""
    seen = PortalDossier.objects.order_by().values_list("procedure_code", "procedure_name").distinct()
    return {"DanhSachTTHC": [{"MaTTHC": code, "TenTTHC": name} for code, name in sorted(seen)]}


SERVICES: dict[str, Callable[[str, Told], dict[str, Any]]] = {
    "DongBoHoSoMC": take_dossiers,
    "CapNhatTienDoHoSoMC": take_progress,
    "TraCuuHoSo": look_up,
    "LayDanhSachTTHC": procedures,
}


def _take_dossier(unit: str, told: object) -> str:
    if not isinstance(told, dict):
        raise Fault(INPUT_INVALID, "Hồ sơ không đúng cấu trúc.")
    _check(told, WANTED_OF_DOSSIER, STAMPS_OF_DOSSIER, "TrangThaiHoSo")
    reported = {
        "unit": unit,
        "procedure_code": str(told["MaTTHC"])[:40],
        "procedure_name": str(told["TenTTHC"])[:400],
        "status": str(told["TrangThaiHoSo"]),
        "content": told,
        "last_at": clock.now(),
    }
    dossier, is_new = PortalDossier.objects.get_or_create(
        code=told["MaHoSo"], defaults={**reported, "first_at": clock.now()}
    )
    if not is_new:
        PortalDossier.objects.filter(pk=dossier.pk).update(**reported, reports=F("reports") + 1)
    return dossier.code


def _check(told: Told, wanted: tuple[str, ...], stamps: tuple[str, ...], status: str) -> None:
    is_accepted = str(told.get(status)) not in MAYBE_NOT_ACCEPTED
    needed = [name for name in wanted if name != "NgayTiepNhan" or is_accepted]
    lacking = [name for name in needed if told.get(name) in (None, "")]
    if lacking:
        raise Fault(INPUT_INVALID, f"Thiếu: {', '.join(lacking)}.")
    if DOSSIER_CODE.fullmatch(str(told["MaHoSo"])) is None:
        raise Fault(INPUT_INVALID, "MaHoSo không đúng cấu trúc.")
    if str(told[status]) not in STATUSES:
        raise Fault(INPUT_INVALID, f"{status} ngoài danh mục.")
    for name in stamps:
        if told.get(name) and not _is_stamp(told[name]):
            raise Fault(INPUT_INVALID, f"{name} không đúng dạng yyyyMMddHHmmss.")


def _is_stamp(text: object) -> bool:
    if not isinstance(text, str) or len(text) != 14 or not text.isascii() or not text.isdigit():
        return False
    try:
        datetime.strptime(text, STAMP).replace(tzinfo=clock.TZ)
    except ValueError:
        return False
    return True


def _dossier(code: str) -> PortalDossier:
    found = PortalDossier.objects.filter(code=code).first()
    if found is None:
        raise Fault(DOSSIER_UNKNOWN, f"Không có hồ sơ {code[:60]}.")
    return found
