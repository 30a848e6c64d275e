"""What the national portal is told of a dossier, field by field (docs/sources.md, rules S-7 and S-9)."""

from datetime import time

import pytest

from dossiers import portal_messages, queries
from dossiers.models import Dossier, IdentityCheck
from dossiers.portal_messages import Doer, Setting
from dossiers.services import closing, decision, papers, supplement
from dossiers.states import Channel, FeeTiming, State
from tests.calendars import at
from tests.factories.dossiers import RequirementFactory
from tests.stages import Stage

SETTING = Setting(time(17), "https://motcua.example/api/v1")


def message(dossier: Dossier) -> dict:
    (found,) = queries.for_the_portal([dossier.pk])
    return portal_messages.dossier_message(found, SETTING)


def test_a_dossier_that_was_filed_online_is_told_whole(world, dossier_in):
    dossier = dossier_in(Stage.FILED, papers=("form",), fee=True, channel=Channel.ONLINE, fee_timing=FeeTiming.FIRST)
    IdentityCheck.objects.create(dossier=dossier, outcome="matched", answered_at=at("2024-04-01 09:01"))

    assert message(dossier) == {
        "MaHoSo": "H99.35.22-240401-0001",
        "MaTTHC": "1.004873",
        "TenTTHC": "Cấp Giấy xác nhận tình trạng hôn nhân",
        "MaLinhVuc": "civil-status",
        "TenLinhVuc": "Hộ tịch",
        "DonViXuLy": "Ủy ban nhân dân xã An Phú",
        "NoiNopHoSo": "Ủy ban nhân dân xã An Phú",
        "KenhThucHien": "2",
        "ChuHoSo": "Trần Thị Lan",
        "LoaiDoiTuong": "1",
        "DinhDanhCHS": {"LoaiDinhDanh": "1", "SoDinhDanh": world.lan.person.personal_number},
        "SoDienThoai": "0900000001",
        "TrichYeuHoSo": "Cấp Giấy xác nhận tình trạng hôn nhân",
        "NgayNopHoSo": "20240401090000",
        "TrangThaiHoSo": "1",
        "TaiLieuNop": [
            {
                "TenTepDinhKem": "Giấy tờ chứng minh",
                "IsDeleted": "0",
                "MaThanhPhanHoSo": "form",
                "DuocSoHoa": "1",
                "DuocTaiSuDung": "0",
                "DuocLayTuKhoDMQG": "0",
            }
        ],
        "DanhSachLePhi": [
            {
                "TenPhiLePhi": "Lệ phí cấp bản sao",
                "MaPhiLePhi": "copy",
                "HinhThucThu": "1",
                "Gia": "4000",
                "LoaiPhiLePhi": "2",
            }
        ],
        "DuocThanhToanTrucTuyen": "0",
        "DanhSachHoSoBoSung": [],
        "DanhSachGiayToKetQua": [],
        "HoSoCoThanhPhanSoHoa": "1",
        "DSKetNoiCSDL": [{"MaCSDL": "CSDLQG-DC"}],
    }


def test_a_returned_dossier_has_every_date_and_its_result(certified, dossier_in):
    told = message(dossier_in(Stage.RETURNED))

    result = Dossier.objects.get().result
    dates = {name: told[name] for name in told if name.startswith("Ngay")}
    assert dates == {
        "NgayNopHoSo": "20240401090000",
        "NgayTiepNhan": "20240401090000",
        "NgayHenTra": "20240408170000",
        "NgayKetThucXuLy": "20240401090000",
        "NgayTra": "20240401090000",
    }
    assert (told["TrangThaiHoSo"], told["HinhThuc"]) == ("10", "0")
    assert told["DanhSachGiayToKetQua"] == [
        {
            "TenGiayTo": "Giấy xác nhận tình trạng hôn nhân",
            "GiayToId": result.file_id,
            "DuongDanTepTinKetQua": "https://motcua.example/api/v1/dossiers/H99.35.22-240401-0001/result",
            "MaGiayToKetQua": result.number,
        }
    ]


def test_a_refused_dossier_tells_when_and_why_and_was_never_in_process(world, on, dossier_in):
    dossier = dossier_in(Stage.FILED)
    with on("2024-04-01 15:00"):
        closing.refuse(dossier.pk, by=world.an.actor, reason="Không thuộc thẩm quyền", legal_ground="")

    told = message(dossier)

    assert {name: told[name] for name in told if name.startswith("Ngay")} == {
        "NgayNopHoSo": "20240401090000",
        "NgayTuChoi": "20240401150000",
    }
    assert (told["TrangThaiHoSo"], told["GhiChu"]) == ("3", "Không thuộc thẩm quyền")


def test_an_apology_is_told_and_the_promise_stays(world, on, dossier_in):
    dossier = dossier_in(Stage.PROCESSING)
    with on("2024-04-03 09:00"):
        decision.apologise(
            dossier.pk, by=world.chi.actor, new_date=at("2024-04-12 00:00").date(), reason="Cần xác minh"
        )

    told = message(dossier)

    assert told["NgayHenTra"] == "20240408170000"
    assert told["GhiChu"] == "Xin lỗi và hẹn lại ngày 12/04/2024: Cần xác minh"


def test_a_supplement_is_told_from_the_request_to_the_new_date(world, on, dossier_in):
    dossier = dossier_in(Stage.PROCESSING)
    RequirementFactory(terms=dossier.terms, code="residence-proof", required=False)
    with on("2024-04-02 09:00"):
        supplement.request(
            dossier.pk, by=world.binh.actor, items={"residence-proof": "Ảnh mờ"}, reason="Giấy tờ chưa đạt"
        )
    asked = message(dossier)["DanhSachHoSoBoSung"]
    with on("2024-04-03 09:00"):
        papers.present(dossier.pk, requirement="residence-proof", by=world.an.actor, originals=1)
        supplement.confirm(dossier.pk, by=world.an.actor)
    confirmed = message(dossier)["DanhSachHoSoBoSung"]

    request = {
        "id": str(dossier.supplements.get().pk),
        "NguoiYeuCauBoSung": "Lê Văn Bình",
        "NoiDungBoSung": "Giấy tờ chưa đạt; Giấy tờ chứng minh: Ảnh mờ",
        "NgayBoSung": "20240402090000",
        "NgayHenTraTruoc": "20240408170000",
    }
    assert asked == [{**request, "TrangThaiBoSung": "2"}]
    assert confirmed == [
        {
            **request,
            "TrangThaiBoSung": "4",
            "NguoiTiepNhanBoSung": "Nguyễn Thị An",
            "NgayTiepNhanBoSung": "20240403090000",
            "NgayHenTraMoi": "20240409170000",
        }
    ]


def test_a_step_says_who_did_what_where_and_where_it_led(world, dossier_in):
    dossier = dossier_in(Stage.RECEIVED)

    told = portal_messages.progress_message(
        dossier,
        at=at("2024-04-01 09:05"),
        by=Doer("Nguyễn Thị An", "Công chức", "UBND xã An Phú"),
        what="Được tiếp nhận",
        state=State.RECEIVED,
        closes=time(17),
    )

    assert told == {
        "MaHoSo": "H99.35.22-240401-0001",
        "NguoiXuLy": "Nguyễn Thị An",
        "ChucDanh": "Công chức",
        "ThoiDiemXuLy": "20240401090500",
        "PhongBanXuLy": "UBND xã An Phú",
        "NoiDungXuLy": "Được tiếp nhận",
        "TrangThai": "2",
        "NgayBatDau": "20240401090000",
        "NgayKetThucTheoQuyDinh": "20240408170000",
    }


@pytest.mark.parametrize(("told", "same"), [({"b": "2", "a": "1"}, True), ({"a": "1", "b": "3"}, False)])
def test_a_message_has_one_digest_whatever_the_order_of_its_fields(told, same):
    assert (portal_messages.digest(told) == portal_messages.digest({"a": "1", "b": "2"})) is same
