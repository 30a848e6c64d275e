"""The national portal's payment platform, messages INIT, CONFIRM, QUERY and GET_BILL (docs/sources.md, rule F-18)."""

import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import httpx

from kernel import telephone
from payments.errors import AnswerUnreadable, BillMissing, GatewayRefuses, NoticeMalformed, NoticeUnsealed
from payments.gateways.contract import Bill, BillLine, PaidBack, PayBack, Told, Verdict, hour, stamp, whole, word

VERSION = "1.0.6"
# The values under "MaXacThuc", in this order, joined by pipes, the shared secret last.
INIT = (
    "LoaiBanTin PhienBan MaDoiTac MaThamChieu SoTien LoaiHinhThanhToan MaKenhThanhToan MaThietBi NgonNgu MaTienTe "
    "MaNganHang ThongTinGiaoDich ThoiGianGD Ip"
)
CONFIRM = "LoaiBanTin MaLoi MaDoiTac MaThamChieu SoTien MaTienTe MaGiaoDich MaNganHang ThoiGianGD ThongTinGiaoDich"
QUERY = "LoaiBanTin PhienBan MaDoiTac MaThamChieu ThoiGianGD"
KIND = {"phi": "Phi", "le_phi": "LePhi"}
ANSWERS = {
    Verdict.TAKEN: ("00", "Thành công"),
    Verdict.UNKNOWN_ORDER: ("01", "Không tìm thấy giao dịch"),
    Verdict.ALREADY: ("02", "Giao dịch đã được xác nhận"),
    Verdict.WRONG_AMOUNT: ("04", "Số tiền không khớp"),
    Verdict.BAD_SEAL: ("97", "Sai mã xác thực"),
    Verdict.FAULT: ("99", "Lỗi hệ thống"),
}
# "TrangThaiGD" of a transaction of which nothing is known yet.
PENDING = "01"
Message = dict[str, Any]


def seal(message: Message, names: str, secret: str) -> str:
    """Return "MaXacThuc": SHA-256 in hex over the named values and the secret."""
    values = [str(message.get(name, "")) for name in names.split()]
    return sha256("|".join([*values, secret]).encode()).hexdigest()


def is_sealed(message: Message, names: str, secret: str) -> bool:
    """Compare "MaXacThuc" with ours, in constant time."""
    return hmac.compare_digest(
        seal(message, names, secret).encode(), str(message.get("MaXacThuc", "")).lower().encode()
    )


@dataclass(frozen=True, slots=True)
class Platform:
    """The partner's side of the platform: `url` takes every message that we send."""

    partner: str
    secret: str
    url: str
    account: str
    account_name: str
    bank: str
    code: str = "platform"
    # Its contract has no refund: money goes back at the counter or by the treasury.
    can_pay_back: bool = False

    def open_session(self, bill: Bill) -> str:
        """Send INIT and return "UrlThanhToan"."""
        message: Message = {
            "LoaiBanTin": "INIT",
            "PhienBan": VERSION,
            "MaDoiTac": self.partner,
            "MaThamChieu": bill.txn_ref,
            "SoTien": str(bill.amount_vnd),
            "LoaiHinhThanhToan": "PAY",
            "MaKenhThanhToan": "1",
            "MaThietBi": "1",
            "NgonNgu": "vi-VN",
            "MaTienTe": "VND",
            "MaNganHang": "PAYMENT",
            "ThongTinGiaoDich": bill.description,
            "ThoiGianGD": stamp(bill.started_at),
            "Ip": bill.ip,
        }
        message |= {"ThongTinBienLai": self._receipt(bill), "MaXacThuc": seal(message, INIT, self.secret)}
        reply = _document(telephone.call("POST", self.url, json=message).text)
        if str(reply.get("error_code")) != "0":
            raise GatewayRefuses(gateway=self.code, response_code=str(reply.get("error_code", "?")))
        address = str(_document(str(reply.get("message", ""))).get("UrlThanhToan", ""))
        if not address.startswith(("http://", "https://")):
            raise AnswerUnreadable(gateway=self.code)
        return address

    def read(self, raw: str) -> Told:
        """Return what a CONFIRM tells, or the answer to a QUERY, which has the same fields."""
        message = _document(raw)
        if message.get("LoaiBanTin") != "CONFIRM" or message.get("MaDoiTac") != self.partner:
            raise NoticeUnsealed
        if not is_sealed(message, CONFIRM, self.secret):
            raise NoticeUnsealed
        return _told(message)

    def answer(self, verdict: Verdict) -> dict[str, str]:
        code, message = ANSWERS[verdict]
        return {"MaLoi": code, "ThongBao": message}

    def inquire(self, txn_ref: str, started_at: datetime) -> Told | None:
        """Send QUERY: what the platform knows of a try."""
        answer = _document(telephone.call("POST", self.url, json=self._ask("QUERY", txn_ref, started_at)).text)
        if answer.get("TrangThaiGD") == PENDING:
            return None
        try:
            return self.read(json.dumps(answer))
        except (NoticeUnsealed, NoticeMalformed) as failure:
            raise AnswerUnreadable(gateway=self.code) from failure

    def pay_back(self, order: PayBack) -> PaidBack:
        raise GatewayRefuses(gateway=self.code, response_code="refund")

    def bill(self, txn_ref: str, started_at: datetime) -> bytes:
        """Send GET_BILL and return the PDF."""
        response = telephone.call("POST", self.url, json=self._ask("GET_BILL", txn_ref, started_at))
        if response.status_code != httpx.codes.OK or not response.content.startswith(b"%PDF-"):
            raise BillMissing
        return response.content

    def _ask(self, kind: str, txn_ref: str, started_at: datetime) -> Message:
        message: Message = {
            "LoaiBanTin": kind,
            "PhienBan": VERSION,
            "MaDoiTac": self.partner,
            "MaThamChieu": txn_ref,
            "ThoiGianGD": stamp(started_at),
        }
        return message | {"MaXacThuc": seal(message, QUERY, self.secret)}

    def _receipt(self, bill: Bill) -> Message:
        return {
            "MaDichVu": "2",
            "MaHoSo": bill.subject_code,
            "MaDonVi": bill.agency_code,
            "TenDonVi": bill.agency_name,
            "TKThuHuong": self.account,
            "TenTKThuHuong": self.account_name,
            "MaNHThuHuong": self.bank,
            "HoTenNguoiNop": bill.payer_name,
            "SoCMNDNguoiNop": bill.payer_number,
            "DiaChiNguoiNop": bill.payer_address,
            "NoiDungThanhToan": bill.description,
            "PhiLePhi": [_fee(line) for line in bill.lines],
            "DSKhoanNop": [{"NoiDung": line.name, "SoTien": str(line.amount_vnd)} for line in bill.lines],
        }


def _fee(line: BillLine) -> Message:
    return {
        "LoaiPhiLePhi": KIND.get(line.kind, "Khac"),
        "MaPhiLePhi": line.code,
        "TenPhiLePhi": line.name,
        "SoTien": str(line.amount_vnd),
    }


def _told(message: Message) -> Told:
    return Told(
        txn_ref=word(str(message.get("MaThamChieu", "")), "MaThamChieu", 100),
        amount_vnd=whole(str(message.get("SoTien", "")), "SoTien"),
        gateway_txn=word(str(message.get("MaGiaoDich", "")), "MaGiaoDich", 40),
        bank_code=word(str(message.get("MaNganHang") or "?"), "MaNganHang", 20),
        response_code=word(str(message.get("MaLoi", "")), "MaLoi", 10),
        paid_at=hour(str(message.get("ThoiGianGD", "")), "ThoiGianGD"),
    )


def _document(text: str) -> Message:
    """Return a JSON object; an empty one for anything else."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
