"""Which gateways there are, each with its secrets and addresses from the settings."""

from collections.abc import Callable

from django.conf import settings

from payments.errors import GatewayMissing, GatewayUnknown
from payments.gateways.contract import Gateway
from payments.gateways.platform import Platform
from payments.gateways.vnpay import Vnpay
from payments.vietqr import Account


# Addresses and secrets are the deployment's; read at each use, so that a changed secret needs no second look-up table.
def _vnpay() -> Gateway:
    return Vnpay(
        tmn_code=settings.PAYMENT_VNPAY_TMN_CODE,
        secret=settings.PAYMENT_VNPAY_SECRET,
        page_url=f"{settings.PAYMENT_PAGE_URL}/vnpay/pay",
        api_url=f"{settings.PAYMENT_BANK_URL}/vnpay/api",
        return_url=f"{settings.PAYMENT_RETURN_URL}/vnpay",
    )


def _platform() -> Gateway:
    return Platform(
        partner=settings.PAYMENT_PLATFORM_PARTNER,
        secret=settings.PAYMENT_PLATFORM_SECRET,
        url=f"{settings.PAYMENT_BANK_URL}/platform",
        account=settings.PAYMENT_ACCOUNT_NUMBER,
        account_name=settings.PAYMENT_ACCOUNT_NAME,
        bank=settings.PAYMENT_ACCOUNT_BIN,
    )


_GATEWAYS: dict[str, Callable[[], Gateway]] = {"vnpay": _vnpay, "platform": _platform}
CODES = tuple(_GATEWAYS)


def gateway(code: str) -> Gateway:
    """Return a gateway that a payer chose. Raises GatewayUnknown."""
    if code not in _GATEWAYS:
        raise GatewayUnknown(gateway=code[:40], known=list(CODES))
    return _GATEWAYS[code]()


def notifier(code: str) -> Gateway:
    """Return the gateway at whose address a notice came. Raises GatewayMissing."""
    if code not in _GATEWAYS:
        raise GatewayMissing
    return _GATEWAYS[code]()


def account() -> Account:
    """Return the account to which transfers are made."""
    return Account(settings.PAYMENT_ACCOUNT_BIN, settings.PAYMENT_ACCOUNT_NUMBER)
