"""When two names are one name to a registrar."""

from unicodedata import normalize


def same_name(one: str, other: str) -> bool:
    """Tell whether two names are the same, whatever their case, spaces and composition of accents."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(normalize("NFC", name).casefold().split())
