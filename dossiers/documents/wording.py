"""How a Vietnamese paper writes dates, hours, money and terms."""

from datetime import date, datetime

from dossiers.states import Unit
from kernel.clock import TZ

NO_BREAK = "\u00a0"
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_UNITS: dict[Unit, str] = {Unit.WORKING: "ngày làm việc", Unit.CALENDAR: "ngày"}


def day(on: date) -> str:
    """26/04/2024"""
    return f"{on:%d/%m/%Y}"


def weekday(on: date) -> str:
    """thứ Sáu"""
    return _WEEKDAYS[on.weekday()].replace(" ", NO_BREAK)


def long_day(on: date) -> str:
    """ngày 26 tháng 4 năm 2024; a day below 10 and the months 1 and 2 take a zero (Decree 30/2020, Annex I)."""
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"ngày{NO_BREAK}{on.day:02d} tháng{NO_BREAK}{month} năm{NO_BREAK}{on.year}"


def hour(at: datetime) -> str:
    """09 giờ 00, on the clock of Viet Nam."""
    local = at.astimezone(TZ)
    return f"{local:%H} giờ {local:%M}".replace(" ", NO_BREAK)


def moment(at: datetime) -> str:
    """09 giờ 00, ngày 26/04/2024"""
    return f"{hour(at)}, ngày{NO_BREAK}{day(at.astimezone(TZ))}"


def money(amount_vnd: int) -> str:
    """50.000 đ"""
    return f"{amount_vnd:,}".replace(",", ".") + f"{NO_BREAK}đ"


def term(days: int, unit: Unit) -> str:
    """03 ngày làm việc; a term of no days ends the day it begins."""
    return f"{days:02d} {_UNITS[unit]}" if days else "Trong ngày làm việc"
