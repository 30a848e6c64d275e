"""The partner agencies, by code."""

from interlink.adapters.agency import Agency
from interlink.adapters.sealed import SealedAgency

_PARTNERS = {
    partner.code: partner
    for partner in (
        SealedAgency("civil-status", "G15", "Hệ thống hộ tịch, Bộ Tư pháp", "Civil status, Ministry of Justice"),
        SealedAgency("residence", "G01", "Cơ quan đăng ký cư trú, Công an", "Residence police"),
        SealedAgency("insurance", "G24", "Bảo hiểm xã hội Việt Nam", "Viet Nam Social Security"),
        SealedAgency("labour", "G07", "Lao động - Thương binh và Xã hội", "Labour, Invalids and Social Affairs"),
    )
}
CODES = tuple(_PARTNERS)


def agency(code: str) -> Agency:
    """Return the partner of a code. Raises KeyError for a code that no route names."""
    return _PARTNERS[code]


def secret_of(code: str) -> str | None:
    """Return the secret shared with a partner; None for whoever is none."""
    partner = _PARTNERS.get(code)
    return partner.secret if partner else None


def name_of(code: str, language: str) -> str:
    """Return a partner's name in "vi" or "en"; its code if it is none."""
    partner = _PARTNERS.get(code)
    if partner is None:
        return code
    return partner.name_en if language == "en" else partner.name_vi
