"""The national portal's payment platform, as the bank's other door (docs/sources.md, rule F-18)."""

import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings

from kernel import clock
from sandbox.bank.models import Payment
from sandbox.bank.states import PaymentState, Service

STAMP = "%Y%m%d%H%M%S"
INIT = (
    "LoaiBanTin PhienBan MaDoiTac MaThamChieu SoTien LoaiHinhThanhToan MaKenhThanhToan MaThietBi NgonNgu MaTienTe "
    "MaNganHang ThongTinGiaoDich ThoiGianGD Ip"
)
CONFIRM = "LoaiBanTin MaLoi MaDoiTac MaThamChieu SoTien MaTienTe MaGiaoDich MaNganHang ThoiGianGD ThongTinGiaoDich"
QUERY = "LoaiBanTin PhienBan MaDoiTac MaThamChieu ThoiGianGD"
TIME_TO_PAY = timedelta(minutes=15)
Message = Mapping[str, Any]


class Rejected(Exception):
    """A message that the platform does not take: its error code and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code, self.message = code, message


def init(message: Message) -> dict[str, str]:
    """Take an INIT and answer with the address of the payment page; the same one for the same reference.

    Raises Rejected: a wrong seal, or charges that do not add up to the amount.
    """
    _check(message, INIT)
    receipt = message.get("ThongTinBienLai")
    charges = receipt.get("PhiLePhi") if isinstance(receipt, dict) else None
    try:
        amount_vnd = int(message["SoTien"])
        ordered_at = datetime.strptime(str(message["ThoiGianGD"]), STAMP).replace(tzinfo=clock.TZ)
        total_vnd = sum(int(charge["SoTien"]) for charge in charges or ())
        fee_code = ";".join(str(charge["MaPhiLePhi"]) for charge in charges or ())
    except (KeyError, TypeError, ValueError) as failure:
        raise Rejected("3", "Dữ liệu không hợp lệ") from failure
    if amount_vnd <= 0 or total_vnd != amount_vnd:
        raise Rejected("4", "Tổng phí, lệ phí không khớp số tiền")
    assert isinstance(receipt, dict), "Charges that add up came in a receipt."
    payment, _is_new = Payment.objects.get_or_create(
        service=Service.PLATFORM,
        txn_ref=str(message["MaThamChieu"])[:100],
        defaults={
            "amount_vnd": amount_vnd,
            "info": str(message["ThongTinGiaoDich"])[:255],
            "dossier_code": str(receipt.get("MaHoSo", ""))[:50],
            "fee_code": fee_code[:120],
            "payer_name": str(receipt.get("HoTenNguoiNop", ""))[:120],
            "ordered_at": ordered_at,
            "expires_at": ordered_at + TIME_TO_PAY,
        },
    )
    page = {"UrlThanhToan": f"{settings.SANDBOX_BANK_PAGE_URL}/pay/{payment.key}"}
    return {"error_code": "0", "message": json.dumps(page)}


def asked(message: Message) -> Payment:
    """Return the payment that a QUERY or a GET_BILL asks for. Raises Rejected."""
    _check(message, QUERY)
    payment = Payment.objects.filter(service=Service.PLATFORM, txn_ref=str(message.get("MaThamChieu", ""))).first()
    if payment is None:
        raise Rejected("1", "Không tìm thấy giao dịch")
    return payment


def queried(payment: Payment) -> dict[str, str]:
    """Return the answer to a QUERY: the state, and once there is a result the fields of its CONFIRM, sealed."""
    if payment.state == PaymentState.OPEN:
        return {"TrangThaiGD": "01"}
    return {"TrangThaiGD": payment.response_code, **confirmation(payment)}


def confirmation(payment: Payment, *, is_sealed: bool = True) -> dict[str, str]:
    """Return the CONFIRM message that tells a result."""
    message = {
        "LoaiBanTin": "CONFIRM",
        "MaLoi": payment.response_code,
        "MaDoiTac": settings.SANDBOX_BANK_PARTNER,
        "MaThamChieu": payment.txn_ref,
        "SoTien": str(payment.paid_vnd or payment.amount_vnd),
        "MaTienTe": "VND",
        "MaGiaoDich": payment.transaction_no,
        "MaNganHang": payment.bank_code,
        "ThoiGianGD": (payment.booked_at or clock.now()).astimezone(clock.TZ).strftime(STAMP),
        "ThongTinGiaoDich": payment.info,
    }
    told = seal(message, CONFIRM)
    return message | {"MaXacThuc": told if is_sealed else told[::-1]}


def notices_url() -> str:
    """Return where the partner registered to be told."""
    return f"{settings.SANDBOX_BANK_NOTICES_URL}/platform"


def seal(message: Message, names: str) -> str:
    """Return "MaXacThuc": SHA-256 in hex over the named values and the secret shared with the partner."""
    # The outside world has its own names for what it shares with the house, hence the look at settings.
    values = [str(message.get(name, "")) for name in names.split()]
    return sha256("|".join([*values, settings.SANDBOX_BANK_PLATFORM_SECRET]).encode()).hexdigest()


def _check(message: Message, names: str) -> None:
    told = str(message.get("MaXacThuc", "")).lower()
    ours = message.get("MaDoiTac") == settings.SANDBOX_BANK_PARTNER
    if not ours or not hmac.compare_digest(seal(message, names).encode(), told.encode()):
        raise Rejected("97", "Sai mã xác thực")
