"""A dossier and its steps in the words of the national portal (docs/sources.md, rules S-7 and S-9); no rows are read.

Everything is a string, as the portal's contract has it; what a dossier does not have yet is left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from json import dumps
from typing import Any

from dossiers.models import Dossier, IdentityCheck, Paper, Result, Supplement
from dossiers.states import PORTAL_CODE, Channel, FeeKind, FeeTiming, PaperState, State
from kernel import clock
from kernel.working_calendar import at_hour
from payments.states import Method

STAMP = "%Y%m%d%H%M%S"
CITIZEN = "1"
PERSONAL_NUMBER = "1"
REUSED = {PaperState.REUSED_COMPONENT: "1", PaperState.REUSED_RESULT: "2"}
FEE_KIND = {FeeKind.PHI: "1", FeeKind.LE_PHI: "2"}
COLLECTED = {FeeTiming.FIRST: "1", FeeTiming.LATER: "2", FeeTiming.FINDING: "3"}
# How the citizen gets his result: at the desk, or in any other way.
AT_THE_DESK = "counter"
ASKED, SENT, COMPLETED = "2", "3", "4"
POPULATION_DATABASE = "CSDLQG-DC"

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Setting:
    """What a message needs beside the dossier.

    closes   when offices close: a due date is met until then
    address  where files are fetched, without a slash at its end
    """

    closes: time
    address: str


@dataclass(frozen=True, slots=True)
class Doer:
    """Who took a step: name, title, and the office where he sits; the last two are empty for a citizen."""

    name: str
    title: str = ""
    office: str = ""


def dossier_message(dossier: Dossier, setting: Setting) -> Message:
    """Return the message of DongBoHoSoMC; relations are read as they were fetched."""
    told = {
        **_identity(dossier),
        **_owner(dossier),
        "TrichYeuHoSo": dossier.summary,
        "GhiChu": _remark(dossier),
        **_dates(dossier, setting.closes),
        "TrangThaiHoSo": _status(dossier.state),
        "HinhThuc": _return_form(dossier),
        "TaiLieuNop": [_paper(dossier, paper, setting.address) for paper in dossier.papers.all()],
        "DanhSachLePhi": list(_fees(dossier)),
        "DuocThanhToanTrucTuyen": _paid_online(dossier),
        "DanhSachHoSoBoSung": [_supplement(each, setting.closes) for each in dossier.supplements.all()],
        "DanhSachGiayToKetQua": list(_results(dossier, setting.address)),
        "HoSoCoThanhPhanSoHoa": _flag(any(paper.state != PaperState.WAITING for paper in dossier.papers.all())),
        "DSKetNoiCSDL": list(_databases(dossier)),
    }
    return _filled(told)


def progress_message(dossier: Dossier, *, at: datetime, by: Doer, what: str, state: State, closes: time) -> Message:
    """Return the message of CapNhatTienDoHoSoMC for one step of a dossier.

    what   what was done, in Vietnamese; state: where the step led
    """
    told = {
        "MaHoSo": dossier.code,
        "NguoiXuLy": by.name,
        "ChucDanh": by.title,
        "ThoiDiemXuLy": stamp(at),
        "PhongBanXuLy": by.office,
        "NoiDungXuLy": what,
        "TrangThai": _status(state),
        "NgayBatDau": _stamp_or_none(dossier.received_at),
        "NgayKetThucTheoQuyDinh": _end_of(dossier.due_on, closes),
    }
    return _filled(told)


def digest(message: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of a message, whatever the order of its fields."""
    return sha256(dumps(message, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def stamp(at: datetime) -> str:
    """yyyyMMddHHmmss in Vietnam time"""
    return f"{at.astimezone(clock.TZ):{STAMP}}"


def _identity(dossier: Dossier) -> Message:
    procedure = dossier.procedure
    return {
        "MaHoSo": dossier.code,
        "MaTTHC": procedure.code,
        "TenTTHC": procedure.name_vi,
        "MaLinhVuc": procedure.field,
        "TenLinhVuc": procedure.field_vi,
        "DonViXuLy": dossier.agency.name_vi,
        "NoiNopHoSo": dossier.reception.name_vi,
        "KenhThucHien": str(dossier.channel),
    }


def _owner(dossier: Dossier) -> Message:
    owner = dossier.applicant
    return {
        "ChuHoSo": owner.full_name,
        "LoaiDoiTuong": CITIZEN,
        "DinhDanhCHS": {"LoaiDinhDanh": PERSONAL_NUMBER, "SoDinhDanh": owner.personal_number},
        "SoDienThoai": owner.phone,
        "Email": owner.email,
    }


def _dates(dossier: Dossier, closes: time) -> Message:
    return {
        "NgayNopHoSo": stamp(dossier.submitted_at),
        "NgayTiepNhan": _stamp_or_none(dossier.received_at),
        # The promise: an apology names another day and does not move this one (docs/adr/0010).
        "NgayHenTra": _end_of(dossier.due_on, closes),
        "NgayKetThucXuLy": _stamp_or_none(dossier.finished_at) if dossier.received_at else None,
        "NgayTra": _stamp_or_none(dossier.closed_at) if dossier.state == State.RETURNED else None,
        "NgayTuChoi": _stamp_or_none(dossier.closed_at) if dossier.state == State.REFUSED else None,
    }


def _remark(dossier: Dossier) -> str:
    if dossier.extended_to_on:
        apology = f"Xin lỗi và hẹn lại ngày {dossier.extended_to_on:%d/%m/%Y}: {dossier.apology_reason}"
        return "; ".join(filter(None, (apology, dossier.closing_reason)))
    return dossier.closing_reason


def _return_form(dossier: Dossier) -> str:
    return _flag(dossier.return_method != AT_THE_DESK) if dossier.return_method else ""


def _paper(dossier: Dossier, paper: Paper, address: str) -> Message:
    told = {
        "TenTepDinhKem": paper.name_vi,
        "IsDeleted": "0",
        "MaThanhPhanHoSo": paper.requirement.code,
        "DuocSoHoa": _flag(paper.state != PaperState.WAITING),
        "DuocTaiSuDung": REUSED.get(PaperState(paper.state), "0"),
        # Our citizens' vault is the province's own.
        "DuocLayTuKhoDMQG": "0",
    }
    if paper.state == PaperState.REUSED_RESULT and paper.vault_paper:
        told["MaKetQuaThayThe"] = paper.vault_paper.code
    kind, file_id = ("certified", paper.certified_id) if paper.certified_id else ("scan", paper.scan_id)
    if file_id:
        told["TepDinhKemId"] = file_id
        told["DuongDanTaiTepTin"] = f"{address}/dossiers/{dossier.code}/papers/{paper.requirement.code}/{kind}"
    return told


def _fees(dossier: Dossier) -> Iterator[Message]:
    column = "online_vnd" if dossier.channel == Channel.ONLINE else "direct_vnd"
    for fee in dossier.terms.fees.all():
        if not fee.when_vi:
            yield {
                "TenPhiLePhi": fee.name_vi,
                "MaPhiLePhi": fee.code,
                "HinhThucThu": COLLECTED.get(FeeTiming(dossier.fee_timing), "0"),
                "Gia": str(getattr(fee, column)),
                "LoaiPhiLePhi": FEE_KIND[FeeKind(fee.kind)],
            }


def _paid_online(dossier: Dossier) -> str:
    order = dossier.fee_order
    return _flag(order is not None and order.settled_at is not None and order.method not in ("", Method.CASH))


def _supplement(supplement: Supplement, closes: time) -> Message:
    state = COMPLETED if supplement.completed_at else SENT if supplement.sent_at else ASKED
    # In the middle of a linked service it is a partner agency, by what it is asked for.
    partners = ", ".join(dict.fromkeys(item.name_vi for item in supplement.items.all()))
    asked = [f"{item.name_vi}: {item.defect}" for item in supplement.items.all()]
    told = {
        "id": str(supplement.pk),
        "NguoiYeuCauBoSung": supplement.requested_by.full_name if supplement.requested_by else partners,
        "NoiDungBoSung": "; ".join([supplement.reason, *asked]),
        "NgayBoSung": stamp(supplement.requested_at),
        "NguoiTiepNhanBoSung": supplement.completed_by.full_name if supplement.completed_by else "",
        "NgayTiepNhanBoSung": _stamp_or_none(supplement.completed_at),
        "TrangThaiBoSung": state,
        "NgayHenTraTruoc": _end_of(supplement.previous_due_on, closes),
        "NgayHenTraMoi": _end_of(supplement.due_on, closes),
    }
    return _filled(told)


def _results(dossier: Dossier, address: str) -> Iterator[Message]:
    result: Result | None = getattr(dossier, "result", None)
    if result is not None and result.signed_at and result.file_id:
        told = {
            "TenGiayTo": dossier.procedure.result_vi,
            "MaThanhPhanHoSo": dossier.procedure.result_code,
            "GiayToId": result.file_id,
            "DuongDanTepTinKetQua": f"{address}/dossiers/{dossier.code}/result",
            "MaGiayToKetQua": result.number,
        }
        yield _filled(told)


def _filled(told: Message) -> Message:
    return {name: value for name, value in told.items() if value not in ("", None)}


def _databases(dossier: Dossier) -> Iterator[Message]:
    check: IdentityCheck | None = getattr(dossier, "identity_check", None)
    if check is not None and check.answered_at:
        yield {"MaCSDL": POPULATION_DATABASE}


def _status(state: str) -> str:
    return str(PORTAL_CODE[State(state)])


def _flag(holds: bool) -> str:
    return "1" if holds else "0"


def _stamp_or_none(at: datetime | None) -> str | None:
    return stamp(at) if at else None


def _end_of(day: date | None, closes: time) -> str | None:
    return stamp(at_hour(day, closes)) if day else None
