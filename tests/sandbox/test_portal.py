"""The national portal keeps the dossiers and the progress that an office reports under a session (S-1, S-7)."""

import pytest
from django.utils.dateparse import parse_datetime

from kernel import clock
from sandbox import door
from sandbox.behaviours import steering
from sandbox.portal.models import PortalDossier, PortalProgress, Session

CODE = "H99.35.22-240603-0001"
DOSSIER = {
    "MaHoSo": CODE,
    "MaTTHC": "2.002621",
    "TenTTHC": "Liên thông khai sinh",
    "DonViXuLy": "UBND xã An Phú",
    "ChuHoSo": "Trần Thị Lan",
    "TrangThaiHoSo": "2",
    "NgayTiepNhan": "20240603090000",
    "NgayHenTra": "20240607170000",
}
PROGRESS = {
    "MaHoSo": CODE,
    "NguoiXuLy": "Lê Văn Bình",
    "ChucDanh": "Công chức",
    "ThoiDiemXuLy": "20240603100000",
    "PhongBanXuLy": "Tư pháp",
    "NoiDungXuLy": "Đang xử lý",
    "TrangThai": "4",
}


def call(wire, service, told, session="", **headers):
    body = {"session": session, "madonvi": "H99.35.22", "service": service, "data": told}
    reply = wire.post_plain("portal/api", body, **{"dstcode": "VN:GOV:000.00.00.G22:vpcpdvcqg", **headers})
    assert reply.status_code == 200
    return reply.json()


@pytest.fixture
def session(wire):
    """A log-in of the commune."""
    told = {"username": "H99.35.22", "password": door.secret_of("portal")}
    reply = call(wire, "login", told)
    assert reply["error_code"] == 0
    return reply["session"]


def test_a_dossier_is_kept_as_it_was_last_reported(wire, session, at_hour):
    assert call(wire, "DongBoHoSoMC", {"isUpdating": False, "DanhSachHoSo": [DOSSIER]}, session) == {
        "error_code": 0,
        "message": "",
        "MaHoSo": [CODE],
    }
    with at_hour("2024-06-04 08:00"):
        call(wire, "DongBoHoSoMC", {"isUpdating": True, "DanhSachHoSo": [{**DOSSIER, "TrangThaiHoSo": "4"}]}, session)

    kept = PortalDossier.objects.get()
    assert (kept.status, kept.reports, kept.unit) == ("4", 2, "H99.35.22")
    assert (kept.first_at, kept.last_at) == tuple(
        parse_datetime(hour) for hour in ("2024-06-03T09:00:00+07:00", "2024-06-04T08:00:00+07:00")
    )


def test_progress_is_kept_once_and_looked_up_with_the_dossier(wire, session):
    call(wire, "DongBoHoSoMC", {"DanhSachHoSo": [DOSSIER]}, session)

    first = call(wire, "CapNhatTienDoHoSoMC", PROGRESS, session)
    again = call(wire, "CapNhatTienDoHoSoMC", PROGRESS, session)
    found = call(wire, "TraCuuHoSo", {"MaHoSo": CODE}, session)

    assert (first["DaCo"], again["DaCo"]) == (False, True)
    assert (found["HoSo"], found["TienDo"], found["SoLanDongBo"]) == (DOSSIER, [PROGRESS], 1)


def test_the_catalogue_lists_the_procedures_that_were_seen(wire, session):
    rows = [DOSSIER, {**DOSSIER, "MaHoSo": "H99.35.22-240603-0002"}]
    call(wire, "DongBoHoSoMC", {"DanhSachHoSo": rows}, session)

    assert call(wire, "LayDanhSachTTHC", {}, session)["DanhSachTTHC"] == [
        {"MaTTHC": "2.002621", "TenTTHC": "Liên thông khai sinh"}
    ]


@pytest.mark.parametrize(
    "told",
    [
        {**DOSSIER, "MaHoSo": "12"},
        {**DOSSIER, "TrangThaiHoSo": "11"},
        {**DOSSIER, "TrangThaiHoSo": ""},
        {**DOSSIER, "NgayHenTra": "2024-06-07"},
        {**DOSSIER, "NgayHenTra": "20240631000000"},
        {**DOSSIER, "NgayTiepNhan": ""},
        "dossier",
    ],
)
def test_a_report_that_is_not_as_agreed_is_refused_whole(wire, session, told):
    reply = call(wire, "DongBoHoSoMC", {"DanhSachHoSo": [DOSSIER, told]}, session)

    assert reply["error_code"] == 3
    assert reply["message"]
    assert not PortalDossier.objects.exists()


@pytest.mark.parametrize("status", ["1", "3", "5"])
def test_a_dossier_that_may_never_have_been_accepted_needs_no_hour_of_acceptance(wire, session, status):
    filed = {**DOSSIER, "TrangThaiHoSo": status, "NgayTiepNhan": ""}

    assert call(wire, "DongBoHoSoMC", {"DanhSachHoSo": [filed]}, session)["error_code"] == 0


@pytest.mark.parametrize("rows", [[], None, [DOSSIER] * 501])
def test_a_report_has_some_dossiers_and_not_too_many(wire, session, rows):
    assert call(wire, "DongBoHoSoMC", {"DanhSachHoSo": rows}, session)["error_code"] == 3


def test_progress_of_an_unknown_dossier_is_refused(wire, session):
    assert call(wire, "CapNhatTienDoHoSoMC", PROGRESS, session)["error_code"] == 4
    assert call(wire, "TraCuuHoSo", {"MaHoSo": CODE}, session)["error_code"] == 4
    assert not PortalProgress.objects.exists()


def test_nothing_is_done_without_a_session_that_holds(wire, session):
    assert call(wire, "TraCuuHoSo", {"MaHoSo": CODE})["error_code"] == 1
    assert call(wire, "login", {"username": "H99", "password": "guess"})["error_code"] == 1
    assert call(wire, "login", {"username": "H99", "password": "đoán"})["error_code"] == 1
    Session.objects.update(expires_at=clock.wall())
    assert call(wire, "TraCuuHoSo", {"MaHoSo": CODE}, session)["error_code"] == 1


def test_a_call_names_its_service_and_where_it_goes(wire, session):
    assert call(wire, "XoaHoSo", {}, session)["error_code"] == 2
    assert call(wire, "TraCuuHoSo", {}, session, dstcode="")["error_code"] == 3


@pytest.mark.parametrize("body", [b"", b"[]", b'{"service": "login", "data": "\\u0000"}', b"[" * 10_000])
def test_what_cannot_be_read_logs_nobody_in(wire, body):
    reply = wire.call("POST", "portal/api", body, dstcode="x")

    assert (reply.status_code, reply.json()["error_code"]) == (200, 1)


def test_the_portal_can_be_down(wire, session):
    steering.switch_on("down", office="portal")

    reply = wire.post_plain("portal/api", {"service": "TraCuuHoSo"})

    assert reply.status_code == 503
